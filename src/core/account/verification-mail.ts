import type { NewChallenge } from '../../store/tables/challenges.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { derivedCode } from '../ledger/derived-code.ts'
import { enterChallenge } from '../ledger/enter.ts'
import { newLink } from '../ledger/link.ts'
import { digitsOf } from '../ledger/purposes.ts'
import { humanityOf } from '../limits/human.ts'
import { mailNow } from '../mail-now.ts'
import { languageOf, requestOrigin } from '../request-origin.ts'
import { type Caller, heldBy } from '../tokens/caller.ts'

const HOUR = 3_600
const MINUTE = 60

const purpose = 'verify_email'

/**
 * What asks the owner of a new account's address to confirm it: a link, and a code for whoever is signed in
 * where the account was opened. `sid` is the session that asks.
 */
export async function newVerification(
  { config, keyring }: Pick<Deps, 'config' | 'keyring'>,
  { userId, sid, now }: { userId: string; sid: string; now: number },
): Promise<{
  challenge: NewChallenge
  content: { link: string; hours: number; code: string; minutes: number }
}> {
  const page = config.VERIFY_URL ?? `${config.APP_URL}/verify-email`
  const { link, challenge, seconds } = await newLink({ config }, { page, purpose, subject: userId, now })
  const code = await derivedCode(keyring, challenge.id, digitsOf(purpose))
  return {
    challenge: { ...challenge, askedBy: sid },
    content: { link, hours: seconds / HOUR, code, minutes: config.CODE_TTL / MINUTE },
  }
}

/**
 * Mails link and code again to a user whose address is not confirmed yet.
 *
 * @returns how long the code is good, in seconds
 * @throws Failure token_refused, already_verified, invalid_input, human_check_required, too_many_requests, unavailable
 */
export async function mailVerification(deps: Deps, { caller }: { caller: Caller }): Promise<number> {
  const { config, mailer, store } = deps
  const now = deps.now()
  const held = heldBy(caller)
  const user = await store.queries.userBySession({ held, now })
  if (!user) throw new Failure('token_refused', { reason: 'session_not_live' })
  if (user.verifiedAt !== null) throw new Failure('already_verified')
  const { challenge, content } = await newVerification(deps, { userId: user.id, sid: held.sid, now })
  const isHuman = (await humanityOf(deps)) !== 'missing'
  const { withdraw } = await enterChallenge(deps, {
    challenge,
    mailedTo: [user.email],
    sid: held.sid,
    isHuman,
    now,
  })
  const envelope = { to: user.email, language: languageOf(user, deps), key: challenge.id }
  await mailNow(deps, { expiresAt: now + config.CODE_TTL * 1_000, withdraw }, (deadline) => ({
    email: mailer.verifyEmail({ ...envelope, deadline, ...content, ...requestOrigin(deps) }),
  }))
  return config.CODE_TTL
}
