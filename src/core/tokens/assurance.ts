import { PASSKEYS, type ProofKind } from '../sign-in/proof.ts'

/** How sure a token is of its user. `phr`: resistant to phishing (OpenID EAP ACR Values 1.0 §4). */
export const ACR_VALUES = ['1', '2', 'phr'] as const

export type Acr = (typeof ACR_VALUES)[number]

/** RFC 8176 §2, and two names of our own for what it has no name for. */
const AMR: Record<ProofKind, readonly string[]> = {
  password: ['pwd'],
  mailbox: ['email'],
  totp: ['otp'],
  recovery_code: ['recovery_code'],
  passkey: ['swk', 'user'],
  bound_passkey: ['hwk', 'user'],
}

/**
 * A passkey is two factors that no look-alike page can use. Without one it takes two kinds of proofs. A mailbox
 * never counts: mail is no out-of-band authenticator (NIST SP 800-63B 3.1.3.1).
 */
export function acrOf(proven: readonly ProofKind[]): Acr {
  if (proven.some((kind) => PASSKEYS.includes(kind))) return 'phr'
  return new Set(proven.filter((kind) => kind !== 'mailbox')).size > 1 ? '2' : '1'
}

export const amrOf = (proven: readonly ProofKind[]): string[] => [
  ...new Set(proven.flatMap((kind) => AMR[kind])),
  ...(acrOf(proven) === '1' ? [] : ['mfa']),
]
