import type { AuthorizationServer, ClientAuth } from 'oauth4webapi'
import type { Identity, Provider } from '../../core/federation/provider.ts'
import type { Claims } from './claims.ts'
import type { ReadDocument } from './discovery.ts'

/** What one vendor does in its own way, where all of them speak OpenID Connect. */
export type Vendor = {
  scope: string
  /** What the browser asks with besides. */
  asks?: (language: string) => Record<string, string>
  /** How we show who we are at its token endpoint; by our secret if it does not say. */
  authenticate?: (provider: Provider, now: number) => Promise<ClientAuth>
  /** Whether its address may be found at its userinfo endpoint only. */
  hasUserInfo?: true
  readDocument?: ReadDocument
  /** The issuer for which a browser comes back (RFC 9207), where the document names a form of issuers. */
  issuerOfAnswer?: (provider: Provider, server: AuthorizationServer, iss: string | null) => string
  /** The issuer whose token this may be, by claims that nobody has checked yet. */
  issuerOfToken?: (provider: Provider, server: AuthorizationServer, unchecked: Claims) => string
  /** Reads claims whose signature is right. `brought` is what the browser had, which anybody can write. */
  identify: (provider: Provider, claims: Claims, brought: URLSearchParams) => Said
}

/** Who it is, before anybody has looked whether that can be a subject. */
type Said = Omit<Identity, 'issuer' | 'subject'> & { subject: unknown }
