import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import { randomToken } from '../../src/crypto/random.ts'
import { keepOutOfLog } from './log.ts'
import { type Heard, providerCodes, standWhere } from './provider-codes.ts'
import { ACME_SETTINGS } from './provider-settings.ts'

type Claims = Record<string, unknown>

type Part = 'discovery' | 'jwks' | 'token' | 'userinfo'
type Answer = Response | (() => Response | Promise<Response>)

type Key = { privateKey: CryptoKey; publicJwk: JWK }

/** What is signed, and how: a test may do it otherwise. */
type Sign = (claims: Claims, key: Key) => Promise<string>

type Options = {
  issuer?: string
  /** Where its document is, if that is not the issuer. */
  at?: string
  clientId?: string
  /** Takes the secret that came, by form or header. */
  knows?: (secret: string) => boolean
  /** Whether it names itself beside a code (RFC 9207). */
  promisesIssuer?: boolean
}

const ADA = {
  sub: 'ada-at-the-provider',
  email: 'ada@acme.example',
  email_verified: true,
  given_name: 'Ada',
  family_name: 'Lovelace',
}

const refusal = (error: string, status = 400) => Response.json({ error }, { status })

export type FakeProvider = ReturnType<typeof provider>

/**
 * Stands where an OpenID provider does, beside whoever is asked for the rest: it has a document, keys, codes and
 * tokens, and does what it is told to.
 */
export function provider({
  issuer = ACME_SETTINGS.OIDC_ACME_ISSUER,
  at = issuer,
  clientId = ACME_SETTINGS.OIDC_ACME_CLIENT_ID,
  knows = (secret) => secret === ACME_SETTINGS.OIDC_ACME_CLIENT_SECRET,
  promisesIssuer = true,
}: Options = {}) {
  const heard: Heard[] = []
  const codes = providerCodes<Claims>(clientId)
  const accessTokens = new Map<string, Claims>()
  const base = at.replace(/\/$/, '')
  const urls: Record<Part, string> = {
    discovery: `${base}/.well-known/openid-configuration`,
    jwks: `${base}/jwks`,
    token: `${base}/token`,
    userinfo: `${base}/userinfo`,
  }
  let document: Claims = {
    issuer,
    authorization_endpoint: `${base}/authorize`,
    token_endpoint: urls.token,
    jwks_uri: urls.jwks,
    userinfo_endpoint: urls.userinfo,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256', 'ES256'],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
    ...(promisesIssuer && { authorization_response_iss_parameter_supported: true }),
  }
  let person: Claims = ADA
  let lies: Claims = {}
  let inToken: (claims: Claims) => Claims = (claims) => claims
  let userInfo: Claims = {}
  let sign: Sign = signed
  let keys = [newKey()]
  const spoilt = new Map<Part, Answer>()

  /** Its own name. Microsoft has one for each tenant. */
  const issuerFor = ({ tid }: Claims) => issuer.replace('{tenantid}', String(tid))

  async function token({ form, headers }: Heard): Promise<Response> {
    const { id, secret } = credentialsIn(form, headers)
    if (id !== clientId || !knows(secret)) return refusal('invalid_client', 401)
    const grant = await codes.redeem(form)
    if (!grant) return refusal('invalid_grant')
    const seconds = Math.floor(Date.now() / 1000)
    const claims = {
      iss: issuerFor(grant.person),
      aud: clientId,
      iat: seconds,
      exp: seconds + 300,
      nonce: grant.query.get('nonce'),
      ...inToken(grant.person),
      ...lies,
    }
    const [key = newKey()] = keys
    const accessToken = randomToken()
    accessTokens.set(accessToken, grant.person)
    const idToken = await sign(claims, await key)
    for (const each of [accessToken, idToken]) keepOutOfLog(each)
    return Response.json({
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: 300,
      id_token: idToken,
    })
  }

  const answers: Record<Part, (request: Heard) => Response | Promise<Response>> = {
    discovery: () => Response.json(document),
    jwks: async () => Response.json({ keys: (await Promise.all(keys)).map(({ publicJwk }) => publicJwk) }),
    token,
    userinfo: ({ headers }) => {
      const known = accessTokens.get((headers.get('Authorization') ?? '').slice('Bearer '.length))
      return known ? Response.json({ ...known, ...userInfo }) : refusal('invalid_token', 401)
    },
  }
  const partOf = (url: string) => (Object.keys(urls) as Part[]).find((part) => urls[part] === url)

  standWhere(
    (url) => partOf(url) !== undefined,
    async (request) => {
      heard.push(request)
      const part = partOf(request.url) as Part
      const otherwise = spoilt.get(part)
      if (otherwise instanceof Response) return otherwise.clone()
      return otherwise ? otherwise() : answers[part](request)
    },
  )

  const withIssuer = (query: URLSearchParams) => {
    if (promisesIssuer) query.set('iss', issuerFor(person))
    return query
  }

  return {
    heard,
    clientId,
    /** The requests for one part of it. */
    heardAt: (part: Part) => heard.filter(({ url }) => url === urls[part]),
    /** Who signs in from now on. Claims that are undefined are not said. */
    person: (claims: Claims) => void (person = { ...ADA, ...claims }),
    /** The person signs in at the address that the browser was sent to: what the browser brings back. */
    codeFor: (address: string): URLSearchParams => withIssuer(codes.grant(address, person)),
    /** The person says no there, or the provider does. */
    errorFor: (address: string, error = 'access_denied'): URLSearchParams =>
      withIssuer(new URLSearchParams({ error, state: new URL(address).searchParams.get('state') ?? '' })),
    /** Claims of the id_token from now on; undefined ones are missing. */
    lies: (claims: Claims) => void (lies = claims),
    /** Which of what it knows of somebody is in the id_token. */
    tells: (inIdToken: (claims: Claims) => Claims) => void (inToken = inIdToken),
    /** What its userinfo endpoint says otherwise. */
    saysOf: (claims: Claims) => void (userInfo = claims),
    /** How it signs from now on. */
    signs: (next: Sign) => void (sign = next),
    /** What its document says otherwise; undefined is not there. */
    publishes: (changes: Claims) => void (document = { ...document, ...changes }),
    /** What a part of it answers in place of the truth; without an answer the truth again. */
    answers: (part: Part, answer?: Answer) =>
      void (answer === undefined ? spoilt.delete(part) : spoilt.set(part, answer)),
    /** A new key in place of all from before. */
    rotateKeys: () => void (keys = [newKey()]),
  }
}

/** Signs as a provider should. */
export const signed: Sign = (claims, { privateKey, publicJwk: { alg = '', kid = '' } }) =>
  new SignJWT(claims).setProtectedHeader({ alg, kid }).sign(privateKey)

/** A key of a provider, and what it publishes of it. */
export async function newKey(alg = 'ES256'): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  return { privateKey, publicJwk: { ...(await exportJWK(publicKey)), alg, use: 'sig', kid: randomToken() } }
}

/** RFC 6749 §2.3.1: by the header, or by the form. */
function credentialsIn(form: Record<string, string>, headers: Headers) {
  const [, basic] = /^Basic (\S+)$/.exec(headers.get('Authorization') ?? '') ?? []
  if (basic === undefined) return { id: form['client_id'] ?? '', secret: form['client_secret'] ?? '' }
  const [id = '', secret = ''] = atob(basic)
    .split(':')
    .map((part) => decodeURIComponent(part.replaceAll('+', ' ')))
  return { id, secret }
}
