import type { ReadyConfig } from '../config/config.ts'
import type { Keyring } from '../crypto/keyring.ts'
import type { Mailer } from '../email/mailer.ts'
import type { Device } from '../email/mails.ts'
import type { openStore } from '../store/store.ts'
import type { LineOf, RecordEvent } from './audit/record.ts'
import type { Language } from './language.ts'
import type { Deadline } from './deadline.ts'
import type { AskProviders } from './federation/provider.ts'
import type { Guarded } from './outage.ts'
import type { AccessTokens } from './tokens/access-token.ts'
import type { IdTokens } from './tokens/id-token.ts'
import type { RsaKeys } from './tokens/rsa-keys.ts'

/** A network as a name for limits. It has so many times the budget of a client. */
type Network = { name: string; times: number }

/** What a browser keeps of its session: that of a page never stands for that of an app, nor the other way round. */
export type BrowserSession = 'refresh' | 'page'

/** What is known of whoever sends a request. Facts for sessions, limits and the log; none is a credential. */
export type Client = {
  requestId: string
  /** The whole address as a name for limits: IPv4, or the /64 of an IPv6; one shared name when unknown. */
  bucket: string
  /** The networks that the address lies in, the smallest first. */
  networks: [Network, ...Network[]]
  /** Who runs the network (the autonomous system), where it is known. */
  operator: string | undefined
  /** The address as far as it may be stored: IPv4 /24, IPv6 /48. */
  ipPrefix: string | undefined
  /** An ISO 3166 code. */
  country: string | undefined
  city: string | undefined
  userAgent: string | undefined
  /** What of the user agent a reader of a mail understands. */
  device: Device
  /** A Turnstile token, if the client sent one. */
  humanToken: string | undefined
  /** What shows the session that the browser had before, unchecked: a refresh token, or in a page its cookie. */
  earlier: { kind: BrowserSession; text: string } | undefined
  /** Device tokens that the client sent, unchecked. */
  deviceTokens: readonly string[]
  /** The first language of `Accept-Language` that we write. */
  language: Language
}

/** All SQL and all KV, failing in our words. */
type Store = Guarded<ReturnType<typeof openStore>>

/** Everything the core may touch. A core function says by its type which of it. */
export type Deps = {
  config: ReadyConfig
  keyring: Keyring
  accessTokens: AccessTokens
  rsaKeys: RsaKeys
  idTokens: IdTokens
  store: Store
  mailer: Mailer
  /** Milliseconds since the epoch. */
  now: () => number
  /** Until when whoever asks is answered. The store and the services outside keep to it by themselves. */
  deadline: Deadline
  /** Work that may end after the answer. Its failure is logged, never thrown. */
  defer: (work: Promise<unknown>) => void
  /** Writes to the log and, after the answer, to the history of the account: of what no transaction does. */
  record: RecordEvent
  /** Writes to the log alone: the line of the history was part of the transaction. */
  log: RecordEvent
  lineOf: LineOf
  /** Asks the list of common passwords, which are in lower case. */
  isCommon: (password: string) => Promise<boolean>
  /** Asks the list of breached passwords. */
  isBreached: (password: string) => Promise<boolean>
  /** Asks Turnstile. */
  isHuman: (check: { secret: string; token: string }) => Promise<boolean>
  /** Asks the providers that people sign in with. */
  providers: AskProviders
  client: Client
}
