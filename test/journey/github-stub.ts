import { createHash } from 'node:crypto'
import type { Answer } from './vendor-stage.ts'

/** What the API says of somebody: https://docs.github.com/rest/users/users and …/users/emails */
type User = {
  id: number
  login: string
  name: string | null
  emails: { email: string; primary: boolean; verified: boolean; visibility: 'public' | 'private' | null }[]
}

type Code = { login: string; challenge: string; redirectUri: string }

/** GitHub's web application flow and two routes of its API: https://docs.github.com/apps/oauth-apps/building-oauth-apps */
export function gitHub({ clientId, clientSecret }: { clientId: string; clientSecret: string }) {
  const users = new Map<string, User>()
  const codes = new Map<string, Code>()
  const tokens = new Map<string, User>()

  function authorize(url: URL): Response {
    const asked = url.searchParams
    if (asked.get('client_id') !== clientId) return new Response('Not Found', { status: 404 })
    const hidden = [...asked].map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`)
    return page(`<h1>Authorize Postern</h1><form method="post" action="/sessions/authorize">${hidden.join('')}
      <label>Account <input name="login"></label>
      <button>Authorize</button> <button name="cancel" value="1">Cancel</button></form>`)
  }

  async function decide(request: Request): Promise<Response> {
    const sent = new URLSearchParams(await request.text())
    const back = new URL(sent.get('redirect_uri') ?? '')
    back.searchParams.set('state', sent.get('state') ?? '')
    if (sent.has('cancel')) {
      back.searchParams.set('error', 'access_denied')
      back.searchParams.set('error_description', 'The user has denied your application access.')
      back.searchParams.set(
        'error_uri',
        'https://docs.github.com/apps/troubleshooting-authorization-request-errors',
      )
    } else {
      const code = crypto.randomUUID().replaceAll('-', '').slice(0, 20)
      codes.set(code, {
        login: sent.get('login') ?? '',
        challenge: sent.get('code_challenge') ?? '',
        redirectUri: sent.get('redirect_uri') ?? '',
      })
      back.searchParams.set('code', code)
    }
    return new Response(null, { status: 302, headers: { Location: back.href } })
  }

  /** It says 200 whatever is wrong, and JSON to nobody who does not ask for it. */
  async function exchange(request: Request): Promise<Response> {
    const sent = new URLSearchParams(await request.text())
    const said = redeem(sent)
    if (request.headers.get('Accept')?.includes('application/json')) return Response.json(said)
    return new Response(new URLSearchParams(said), {
      headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' },
    })
  }

  function redeem(sent: URLSearchParams): Record<string, string> {
    if (sent.get('client_id') !== clientId || sent.get('client_secret') !== clientSecret)
      return failure('incorrect_client_credentials')
    const key = sent.get('code') ?? ''
    const code = codes.get(key)
    codes.delete(key)
    const verifier = createHash('sha256')
      .update(sent.get('code_verifier') ?? '')
      .digest('base64url')
    const user = users.get(code?.login ?? '')
    if (!code || !user || verifier !== code.challenge) return failure('bad_verification_code')
    if (sent.get('redirect_uri') !== code.redirectUri) return failure('redirect_uri_mismatch')
    const token = `gho_${crypto.randomUUID().replaceAll('-', '')}`
    tokens.set(token, user)
    return { access_token: token, scope: 'read:user,user:email', token_type: 'bearer' }
  }

  const site: Answer = (request) => {
    const url = new URL(request.url)
    const route = `${request.method} ${url.pathname}`
    if (route === 'GET /login/oauth/authorize') return authorize(url)
    if (route === 'POST /sessions/authorize') return decide(request)
    if (route === 'POST /login/oauth/access_token') return exchange(request)
    return new Response('Not Found', { status: 404 })
  }

  const api: Answer = ({ method, url, headers }) => {
    if (!headers.has('User-Agent')) return new Response('Request forbidden', { status: 403 })
    const user = tokens.get(headers.get('Authorization')?.replace(/^Bearer /i, '') ?? '')
    if (!user) return Response.json({ message: 'Bad credentials', status: '401' }, { status: 401 })
    const { emails, ...profile } = user
    const route = `${method} ${new URL(url).pathname}`
    if (route === 'GET /user') return Response.json({ ...profile, type: 'User', email: null })
    if (route === 'GET /user/emails') return Response.json(emails)
    return Response.json({ message: 'Not Found', status: '404' }, { status: 404 })
  }

  return { users, hosts: { 'github.com': site, 'api.github.com': api } }
}

const failure = (error: string) => ({
  error,
  error_description: 'As the documentation says.',
  error_uri:
    'https://docs.github.com/apps/managing-oauth-apps/troubleshooting-oauth-app-access-token-request-errors',
})

const page = (html: string) =>
  new Response(
    `<!doctype html><html lang="en"><title>GitHub</title><link rel="icon" href="data:,"><main>${html}</main>`,
    {
      headers: { 'Content-Type': 'text/html; charset=utf-8' },
    },
  )
