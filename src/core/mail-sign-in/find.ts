import type { Budget } from '../../store/pieces/budgets.ts'
import type { Claim } from '../../store/pieces/challenge.ts'
import type { User } from '../../store/tables/users.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { challengeId, linkedChallengeId } from '../ledger/new-challenge.ts'
import {
  codeRefusal,
  codeRefused,
  codeRefusedThere,
  newClaim,
  openCode,
  tryCodesOfAddress,
} from '../ledger/redeem.ts'
import { codeFailureList } from '../limits/code-failures.ts'
import { failedSignIns } from '../limits/failed-sign-ins.ts'
import { addressSubjects } from '../limits/subject.ts'
import type { TokenClaims } from '../tokens/access-token.ts'
import { openStep } from '../tokens/step-token.ts'

const purpose = 'sign_in_mail'

/** What somebody brings of a mail: never its link alone, since mail scanners open links. */
export type Brought =
  { request: string; code: string } | { request: string; token: string } | { token: string; email: string }

/** A mailbox is proven, and nothing is used up yet. */
export type ProvenMailbox = {
  claim: Claim
  email: string
  /** Wrong codes and addresses: a success takes them back. */
  failures: readonly Budget[]
  /** They are looked at once more where the address was typed, since that can be guessed. */
  unlessSpent: readonly Budget[]
  account: User | undefined
  /** Somebody owns the address, whether they have an account there now or may come back to it. */
  owned: boolean
  refused: (reason: string) => Failure
}

type Look = { caller: TokenClaims | undefined; check: (email: string) => Promise<void> }

/**
 * Proves a mailbox by what was mailed to it. `check` looks at the rest of the request, before a try is taken.
 *
 * @throws Failure invalid_code, invalid_link, too_many_requests, human_check_required, unavailable
 */
export const proveByMail = (deps: Deps, brought: Brought, look: Look): Promise<ProvenMailbox> => {
  if ('code' in brought) return byCode(deps, brought, look)
  return 'request' in brought ? byLinkHere(deps, brought, look) : byLinkElsewhere(deps, brought, look)
}

async function byCode(
  deps: Deps,
  { request, code }: { request: string; code: string },
  { caller, check }: Look,
): Promise<ProvenMailbox> {
  const opened = await openCode(deps, { purpose, step: request })
  const { email, subject } = opened.pending
  await check(email)
  const { claim, ...found } = await tryCodesOfAddress(deps, opened, { codes: [code], sid: caller?.sid })
  const failures = codeFailureList({ subject, purpose })
  const refused = (reason: string) => codeRefused(deps, purpose, reason, subject)
  return { claim, email, failures, unlessSpent: [], refused, ...found }
}

/** In the browser that has asked: the request knows the address. */
async function byLinkHere(
  deps: Deps,
  { request, token }: { request: string; token: string },
  { check }: Look,
): Promise<ProvenMailbox> {
  const step = await openStep(deps.keyring, request, { now: deps.now(), purpose })
  if (!step?.email || step.challenge !== (await challengeId(token))) throw linkRefused('foreign')
  const { email } = step
  await check(email)
  const { found, ...link } = await findLink(deps, { token, email })
  return { ...link, ...found, unlessSpent: [] }
}

/** Anywhere else: whoever opens the link types the address, which no scanner does, and nobody for somebody else's link. */
async function byLinkElsewhere(
  deps: Deps,
  { token, email }: { token: string; email: string },
  { check }: Look,
): Promise<ProvenMailbox> {
  await check(email)
  const { found, subject, ...link } = await findLink(deps, { token, email })
  const names = [...(await addressSubjects(deps.keyring, email)), found.account?.id]
  if (!names.includes(subject)) {
    const { id, now } = link.claim
    const limits = [...link.failures, ...failedSignIns(deps)] as const
    const wrong = codeRefusal(deps, purpose, 'address', subject)
    await deps.store.deeds.missAddress({ id, limits: [link.failures[0], ...limits.slice(1)], wrong, now })
    const { details } = codeRefusedThere(deps, purpose, 'address', subject)
    throw new Failure('invalid_link', details)
  }
  return { ...link, ...found, unlessSpent: link.failures }
}

async function findLink(deps: Deps, { token, email }: { token: string; email: string }) {
  const claim = newClaim({ id: await linkedChallengeId(token), purpose, now: deps.now() })
  const found = await deps.store.queries.mailedLink({ ...claim, email })
  if (!found) throw linkRefused('not_good')
  const { subject, ...holder } = found
  const failures = codeFailureList({ subject, purpose })
  return { claim, email, subject, failures, refused: linkRefused, found: holder }
}

const linkRefused = (reason: string) => new Failure('invalid_link', { reason })
