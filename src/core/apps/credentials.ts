import type { Keyring } from '../../crypto/keyring.ts'
import { Failure } from '../failure.ts'
import { secretMacs } from './secret.ts'

/** How an app says who it is (RFC 6749 §2.3). One that keeps no secret says its id alone. */
export type Credentials = { appId: string; secret: string | undefined }

/** The MACs that the row of this app may have. An app without a secret sends none, and its row has none. */
export const macsOf = async (
  keyring: Pick<Keyring, 'appMacs'>,
  { appId, secret }: Credentials,
): Promise<readonly string[]> => (secret === undefined ? [] : secretMacs(keyring, { appId, secret }))

/** What is said where the app is unknown or disabled, or its secret is wrong: nothing of which of them. */
export const wrongApp = () => new Failure('wrong_credentials', { reason: 'app' })
