import { decodeJwt, decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose'
import { type AppDemands, checkDemands, type Demands, insufficiencyOf } from './demands.ts'
import { keySetAt } from './key-set.ts'
import { addressOf, originOf } from './origin.ts'
import type { AppUser, CheckedToken, TokenVerifier, User } from './verifier.ts'

export type KeyOptions = {
  /** The service's `APP_URL`. */
  issuer: string
  /** Whom tokens are for; the issuer unless said otherwise. */
  audience?: string
  /** Where the public keys are; the issuer's `/.well-known/jwks.json` unless said otherwise. */
  jwksUrl?: string
}

export type AppKeyOptions = Omit<KeyOptions, 'audience'> & {
  /** The client id of an app: its tokens are taken, and no others. */
  app: string
}

type AppKeyVerifier = {
  verify: (token: string, demands?: Omit<AppDemands, 'app'>) => Promise<CheckedToken<AppUser>>
}

const KEYS_RULE =
  'The jwksUrl of a verifier has to be the address of the keys: "https://auth.example.com/.well-known/jwks.json".'
/** Anybody can send a token of another issuer: the log says it once in a minute. */
const SAY_AGAIN_MS = 60_000
/** Seconds two clocks may differ. */
const CLOCK_SKEW = 5
/** Seconds: no token may live longer (`ACCESS_TOKEN_TTL`). Without a bound jose takes tokens from the future. */
const LONGEST_LIFE = 86_400
const PROOFS = [
  'password',
  'mailbox',
  'totp',
  'recovery_code',
  'passkey',
  'bound_passkey',
  'provider',
] as const
/** The client of a user's own tokens. */
const OWN_CLIENT = 'postern'
/** A token is about 600 characters; a longer one is not worth parsing. */
const LONGEST = 2_048

/**
 * Checks tokens by the public keys alone, without asking the service: a session that has ended is not
 * noticed, its tokens are good until they expire.
 *
 * @throws TypeError if `issuer` is not the origin of a service, `jwksUrl` no address, or `app` no client id
 */
export function keyVerifier(options: AppKeyOptions): AppKeyVerifier
export function keyVerifier(options: KeyOptions): TokenVerifier
export function keyVerifier({ issuer, audience, jwksUrl, ...named }: KeyOptions & { app?: string }) {
  checkDemands(named)
  const origin = originOf(issuer, 'The issuer of a verifier')
  const keySet = keySetAt(
    jwksUrl === undefined ? `${origin}/.well-known/jwks.json` : addressOf(jwksUrl, KEYS_RULE).href,
  )
  const sayOther = sayOtherIssuers(origin)
  return {
    async verify(
      token: string,
      demands: Demands & { app?: string } = {},
    ): Promise<CheckedToken<User | AppUser>> {
      const { app } = { ...named, ...demands }
      checkDemands(demands)
      try {
        const { kid } = token.length > LONGEST ? {} : decodeProtectedHeader(token)
        if (!kid) return { valid: false, reason: 'token_refused' }
        const keys = await keySet.withKey(kid)
        if (!keys) return { valid: false, reason: 'unavailable' }
        const { payload } = await jwtVerify(token, keys, {
          algorithms: ['ES256'],
          typ: 'at+jwt',
          issuer: origin,
          audience: app ?? audience ?? origin,
          requiredClaims: ['iss', 'aud', 'sub', 'client_id', 'iat', 'exp', 'sid', 'auth_time'],
          maxTokenAge: LONGEST_LIFE,
          clockTolerance: CLOCK_SKEW,
        })
        const claims = app === undefined ? userOf(payload) : appUserOf(payload, app)
        if (!claims) return { valid: false, reason: 'token_refused' }
        return insufficiencyOf(claims, demands) ?? { valid: true, claims }
      } catch (error) {
        // Whatever a token can be wrong in is one refusal; an error of another kind is ours.
        if (!(error instanceof errors.JOSEError || error instanceof TypeError)) throw error
        sayOther(token)
        return { valid: false, reason: 'token_refused' }
      }
    },
  }
}

/** Tells the log of a refused token of another issuer. Mostly the setting of the API or of the service is wrong. */
function sayOtherIssuers(ours: string) {
  let saidAt = -Infinity
  return (token: string) => {
    const theirs = issuerOf(token)
    if (theirs === undefined || theirs === ours || Date.now() < saidAt + SAY_AGAIN_MS) return
    saidAt = Date.now()
    // As JSON: whoever has made the token chose the text.
    console.error(`Refused a token of ${JSON.stringify(theirs.slice(0, 100))}: the issuer here is "${ours}".`)
  }
}

/** What a token says of itself, true or not. */
function issuerOf(token: string): string | undefined {
  try {
    const { iss } = decodeJwt(token)
    return typeof iss === 'string' ? iss : undefined
  } catch {
    return undefined
  }
}

/** The claims of a token of a user's own session, if they are of the kinds they should be. */
function userOf(payload: JWTPayload): User | undefined {
  const { client_id, role, email_verified } = payload
  const shared = sharedOf(payload)
  if (!shared || client_id !== OWN_CLIENT || (role !== 'user' && role !== 'admin')) return undefined
  return { ...shared, role, emailVerified: email_verified === true }
}

/** The same of a token of an app. */
function appUserOf(payload: JWTPayload, app: string): AppUser | undefined {
  const { client_id, scope } = payload
  const shared = sharedOf(payload)
  if (!shared || client_id !== app || typeof scope !== 'string') return undefined
  return { ...shared, appId: app, scopes: scope.split(' ').filter(Boolean) }
}

function sharedOf({ sub, exp, sid, auth_time: authTime, auth_by, amr, acr }: JWTPayload) {
  if (typeof sub !== 'string' || typeof sid !== 'string') return undefined
  if (typeof exp !== 'number' || typeof authTime !== 'number') return undefined
  return {
    userId: sub,
    sid,
    authTime,
    authBy: PROOFS.filter((kind) => textsOf(auth_by).includes(kind)),
    amr: textsOf(amr),
    acr: acr === '2' || acr === 'phr' ? acr : '1',
    expiresAt: exp,
  } satisfies Partial<User>
}

const textsOf = (claim: unknown): string[] =>
  Array.isArray(claim) ? claim.filter((each) => typeof each === 'string') : []
