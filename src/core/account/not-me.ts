import { randomToken } from '../../crypto/random.ts'
import type { User } from '../../store/tables/users.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { checkNewPassword } from '../identity/password-rules.ts'
import { challengeId } from '../ledger/new-challenge.ts'
import { PURPOSES } from '../ledger/purposes.ts'
import { newClaim } from '../ledger/redeem.ts'
import { languageOf, requestOrigin } from '../request-origin.ts'
import { type DeviceTokens, rememberDevice } from '../sign-in/known-devices.ts'
import { openNotMe, sealNotMe } from '../tokens/not-me-token.ts'
import { reclaim } from './reclaim.ts'

const DAY = 86_400

const purpose = 'not_me'

/**
 * The link of a notice by which the owner says that somebody else was in the account. It takes the account back.
 *
 * @param about.since milliseconds: when the session began that the notice tells of
 * @param about.resetAt the same: when an operator reset the second step, where it tells of that
 */
export async function notMeLink(
  { config, keyring, now }: Pick<Deps, 'config' | 'keyring' | 'now'>,
  { user, since, resetAt }: { user: Pick<User, 'id' | 'email'>; since: number; resetAt?: number },
): Promise<{ notMe: string; notMeDays: number }> {
  const madeAt = now()
  const seconds = PURPOSES[purpose].lives()
  const token = await sealNotMe(
    keyring,
    { challenge: randomToken(), userId: user.id, email: user.email, since, resetAt, madeAt },
    { now: madeAt, seconds },
  )
  const notMe = `${config.APP_URL}/not-me#${new URLSearchParams({ token }).toString()}`
  return { notMe, notMeDays: seconds / DAY }
}

/**
 * Takes the account back with such a link. The address is typed, because mail scanners follow links and press
 * buttons. The owner is told, and so is the address that the account had, if it was moved.
 *
 * @throws Failure invalid_link, for wrong, used, expired and foreign links and for another address alike;
 *   invalid_input; unavailable
 */
export async function notMe(
  deps: Deps,
  { token, email, password }: { token: string; email: string; password: string | undefined },
): Promise<{ devices: DeviceTokens }> {
  const { config, keyring, mailer, store } = deps
  const now = deps.now()
  const said = await openNotMe(keyring, token, { now })
  if (said?.email !== email || said.madeAt < config.NOT_BEFORE * 1_000) throw new Failure('invalid_link')
  const user = await store.queries.userById(said.userId)
  if (!user) throw new Failure('invalid_link')
  if (password !== undefined) await checkNewPassword(deps, password, { email, member: 'password' })

  const { since, resetAt, madeAt } = said
  const claim = newClaim({ id: await challengeId(said.challenge), purpose, now })
  const expiresAt = madeAt + PURPOSES[purpose].lives() * 1_000
  const { done, reset } = await reclaim(deps, {
    right: { kind: 'not_me', claim, since, resetAt, madeAt, expiresAt },
    user,
    email,
    password,
    recordedAs: 'account_reclaimed',
  })

  const facts = { language: languageOf(user, deps), ...requestOrigin(deps) }
  const back = {
    ...facts,
    to: email,
    key: `${claim.id}/back`,
    ...(user.email !== email && { formerEmail: user.email }),
  }
  deps.defer(mailer.accountBack({ ...back, ...(reset && { link: reset.link, minutes: reset.minutes }) }))
  if (user.email !== email)
    deps.defer(mailer.accountGone({ ...facts, to: user.email, key: `${claim.id}/gone`, email }))
  return { devices: await rememberDevice(deps, { user: done.user }) }
}
