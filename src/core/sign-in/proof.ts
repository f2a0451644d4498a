import type { User } from '../../store/tables/users.ts'

/**
 * What can be proven. A way to sign in answers one of these; it never opens a session. `bound_passkey` is a
 * passkey that never leaves its authenticator. `provider` is the word of another service about its own account.
 */
export const PROOF_KINDS = [
  'password',
  'mailbox',
  'totp',
  'recovery_code',
  'passkey',
  'bound_passkey',
  'provider',
] as const

export type ProofKind = (typeof PROOF_KINDS)[number]

export type Proof = {
  kind: ProofKind
  userId: User['id']
  /** Milliseconds: when it was proven. */
  at: number
  /** The settings trust whoever has proven it: nobody is asked for a second step. It stands for none. */
  skipsSecondStep?: boolean
}

/** A passkey is used with user verification always, so it is two factors at once (WebAuthn L3 §6.2.3). */
export const PASSKEYS: readonly ProofKind[] = ['passkey', 'bound_passkey']

/** What stands for the second step. A mailed code never does: who reads the mailbox can reset the password too. */
const SECOND_STEPS = new Set<ProofKind>(['totp', 'recovery_code', ...PASSKEYS])

export const isSecondStep = (proven: readonly ProofKind[]): boolean =>
  proven.some((kind) => SECOND_STEPS.has(kind))

/** Kinds of proofs as a session's row has them. */
export const writeKinds = (kinds: readonly ProofKind[]): string => [...new Set(kinds)].join(' ')

/** What the row says. A name that is no kind is left out: it proves nothing. */
export const readKinds = (text: string): ProofKind[] =>
  PROOF_KINDS.filter((kind) => text.split(' ').includes(kind))
