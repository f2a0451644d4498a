import { type Fetch, NO_REDIRECT } from './ask.ts'
import type { RefusalKind } from './failure-header.ts'
import { type Held, hasRefreshToken, momentToRenew } from './held.ts'
import { Refusal, Unreachable } from './refusal.ts'

/** What `/token` answers (RFC 6749 §5.1). */
export type Tokens = {
  access_token?: string
  /** Seconds. */
  expires_in: number
  /** With `offline_access`. */
  refresh_token?: string | undefined
  id_token?: string | undefined
}

export type OAuth = ReturnType<typeof createOAuth>

/** Errors of OAuth that an app does something about. What else there is refuses the sign-in. */
const KINDS: Record<string, RefusalKind> = {
  invalid_token: 'unauthenticated',
  insufficient_scope: 'insufficient_scope',
  temporarily_unavailable: 'unavailable',
}

/** A refusal in the words of OAuth (RFC 6749 §4.1.2.1 and §5.2, RFC 6750 §3.1). */
export function refusalOf(
  error: string,
  {
    kind,
    status = 400,
    ...said
  }: { kind?: RefusalKind; status?: number; description?: string; returnTo?: string } = {},
): Refusal {
  const code = kind ?? (status === 429 ? 'too_many_requests' : (KINDS[error] ?? 'sign_in_refused'))
  const headers = { 'Postern-Failure': code }
  const { description: message = error, returnTo } = said
  return new Refusal(new Response(null, { status, headers }), { oauthError: error, message, returnTo })
}

/**
 * What a route of OAuth has answered.
 *
 * @throws Refusal when it says no
 * @throws Unreachable when it is no answer of the service
 */
export async function readAnswer<Answer>(answer: Response): Promise<Answer> {
  const said = (await answer.json().catch(() => null)) as {
    error?: unknown
    error_description?: string
  } | null
  const { error, error_description: description } = said ?? {}
  if (!answer.ok && typeof error === 'string')
    throw refusalOf(error, { status: answer.status, ...(description && { description }) })
  // The page of a captive portal or of a broken proxy is no answer of ours, whatever its status.
  if (!answer.ok || typeof said !== 'object' || said === null) throw new Unreachable(`HTTP ${answer.status}`)
  return said as Answer
}

/** Asks as an app without a secret: a page cannot keep one. */
export function createOAuth({ url, app, fetch }: { url: string; app: string; fetch: Fetch }) {
  async function post(path: string, params: Record<string, string>, signal: AbortSignal) {
    const body = new URLSearchParams({ ...params, client_id: app })
    // No cookie of the service has to do with it.
    const credentials = 'credentials' in Request.prototype ? { credentials: 'omit' as const } : {}
    const request = new Request(url + path, {
      method: 'POST',
      body,
      redirect: NO_REDIRECT,
      signal,
      ...credentials,
    })
    return fetch(request).catch((error: unknown) => {
      throw signal.aborted ? error : new Unreachable(error)
    })
  }

  const askForTokens = async (params: Record<string, string>, signal: AbortSignal) =>
    readAnswer<Tokens>(await post('/token', params, signal))

  return {
    exchange: (params: Record<string, string>, signal: AbortSignal) =>
      askForTokens({ grant_type: 'authorization_code', ...params }, signal),

    /** Ends the session, wherever it is held. */
    revoke: (held: Held, signal: AbortSignal) =>
      post('/revoke', { token: hasRefreshToken(held) ? held.refresh : held.access }, signal),

    /** The next tokens. A session without a refresh token ends with its access token. */
    renew: async (held: Held | null, signal: AbortSignal): Promise<Held> => {
      const over = { kind: 'unauthenticated', status: 401 } as const
      if (!held || !hasRefreshToken(held)) throw refusalOf('invalid_grant', over)
      const params = { grant_type: 'refresh_token', refresh_token: held.refresh }
      const tokens = await askForTokens(params, signal).catch((error: unknown) => {
        throw error instanceof Refusal && error.oauthError === 'invalid_grant'
          ? refusalOf('invalid_grant', over)
          : error
      })
      return heldOfApp({ refresh_token: held.refresh, id_token: held.idToken, ...tokens })
    },
  }
}

/** @param sid the session, which a token that can be renewed says itself */
export function heldOfApp(tokens: Tokens, sid = ''): Held {
  const {
    access_token: access,
    refresh_token: refresh = `${sid}.`,
    expires_in: lives,
    id_token: idToken,
  } = tokens
  if (!access || refresh === '.') throw new Unreachable('an answer without tokens')
  const held = { access, refresh, ...(idToken !== undefined && { idToken }) }
  return { ...held, renewAt: hasRefreshToken(held) ? momentToRenew(lives) : Date.now() + lives * 1_000 }
}
