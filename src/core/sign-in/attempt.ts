import type { Factors } from '../../store/pieces/factors.ts'
import type { NewChallenge } from '../../store/tables/challenges.ts'
import type { User } from '../../store/tables/users.ts'
import type { Deps } from '../deps.ts'
import type { Failure, SecondStep } from '../failure.ts'
import { askSecondStep } from '../second-step/ask.ts'
import { openSession, type SignedIn } from './open-session.ts'
import { accountDeleting } from './refuse-deleting.ts'
import { isSecondStep, type Proof } from './proof.ts'

/** A sign-in has ended, goes on with the second step, or is refused because the account is being deleted. */
export type Outcome = { session: SignedIn } | { next: SecondStep } | { deleting: Failure }

/** Whether the account asks for one more proof. It is the account that decides, never the route. */
export const lacksSecondStep = (
  { secondStepAt }: Pick<User, 'secondStepAt'>,
  proofs: readonly Pick<Proof, 'kind'>[],
): boolean => secondStepAt !== null && !isSecondStep(proofs.map(({ kind }) => kind))

/**
 * Judges the proof of a first step. It is enough for the account: a session is opened. Else the sign-in waits for
 * its second step. Whatever is read here can change meanwhile, so the statement that opens a session asks again.
 *
 * @param opening.wait the transaction that redeems the proof without opening a session
 * @returns undefined when nothing was done, since something has changed meanwhile
 */
export async function attempt(
  deps: Deps,
  {
    account,
    proof,
  }: { account: Pick<User, 'id' | 'securityVersion' | 'secondStepAt' | 'deletesAt'>; proof: Proof },
  {
    wait,
    ...opening
  }: Omit<Parameters<typeof openSession>[1], 'userId' | 'proven'> & {
    wait: (challenge: NewChallenge) => Promise<Factors | undefined>
  },
): Promise<Outcome | undefined> {
  if (proof.userId !== account.id) return undefined
  const { deletesAt } = account
  // Nobody is trusted to bring an account back without its second step: the session for that would not be opened.
  const isSkipped = proof.skipsSecondStep === true && deletesAt === null
  if (lacksSecondStep(account, [proof]) && !isSkipped) {
    const next = await askSecondStep(deps, { account, proof, device: opening.device, deed: wait })
    if (next) deps.record({ event: 'second_step_asked', outcome: 'success', userId: account.id })
    return next && { next }
  }
  if (deletesAt !== null) {
    const about = { deletesAt, proven: [proof.kind], provenAt: proof.at, device: opening.device }
    return { deleting: await accountDeleting(deps, account, about) }
  }
  const session = await openSession(deps, { ...opening, userId: account.id, proven: [proof.kind] })
  return session && { session }
}
