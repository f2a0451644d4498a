import type { Context, MiddlewareHandler } from 'hono'
import { type AppDemands, checkDemands, type Demands, insufficiencyOf } from './demands.ts'
import { type AppKeyOptions, type KeyOptions, keyVerifier } from './key-verifier.ts'
import type {
  AppTokenVerifier,
  AppUser,
  AppVerifierBinding,
  CheckedToken,
  TokenVerifier,
  User,
  VerifierBinding,
} from './verifier.ts'

type Options = (KeyOptions | { verifier: TokenVerifier | VerifierBinding }) &
  Demands & {
    /** Lets administrators in only; everybody else gets 403. */
    role?: 'admin'
  }

/** For the API of an app. */
type AppOptions = (AppKeyOptions | { verifier: AppTokenVerifier | AppVerifierBinding | VerifierBinding }) &
  AppDemands

type Checked = CheckedToken<User | AppUser>

/** RFC 6750 §2.1; the scheme is case-insensitive (RFC 9110 §11.1), the token is one run of b64token. */
const BEARER = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i
/** Seconds. */
const RETRY_AFTER = 5
const REFUSED = { valid: false, reason: 'token_refused' } as const
const NO_ENTRYPOINT = 'The service binding needs entrypoint = "Verifier" in the wrangler.toml of the app.'

/**
 * A middleware for Hono: lets nobody in without a valid access token of Postern, and says who came,
 * `c.var.user`. With a `verifier`, the service binding to Postern, ended sessions are refused; with the
 * `issuer` alone, tokens are checked by its public keys and good until they expire. With an `app`, the client id, it
 * takes the tokens of that app; without, those of the user's own sessions.
 *
 * Answers 401 with the challenge of RFC 6750 §3, or of RFC 9470 §3 where the user has to prove more, 403 to the
 * wrong role, and 503 while nobody can tell.
 *
 * @throws TypeError if a demand is none
 */
export function requireUser(options: AppOptions): MiddlewareHandler<{ Variables: { user: AppUser } }>
export function requireUser(options: Options): MiddlewareHandler<{ Variables: { user: User } }>
export function requireUser(
  options: (Options | AppOptions) & { role?: 'admin'; app?: string },
): MiddlewareHandler {
  checkDemands(options)
  const { app } = options
  const verifier = 'verifier' in options ? options.verifier : keyVerifier(options)
  return async (c, next) => {
    const header = c.req.header('Authorization')
    // Nothing, no token behind the scheme, or a way of signing in that is not ours: no error, just the challenge (RFC 6750 §3.1).
    if (!header || !/^Bearer +\S/i.test(header)) return refuse(c, 401, 'unauthenticated', 'Bearer')
    const checked = await check(verifier, { token: BEARER.exec(header)?.[1], app })
    if (!checked.valid && checked.reason === 'unavailable') {
      c.header('Retry-After', String(RETRY_AFTER))
      return refuse(c, 503, 'temporarily_unavailable')
    }
    if (!checked.valid) return refuse(c, 401, 'invalid_token', 'Bearer error="invalid_token"')
    if (options.role && !('role' in checked.claims && checked.claims.role === options.role))
      return refuse(c, 403, 'insufficient_scope', 'Bearer error="insufficient_scope"')
    // Judged here, and not by the verifier: one that is older than this client would not know of demands.
    const insufficient = insufficiencyOf(checked.claims, options)
    if (insufficient) {
      const { reason, missing, challenge } = insufficient
      return refuse(c, 401, reason, challenge, { missing })
    }
    c.set('user', checked.claims)
    return next()
  }
}

/** Any verifier, asked for the one kind of token or the other. */
type AnyVerifier = { verify?: (token: string, demands?: AppDemands) => Promise<Checked> }

async function check(
  verifier: object,
  { token, app }: { token: string | undefined; app: string | undefined },
): Promise<Checked> {
  if (!token) return REFUSED
  try {
    const either: AnyVerifier = verifier
    if (!either.verify) throw new TypeError(NO_ENTRYPOINT)
    const checked = await (app === undefined ? either.verify(token) : either.verify(token, { app }))
    // A verifier that is older than this client does not know of apps, and says yes to the user's own tokens.
    return checked.valid && appOf(checked.claims) !== app ? REFUSED : checked
  } catch (error) {
    // A verifier answers for every token: what fails here is the way to it.
    console.error('The verifier does not answer:', error)
    return { valid: false, reason: 'unavailable' }
  }
}

const appOf = (claims: User | AppUser) => ('appId' in claims ? claims.appId : undefined)

function refuse(c: Context, status: 401 | 403 | 503, error: string, challenge?: string, more = {}) {
  c.header('Cache-Control', 'no-store')
  if (challenge) c.header('WWW-Authenticate', challenge)
  return c.json({ error, ...more }, status)
}
