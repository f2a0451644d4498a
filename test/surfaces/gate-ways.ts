import { rows } from '../support/database.ts'
import { API } from '../support/enveloped.ts'
import type { Authenticator } from '../support/authenticator.ts'
import { V1 } from '../support/code-flows.ts'
import { MORE_IMPORTED, stored } from '../crypto/imported-hashes.ts'
import { MAIL, REDEEM } from '../support/mail-sign-in.ts'
import { codeFor, codeIn, linksIn, unread } from '../support/mails.ts'
import { assertion, signInByPasskey } from '../support/passkeys.ts'
import type { Answer, Members, Person } from '../support/person.ts'
import { waitingToken } from '../support/second-step.ts'
import type { Dialect, FirstProof, SAID, SecondProof } from './gate-model.ts'

export const TEST_PWD = 'for our own tests'

/** What an owner has to sign in with. */
export type Owner = {
  email: string
  password: string
  device: Authenticator
  app: () => string
  recoveryCodes: string[]
  /** A mail of before: it is tried where none is sent any more. */
  earlier: Mailed | undefined
}

export type Mailed = { request: string; code: string; token: string }

export type FirstStep = {
  name: string
  dialect: Dialect
  proof: FirstProof
  /** What is refused, in the words of the dialect. */
  refusedAs: keyof (typeof SAID)['account-v1']['refused']
  take: (by: Person, owner: Owner) => Promise<Answer>
}

/** Asks for a sign-in by mail, and reads what was mailed, if anything that signs in was. */
export async function mailed(by: Person, email: string): Promise<Mailed | undefined> {
  await unread(email)
  const { body } = await by.post(MAIL, { email })
  const [mail] = await unread(email)
  const code = mail && codeIn(mail)
  const link = mail && linksIn(mail).find(({ page }) => page.endsWith('/sign-in-mail'))
  return code === undefined || !link
    ? undefined
    : { request: String(body['request']), code, token: link.token }
}

const byMail =
  (bring: (mail: Mailed, email: string) => Members) =>
  async (by: Person, { email, earlier }: Owner): Promise<Answer> => {
    const mail = (await mailed(by, email)) ?? earlier
    if (!mail) throw new Error('no mail, now or before')
    return by.post(REDEEM, bring(mail, email))
  }

/** Both steps of auth-v1, unless the first says that the account asks for its own second step. */
const inTwoSteps = (more: Members) => async (by: Person, owner: Owner) => {
  const { email, password } = owner
  await unread(email)
  const body = { account: email, pwd: password, ...more }
  const first = await by.post(`${V1}/request/refreshToken/code`, body)
  if (first.status !== 200 || first.body['method'] === 'totp') return first
  const code = 'TEST_PWD' in more ? '1234' : await codeFor(email)
  return by.post(`${V1}/request/refreshToken`, { code })
}

const BY_PASSWORD: FirstStep[] = [
  {
    name: 'the password',
    dialect: 'account-v1',
    proof: 'password',
    refusedAs: 'password',
    take: (by, { email, password }) => by.post(`${API}/auth/login`, { email, password }),
  },
  {
    name: 'the password',
    dialect: 'api-v1',
    proof: 'password',
    refusedAs: 'password',
    take: (by, { email, password }) => by.post(`${API}/login`, { email, password }),
  },
  {
    name: 'the password and a mailed code',
    dialect: 'auth-v1',
    proof: 'password',
    refusedAs: 'password',
    take: inTwoSteps({}),
  },
  {
    name: 'the password and the code of TEST_PWD',
    dialect: 'auth-v1',
    proof: 'password',
    refusedAs: 'password',
    take: inTwoSteps({ TEST_PWD }),
  },
]

const [importedPassword, importedHash] = MORE_IMPORTED['bcrypt of other letters']

/** The account has the password of another system, which is hashed anew by its first use. */
const imported = (way: FirstStep): FirstStep => ({
  ...way,
  name: `an imported password: ${way.name}`,
  async take(by, owner) {
    await rows(
      `update users set password = ? where email = ? and password <> '!'`,
      stored(importedHash),
      owner.email,
    )
    return way.take(by, { ...owner, password: importedPassword })
  },
})

const MAILED: FirstStep[] = [
  {
    name: 'a mailed code',
    dialect: 'account-v1',
    proof: 'mail',
    refusedAs: 'code',
    take: byMail(({ request, code }) => ({ request, code })),
  },
  {
    name: 'a mailed link, in the browser that has asked',
    dialect: 'account-v1',
    proof: 'mail',
    refusedAs: 'link',
    take: byMail(({ request, token }) => ({ request, token })),
  },
  {
    name: 'a mailed link and the typed address',
    dialect: 'account-v1',
    proof: 'mail',
    refusedAs: 'link',
    take: byMail(({ token }, email) => ({ token, email })),
  },
]

export const FIRST_STEPS: FirstStep[] = [
  ...BY_PASSWORD,
  ...BY_PASSWORD.map(imported),
  ...MAILED,
  {
    name: 'a passkey',
    dialect: 'account-v1',
    proof: 'passkey',
    refusedAs: 'passkey',
    take: (by, { device }) => signInByPasskey(by, device),
  },
]

/** The token with which a sign-in goes on. A browser of auth-v1 has it in a cookie. */
const tokenOf = (dialect: Dialect, answer: Answer): string =>
  waitingToken(dialect === 'api-v1' ? { ...answer, body: answer.body['data'] as Members } : answer)

/** The second step, at the place that each dialect has for it. */
export async function takeSecond(
  by: Person,
  { dialect, first, proof }: { dialect: Dialect; first: Answer; proof: SecondProof },
  owner: Owner,
): Promise<Answer> {
  const token = dialect === 'auth-v1' ? '' : tokenOf(dialect, first)
  const [recovery_code = 'none'] = owner.recoveryCodes
  if (dialect === 'auth-v1')
    return by.post(
      `${V1}/request/refreshToken`,
      proof === 'totp' ? { code: owner.app() } : { recoveryCode: recovery_code },
    )
  const path = dialect === 'api-v1' ? `${API}/login/second-step` : `${API}/auth/second-step`
  if (proof === 'totp') return by.post(path, { token, totp: owner.app() })
  if (proof === 'recovery_code') return by.post(path, { token, recovery_code })
  // Without a passkey there are no options: then one for signing in has to do, which is refused as well.
  const asked = await by.post(`${API}/auth/passkey/options`, { token })
  const passkey =
    asked.status === 200
      ? await owner.device.get(asked.body as Parameters<Authenticator['get']>[0])
      : await assertion(by, owner.device)
  return by.post(path, { token, passkey })
}
