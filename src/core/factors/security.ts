import { NO_PASSWORD } from '../../crypto/password-hash.ts'
import { randomToken } from '../../crypto/random.ts'
import type { Factors } from '../../store/pieces/factors.ts'
import type { User } from '../../store/tables/users.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { offeredBy } from '../federation/offered.ts'
import { needsSecondStep } from '../identity/missing.ts'
import { newRecoveryCodes } from '../second-step/recovery-codes.ts'
import { announceEnd } from '../sessions/announce-end.ts'
import type { TokenClaims } from '../tokens/access-token.ts'
import { type Caller, heldBy, idsOf } from '../tokens/caller.ts'
import { mayChangeFactors } from './may-change.ts'
import { changeLine, tellOwner } from './tell-owner.ts'
import { macsOf } from './totp.ts'

/** How an account can be proven. */
export type Security = {
  password: boolean
  secondStep: boolean
  totp: boolean
  passkeys: number
  recoveryCodesLeft: number
  mailSignIn: boolean
  /** Ids of the providers that it is connected with. */
  connections: string[]
  /** An operator was asked to reset the second step: when, and when that happens, once its owner was mailed. */
  secondStepReset: { askedAt: number; resetsAt: number | null } | null
}

export const securityOf = (
  user: User,
  { passkeys, totpSince, recoveryCodesLeft, providers }: Factors,
): Security => ({
  password: user.password !== NO_PASSWORD,
  secondStep: user.secondStepAt !== null,
  totp: totpSince !== null,
  passkeys,
  recoveryCodesLeft,
  mailSignIn: user.mailSignInOffAt === null,
  connections: connectedWith({ providers }),
  secondStepReset: resetOf(user),
})

const connectedWith = ({ providers }: Pick<Factors, 'providers'>): string[] =>
  providers === null ? [] : [...new Set(providers.split(','))]

/** A reset that has happened is kept until its owner was mailed. */
const resetOf = ({ secondStepResetAskedAt: askedAt, secondStepResetsAt: resetsAt }: User) =>
  askedAt === null || (resetsAt !== null && resetsAt <= askedAt) ? null : { askedAt, resetsAt }

/** @throws Failure token_refused, unavailable */
export async function readSecurity(deps: Deps, caller: TokenClaims): Promise<Security> {
  const found = await deps.store.queries.sessionWithFactors({ held: heldBy(caller), now: deps.now() })
  if (!found) throw new Failure('token_refused', { reason: 'session_not_live' })
  return securityOf(found.user, found.factors)
}

/**
 * Switches the second step and the sign-in by mail on or off. A second step needs a factor. When it comes on it ends
 * every other session, and answers recovery codes where there are none. The caller has passed it just then: otherwise
 * a session would go on that never did.
 *
 * @throws Failure token_refused, sign_in_again, email_not_verified, recently_recovered, invalid_input;
 *   last_way_in where nothing would be left to sign in with, or the account may not be without a second step
 */
export async function changeSecurity(
  deps: Deps,
  {
    caller,
    secondStep,
    mailSignIn,
  }: { caller: Caller; secondStep: boolean | undefined; mailSignIn: boolean | undefined },
): Promise<Security & { recoveryCodes: string[] | undefined }> {
  const { config, store } = deps
  const found = await mayChangeFactors(deps, caller, { passesSecondStep: secondStep === true })
  const { user, factors } = found
  if (secondStep === false && needsSecondStep(user, config)) throw new Failure('last_way_in')
  requirePossible(found, { secondStep, mailSignIn, offered: offeredBy(config) })

  const { sid, userId } = idsOf(caller)
  const comesOn = secondStep === true && user.secondStepAt === null
  const goesOff = secondStep === false && user.secondStepAt !== null
  const mailWasOn = user.mailSignInOffAt === null
  const changes = [
    ...(comesOn ? (['second_step_on'] as const) : []),
    ...(goesOff ? (['second_step_off'] as const) : []),
    ...(mailSignIn === undefined || mailSignIn === mailWasOn
      ? []
      : [mailSignIn ? ('mail_sign_in_on' as const) : ('mail_sign_in_off' as const)]),
  ]
  const recoveryCodes = comesOn && factors.recoveryCodesLeft === 0 ? newRecoveryCodes() : undefined
  const done = await store.deeds.changeSecurity({
    sid,
    userId,
    by: randomToken(),
    secondStep: comesOn || secondStep === false ? secondStep : undefined,
    staysOn: secondStep === true && !comesOn,
    mailSignIn,
    macs: recoveryCodes && (await macsOf(deps, userId, recoveryCodes)),
    offered: offeredBy(config),
    lines: changes.map((change) => changeLine(deps, change)),
    now: deps.now(),
  })
  if (!done?.isDone) {
    // The account may have lost meanwhile what the change needs.
    if (done) requirePossible(done, { secondStep, mailSignIn, offered: offeredBy(config) })
    throw new Failure('token_refused', { reason: 'changed_meanwhile' })
  }
  announceEnd(deps, done.ended)
  for (const change of changes) tellOwner(deps, found, change)
  return { ...securityOf(done.user, done.factors), recoveryCodes }
}

/**
 * A second step needs a factor, and mail is not the last way in.
 *
 * @throws Failure invalid_input, last_way_in
 */
function requirePossible(
  { user, factors: { totpSince, passkeys, providers } }: { user: User; factors: Factors },
  {
    secondStep,
    mailSignIn,
    offered,
  }: { secondStep: boolean | undefined; mailSignIn: boolean | undefined; offered: readonly string[] },
): void {
  if (secondStep === true && totpSince === null && passkeys === 0)
    throw new Failure('invalid_input', { issues: [{ member: 'secondStep', rule: 'not_valid' }] })
  const isConnected = connectedWith({ providers }).some((id) => offered.includes(id))
  if (mailSignIn === false && user.password === NO_PASSWORD && passkeys === 0 && !isConnected)
    throw new Failure('last_way_in')
}

/**
 * Ten new recovery codes; the earlier ones end.
 *
 * @throws Failure token_refused, sign_in_again, email_not_verified, recently_recovered; second_step_required
 *   when the second step is off: the codes would stand for nothing
 */
export async function renewRecoveryCodes(deps: Deps, caller: Caller): Promise<string[]> {
  const found = await mayChangeFactors(deps, caller)
  if (found.user.secondStepAt === null) throw new Failure('second_step_required', { methods: [] })
  const { sid, userId } = idsOf(caller)
  const codes = newRecoveryCodes()
  const macs = await macsOf(deps, userId, codes)
  const line = changeLine(deps, 'recovery_codes')
  if (!(await deps.store.deeds.newRecoveryCodes({ sid, userId, macs, line, now: deps.now() })))
    throw new Failure('token_refused', { reason: 'session_not_live' })
  tellOwner(deps, found, 'recovery_codes')
  return codes
}
