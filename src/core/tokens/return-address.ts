import * as z from 'zod/mini'
import type { Keyring } from '../../crypto/keyring.ts'
import { openToken, sealToken } from './sealed-token.ts'

/** Seconds: as long as somebody may think about signing out. */
const KEPT_S = 3_600

const Content = z.object({ purpose: z.literal('return'), url: z.string() })

/** An address that an app has registered, for after a sign-out: nobody else can write one. */
export const sealReturn = (keyring: Pick<Keyring, 'stepKeys'>, url: string, now: number): Promise<string> =>
  sealToken(keyring, { purpose: 'return', url }, { now, seconds: KEPT_S })

export const openReturn = async (
  keyring: Pick<Keyring, 'stepKeys'>,
  token: string,
  now: number,
): Promise<string | undefined> => (await openToken(keyring, token, { now, schema: Content }))?.url
