import { expect } from 'vitest'
import { type Account, freshEmail, PASSWORD, registered, signedIn } from './account.ts'
import { rows } from './database.ts'
import { codeFor, unread } from './mails.ts'
import { type Answer, type Members, person, type Person } from './person.ts'
import type { Worker } from './worker.ts'

export const V1 = '/auth/v1'
export const NEW_PASSWORD = 'eight wet words'

/** A flow of two steps: the first mails codes and leaves a cookie, the second takes both. */
export type CodeFlow = {
  purpose: string
  cookie: string
  first: string
  second: string
  start(by: Person, account: Account): Promise<Started>
  finish(by: Person, codes: string[], more?: Members): Promise<Answer>
  /** How often what the code is for has happened to the account. */
  effects(account: Account): Promise<number>
}
type Started = { answer: Answer; codes: string[] }

const count = async (query: string, ...values: unknown[]) =>
  (await rows<{ n: number }>(`select count(*) as n from ${query}`, ...values))[0]?.n ?? 0

/** Somebody with a browser of their own, signed in as the account by cookie. */
async function signIn(by: Person, account: Account) {
  const { access, refresh } = await signedIn(by, account)
  by.cookies.set('__Host-accessToken', access).set('__Host-refreshToken', refresh)
}

async function codesOf(answer: Answer, addresses: string[]): Promise<string[]> {
  if (answer.status !== 200) return []
  return Promise.all(addresses.map(codeFor))
}

export const CODE_FLOWS: CodeFlow[] = [
  {
    purpose: 'mailbox',
    cookie: '__Host-code',
    first: `${V1}/request/code`,
    second: `${V1}/verify/code`,
    async start(by, { email }) {
      const answer = await by.post(this.first, { account: email })
      return { answer, codes: await codesOf(answer, [email]) }
    },
    finish(by, [code], more) {
      return by.post(this.second, { code, ...more })
    },
    effects: () => count(`challenges where purpose = 'create_account'`),
  },
  {
    purpose: 'sign_in',
    cookie: '__Host-login',
    first: `${V1}/request/refreshToken/code`,
    second: `${V1}/request/refreshToken`,
    async start(by, { email, password }) {
      const answer = await by.post(this.first, { account: email, pwd: password })
      return { answer, codes: await codesOf(answer, [email]) }
    },
    finish(by, [code], more) {
      return by.post(this.second, { code, ...more })
    },
    effects: async ({ id }) => (await count('sessions where user_id = ?', id)) - 1,
  },
  {
    purpose: 'change_email',
    cookie: '__Host-change',
    first: `${V1}/account/request/code`,
    second: `${V1}/change/account`,
    async start(by, account) {
      await signIn(by, account)
      const newAccount = freshEmail()
      const answer = await by.patch(this.first, { newAccount })
      return { answer, codes: await codesOf(answer, [account.email, newAccount]) }
    },
    finish(by, [codeCurrentAccount, codeNewAccount], more) {
      return by.patch(this.second, { codeCurrentAccount, codeNewAccount, ...more })
    },
    effects: ({ id, email }) => count('users where id = ? and email <> ?', id, email),
  },
  {
    purpose: 'reset_password',
    cookie: '__Host-pwdChange',
    first: `${V1}/password/request/code`,
    second: `${V1}/change/password`,
    async start(by, { email }) {
      const answer = await by.patch(this.first, { account: email })
      return { answer, codes: await codesOf(answer, [email]) }
    },
    finish(by, [code], more) {
      return by.patch(this.second, { code, newPwd: NEW_PASSWORD, ...more })
    },
    effects: async ({ id }) =>
      (await rows<{ n: number }>('select security_version as n from users where id = ?', id))[0]?.n ?? 0,
  },
]

/** A dump of what belongs to accounts: what is counted, tried and recorded of a code is another matter, and so are keys. */
export const ACCOUNTS = {
  without: ['challenges', 'budgets', 'mail_buckets', 'password_failures', 'audit_events', 'signing_keys'],
  withoutColumns: ['tries'],
}

/** Step one that works. */
export async function begun(flow: CodeFlow, by: Person, account: Account): Promise<string[]> {
  const { answer, codes } = await flow.start(by, account)
  expect(answer.status, answer.text).toBe(200)
  return codes
}

/** Everything the ledger counts for a purpose. */
export const triesOf = async (purpose: string) =>
  (
    await rows<{ tries: number }>(
      'select tries from challenges where purpose = ? order by created_at',
      purpose,
    )
  ).map(({ tries }) => tries)

/** Proves a mailbox with a code out of it. */
export async function proveMailbox(by: Person, email: string) {
  const asked = await by.post(`${V1}/request/code/`, { account: email })
  expect(asked.status, asked.text).toBe(200)
  const proven = await by.post(`${V1}/verify/code/`, { code: await codeFor(email) })
  expect(proven.status, proven.text).toBe(200)
}

export type Enrolled = Person & { id: string; email: string; password: string }

/** Somebody who has made a verified account through this surface and is signed in by cookie. */
export async function enrolled({
  worker,
  email = freshEmail(),
  password = PASSWORD,
  roaming = false,
  headers = {},
}: {
  worker?: Worker
  email?: string
  password?: string
  roaming?: boolean
  headers?: Record<string, string>
} = {}): Promise<Enrolled> {
  const by = person({ ...(worker && { worker }), roaming })
  await proveMailbox(by, email)
  const created = await by.post(`${V1}/create/account/`, { pwd: password }, { headers })
  expect(created.status, created.text).toBe(201)
  const [user] = await rows<{ id: string }>('select id from users where email = ?', email)
  return { ...by, id: user?.id ?? '', email, password }
}

/** The profile that a browser reads with its cookies, and the status of the answer. */
export async function profileOf(browser: Pick<Person, 'get'>): Promise<Members & { status: number }> {
  const { status, body } = await browser.get('/api/v1/users/me')
  return { status, ...body }
}

/** Which of the tokens in a browser's cookies work. The refresh token is spent. */
export async function aliveByCookie(browser: Person) {
  const [me, next] = [await profileOf(browser), await browser.get(`${V1}/request/accessToken`)]
  return { access: me.status === 200, refresh: next.status === 200 }
}

/** Somebody with an account, whose requests come from everywhere, so that no limit by client is met. */
export const anybody = (worker: Worker) => registered({ worker, roaming: true })

/** Moves an account to another address, by the codes of auth-v1; answers the token of the session that goes on. */
export async function moveTo(
  { email, password }: { email: string; password: string },
  newAccount: string,
): Promise<string> {
  const browser = person({ roaming: true })
  const { access: token } = await signedIn(browser, { email, password })
  await unread(email)
  const asked = await browser.patch('/auth/v1/account/request/code', { newAccount }, { token })
  expect(asked.status, asked.text).toBe(200)
  const codes = { codeCurrentAccount: await codeFor(email), codeNewAccount: await codeFor(newAccount) }
  const moved = await browser.patch('/auth/v1/change/account', codes, { token })
  expect(moved.status, moved.text).toBe(200)
  return browser.cookies.get('__Host-accessToken') ?? ''
}
