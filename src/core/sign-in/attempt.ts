import type { Deps } from '../deps.ts'
import { openSession, type SignedIn } from './open-session.ts'
import type { Proof, ProofKind } from './proof.ts'

/** One more proof is needed before a session is opened: any one of these. */
export type SecondStep = { oneOf: readonly ProofKind[] }

/** A sign-in has ended, or goes on. */
export type Outcome = { session: SignedIn } | { next: SecondStep }

/** Proofs that are asked for: of each step any one. */
export type Demands = readonly SecondStep[]

/** What is still to be proven, if anything. The same proof never counts for two steps. */
export const nextStep = (proofs: readonly Pick<Proof, 'kind'>[], demands: Demands): SecondStep | undefined =>
  demands.find(({ oneOf }) => !proofs.some(({ kind }) => oneOf.includes(kind)))

/**
 * Judges what was proven. Everything that is asked for is there: a session is opened. Else the answer says
 * what comes next. All proofs have to be about one account.
 *
 * @returns undefined when the session could not be opened, since something has changed meanwhile
 */
export async function attempt(
  deps: Deps,
  { proofs, demands }: { proofs: readonly [Proof, ...Proof[]]; demands: Demands },
  opening: Omit<Parameters<typeof openSession>[1], 'userId' | 'proven'>,
): Promise<Outcome | undefined> {
  const [{ userId }] = proofs
  if (proofs.some((proof) => proof.userId !== userId)) return undefined
  const next = nextStep(proofs, demands)
  if (next) return { next }
  const [first, ...others] = proofs
  const proven = [first.kind, ...others.map(({ kind }) => kind)] as const
  const session = await openSession(deps, { ...opening, userId, proven })
  return session && { session }
}
