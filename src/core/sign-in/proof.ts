import type { User } from '../../store/tables/users.ts'

/** What can be proven. A way to sign in answers one of these; it never opens a session. */
export type ProofKind = 'password' | 'mailbox'

export type Proof = {
  kind: ProofKind
  userId: User['id']
  /** Milliseconds: when it was proven. */
  at: number
}
