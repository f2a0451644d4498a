import { equal, utf8 } from '../../crypto/bytes.ts'
import type { Keyring } from '../../crypto/keyring.ts'
import type { App } from '../../store/tables/apps.ts'
import { Failure } from '../failure.ts'
import { secretMacs } from './secret.ts'

/** How an app says who it is (RFC 6749 §2.3). One that keeps no secret says its id alone. */
export type Credentials = { appId: string; secret: string | undefined }

/** The MACs that the row of this app may have. An app without a secret sends none, and its row has none. */
export const macsOf = async (
  keyring: Pick<Keyring, 'appMacs'>,
  { appId, secret }: Credentials,
): Promise<readonly string[]> => (secret === undefined ? [] : secretMacs(keyring, { appId, secret }))

/**
 * The app, if these are its credentials.
 *
 * @throws Failure wrong_credentials, alike for an app that nobody knows
 */
export async function requireApp(
  keyring: Pick<Keyring, 'appMacs'>,
  app: App | undefined,
  credentials: Credentials,
): Promise<App> {
  const macs = await macsOf(keyring, credentials)
  const stored = app?.secret ?? null
  const isRight = stored === null ? macs.length === 0 : macs.some((mac) => equal(utf8(mac), utf8(stored)))
  if (!app || app.disabledAt !== null || !isRight) throw wrongApp()
  return app
}

/** It says nothing of what was wrong. */
export const wrongApp = () => new Failure('wrong_credentials', { reason: 'app' })
