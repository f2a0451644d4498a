import { isDown, refused, Troubled } from './trouble.ts'

/** A call takes no longer, with its body. */
export const TIMEOUT_MS = 3_000
/** More than any document of a provider has, and little enough to be held in memory. */
const MAX_BYTES = 262_144
const TOO_LARGE = 'too_large'

type Init = {
  method: string
  headers: Record<string, string>
  body?: BodyInit | null | undefined
}

/** Asks one provider, and knows whether it has. */
export type Call = {
  fetch: (address: string, init: Init) => Promise<Response>
  hasAsked: () => boolean
  /**
   * Whether it has refused what was asked with the token of one person, or said too much of them. People can bring that
   * about: GitHub counts the requests of each, and some providers put a picture into what they say of somebody.
   */
  hasRefusedOne: () => boolean
}

/**
 * Asks what belongs to an issuer, within bounds: a provider that is slow, endless or elsewhere is one that is down.
 * Nothing but https is asked, or plain http on the host of an issuer that has that itself, which is this machine.
 */
export function openCall(issuer: string): Call {
  let hasAsked = false
  let hasRefusedOne = false
  return {
    hasAsked: () => hasAsked,
    hasRefusedOne: () => hasRefusedOne,
    fetch: async (address, { method, headers, body }) => {
      if (!isAllowed(address, issuer)) throw refused('not_https')
      hasAsked = true
      const signal = AbortSignal.timeout(TIMEOUT_MS)
      const answer = await globalThis
        .fetch(address, { method, headers, body: body ?? null, redirect: 'manual', signal })
        .catch(() => {
          throw isDown(signal.aborted ? 'too_slow' : 'unreachable')
        })
      const isOfOne = /^bearer /i.test(new Headers(headers).get('Authorization') ?? '')
      hasRefusedOne ||= isOfOne && answer.status >= 400 && answer.status < 500
      return withWholeBody(answer, signal).catch((error: unknown) => {
        hasRefusedOne ||= isOfOne && error instanceof Troubled && error.trouble.reason === TOO_LARGE
        throw error
      })
    },
  }
}

/** Whether an address may be asked for this issuer. */
export function isAllowed(address: string, issuer: string): boolean {
  const [url, own] = [URL.parse(address), new URL(issuer)]
  if (!url) return false
  return url.protocol === 'https:' || (own.protocol === 'http:' && url.origin === own.origin)
}

async function withWholeBody(answer: Response, signal: AbortSignal): Promise<Response> {
  const { status, headers } = answer
  // A redirect could lead anywhere, and would take the secret of the request along.
  if (status >= 300 && status < 400) throw await dropped(answer, 'redirect')
  if (status >= 500 || status === 429) throw await dropped(answer, 'unavailable')
  const bytes = await readBody(answer, signal)
  const text = new TextDecoder().decode(bytes)
  if (answer.ok && !isJson(text)) throw isDown('not_json')
  return new Response(status === 204 || status === 205 ? null : text, { status, headers })
}

async function dropped({ body }: Response, reason: string) {
  await body?.cancel().catch(() => undefined)
  return isDown(reason)
}

async function readBody({ body }: Response, signal: AbortSignal): Promise<Uint8Array> {
  const reader = body?.getReader()
  if (!reader) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let size = 0
  const giveUp = () => void reader.cancel().catch(() => undefined)
  signal.addEventListener('abort', giveUp)
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(() => {
        throw isDown(signal.aborted ? 'too_slow' : 'unreachable')
      })
      if (signal.aborted) throw isDown('too_slow')
      if (done) return joined(chunks, size)
      size += value.byteLength
      if (size > MAX_BYTES) throw isDown(TOO_LARGE)
      chunks.push(value)
    }
  } catch (error) {
    giveUp()
    throw error
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}

function joined(chunks: Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.byteLength
  }
  return whole
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
