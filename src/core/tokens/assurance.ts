import { isSecondStep, PASSKEYS, PROOF_KINDS, type ProofKind } from '../sign-in/proof.ts'

/** How sure a token is of its user. `phr`: resistant to phishing (OpenID EAP ACR Values 1.0 §4). */
export const ACR_VALUES = ['1', '2', 'phr'] as const

export type Acr = (typeof ACR_VALUES)[number]

/** RFC 8176 §2, and names of our own for what it has no name for: a mailbox, a recovery code and a provider. */
const AMR: Record<ProofKind, readonly string[]> = {
  password: ['pwd'],
  mailbox: ['email'],
  totp: ['otp'],
  recovery_code: ['recovery_code'],
  passkey: ['swk', 'user'],
  bound_passkey: ['hwk', 'user'],
  provider: ['provider'],
}

/** Both are a first factor: most providers ask for a password, and nobody here knows whether they did. */
const asFactor = (kind: ProofKind) => (kind === 'provider' ? 'password' : kind)

/**
 * A passkey is two factors that no look-alike page can use. Without one it takes two kinds of proofs. A mailbox
 * never counts: mail is no out-of-band authenticator (NIST SP 800-63B 3.1.3.1).
 */
export function acrOf(proven: readonly ProofKind[]): Acr {
  if (proven.some((kind) => PASSKEYS.includes(kind))) return 'phr'
  return new Set(proven.filter((kind) => kind !== 'mailbox').map(asFactor)).size > 1 ? '2' : '1'
}

export const amrOf = (proven: readonly ProofKind[]): string[] => [
  ...new Set(proven.flatMap((kind) => AMR[kind])),
  ...(acrOf(proven) === '1' ? [] : ['mfa']),
]

const SECOND_STEPS = new Set(PROOF_KINDS.filter((kind) => isSecondStep([kind])).flatMap((kind) => AMR[kind]))

/** Whether a token says that a second step was passed. */
export const passedSecondStep = (amr: readonly string[]): boolean =>
  amr.some((name) => SECOND_STEPS.has(name))
