import type { Levels } from '../../../look/forms/strength.tsx'
import type { Naming } from '../../../look/words/naming.ts'

/** The end of what a page is for: what has happened, and what comes next. */
type Outcome = { title: string; text: string }

/** What is said until somebody is signed in. */
export type EntryWords = {
  or: string
  code: string
  /** How hard a new password is to guess, the weakest first. */
  strength: Levels
  signIn: {
    title: Naming<'app'>
    press: string
    byMail: string
    byPasskey: string
    forgot: string
    noAccount: string
    signUp: string
    /** After the sign-in, on the way to the app. */
    leaving: { title: string; text: Naming<'host'>; press: Naming<'host'> }
  }
  signUp: {
    title: Naming<'app'>
    lead: string
    press: string
    hasAccount: string
    closed: Outcome
  }
  /** After a mail was asked for. */
  mailed: {
    text: Naming<'email'>
    label: string
    hint: string
    press: string
    never: string
  }
  /** Behind the link of the mail. */
  link: {
    here: { title: string; press: string }
    elsewhere: { title: string; text: string; press: string; wrong: string }
    /** Without pages of ours. */
    notHere: Outcome
  }
  welcome: {
    title: string
    lead: string
    firstName: string
    lastName: string
    password: string
    passkey: string
    skip: string
  }
  secondStep: {
    title: string
    lead: string
    totp: string
    hint: string
    press: string
    byPasskey: string
    byRecoveryCode: string
    recoveryCode: string
    recoveryHint: string
    byApp: string
    lost: Outcome & { press: string }
  }
  forgot: {
    lead: string
    press: string
    mailed: Naming<'email'>
  }
  deleting: { title: string; text: Naming<'date'>; press: string }
  signOut: {
    title: string
    text: Naming<'email'>
    press: string
    everywhere: string
    stay: string
    done: Outcome
  }
  /** When no page can be shown. */
  broken: {
    notFound: Outcome
    refused: Outcome
    tooLarge: Outcome
    tooMany: Outcome
    unavailable: Outcome
    failed: Outcome
    home: string
  }
}
