import type { Mails } from '../mails.ts'

export type Link = { label: string; url: string }

/** What a mail says, before it is laid out. All of it is plain text. */
export type Message = {
  /** Holds no secret: relays write subjects into their logs. Nor anything that a user has written. */
  subject: string
  heading: string
  /** What happened or what to do, a paragraph each. */
  says: string[]
  code?: string
  /** The button. */
  action?: Link
  /** How long the code or link is valid, and when and from where it was asked for. */
  facts: string[]
  /** What to do if it was somebody else, with a link where there is something to do. */
  notYou: { says: string; link?: Link }
  /** Why one gets this mail. */
  reason: string
}

/** What every mail can name, besides its own facts. */
export type Context = {
  appName: string
  /** The page that mails a link for a new password. */
  resetPage: string
  /** Where the app is. */
  home: string | undefined
  supportEmail: string | undefined
}

type Messages = { [Name in keyof Mails]: (facts: Mails[Name] & Context) => Message }

type FactorChange = Mails['factorChanged']['change']
type Connection = Extract<FactorChange, `connection_${string}`>
type Change<Says extends string> = { subject: string; heading: string; says: Says }

/**
 * Words for each change of a factor. The subject is completed with the account and the name of the app, and what is said
 * of a connection with its provider.
 */
export type FactorChanges = Record<Exclude<FactorChange, Connection>, Change<string>> &
  Record<Connection, Change<`${string}{provider}${string}`>>

type Asked =
  | 'mailboxCode'
  | 'signInCode'
  | 'reauthenticateCode'
  | 'currentAddressCode'
  | 'newAddressCode'
  | 'passwordResetCode'
  | 'passwordResetLink'
  | 'verifyEmail'
  | 'signInMail'
  | 'signUpMail'

/** Mails that somebody waits for: with a code, a link, or both. */
export type Requests = Pick<Messages, Asked>
/** Mails that tell what has happened. */
export type Notices = Omit<Messages, Asked>

/** What the layout says around every message. */
export type Frame = {
  copyAddress: string
  questions: string
  terms: string
  privacy: string
  /** Between a label and its address, with the space that the language puts before it. */
  colon: string
}

/** All mails in one language. */
export type Texts = { messages: Messages; frame: Frame }
