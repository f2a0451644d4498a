import * as z from 'zod/mini'
import { base64url, sha256, utf8 } from '../../crypto/bytes.ts'
import type { Keyring } from '../../crypto/keyring.ts'
import { openToken, sealToken } from './sealed-token.ts'

/** Seconds: as long as somebody may take to sign in. */
const ASKED_S = 3_600
/** Seconds: as long as somebody may think about a question. */
const WAITS_S = 900

const Asked = z.object({ purpose: z.literal('asked'), print: z.string(), at: z.number() })

/**
 * Says since when a request for a code waits for a proof. Without it nobody could tell the visitor who has just proven
 * who they are from the one who has not.
 */
export const sealAsked = async (
  keyring: Pick<Keyring, 'stepKeys'>,
  query: string,
  now: number,
): Promise<string> =>
  sealToken(keyring, { purpose: 'asked', print: await printOf(query), at: now }, { now, seconds: ASKED_S })

/** Milliseconds; undefined when this request was not asked. */
export async function openAsked(
  keyring: Pick<Keyring, 'stepKeys'>,
  token: string,
  { query, now }: { query: string; now: number },
): Promise<number | undefined> {
  const asked = await openToken(keyring, token, { now, schema: Asked })
  return asked?.print === (await printOf(query)) ? asked.at : undefined
}

const Waiting = z.object({
  purpose: z.literal('consent'),
  query: z.string(),
  appId: z.string(),
  /** The browser's session: nobody else answers the question. */
  parentId: z.string(),
  /** The session that the code will open: however often the question is answered, one code can be used. */
  sid: z.string(),
  why: z.enum(['consent', 'continue', 'choose']),
  /** What the app asks for, and what it was allowed before. */
  scope: z.string(),
})

/** A request for a code that waits for a press. */
export type WaitingRequest = Omit<z.output<typeof Waiting>, 'purpose'>

export const sealWaiting = (
  keyring: Pick<Keyring, 'stepKeys'>,
  request: WaitingRequest,
  now: number,
): Promise<string> => sealToken(keyring, { ...request, purpose: 'consent' }, { now, seconds: WAITS_S })

export const openWaiting = (
  keyring: Pick<Keyring, 'stepKeys'>,
  token: string,
  now: number,
): Promise<WaitingRequest | undefined> => openToken(keyring, token, { now, schema: Waiting })

const printOf = async (query: string) => base64url(await sha256(utf8(query)))
