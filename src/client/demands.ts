import type { AppUser, Insufficient, User } from './verifier.ts'

/** What a route asks of a token beyond being valid. */
export type Demands = {
  /** Seconds since the user last proved who they are, by a proof that is as strong as `acr` asks. */
  maxAge?: number | undefined
  /** `2` for two steps, `phr` for a passkey. A passkey is enough for both. */
  acr?: User['acr'] | undefined
  /** The address of the account has to be confirmed. */
  verified?: boolean | undefined
}

/** The same, of a token of an app. It says nothing about the address of the account. */
export type AppDemands = Omit<Demands, 'verified'> & {
  /** The client id of the app whose tokens are taken. */
  app: string
}

/** From the weakest to the strongest: each is enough for those before it. */
const LEVELS = ['1', '2', 'phr'] as const
/** Seconds two clocks may differ. */
const CLOCK_SKEW = 5

/** The proofs that reach a level by themselves, or together with an earlier one of the session. `1` takes any. */
const PASSKEYS = ['passkey', 'bound_passkey'] as const
const PROOFS: Record<User['acr'], User['authBy'] | undefined> = {
  1: undefined,
  2: ['totp', 'recovery_code', ...PASSKEYS],
  phr: PASSKEYS,
}

const SENTENCES: Record<keyof Demands, string> = {
  maxAge: 'More recent authentication is required',
  acr: 'Stronger authentication is required',
  verified: 'A confirmed email address is required',
}

/**
 * Lets programmers know of a mistake: a demand that nobody can judge must let nobody in. An `app` that is there and
 * undefined is a setting that is missing: it must not let the user's own tokens in.
 *
 * @throws TypeError if a demand is none
 */
export function checkDemands(demands: Demands & { app?: string; role?: unknown }): void {
  const { maxAge, acr, verified, app, role } = demands
  if ('app' in demands && (typeof app !== 'string' || app === '')) throw new TypeError('app is a client id.')
  if (app !== undefined && (role !== undefined || verified !== undefined))
    throw new TypeError('A token of an app says nothing about role and verified.')
  if (maxAge !== undefined && !(Number.isSafeInteger(maxAge) && maxAge >= 0))
    throw new TypeError('maxAge is a number of whole seconds, 0 or more.')
  if (acr !== undefined && !LEVELS.includes(acr)) throw new TypeError("acr is '1', '2' or 'phr'.")
  if (verified !== undefined && typeof verified !== 'boolean')
    throw new TypeError('verified is true or false.')
}

/** What a valid token lacks, with the challenge of RFC 9470 §3. Undefined when it lacks nothing. */
export function insufficiencyOf(claims: User | AppUser, demands: Demands): Insufficient | undefined {
  const { maxAge, acr = '1', verified } = demands
  // `authBy` is missing in what an older service says.
  const counts = PROOFS[acr]?.some((kind) => claims.authBy?.includes(kind)) ?? true
  const age = Math.floor(Date.now() / 1000) - claims.authTime
  const isMissing = {
    maxAge: maxAge !== undefined && !(counts && age <= maxAge + CLOCK_SKEW),
    acr: LEVELS.indexOf(claims.acr) < LEVELS.indexOf(acr),
    verified: verified === true && !('emailVerified' in claims && claims.emailVerified),
  }
  const missing = (['acr', 'maxAge', 'verified'] as const).filter((name) => isMissing[name])
  return missing.length === 0
    ? undefined
    : {
        valid: false,
        reason: 'insufficient_user_authentication',
        missing,
        challenge: challengeFor(demands, missing),
      }
}

/** All that the route asks, so that one step up is enough; only the sentences are about what is missing. */
const challengeFor = ({ acr, maxAge }: Demands, missing: Insufficient['missing']) =>
  [
    'Bearer error="insufficient_user_authentication"',
    `error_description="${missing.map((name) => SENTENCES[name]).join('. ')}"`,
    ...(acr === undefined ? [] : [`acr_values="${LEVELS.slice(LEVELS.indexOf(acr)).join(' ')}"`]),
    ...(maxAge === undefined ? [] : [`max_age="${maxAge}"`]),
  ].join(', ')
