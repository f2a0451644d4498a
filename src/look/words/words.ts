import type { Naming } from './naming.ts'

/** The end of what a page is for: what has happened, and what comes next. */
type Outcome = { title: string; text: string }

/** Two pages take an account back: after a change of address, and after any other notice. */
type Reclaim = {
  title: string
  explain: string
  hint: string
  press: string
  wrongAddress: string
  done: Outcome
  mailed: Outcome
  lost: Outcome
}

/** What the pages say, complete in every language by the compiler. */
export type Words = {
  failed: string
  tooMany: string
  missing: string
  show: string
  hide: string
  /** The next step of an end: back to the app, or what to do where no address of it is known. */
  backTo: Naming<'app'>
  closePage: string
  terms: string
  privacy: string
  support: string
  /** The name of the switch. */
  language: string
  /** Over a list of problems. */
  summary: string
  /** Of a form that is to be sent with a check for humans, and where no script can make that. */
  human: { required: string; unscripted: string }
  /** Pasted where no script can read it in the address. */
  link: { label: string; hint: string; notAllowed: string }
  email: { label: string; notAnEmail: string }
  password: {
    label: string
    new: string
    hint: Naming<'least'>
    tooShort: Naming<'least'>
    tooLong: string
    tooCommon: string
    breached: string
    tooPersonal: string
    notAllowed: string
  }
  /** Asked for where an account has switched it on. */
  secondStep: { label: string; hint: string; wrong: string; byPasskey: string }
  reset: {
    title: string
    explain: string
    press: string
    broken: Outcome
    newLink: string
    done: Outcome
    ask: { title: string; explain: string; press: string; asked: Outcome; again: string }
  }
  verify: {
    title: string
    explain: string
    press: string
    wrongPassword: string
    done: Outcome
    broken: Outcome
    lost: Outcome
    notMine: string
    takeOver: { title: string; explain: string; press: string; done: Outcome }
    remove: { title: string; explain: string; press: string; done: Outcome }
    wrongAddress: string
  }
  keep: {
    title: string
    explain: string
    press: string
    wrongAddress: string
    done: Outcome
    lost: Outcome
  }
  undo: Reclaim
  notMe: Reclaim
}
