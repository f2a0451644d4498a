import type { Budget } from '../../store/pieces/budgets.ts'
import type { Held } from '../../store/pieces/live-session.ts'
import type { Try } from '../../store/pieces/password-try.ts'
import type { Waiting } from '../../store/pieces/second-step.ts'
import type { Spending } from '../../store/pieces/spend-factor.ts'
import type { Proof } from '../sign-in/proof.ts'

/** Who is asked for one more proof: a sign-in that waits, or the user of a live session. */
export type Asked =
  | {
      waiting: Waiting
      /** Whether the first step was the password: then the owner is told of many wrong codes. */
      isAfterPassword: boolean
      now: number
    }
  | { held: Held; userId: string; now: number }

/** A right proof, and what the transaction that uses it up needs. */
export type SecondProof = Proof & {
  spending: Spending
  /** Its failures are taken back. */
  tried: Try | undefined
  /** The budgets by client in which it was counted. */
  counted: readonly Budget[]
}

/** Proofs that a sign-in may try before it has to begin anew. */
export const MAX_TRIES = 5
