import * as z from 'zod/mini'
import { base64url, sha256, utf8 } from '../../crypto/bytes.ts'
import type { Keyring } from '../../crypto/keyring.ts'
import { openToken, sealToken } from './sealed-token.ts'

const PURPOSE = 'authorization_code'

/** Seconds in which a code is good. RFC 9700 §4.5 and RFC 6749 §4.1.2 want them few. */
const CODE_S = 60
/** Seconds in which it is known again: a code that comes twice ends what it has opened. */
const KNOWN_S = 600

const Content = z.object({
  purpose: z.literal(PURPOSE),
  appId: z.string(),
  /** SHA-256 of the redirect address that the code went to: the exchange names the same one. */
  redirect: z.string(),
  challenge: z.optional(z.string()),
  nonce: z.optional(z.string()),
  scope: z.string(),
  userId: z.string(),
  /** The browser's session. */
  parentId: z.string(),
  /** The session that the code opens: whoever comes second finds it there. */
  sid: z.string(),
  /** Milliseconds. */
  until: z.number(),
})

/** What a code stands for. Nothing of it is stored: it is encrypted, and the session that it opens says that it is used. */
export type AuthorizationCode = Omit<z.output<typeof Content>, 'purpose' | 'until'>

/** @param now milliseconds */
export const sealCode = (
  keyring: Pick<Keyring, 'stepKeys'>,
  code: AuthorizationCode,
  now: number,
): Promise<string> =>
  sealToken(keyring, { ...code, purpose: PURPOSE, until: now + CODE_S * 1_000 }, { now, seconds: KNOWN_S })

/** Undefined when the code is not ours, was altered, or is too old to be told from another. */
export async function openCode(
  keyring: Pick<Keyring, 'stepKeys'>,
  code: string,
  now: number,
): Promise<(AuthorizationCode & { isOver: boolean }) | undefined> {
  const content = await openToken(keyring, code, { now, schema: Content })
  return content && { ...content, isOver: content.until <= now }
}

/** A redirect address as a code names it. */
export const printOfRedirect = async (redirectUri: string): Promise<string> =>
  base64url(await sha256(utf8(redirectUri)))

/** Whether a verifier is the one behind the challenge (RFC 7636 §4.6). A verifier of another form is none (§4.1). */
export const provesChallenge = async (verifier: string, challenge: string): Promise<boolean> =>
  /^[\w.~-]{43,128}$/.test(verifier) && base64url(await sha256(utf8(verifier))) === challenge
