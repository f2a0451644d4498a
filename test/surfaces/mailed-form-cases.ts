import { expect } from 'vitest'
import { freshEmail, PASSWORD } from '../support/account.ts'
import { moveTo, NEW_PASSWORD } from '../support/code-flows.ts'
import { rows } from '../support/database.ts'
import { askForReset, login, member } from '../support/enveloped.ts'
import { newLink, newLinks } from '../support/mails.ts'
import { person } from '../support/person.ts'

const ME = '/api/v1/users/me'

/** A form behind a mailed link, ready to be filled in. */
export type Begun = {
  /** As it stands in the mail. */
  link: string
  email: string
  /** What a person types besides the link. */
  typed: Record<string, string>
  /** Whether the form has done what it is for. */
  isDone: () => Promise<boolean>
}

export type MailedFormCase = {
  path: string
  /** What its field `do` says. */
  form: string
  begin: () => Promise<Begun>
  /** What the page says in the end. */
  end: string
  /** The field that has to be typed: nothing else says that it was a person. */
  proof: 'email' | 'password'
  /** What is said of a wrong one. */
  wrong: string
}

const signsIn = async (email: string, password: string) =>
  (await login(person({ roaming: true }), { email, password })).status === 200

const isVerified = async (email: string) =>
  (await rows('select id from users where email = ? and verified_at is not null', email)).length === 1

async function unconfirmed() {
  const { email } = await member({ confirmed: false, roaming: true })
  return { email, link: (await newLink(email, 'verify-email')).url }
}

async function forgetful() {
  const { email } = await member({ roaming: true })
  await askForReset(person({ roaming: true }), email)
  return { email, link: (await newLink(email, 'reset-password')).url }
}

async function moved() {
  const { email, password } = await member({ roaming: true })
  await moveTo({ email, password }, freshEmail())
  return { email, link: (await newLink(email, 'undo-email-change')).url }
}

async function deleting() {
  const ada = await member({ roaming: true })
  const { access: token } = ada.tokens
  expect((await ada.ask('DELETE', ME, { confirm: ada.email }, { token })).status).toBe(202)
  return { email: ada.email, link: (await newLink(ada.email, 'keep-account')).url }
}

async function exported() {
  const ada = await member({ roaming: true })
  const { access: token } = ada.tokens
  expect((await ada.post(`${ME}/export`, undefined, { token })).status).toBe(200)
  return { email: ada.email, link: (await newLink(ada.email, 'not-me')).url }
}

const WRONG_ADDRESS = 'Enter the address that received the email.'

export const MAILED_FORMS: MailedFormCase[] = [
  {
    path: '/reset-password',
    form: 'set',
    async begin() {
      const { email, link } = await forgetful()
      return {
        email,
        link,
        typed: { password: NEW_PASSWORD },
        isDone: () => signsIn(email, NEW_PASSWORD),
      }
    },
    end: 'Your password has been changed',
    proof: 'password',
    wrong: 'This password is too common.',
  },
  {
    path: '/verify-email',
    form: 'confirm',
    async begin() {
      const { email, link } = await unconfirmed()
      return { email, link, typed: { password: PASSWORD }, isDone: () => isVerified(email) }
    },
    end: 'Your email address is confirmed',
    proof: 'password',
    wrong: 'This is not the password of the account.',
  },
  {
    path: '/verify-email',
    form: 'take-over',
    async begin() {
      const { email, link } = await unconfirmed()
      const typed = { email, password: NEW_PASSWORD }
      return { email, link, typed, isDone: () => signsIn(email, NEW_PASSWORD) }
    },
    end: 'The account is yours',
    proof: 'email',
    wrong: WRONG_ADDRESS,
  },
  {
    path: '/verify-email',
    form: 'remove',
    async begin() {
      const { email, link } = await unconfirmed()
      const isDone = async () => (await rows('select id from users where email = ?', email)).length === 0
      return { email, link, typed: { email }, isDone }
    },
    end: 'The account has been removed',
    proof: 'email',
    wrong: WRONG_ADDRESS,
  },
  {
    path: '/keep-account',
    form: 'keep',
    async begin() {
      const { email, link } = await deleting()
      return { email, link, typed: { email }, isDone: () => signsIn(email, PASSWORD) }
    },
    end: 'Your account stays',
    proof: 'email',
    wrong: WRONG_ADDRESS,
  },
  {
    path: '/undo-email-change',
    form: 'undo',
    async begin() {
      const { email, link } = await moved()
      const typed = { email, password: NEW_PASSWORD }
      return { email, link, typed, isDone: () => signsIn(email, NEW_PASSWORD) }
    },
    end: 'Your account is back',
    proof: 'email',
    wrong: WRONG_ADDRESS,
  },
  {
    path: '/not-me',
    form: 'notMe',
    async begin() {
      const { email, link } = await exported()
      const typed = { email, password: NEW_PASSWORD }
      return { email, link, typed, isDone: () => signsIn(email, NEW_PASSWORD) }
    },
    end: 'Your account is yours again',
    proof: 'email',
    wrong: WRONG_ADDRESS,
  },
]

/** The form that needs no link: it mails one. */
export const ASKING: MailedFormCase = {
  path: '/reset-password?new',
  form: 'ask',
  async begin() {
    const { email } = await member({ roaming: true })
    const isDone = async () => (await newLinks(email, 'reset-password')).length === 1
    return { email, link: '', typed: { email }, isDone }
  },
  end: 'Check your email',
  proof: 'email',
  wrong: '',
}
