import { describe, expect, it } from 'vitest'
import { type Account, freshEmail, PASSWORD, registered, signedIn, signIn } from '../support/account.ts'
import { pass } from '../support/clock.ts'
import {
  ACCOUNTS,
  anybody,
  begun,
  CODE_FLOWS,
  enrolled,
  type Enrolled,
  NEW_PASSWORD,
  triesOf,
  V1,
} from '../support/code-flows.ts'
import { dump, rows } from '../support/database.ts'
import { codeFor, otherThan, unread } from '../support/mails.ts'
import { type Answer, person } from '../support/person.ts'
import { sample } from '../support/sample.ts'
import { theWorker } from '../support/worker.ts'

const refusal = ({ status, body }: Answer) => [status, body['msg']]
const REFUSED = [400, 'Invalid code']

type Codes = { codeCurrentAccount: string; codeNewAccount: string }

async function askToMove(ada: Enrolled, newAccount: string, from = ada.email): Promise<Codes> {
  const asked = await ada.patch(`${V1}/account/request/code`, { newAccount })
  expect(asked.status, asked.text).toBe(200)
  return { codeCurrentAccount: await codeFor(from), codeNewAccount: await codeFor(newAccount) }
}
const move = (ada: Enrolled, codes: Codes) => ada.patch(`${V1}/change/account`, codes)

/** Moves the account; answers the token of the undo link. */
async function moved(ada: Enrolled, to: string, from = ada.email): Promise<string> {
  const answer = await move(ada, await askToMove(ada, to, from))
  expect(answer.status, answer.text).toBe(200)
  const texts = (await unread(from)).map(({ text }) => /#token=(\S+)/.exec(text)?.[1])
  return texts.find((token) => token !== undefined) ?? ''
}

const addresses = async () =>
  (await rows<{ email: string }>('select email from users order by id')).map(({ email }) => email)

describe('the two codes of a change of address', () => {
  it('are refused when they are swapped', async () => {
    const ada = await enrolled()
    const { codeCurrentAccount, codeNewAccount } = await askToMove(ada, freshEmail())
    const swapped = { codeCurrentAccount: codeNewAccount, codeNewAccount: codeCurrentAccount }
    expect(refusal(await move(ada, swapped))).toEqual(REFUSED)
    expect(await addresses()).toEqual([ada.email])
  })

  it.each(['codeCurrentAccount', 'codeNewAccount'] as const)(
    'change nothing with a wrong %s, and cost one try',
    async (wrong) => {
      const ada = await enrolled()
      const codes = await askToMove(ada, freshEmail())
      const before = await dump(ACCOUNTS)
      expect(refusal(await move(ada, { ...codes, [wrong]: otherThan(codes[wrong]) }))).toEqual(REFUSED)
      expect(await triesOf('change_email')).toEqual([1])
      expect(await dump(ACCOUNTS)).toBe(before)
      expect((await move(ada, codes)).status).toBe(200)
    },
  )

  it.each(['codeCurrentAccount', 'codeNewAccount'] as const)(
    'are both needed, and without %s no try is spent',
    async (missing) => {
      const ada = await enrolled()
      const { [missing]: _left, ...rest } = await askToMove(ada, freshEmail())
      const answer = await ada.patch(`${V1}/change/account`, rest)
      expect([...refusal(answer), answer.body['description']]).toEqual([
        400,
        'Missing data',
        `${missing} is required.`,
      ])
      expect(await triesOf('change_email')).toEqual([0])
    },
  )

  it('are refused when somebody has taken the address meanwhile', async () => {
    const ada = await enrolled()
    const to = freshEmail()
    const codes = await askToMove(ada, to)
    pass()
    const bob = await registered({ email: to })
    expect(refusal(await move(ada, codes))).toEqual(REFUSED)
    expect(await addresses()).toEqual([ada.email, bob.email])
    expect((await ada.get('/api/v1/users/me')).status).toBe(200)
  })

  it('are refused with the session of somebody else, and leave both as they are', async () => {
    const [ada, bob] = [await enrolled(), await enrolled()]
    const codes = await askToMove(ada, freshEmail())
    bob.cookies.set('__Host-change', ada.cookies.get('__Host-change') ?? '')
    const before = await dump()
    expect(refusal(await move(bob, codes))).toEqual(REFUSED)
    expect(await dump()).toBe(before)
  })

  it('are refused when the session has ended meanwhile', async () => {
    const ada = await enrolled()
    const codes = await askToMove(ada, freshEmail())
    await rows('update sessions set revoked_at = 1')
    expect(refusal(await move(ada, codes))).toEqual(REFUSED)
    expect(await addresses()).toEqual([ada.email])
  })

  it('move one of two accounts to one address at the same moment', async () => {
    const people = await Promise.all([enrolled(), enrolled(), enrolled()])
    const to = freshEmail()
    const codes: Codes[] = []
    for (const each of people) codes.push(await askToMove(each, to))
    const answers = await Promise.all(people.map((each, n) => move(each, codes[n] as Codes)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ body }) => body['msg'] === 'Invalid code')).toHaveLength(2)
    expect((await addresses()).filter((email) => email === to)).toHaveLength(1)
  })
})

describe('what was begun with a password that has changed since', () => {
  const newPassword = {
    'is changed': async (ada: Account) => {
      const { access } = await signedIn(ada, ada)
      const body = { current_password: PASSWORD, new_password: NEW_PASSWORD, confirm_password: NEW_PASSWORD }
      return ada.post('/api/v1/auth/change-password', body, { token: access })
    },
    'is set anew': async (ada: Account) => {
      const { access } = await signedIn(ada, ada)
      return ada.post(`/api/v1/auth/reset-password/${ada.id}`, { password: NEW_PASSWORD }, { token: access })
    },
    'is reset by code': async (ada: Account) => {
      const by = person()
      await by.patch(`${V1}/password/request/code`, { account: ada.email })
      const code = await codeFor(ada.email)
      return by.patch(`${V1}/change/password`, { code, newPwd: NEW_PASSWORD })
    },
  }
  const rest = CODE_FLOWS.filter(({ purpose }) => purpose !== 'mailbox')

  const cases = Object.entries(newPassword).flatMap(([how, act]) => rest.map((flow) => ({ how, act, flow })))

  it.each(sample(cases, ({ how, flow }) => [how, flow.purpose]))(
    'is over for $flow.purpose when it $how',
    async ({ act, flow }) => {
      const ada = await anybody(theWorker)
      await unread(ada.email)
      const by = person()
      const codes = await begun(flow, by, ada)
      const answer = await act(ada)
      expect(answer.status, answer.text).toBe(200)
      // Whoever is still, or again, signed in gets no further either.
      const { access } = await signedIn(ada, { email: ada.email, password: NEW_PASSWORD })
      if (flow.purpose === 'change_email') by.cookies.set('__Host-accessToken', access)
      const users = await rows('select * from users')
      expect(refusal(await flow.finish(by, codes))).toEqual(REFUSED)
      expect(await rows('select * from users')).toEqual(users)
    },
  )

  it('stays valid when it is the link that verifies the address', async () => {
    const ada = await registered()
    const [mail] = await unread(ada.email)
    expect((await newPassword['is changed'](ada)).status).toBe(200)
    expect(mail?.text).toContain('#token=')
    const query = `select superseded_at from challenges where purpose = 'verify_email'`
    expect(await rows(query)).toEqual([{ superseded_at: null }])
  })

  it('is over for a reset when the address has changed', async () => {
    const ada = await enrolled()
    const forgetful = person()
    await forgetful.patch(`${V1}/password/request/code`, { account: ada.email })
    const code = await codeFor(ada.email)
    await moved(ada, freshEmail())
    expect(refusal(await forgetful.patch(`${V1}/change/password`, { code, newPwd: NEW_PASSWORD }))).toEqual(
      REFUSED,
    )
  })
})

describe('asking for a reset', () => {
  it('changes nothing about the account, however often', async () => {
    const ada = await enrolled()
    const before = await dump(ACCOUNTS)
    for (let n = 0; n < 3; n += 1) {
      expect((await person().patch(`${V1}/password/request/code`, { account: ada.email })).status).toBe(200)
    }
    expect(await dump(ACCOUNTS)).toBe(before)
    expect((await signIn(person(), ada)).status).toBe(200)
  })

  it('and doing it ends the wait that somebody else has caused', async () => {
    const ada = await enrolled()
    for (let n = 0; n < 7; n += 1) await signIn(person(), { ...ada, password: 'guessed' })
    expect((await signIn(person(), ada)).status).toBe(429)
    await reset(ada.email)
    expect((await signIn(person(), { ...ada, password: NEW_PASSWORD })).status).toBe(200)
  })

  it('and doing it replaces a password that a hundred failures have disabled', async () => {
    const ada = await enrolled()
    await signIn(person(), { ...ada, password: 'guessed' })
    await rows('update password_failures set failures = 99')
    for (const password of ['guessed', PASSWORD]) {
      expect((await signIn(person(), { ...ada, password })).status).toBe(401)
    }
    await reset(ada.email)
    expect(await rows('select * from password_failures')).toEqual([])
    expect((await signIn(person(), { ...ada, password: NEW_PASSWORD })).status).toBe(200)
  })

  async function reset(email: string) {
    const by = person()
    await by.patch(`${V1}/password/request/code`, { account: email })
    const body = { code: await codeFor(email), newPwd: NEW_PASSWORD }
    expect((await by.patch(`${V1}/change/password`, body)).status).toBe(200)
  }
})
