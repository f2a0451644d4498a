import { expect } from 'vitest'
import { openKeyring } from '../../../src/crypto/keyring.ts'
import { hashPassword } from '../../../src/crypto/password-hash.ts'
import { type Account, freshEmail, registered } from '../../support/account.ts'
import { V1 } from '../../support/code-flows.ts'
import { rows } from '../../support/database.ts'
import type { Answer, Person } from '../../support/person.ts'
import type { Mailbox } from '../../support/resend.ts'
import { SECRET, type Worker } from '../../support/worker.ts'

export type Ground = { worker: Worker; mailbox: Mailbox; by: Person }
type Ask = () => Promise<Answer>

/** A request that a route answers as it should, and what has to happen before it. It can be sent again. */
export type Story = {
  /** As the app names it. */
  route: string
  about?: string | undefined
  /** Operations on D1 that nobody waits for, besides those that no request waits for. */
  beside?: string[]
  /** Whoever asks waits for the mail. */
  waitsForMail?: boolean
  /** It is a page that says what went wrong. */
  isPage?: boolean
  prepare: (ground: Ground) => Promise<Ask>
}

export const fine = async (asked: Promise<Answer>) => {
  const answer = await asked
  expect(answer.status, answer.text).toBeLessThan(300)
  return answer
}

/** An account, and the cookies of its session in `by`. */
export async function signedInBy({ worker, by }: Ground): Promise<Account> {
  const ada = await registered({ worker, roaming: true })
  by.cookies.set('__Host-accessToken', ada.tokens.access).set('__Host-refreshToken', ada.tokens.refresh)
  return ada
}

export const account = ({ worker }: Ground) => registered({ worker, roaming: true })

/** An account whose address is not confirmed, and what was mailed to it. */
export async function unconfirmed({ worker, mailbox }: Ground) {
  const ada = await registered({ worker, roaming: true, confirmed: false })
  const { token, code } = {
    token: mailbox.linkTo(ada.email, 'verify-email'),
    code: mailbox.codeTo(ada.email),
  }
  return { ...ada, token, code }
}

/** Somebody whose mailbox is proven and who has no account yet. */
export async function proven(ground: Ground, email: string) {
  const { by } = ground
  await fine(by.post(`${V1}/request/code`, { account: email }))
  await fine(by.post(`${V1}/verify/code`, { code: ground.mailbox.codeTo(email) }))
}

/** An account that has moved, and its token. */
export async function moved(ground: Ground, ada: Account): Promise<string> {
  const { by } = ground
  const newAccount = freshEmail()
  await fine(by.patch(`${V1}/account/request/code`, { newAccount }))
  const codes = {
    codeCurrentAccount: ground.mailbox.codeTo(ada.email),
    codeNewAccount: ground.mailbox.codeTo(newAccount),
  }
  await fine(by.patch(`${V1}/change/account`, codes))
  return ground.mailbox.linkTo(ada.email, 'undo-email-change')
}

/** As if the account had been hashed under cheaper parameters. */
export async function outdated({ email, password }: Account) {
  const { peppers } = await openKeyring(SECRET, [])
  const hash = await hashPassword(password, { pepper: peppers[0], iterations: 9_000 })
  await rows('update users set password = ? where email = ?', hash, email)
}

/** Another session of the account, an earlier one by its id. */
export async function copySession({ id }: Account, n: number) {
  const [session] = await rows('select * from sessions where user_id = ? limit 1', id)
  const copy = { ...session, id: `00000000-0000-7000-8000-${String(n).padStart(12, '0')}` }
  const holes = Object.keys(copy).map(() => '?')
  const insert = `insert into sessions (${Object.keys(copy).join()}) values (${holes.join()})`
  await rows(insert, ...Object.values(copy))
}
