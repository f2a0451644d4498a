import * as z from 'zod/mini'
import type { Keyring } from '../../crypto/keyring.ts'
import { openToken, sealToken } from './sealed-token.ts'

/** Seconds: a browser follows a redirect at once. */
const ANSWER_S = 120

const PURPOSE = 'provider_answer'

const Content = z.object({ purpose: z.literal(PURPOSE), members: z.record(z.string(), z.string()) })

/** What of the answer of a provider is read (RFC 6749 §4.1.2, RFC 9207 §2; `user` is Apple's). */
const MEMBERS = new Set(['code', 'state', 'iss', 'error', 'user'])

/** Characters. No answer that counts is longer, and addresses are not. */
const LONGEST = 2_000

/** The answer that a provider has posted, on its way to the GET that brings the cookies. It holds a code and a name. */
export const sealAnswer = (
  keyring: Pick<Keyring, 'stepKeys'>,
  answer: Readonly<Record<string, string>>,
  now: number,
): Promise<string> => {
  const read = Object.entries(answer).filter(([name, value]) => MEMBERS.has(name) && value.length <= LONGEST)
  return sealToken(
    keyring,
    { purpose: PURPOSE, members: Object.fromEntries(read) },
    { now, seconds: ANSWER_S },
  )
}

/** Undefined when it is not ours, was altered, or is old. */
export const openAnswer = async (
  keyring: Pick<Keyring, 'stepKeys'>,
  text: string,
  now: number,
): Promise<URLSearchParams | undefined> => {
  const found = await openToken(keyring, text, { now, schema: Content })
  return found && new URLSearchParams(found.members)
}
