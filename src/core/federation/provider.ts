import type { Provider } from '../../config/providers.ts'

/** Who a provider says somebody is. All of it was checked (OpenID Connect Core 1.0 §3.1.3.7). */
export type Identity = {
  /** The subject is nobody without it (OpenID Connect Core 1.0 §5.7). */
  issuer: string
  subject: string
  /** As the provider writes it. */
  email: string | undefined
  /** The provider says that it has verified the address. */
  isEmailVerified: boolean
  /** The provider has verified it, and is who gives such addresses out: its word proves the mailbox. */
  provesMailbox: boolean
  firstName: string | undefined
  lastName: string | undefined
}

/** Why a provider gave no answer that counts. `reason` is for the log, and holds nothing that was sent. */
export type Trouble = {
  /** `cancelled` by the visitor; `refused`: what came is wrong; `down`: it did not answer as documented. */
  trouble: 'cancelled' | 'refused' | 'down'
  reason: string
}

/** What a browser is sent to a provider with, and what has to come back with it. */
export type Sent = {
  redirectUri: string
  /** RFC 6749 §10.12 */
  state: string
  /** OpenID Connect Core 1.0 §15.5.2 */
  nonce: string
  /** RFC 7636 §4.1 */
  verifier: string
}

/** Asks providers. */
export type AskProviders = {
  /** Where the browser goes. */
  begin: (provider: Provider, sent: Sent & { language: string }) => Promise<{ url: string } | Trouble>
  /** Whom the provider means, by what the browser has brought back. */
  finish: (provider: Provider, sent: Sent & { brought: URLSearchParams }) => Promise<Identity | Trouble>
}

export type { Provider }
