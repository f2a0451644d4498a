import type { NewChallenge } from '../../store/tables/challenges.ts'
import type { Deps } from '../deps.ts'
import { checkNewPassword } from '../identity/password-rules.ts'
import { newLink } from '../ledger/link.ts'
import { challengeId } from '../ledger/new-challenge.ts'
import { newClaim } from '../ledger/redeem.ts'
import { languageOf, requestOrigin } from '../request-origin.ts'
import { markedDevice } from '../second-step/devices.ts'
import type { Answer } from '../second-step/prove.ts'
import { type DeviceTokens, rememberDevice } from '../sign-in/known-devices.ts'
import { reclaim } from './reclaim.ts'
import { proveForUndo } from './undo-second-step.ts'

const DAY = 86_400

const purpose = 'undo_email_change'

/** The link for the address that the account has left. While it is good, the address is nobody else's. */
export async function prepareUndo(
  deps: Pick<Deps, 'config'>,
  { userId, email, now }: { userId: string; email: string; now: number },
): Promise<{ link: string; challenge: NewChallenge; days: number }> {
  const page = `${deps.config.APP_URL}/undo-email-change`
  const { link, challenge, seconds } = await newLink(deps, { page, purpose, subject: userId, now })
  return { link, challenge: { ...challenge, reserves: email }, days: seconds / DAY }
}

/**
 * Gives the account back to the address it has left: for whoever still reads that mailbox after somebody
 * else has moved the account. Nothing of whoever moved it is left: every session ends, the password is void
 * unless a new one is given, and then a link that sets one is mailed. The address is typed, because mail
 * scanners follow links and press buttons. Where the second step was on when the account moved, it is asked for.
 * Both addresses are told.
 *
 * @throws Failure invalid_link, for wrong, used, expired and foreign tokens and for another address alike;
 *   second_step_required, second_step_refused, too_many_requests, human_check_required: none of them uses the link
 *   up; invalid_input; unavailable
 */
export async function undoEmailChange(
  deps: Deps,
  {
    token,
    email,
    password,
    answer,
  }: { token: string; email: string; password: string | undefined; answer: Answer | undefined },
): Promise<{ devices: DeviceTokens }> {
  const { mailer } = deps
  const about = { id: await challengeId(token), purpose, now: deps.now() } as const
  const link = { token, email, id: about.id, now: about.now }
  const { user, proof } = await proveForUndo(deps, link, {
    answer,
    async check() {
      if (password !== undefined) await checkNewPassword(deps, password, { email, member: 'password' })
    },
  })

  const { done, reset } = await reclaim(deps, {
    right: { kind: 'undo', claim: newClaim(about), secondStep: proof },
    user,
    email,
    password,
    recordedAs: 'email_change_undone',
  })
  const facts = { language: languageOf(user, deps), ...requestOrigin(deps) }
  const back = { ...facts, to: email, key: `${about.id}/back`, formerEmail: user.email }
  deps.defer(mailer.accountBack({ ...back, ...(reset && { link: reset.link, minutes: reset.minutes }) }))
  if (user.email !== email)
    deps.defer(mailer.accountGone({ ...facts, to: user.email, key: `${about.id}/gone`, email }))
  const device = proof && markedDevice(undefined)
  return { devices: await rememberDevice(deps, { user: done.user, device }) }
}
