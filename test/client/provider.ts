import { base64url, utf8 } from '../../src/crypto/bytes.ts'
import { HOME } from '../support/person.ts'

export const APP = 'shop'
export const ORIGIN = 'https://shop.example.com'
export const CALLBACK = `${ORIGIN}/callback`

type Grant = {
  nonce: string | null
  challenge: string | null
  redirectUri: string | null
  scope: string
  sub: string
}

/** What a test changes of an answer. */
type Changes = { idToken?: Record<string, unknown>; tokens?: Record<string, unknown> }

const refused = (status: number, error: string) =>
  Response.json({ error, error_description: `It is ${error}.` }, { status })

const unsigned = (claims: object) =>
  ['{}', JSON.stringify(claims), '-'].map((part) => base64url(utf8(part))).join('.')

/**
 * Stands where the provider does, for what the real one never answers; the real one is in the journeys. Its refresh
 * tokens are `<session>.<generation>.x`, its access tokens `<session>/<generation>`.
 */
export function provider() {
  const codes = new Map<string, Grant>()
  const sessions = new Map<string, { generation: number; sub: string }>()
  const asked: string[] = []
  const sent: Record<string, string>[] = []
  const state = {
    asked,
    sent,
    sessions,
    changes: {} as Changes,
    sub: 'ada',
    /** Answers in place of the provider when it wants to. */
    spoil: (): Response | undefined => undefined,
  }

  const tokens = (
    sid: string,
    { scope, nonce, sub }: Pick<Grant, 'scope' | 'sub'> & { nonce?: string | null },
  ) => {
    const { generation } = sessions.get(sid) ?? { generation: 0 }
    const exp = Math.floor(Date.now() / 1_000) + 300
    const claims = {
      iss: HOME,
      aud: APP,
      sub,
      sid,
      exp,
      email: `${sub}@example.com`,
      auth_time: 1,
      ...(nonce && { nonce }),
    }
    return Response.json({
      access_token: `${sid}/${generation}`,
      expires_in: 1_800,
      id_token: unsigned({ ...claims, ...state.changes.idToken }),
      ...(scope.includes('offline_access') && { refresh_token: `${sid}.${generation}.x` }),
      ...state.changes.tokens,
    })
  }

  async function token(body: Record<string, string>) {
    if (body['grant_type'] === 'refresh_token') {
      const [sid = '', generation = ''] = (body['refresh_token'] ?? '').split('.')
      const session = sessions.get(sid)
      if (!session || session.generation !== Number(generation)) return refused(400, 'invalid_grant')
      session.generation += 1
      return tokens(sid, { scope: 'openid offline_access', sub: session.sub })
    }
    const grant = codes.get(body['code'] ?? '')
    codes.delete(body['code'] ?? '')
    const digest = await crypto.subtle.digest('SHA-256', utf8(body['code_verifier'] ?? ''))
    const isRight =
      grant?.redirectUri === body['redirect_uri'] && grant?.challenge === base64url(new Uint8Array(digest))
    if (!grant || !isRight) return refused(400, 'invalid_grant')
    const sid = crypto.randomUUID()
    sessions.set(sid, { generation: 0, sub: grant.sub })
    return tokens(sid, grant)
  }

  async function answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url)
    asked.push(`${request.method} ${pathname}`)
    const spoilt = state.spoil()
    if (spoilt) return spoilt
    const body =
      request.method === 'POST'
        ? Object.fromEntries(new URLSearchParams(new TextDecoder().decode(await request.arrayBuffer())))
        : {}
    if (request.method === 'POST') sent.push(body)
    if (pathname === '/token') return token(body)
    if (pathname === '/revoke') {
      const [, sid = ''] = /^([\w-]+)(?:\.\d+\.x|\/\d+)$/.exec(body['token'] ?? '') ?? []
      sessions.delete(sid)
      return new Response(null)
    }
    const [sid = '', generation] = (request.headers.get('Authorization') ?? '')
      .slice('Bearer '.length)
      .split('/')
    const session = sessions.get(sid)
    if (!session || session.generation !== Number(generation)) return refused(401, 'invalid_token')
    return Response.json({ sub: session.sub, name: 'Ada' })
  }

  return {
    ...state,
    /** The same object for what tests change. */
    state,
    answer,
    /** The user signs in and allows it: the address that the browser is led back to. */
    allow(url: string): string {
      const asks = new URL(url).searchParams
      const code = crypto.randomUUID()
      const [nonce, challenge, redirectUri] = ['nonce', 'code_challenge', 'redirect_uri'].map((name) =>
        asks.get(name),
      )
      codes.set(code, {
        nonce: nonce ?? null,
        challenge: challenge ?? null,
        redirectUri: redirectUri ?? null,
        scope: asks.get('scope') ?? '',
        sub: state.sub,
      })
      return back(asks, { code })
    },
    refuse: (url: string, error: string): string =>
      back(new URL(url).searchParams, { error, error_description: 'The user said no.' }),
  }
}

export const back = (asks: URLSearchParams, answer: Record<string, string>, iss = HOME) =>
  `${asks.get('redirect_uri')}?${new URLSearchParams({ ...answer, state: asks.get('state') ?? '', iss }).toString()}`

export type Provider = ReturnType<typeof provider>
