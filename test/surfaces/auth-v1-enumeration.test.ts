import { describe, expect, it } from 'vitest'
import { freshEmail, PASSWORD, registered } from '../support/account.ts'
import { enrolled, NEW_PASSWORD, V1 } from '../support/code-flows.ts'
import { rows } from '../support/database.ts'
import { logged } from '../support/log.ts'
import { type Answer, type Members, person } from '../support/person.ts'
import { hashWork, observed, withoutHistory } from '../support/work.ts'

/** All that a client can see of an answer, but for what is random by design: ids are there, cookies as long. */
const seen = ({ status, headers, text }: Answer) => ({
  status,
  text,
  headers: [...headers]
    .filter(([name]) => name !== 'set-cookie')
    .map(([name, value]) => [name, name === 'x-request-id' ? value.length : value]),
  cookies: headers.getSetCookie().map((line) => line.replace(/(?<==)[^;]+/, (value) => shape(value))),
})

/** The parts of a token by their lengths; its header is no secret. */
const shape = (value: string) =>
  value
    .split('.')
    .map((part, n) => (n === 0 ? part : part.length))
    .join('.')

/** Accounts of every condition, and an address without one. */
async function addresses() {
  const [verified, unverified, disabled] = [await enrolled(), await registered(), await registered()]
  await rows('update users set disabled_at = 1 where id = ?', disabled.id)
  await rows('delete from mail_buckets') // what it took to get there
  return {
    verified: verified.email,
    unverified: unverified.email,
    disabled: disabled.email,
    unknown: freshEmail(),
  }
}

type Kind = keyof Awaited<ReturnType<typeof addresses>>

/** The same requests about each address, from clients of their own. */
async function ask(requests: (account: string) => { method: string; path: string; body: Members }[]) {
  const { worker, last, mailbox } = observed()
  const work = hashWork()
  const found = {} as Record<Kind, { answers: unknown[]; work: unknown[]; mails: number[]; waited: number[] }>
  for (const [kind, account] of Object.entries(await addresses())) {
    const by = person({ worker, roaming: true })
    const observation = {
      answers: [] as unknown[],
      work: [] as unknown[],
      mails: [] as number[],
      waited: [] as number[],
    }
    for (const { method, path, body } of requests(account)) {
      work.forget()
      observation.answers.push(seen(await by.ask(method, path, body)))
      observation.work.push({ ...withoutHistory(last().trips), hashes: work.calls() })
      observation.waited.push(last().mails)
    }
    observation.mails.push(mailbox.to(account).length)
    found[kind as Kind] = observation
  }
  return found
}

const KINDS: Kind[] = ['verified', 'unverified', 'disabled']

// Limits tell in seconds when to come back: with a clock that stands still they can be compared.
describe('nobody learns whether an address has an account', () => {
  it('by asking for a reset, by trying codes, or by the limits of either', async () => {
    const forgot = (account: string) => ({
      method: 'PATCH',
      path: `${V1}/password/request/code`,
      body: { account },
    })
    const guess = {
      method: 'PATCH',
      path: `${V1}/change/password`,
      body: { code: '00000000', newPwd: NEW_PASSWORD },
    }
    const guesses = Array.from({ length: 6 }, () => guess)
    const found = await ask((account) => [
      forgot(account),
      ...guesses,
      forgot(account),
      ...guesses,
      forgot(account),
      guess,
      forgot(account),
      guess,
    ])
    for (const kind of KINDS) {
      expect(found[kind].answers).toEqual(found.unknown.answers)
      expect(found[kind].work).toEqual(found.unknown.work)
      expect(found[kind].waited).toEqual(found.unknown.waited)
    }
    const statuses = (found.unknown.answers as { status: number }[]).map(({ status }) => status)
    expect(statuses).toEqual([
      200,
      ...Array<number>(6).fill(400),
      200,
      ...Array<number>(6).fill(400),
      200,
      400,
      429,
      400,
    ])
    // Who reads the mailbox may know: a code goes to whoever can use it.
    expect(KINDS.map((kind) => found[kind].mails)).toEqual([[3], [3], [0]])
    expect(found.unknown.mails).toEqual([0])
  })

  it('by a wrong password in the first step of signing in, or by its limits', async () => {
    const login = (account: string) => ({
      method: 'POST',
      path: `${V1}/request/refreshToken/code`,
      body: { account, pwd: 'not the password' },
    })
    const found = await ask((account) => Array.from({ length: 7 }, () => login(account)))
    for (const kind of KINDS) {
      expect(found[kind]).toEqual(found.unknown)
    }
    const statuses = (found.unknown.answers as { status: number }[]).map(({ status }) => status)
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429])
    expect(found.unknown.mails).toEqual([0])
    // One hash, whether there is something to compare it with or not.
    expect((found.unknown.work as { hashes: number[] }[])[0]?.hashes).toEqual([10_000])
  })

  it('by the right password of a disabled account', async () => {
    const { worker, last } = observed()
    const ada = await registered()
    await rows('update users set disabled_at = 1')
    const login = async (account: string) => {
      const answer = await person({ worker }).post(`${V1}/request/refreshToken/code`, {
        account,
        pwd: PASSWORD,
      })
      return {
        answer: seen(answer),
        work: withoutHistory(last().trips),
        mails: last().mails + last().mailsAfter,
      }
    }
    const [disabled, unknown] = [await login(ada.email), await login(freshEmail())]
    expect(disabled).toEqual(unknown)
    expect(disabled.answer.status).toBe(401)
  })

  it('by asking for a code to prove an address', async () => {
    const request = (account: string) => [{ method: 'POST', path: `${V1}/request/code`, body: { account } }]
    const found = await ask(request)
    for (const kind of KINDS) expect(found[kind]).toEqual(found.unknown)
    expect(found.unknown.mails).toEqual([1])
  })

  it('by moving an account to it: the answer, the work and the number of mails are the same', async () => {
    const { worker, last, mailbox } = observed()
    const bob = await registered()
    const observe = async (newAccount: string) => {
      const ada = await enrolled()
      const by = person({ worker, roaming: true })
      for (const [name, value] of ada.cookies) by.cookies.set(name, value)
      const asked = await by.patch(`${V1}/account/request/code`, { newAccount })
      const first = { answer: seen(asked), work: withoutHistory(last().trips), mails: last().mails }
      const codes = { codeCurrentAccount: '000000', codeNewAccount: '000000' }
      const tried = await by.patch(`${V1}/change/account`, codes)
      return {
        first,
        second: { answer: seen(tried), work: withoutHistory(last().trips) },
        toCurrent: mailbox.to(ada.email).length,
        toNew: mailbox.to(newAccount).length,
      }
    }
    const [free, taken] = [await observe(freshEmail()), await observe(bob.email)]
    expect(taken).toEqual(free)
    expect(free).toMatchObject({ first: { answer: { status: 200 }, mails: 2 }, toCurrent: 1, toNew: 1 })
    const [notice] = mailbox.to(bob.email)
    expect(notice?.subject).toBe('This address already has an account at Postern')
    expect(notice?.text).not.toMatch(/^\d{6}$/m)
  })

  it('by moving an account to it: a taken address gets no code', async () => {
    const bob = await registered()
    const { worker } = observed({ TEST_PWD: 'for our own tests' })
    const eve = await enrolled()
    const by = person({ worker })
    for (const [name, value] of eve.cookies) by.cookies.set(name, value)
    await by.patch(`${V1}/account/request/code`, { newAccount: bob.email, TEST_PWD: 'for our own tests' })
    const answer = await by.patch(`${V1}/change/account`, {
      codeCurrentAccount: '1234',
      codeNewAccount: '1234',
    })
    expect([answer.status, answer.body['msg']]).toEqual([400, 'Invalid code'])
    expect(await rows('select email from users where id = ?', eve.id)).toEqual([{ email: eve.email }])
  })

  it('by a mail provider that fails', async () => {
    const { worker, last, mailbox } = observed()
    mailbox.answers(
      () => new Response('{"statusCode":422,"name":"validation_error","message":"no"}', { status: 422 }),
    )
    const ada = await registered()
    const observe = async (account: string) => {
      const answer = await person({ worker }).patch(`${V1}/password/request/code`, { account })
      return { answer: seen(answer), work: withoutHistory(last().trips) }
    }
    const [known, unknown] = [await observe(ada.email), await observe(freshEmail())]
    expect(known).toEqual(unknown)
    expect(known.answer.status).toBe(200)
    expect(logged().filter(({ event }) => event === 'deferred_work_failed')).toHaveLength(1)
  })
})
