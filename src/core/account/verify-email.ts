import { randomToken } from '../../crypto/random.ts'
import type { Claim } from '../../store/pieces/challenge.ts'
import type { SeenUser } from '../../store/pieces/last-login.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { isDerivedCode } from '../ledger/derived-code.ts'
import { challengeId } from '../ledger/new-challenge.ts'
import { digitsOf, TRIES_PER_CODE } from '../ledger/purposes.ts'
import { codeRefusal, codeRefused, codeRefusedThere, newClaim } from '../ledger/redeem.ts'
import { reserveCode } from '../ledger/reserve.ts'
import { codeFailureList } from '../limits/code-failures.ts'
import { failedSignIns } from '../limits/failed-sign-ins.ts'
import { humanityOf } from '../limits/human.ts'
import { addressSubject } from '../limits/subject.ts'
import { announceEnd } from '../sessions/announce-end.ts'
import { presentedDevices } from '../sign-in/known-devices.ts'
import { afterRightPassword, verifyInTurn } from '../sign-in/verify-password.ts'
import type { TokenClaims } from '../tokens/access-token.ts'
import { type Caller, heldBy } from '../tokens/caller.ts'

const purpose = 'verify_email'
const DONE = { event: 'email_verified', outcome: 'success' } as const
const SPENT = 'spent_or_claimed_by_another'

/**
 * Confirms an address by its mailed link and a proof of the account: the password, or a live session. The
 * link alone proves the mailbox, and not who chose the password: a stranger may have opened the account, and
 * would own a confirmed one. The password of a session stays good: whoever opened the session has typed it.
 *
 * @throws Failure invalid_link, unauthenticated for a good token alone, wrong_credentials, too_many_requests,
 *   human_check_required; none of them uses the link up
 */
export async function confirmByLink(
  deps: Deps,
  {
    token,
    password,
    caller,
  }: { token: string; password: string | undefined; caller: TokenClaims | undefined },
): Promise<void> {
  const { store } = deps
  const about = { id: await challengeId(token), purpose, now: deps.now() } as const
  if (password !== undefined) return confirmByPassword(deps, { about, password })
  if (caller) {
    const proof = { sid: caller.sid }
    const confirmed = await store.deeds.confirmEmail({
      claim: newClaim(about),
      proof,
      line: deps.lineOf(DONE),
    })
    if (settle(deps, confirmed)) return
  }
  if (!(await store.queries.isChallengeGood(about))) throw new Failure('invalid_link')
  throw new Failure(caller ? 'token_refused' : 'unauthenticated', { reason: 'account_not_proven' })
}

async function confirmByPassword(
  deps: Deps,
  { about, password }: { about: Omit<Claim, 'claim'>; password: string },
): Promise<void> {
  const { store } = deps
  const [devices, human] = await Promise.all([presentedDevices(deps), humanityOf(deps)])
  const wanted = { challenge: about, devices, human, networks: failedSignIns(deps) }
  const verified = await verifyInTurn(deps, password, {
    reserve: async () => {
      const named = { name: randomToken(), now: deps.now() }
      const reserved = await store.deeds.reserveTryByChallenge({ ...wanted, ...named })
      if (!reserved) throw new Failure('invalid_link')
      return reserved
    },
    refusedAs: { event: 'sign_in_refused' },
  })
  if (!verified.user) throw new Failure('wrong_credentials')
  const {
    user: { id: userId, securityVersion },
    tried,
  } = verified
  const proof = { password: { userId, securityVersion, tried } }
  const confirmed = await afterRightPassword(deps, tried, () =>
    store.deeds.confirmEmail({ claim: newClaim(about), proof, line: deps.lineOf(DONE) }),
  )
  if (!settle(deps, confirmed)) throw new Failure('invalid_link')
}

/**
 * Confirms an address by the code of the mail, typed where the account is signed in.
 *
 * @throws Failure token_refused, already_verified, invalid_code
 */
export async function confirmByCode(
  deps: Deps,
  { caller, code }: { caller: Caller; code: string },
): Promise<SeenUser> {
  const { config, keyring, store } = deps
  const now = deps.now()
  const bounds = { begunAfter: now - config.CODE_TTL * 1_000, maxTries: TRIES_PER_CODE }
  const held = heldBy(caller)
  const { sid } = held
  const found = await store.queries.confirmableBySession({ held, ...bounds, now })
  if (!found) throw new Failure('token_refused', { reason: 'session_not_live' })
  const { user, ids } = found
  if (user.verifiedAt !== null) throw new Failure('already_verified')

  // By address: whoever opens one account after another at it gets no more tries.
  const subject = await addressSubject(keyring, user.email)
  const failures = codeFailureList({ subject, purpose })
  const matches = await Promise.all(
    ids.map((id) => isDerivedCode(keyring, { challengeId: id, code, digits: digitsOf(purpose) })),
  )
  const id = ids[matches.indexOf(true)]
  if (id === undefined) {
    // The code was compared with all of them, so the try counts for all.
    const [newest, ...others] = ids
    const tried = { subject: user.id, purpose, email: user.email, failures, sid, now } as const
    if (newest === undefined) throw codeRefused(deps, purpose, 'wrong', user.id)
    const wrong = codeRefusal(deps, purpose, 'wrong', user.id)
    await reserveCode(deps, { ...tried, id: newest, others, wrong })
    throw codeRefusedThere(deps, purpose, 'wrong', user.id)
  }
  // A right code is told only to who had a try left: the same statement decides both.
  const confirmed = await store.deeds.confirmEmail({
    claim: newClaim({ id, purpose, now }),
    proof: { sid },
    code: { ...bounds, failures, refused: codeRefusal(deps, purpose, SPENT, user.id) },
    line: deps.lineOf(DONE),
  })
  const settled = settle(deps, confirmed)
  if (!settled) throw codeRefusedThere(deps, purpose, SPENT, user.id)
  return settled
}

function settle(deps: Deps, done: { user: SeenUser; ended: string[] } | undefined): SeenUser | undefined {
  if (!done) return undefined
  announceEnd(deps, done.ended)
  deps.log({ ...DONE, userId: done.user.id })
  return done.user
}
