import { beforeEach, describe, expect, it, vi } from 'vitest'
import { type Account, PASSWORD, registered, registration, signedIn, signIn } from '../support/account.ts'
import { pass } from '../support/clock.ts'
import { rows } from '../support/database.ts'
import { type Answer, person } from '../support/person.ts'
import { hashWork } from '../support/work.ts'

const WRONG = 'not the password'
const SECOND = 1_000

const guess = (email: string, password = WRONG) => signIn(person(), { email, password })

const retryAfter = ({ headers }: Answer) => Number(headers.get('Retry-After'))

async function failTimes(email: string, times: number) {
  for (let turn = 0; turn < times; turn += 1) expect((await guess(email)).status).toBe(401)
}

const failuresOf = async (id: string) => {
  const [row] = await rows<{ failures: number }>(
    'select failures from password_failures where subject = ?',
    id,
  )
  return row?.failures
}

describe('guessing a password', () => {
  let ada: Account
  beforeEach(async () => {
    ada = await registered()
  })

  it('needs no wait five times, then waits of 1, 2, 4 … seconds up to an hour', async () => {
    await failTimes(ada.email, 5)
    const waits = []
    for (let turn = 0; turn < 14; turn += 1) {
      const refused = await guess(ada.email)
      expect([refused.status, refused.body['detail']]).toEqual([429, 'Too many requests'])
      expect(refused.headers.get('Retry-After')).toMatch(/^[1-9]\d*$/)
      waits.push(retryAfter(refused))
      pass(retryAfter(refused) * SECOND - 1)
      expect((await guess(ada.email)).status).toBe(429)
      pass(1)
      expect((await guess(ada.email)).status).toBe(401)
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 3600, 3600])
  })

  it('is a 429 even with the right password, until the time that the answer names', async () => {
    await failTimes(ada.email, 5)
    const refused = await guess(ada.email, PASSWORD)
    expect(refused.status).toBe(429)
    pass(retryAfter(refused) * SECOND)
    expect((await guess(ada.email, PASSWORD)).status).toBe(200)
  })

  it('does not make the wait longer when it is tried during the wait', async () => {
    await failTimes(ada.email, 5)
    for (let turn = 0; turn < 30; turn += 1) expect(retryAfter(await guess(ada.email))).toBe(1)
    expect(await failuresOf(ada.id)).toBe(5)
  })

  it('is forgotten after a success', async () => {
    for (let turn = 0; turn < 30; turn += 1) {
      expect((await guess(ada.email)).status).toBe(401)
      expect((await guess(ada.email, PASSWORD)).status).toBe(200)
    }
    expect(await failuresOf(ada.id)).toBe(0)
  })

  it('counts by account, wherever the guesses come from', async () => {
    const answers: Answer[] = []
    for (let turn = 0; turn < 20; turn += 1) answers.push(await guess(ada.email))
    expect(answers.map(({ status }) => status)).toEqual([
      ...Array<number>(5).fill(401),
      ...Array<number>(15).fill(429),
    ])
    const bob = await registered()
    expect((await guess(bob.email)).status).toBe(401)
  })

  it('counts all spellings of an address as one', async () => {
    const zoe = await registered({ email: 'zoë@example.org' })
    const spellings = [
      'zoë@example.org',
      'ZOË@example.org',
      'zoë@EXAMPLE.ORG',
      ' zoë@example.org ',
      'zoe\u0308@example.org',
    ]
    for (const spelling of spellings) expect((await guess(spelling)).status).toBe(401)
    expect(await failuresOf(zoe.id)).toBe(5)
    expect((await guess('Zoë@Example.Org')).status).toBe(429)
  })

  it('gets the same answers for an unknown address', async () => {
    const seen = async (email: string) => {
      const answers = []
      for (let turn = 0; turn < 20; turn += 1) {
        const { status, text, headers } = await guess(email)
        const names = [...headers.keys()].toSorted()
        answers.push({ status, text, names, wait: headers.get('Retry-After') })
        if (turn % 3 === 2) pass(1_500)
      }
      return answers
    }
    const start = Date.now()
    const known = await seen(ada.email)
    vi.setSystemTime(start)
    expect(await seen('nobody@example.org')).toEqual(known)
    expect(new Set(known.map(({ status }) => status))).toEqual(new Set([401, 429]))
  })

  it('is counted for an unknown address under a name that does not reveal it', async () => {
    await failTimes('nobody@example.org', 1)
    const [row] = await rows<{ subject: string }>('select subject from password_failures')
    expect(row?.subject).toMatch(/^\w+:[\w-]{43}$/)
  })

  it('fifty times at once reaches the hash five times, and then the right password has to wait', async () => {
    const work = hashWork()
    const answers = await Promise.all(Array.from({ length: 50 }, () => guess(ada.email)))
    expect(work.calls()).toHaveLength(5)
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5)
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(45)
    expect((await guess(ada.email, PASSWORD)).status).toBe(429)
    expect(work.calls()).toHaveLength(5)
  })

  it('fifty times at once at an unknown address reaches the hash five times too', async () => {
    const work = hashWork()
    await Promise.all(Array.from({ length: 50 }, () => guess('nobody@example.org')))
    expect(work.calls()).toHaveLength(5)
  })

  it('spends one budget, by changing the password and by signing in', async () => {
    const { access: token } = await signedIn(ada, ada)
    const change = (current_password: string) => {
      const body = { current_password, new_password: 'eight wet words', confirm_password: 'eight wet words' }
      return person().post('/api/v1/auth/change-password', body, { token })
    }
    for (let turn = 0; turn < 3; turn += 1) expect((await change(WRONG)).status).toBe(400)
    await failTimes(ada.email, 2)
    const throttled = await guess(ada.email, PASSWORD)
    expect(throttled.status).toBe(429)
    const changing = await change(PASSWORD)
    expect([changing.status, retryAfter(changing)]).toEqual([429, retryAfter(throttled)])
    pass(retryAfter(throttled) * SECOND)
    expect((await change(PASSWORD)).status).toBe(200)
    expect(await failuresOf(ada.id)).toBeUndefined()
  })

  it('a hundred times in a row disables the password until a reset', async () => {
    await rows(
      'insert into password_failures (subject, failures, blocked_until, updated_at) values (?, 98, 0, 0)',
      ada.id,
    )
    await failTimes(ada.email, 1)
    pass(3_600 * SECOND)
    await failTimes(ada.email, 1)
    expect(await failuresOf(ada.id)).toBe(100)
    pass(400 * 86_400 * SECOND)
    const work = hashWork()
    expect((await guess(ada.email, PASSWORD)).status).toBe(401)
    expect((await guess(ada.email)).status).toBe(401)
    expect(work.calls()).toEqual([])

    const root = await registered({ email: 'root@example.com' })
    await rows('update users set verified_at = 1 where id = ?', root.id)
    const reset = { password: 'eight wet words' }
    await root.put(`/api/v1/auth/reset-password/${ada.id}`, reset, { token: root.tokens.access })
    expect((await guess(ada.email, 'eight wet words')).status).toBe(200)
  })
})

describe('one client', () => {
  it('that tries many accounts is stopped, whatever address other headers name', async () => {
    const sprayer = person()
    const statuses: number[] = []
    for (let turn = 0; turn < 70; turn += 1) {
      const spoof = `203.0.113.${turn}`
      const headers = {
        'X-Forwarded-For': spoof,
        'X-Real-IP': spoof,
        'True-Client-IP': spoof,
        Forwarded: `for=${spoof}`,
      }
      const body = { email: `victim${turn}@example.org`, password: 'x' }
      statuses.push((await sprayer.post('/api/v1/auth/login', body, { headers })).status)
    }
    expect(statuses.slice(0, 60)).toEqual(Array<number>(60).fill(401))
    expect(statuses.slice(60)).toEqual(Array<number>(10).fill(429))
  })

  it('may open twenty accounts an hour, and is then told when to come back', async () => {
    const client = person()
    const open = (changes = {}) => client.post('/api/v1/auth/register', registration(changes))
    expect((await open({ password: 'short' })).status).toBe(422) // costs nothing
    for (let turn = 0; turn < 20; turn += 1) expect((await open()).status).toBe(201)
    const refused = await open()
    expect([refused.status, retryAfter(refused)]).toEqual([429, 3_600])
    expect((await person().post('/api/v1/auth/register', registration())).status).toBe(201)
    pass(3_600 * SECOND)
    expect((await open()).status).toBe(201)
  })

  it('is one /64 network of IPv6', async () => {
    const statuses: number[] = []
    for (let turn = 0; turn < 62; turn += 1) {
      const headers = { 'CF-Connecting-IP': `2001:db8:7:8:${turn.toString(16)}::${turn.toString(16)}` }
      statuses.push((await person().get('/api/v1/users/me', { headers })).status)
    }
    expect(statuses.filter((status) => status === 429)).toHaveLength(2)
  })
})
