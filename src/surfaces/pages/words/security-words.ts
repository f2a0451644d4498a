import type { Counted, Naming } from '../../../look/words/naming.ts'

type Asked = { title: string; text: string; press: string }

/** What the page about signing in safely says. */
export type SecurityWords = {
  lead: string
  /** What has just been done. */
  done: Record<
    | 'password'
    | 'passkey'
    | 'passkey_renamed'
    | 'passkey_removed'
    | 'app_removed'
    | 'second_step_on'
    | 'second_step_off'
    | 'mail_on'
    | 'mail_off',
    string
  >
  /** In front of what a stolen session must not be enough for. */
  confirm: Asked
  /** The account may not be without a second step, and has none. */
  demanded: { title: string; text: string }
  /** An operator was asked to reset the second step. */
  resetting: { title: string; text: string; textOn: Naming<'date'> }
  on: string
  off: string
  password: {
    has: string
    hasNone: string
    set: string
    change: string
    press: string
  }
  passkeys: {
    title: string
    text: string
    none: Omit<Asked, 'press'>
    /** Before the first one, where the address of the service may still change. */
    movesWithAddress: string
    added: Naming<'date'>
    used: Naming<'date'>
    neverUsed: string
    name: string
    nameHint: string
    add: string
    press: string
    edit: string
    rename: string
    remove: Omit<Asked, 'title'>
  }
  app: {
    title: string
    text: string
    since: Naming<'date'>
    add: Asked
    isOther: string
    scan: string
    secret: string
    code: string
    hint: string
    confirm: string
    remove: Asked
  }
  secondStep: {
    title: string
    text: string
    turnOn: string
    turnOff: Asked
    codesLeft: Counted
    newCodes: Asked
  }
  codes: {
    title: string
    text: string
    name: string
    owner: Naming<'app'>
    file: string
    copy: string
    copied: string
    download: string
    print: string
    kept: string
  }
  mail: { title: string; text: string; turnOn: string; turnOff: Asked }
}
