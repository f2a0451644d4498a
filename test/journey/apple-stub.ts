import { createHash } from 'node:crypto'
import { exportJWK, generateKeyPair, importSPKI, jwtVerify, SignJWT } from 'jose'
import type { Answer } from './vendor-stage.ts'

const ISSUER = 'https://appleid.apple.com'
const DAY_S = 86_400

type Person = { email: string; firstName: string; lastName: string }

type Code = { subject: string; challenge: string; redirectUri: string; nonce: string }

type About = { clientId: string; teamId: string; keyId: string; publicKey: string }

/** Sign in with Apple: https://developer.apple.com/documentation/signinwithapplerestapi */
export async function apple({ clientId, teamId, keyId, publicKey }: About) {
  const { privateKey, publicKey: own } = await generateKeyPair('RS256')
  const kid = 'fh6Bs8C'
  const keys = { keys: [{ ...(await exportJWK(own)), kid, use: 'sig', alg: 'RS256' }] }
  const trusted = await importSPKI(publicKey, 'ES256')
  const people = new Map<string, Person>()
  const codes = new Map<string, Code>()
  /** It says a name the first time only. */
  const known = new Set<string>()

  function authorize(url: URL): Response {
    const asked = url.searchParams
    if (asked.get('client_id') !== clientId)
      return Response.json({ error: 'invalid_client' }, { status: 400 })
    // With a scope nothing else is taken.
    if (asked.get('response_mode') !== 'form_post')
      return Response.json({ error: 'invalid_request' }, { status: 400 })
    const hidden = [...asked].map(([name, value]) => field(name, value))
    return page(`<h1>Sign in to Apple Account</h1><form method="post" action="/auth/authorize">${hidden.join('')}
      <label>Account <input name="subject"></label>
      <button>Continue</button> <button name="cancel" value="1">Cancel</button></form>`)
  }

  /** The answer is a form that sends itself from Apple's site to ours. */
  async function decide(request: Request): Promise<Response> {
    const sent = new URLSearchParams(await request.text())
    const [subject, redirectUri] = [sent.get('subject') ?? '', sent.get('redirect_uri') ?? '']
    const members: Record<string, string> = { state: sent.get('state') ?? '' }
    if (sent.has('cancel')) members['error'] = 'user_cancelled_authorize'
    else {
      const code = `c${crypto.randomUUID().replaceAll('-', '')}.0.srqtw`
      const { email = '', ...name } = people.get(subject) ?? {}
      codes.set(code, {
        subject,
        redirectUri,
        challenge: sent.get('code_challenge') ?? '',
        nonce: sent.get('nonce') ?? '',
      })
      members['code'] = code
      if (!known.has(subject)) members['user'] = JSON.stringify({ name, email })
      known.add(subject)
    }
    const fields = Object.entries(members).map(([name, value]) => field(name, value))
    return page(`<form method="post" action="${redirectUri}" id="answer">${fields.join('')}
      <noscript><button>Continue to Postern</button></noscript></form>
      <script>document.getElementById('answer').submit()</script>`)
  }

  async function exchange(request: Request): Promise<Response> {
    const sent = new URLSearchParams(await request.text())
    if (!(await isOurs(sent))) return Response.json({ error: 'invalid_client' }, { status: 400 })
    const key = sent.get('code') ?? ''
    const code = codes.get(key)
    codes.delete(key)
    const verifier = createHash('sha256')
      .update(sent.get('code_verifier') ?? '')
      .digest('base64url')
    const isRight = verifier === code?.challenge && sent.get('redirect_uri') === code.redirectUri
    if (!code || !isRight || sent.get('grant_type') !== 'authorization_code')
      return Response.json({ error: 'invalid_grant' }, { status: 400 })
    const { subject, nonce } = code
    const email = people.get(subject)?.email
    const idToken = await new SignJWT({
      nonce,
      nonce_supported: true,
      email,
      email_verified: 'true',
      is_private_email: 'true',
      auth_time: Math.floor(Date.now() / 1_000),
    })
      .setProtectedHeader({ alg: 'RS256', kid })
      .setIssuer(ISSUER)
      .setAudience(clientId)
      .setSubject(subject)
      .setIssuedAt()
      .setExpirationTime('1d')
      .sign(privateKey)
    return Response.json({
      access_token: `a${crypto.randomUUID()}`,
      token_type: 'Bearer',
      expires_in: 3_600,
      refresh_token: `r${crypto.randomUUID()}`,
      id_token: idToken,
    })
  }

  /** https://developer.apple.com/documentation/accountorganizationaldatasharing/creating-a-client-secret */
  async function isOurs(sent: URLSearchParams): Promise<boolean> {
    try {
      const { payload, protectedHeader } = await jwtVerify(sent.get('client_secret') ?? '', trusted, {
        algorithms: ['ES256'],
        issuer: teamId,
        subject: clientId,
        audience: ISSUER,
        requiredClaims: ['iat', 'exp'],
      })
      const { exp = Infinity, iat = 0 } = payload
      return sent.get('client_id') === clientId && protectedHeader.kid === keyId && exp - iat <= 180 * DAY_S
    } catch {
      return false
    }
  }

  const site: Answer = (request) => {
    const url = new URL(request.url)
    const route = `${request.method} ${url.pathname}`
    if (route === 'GET /.well-known/openid-configuration') return Response.json(DISCOVERY)
    if (route === 'GET /auth/keys') return Response.json(keys)
    if (route === 'GET /auth/authorize') return authorize(url)
    if (route === 'POST /auth/authorize') return decide(request)
    if (route === 'POST /auth/token') return exchange(request)
    return new Response('Not Found', { status: 404 })
  }

  return { people, hosts: { 'appleid.apple.com': site } }
}

/** As Apple publishes it. */
const DISCOVERY = {
  issuer: ISSUER,
  authorization_endpoint: `${ISSUER}/auth/authorize`,
  token_endpoint: `${ISSUER}/auth/token`,
  revocation_endpoint: `${ISSUER}/auth/revoke`,
  jwks_uri: `${ISSUER}/auth/keys`,
  response_types_supported: ['code'],
  response_modes_supported: ['query', 'fragment', 'form_post'],
  subject_types_supported: ['pairwise'],
  id_token_signing_alg_values_supported: ['RS256'],
  scopes_supported: ['openid', 'email', 'name'],
  token_endpoint_auth_methods_supported: ['client_secret_post'],
}

const field = (name: string, value: string) =>
  `<input type="hidden" name="${name}" value="${value.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}">`

const page = (html: string) =>
  new Response(
    `<!doctype html><html lang="en"><title>Apple</title><link rel="icon" href="data:,"><main>${html}</main>`,
    {
      headers: { 'Content-Type': 'text/html; charset=utf-8' },
    },
  )
