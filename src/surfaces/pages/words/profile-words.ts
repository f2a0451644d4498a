import type { Naming } from '../../../look/words/naming.ts'

/** What the page of the account says. */
export type ProfileWords = {
  /** What has just been done. */
  done: Record<'profile' | 'language' | 'verified' | 'mailed' | 'moved', string>
  profile: {
    title: string
    text: string
    members: Record<
      'first_name' | 'last_name' | 'bio' | 'phone_number' | 'address' | 'document_number',
      string
    >
    press: string
  }
  language: { text: string; press: string }
  verify: { text: string; press: string; again: string }
  address: {
    title: string
    is: Naming<'email'>
    change: string
    text: string
    email: string
    press: string
    mailed: Naming<'email'>
    codeCurrent: string
    codeNew: string
    move: string
    cancel: string
  }
}
