import type { NewChallenge } from '../../store/tables/challenges.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { codeFailureList } from '../limits/code-failures.ts'
import { floodedLinkLives, LIVE_SIDE_BY_SIDE } from '../limits/mail-bucket.ts'
import {
  anonymousMail,
  mailAfterPassword,
  mailInSession,
  type MailLimits,
  NO_MAIL,
} from '../limits/mail-budgets.ts'
import { tooMany } from '../limits/too-many.ts'
import { presentedDevices } from '../sign-in/known-devices.ts'
import { openStep } from '../tokens/step-token.ts'
import { challengeId } from './new-challenge.ts'
import { digitsOf, isAnonymous, PURPOSES, TRIES_PER_CODE } from './purposes.ts'

type Given = Parameters<Deps['store']['deeds']['issueChallenge']>[0]

type Withdrawn = Parameters<Deps['store']['deeds']['withdrawChallenge']>[0]

export type Entry = {
  challenge: NewChallenge
  /** The addresses that get a mail. */
  mailedTo: readonly string[]
  /** What the browser has of an earlier challenge for this purpose, whoever that was for. */
  earlierStep?: string | undefined
  /** The session of the request, if it has one. */
  sid?: string | undefined
  /** Whether the caller has shown to be human. */
  isHuman?: boolean
  /** The account as it was read, if there is one. */
  asRead?: Given['asRead']
  proven?: Given['proven']
  now: number
}

export type Entered = {
  /** Milliseconds. */
  expiresAt: number
  /** Frees its place after the answer, because something failed that stands behind it. */
  withdraw: () => void
}

type Needs = Pick<Deps, 'client' | 'config' | 'defer' | 'keyring' | 'now' | 'record' | 'store'>

/**
 * Enters a challenge into the ledger, if all limits allow it. The steps are the same whether the subject is an
 * account or a decoy.
 *
 * @throws Failure too_many_requests, human_check_required
 */
export async function enterChallenge(deps: Needs, entry: Entry): Promise<Entered> {
  const { config, defer, record, store } = deps
  const { challenge, asRead, proven, now } = entry
  const { purpose } = challenge
  // A code of 6 digits that nobody may try is not worth its mail. With 8 digits there is a link, or will be.
  const failures = digitsOf(purpose) === 6 ? codeFailureList(challenge) : []
  const limits = { failures, ...(await mailLimits(deps, entry)) }
  const withdraw = (counted: Withdrawn['counted']) =>
    defer(store.deeds.withdrawChallenge({ challenge, counted, bucket: limits.bucket }))
  const issuing = store.deeds.issueChallenge({
    challenge,
    floodedExpiresAt: hasLink(entry)
      ? Math.max(challenge.expiresAt, now + floodedLinkLives(config) * 1_000)
      : challenge.expiresAt,
    limits,
    replaced: { ofBrowser: await ofBrowser(deps, entry), others: othersThatEnd(challenge) },
    asRead,
    proven,
    now,
  })
  const issued = await issuing.catch((failure: unknown) => {
    // The answer can have been lost on its way: the mail was counted then, and will not go.
    withdraw(limits.mails)
    throw failure
  })
  if (!issued.issued) {
    record({ event: 'code_refused', outcome: 'refused', reason: `${purpose}: budget` })
    if (issued.retryAt === undefined) throw new Failure('human_check_required')
    throw tooMany(issued.retryAt, now, 'mail_budget')
  }
  record({ event: 'code_issued', outcome: 'success', reason: purpose })
  return {
    expiresAt: issued.expiresAt,
    withdraw: () => withdraw(issued.counted),
  }
}

const hasLink = ({ challenge }: Entry) => PURPOSES[challenge.purpose].redeemedBy === 'code or link'

/** Who can cause a mail decides what it is taken from. */
async function mailLimits(
  deps: Needs,
  { challenge: { purpose, subject }, mailedTo, sid, isHuman = true }: Entry,
): Promise<MailLimits> {
  const [email, newEmail] = mailedTo
  if (email === undefined) return NO_MAIL
  const { begunBy } = PURPOSES[purpose]
  if (begunBy === 'anyone') {
    const sender = { devices: await presentedDevices(deps), sid }
    return anonymousMail(deps, { purpose, email, sender, isHuman })
  }
  if (begunBy === 'password') return mailAfterPassword(deps, subject)
  if (begunBy === 'session') return mailInSession(deps, { userId: subject, newEmail })
  return NO_MAIL
}

/** The browser shows its earlier challenge by the cookie of that step: nobody else's code ends by that. */
async function ofBrowser(
  { keyring }: Needs,
  { challenge: { purpose }, earlierStep, now }: Entry,
): Promise<Given['replaced']['ofBrowser']> {
  if (earlierStep === undefined) return undefined
  const step = await openStep(keyring, earlierStep, { now, purpose })
  return step && { id: await challengeId(step.challenge), tries: TRIES_PER_CODE }
}

function othersThatEnd({ purpose, askedBy }: NewChallenge): Given['replaced']['others'] {
  if (askedBy) return { askedBy }
  return isAnonymous(purpose) ? { butNewest: LIVE_SIDE_BY_SIDE } : undefined
}
