import { beforeEach, describe, expect, it, vi } from 'vitest'
import { type Account, PASSWORD, registered } from '../support/account.ts'
import { CODE_FLOWS } from '../support/code-flows.ts'
import { rows } from '../support/database.ts'
import { otherThan } from '../support/mails.ts'
import { type Answer, type Members, person } from '../support/person.ts'
import { surfacesOf } from '../support/surfaces.ts'
import { workerWith } from '../support/worker.ts'
import { hashWork } from '../support/work.ts'

const WRONG = 'not the password'
const worker = workerWith({})
const SURFACES = surfacesOf({ worker }).all

let ada: Account
beforeEach(async () => {
  ada = await registered({ worker, roaming: true })
})

type Guess = { path: string; body: (email: string, password: string) => Members; token?: boolean }

/** Every route that compares a password. */
const GUESSES: Guess[] = [
  { path: '/api/v1/login', body: (email, password) => ({ email, password }) },
  { path: '/api/v1/auth/login', body: (email, password) => ({ email, password }) },
  { path: '/auth/v1/request/refreshToken/code', body: (account, pwd) => ({ account, pwd }) },
  {
    path: '/api/v1/auth/change-password',
    body: (_, current_password) => ({
      current_password,
      new_password: 'eight wet words',
      confirm_password: 'eight wet words',
    }),
    token: true,
  },
]

const spellings = (path: string) => {
  const encoded = path.replace(/[a-z](?=[^/]*$)/, (letter) => `%${letter.charCodeAt(0).toString(16)}`)
  return [path, `${path}/`, `${path}?x=1`, encoded, `${encoded}/`]
}
const addresses = (email: string) => {
  const [local = '', domain = ''] = email.split('@')
  return [email, email.toUpperCase(), ` ${email} `, `${local}@${domain.replace('e', 'ｅ')}`]
}

const ask = ({ path, body, token }: Guess, email: string, password: string, spelling = path) =>
  person({ worker, roaming: true }).post(
    spelling,
    body(email, password),
    token ? { token: ada.tokens.access } : {},
  )

const statuses = (answers: Answer[]) => answers.map(({ status }) => status)

describe('a password', () => {
  it('is compared five times of all guesses at the same moment, by every route, path and spelling of the address', async () => {
    const work = hashWork()
    const guesses = GUESSES.flatMap((guess) =>
      spellings(guess.path).flatMap((path) =>
        addresses(ada.email).map((email) => ask(guess, email, WRONG, path)),
      ),
    )
    expect(guesses).toHaveLength(80)
    const answers = await Promise.all(guesses)
    expect(work.calls()).toHaveLength(5)
    expect(statuses(answers).filter((status) => status === 429)).toHaveLength(75)
    for (const guess of GUESSES) expect((await ask(guess, ada.email, PASSWORD)).status).toBe(429)
    expect(work.calls()).toHaveLength(5)
  })

  it('gets no further guesses from whatever else begins or succeeds in between', async () => {
    const { email } = ada
    const between = [
      () => person({ worker, roaming: true }).post('/api/v1/password/email', { email }),
      () => person({ worker, roaming: true }).patch('/auth/v1/password/request/code', { account: email }),
      () => person({ worker, roaming: true }).post('/auth/v1/request/code', { account: email }),
      () => ada.get('/api/v1/users/me', { token: ada.tokens.access }),
    ]
    for (const [turn, act] of between.entries()) {
      expect((await ask(GUESSES[turn] as Guess, email, WRONG)).status).toBe(turn === 3 ? 400 : 401)
      expect((await act()).status).toBe(200)
    }
    for (const surface of SURFACES) await surface.refresh(ada.tokens.refresh)
    for (const surface of SURFACES.slice(1)) {
      expect([409, 422]).toContain((await surface.register({ email, password: WRONG })).answer.status)
    }
    // The fifth; then the right one has to wait, wherever it comes.
    expect((await ask(GUESSES[0] as Guess, email, WRONG)).status).toBe(401)
    const answers = await Promise.all(GUESSES.map((guess) => ask(guess, email, PASSWORD)))
    expect(statuses(answers)).toEqual([429, 429, 429, 429])
    expect(new Set(answers.map(({ headers }) => headers.get('Retry-After'))).size).toBe(1)
  })

  it.each(GUESSES)('with a planted stored string costs no more than another, at $path', async (guess) => {
    const planted = [
      '$pbkdf2-sha256$i=4000000000$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g',
      `$pbkdf2-sha256-chain$v=1,i=100000,c=99,k=xK6Aw1uX$AAECAwQFBgcICQoLDA0ODw$${'A'.repeat(43)}`,
      '$argon2id$v=19$m=8388608,t=100,p=1$c2FsdHNhbHQ$aGFzaGhhc2g',
      '$2b$31$abcdefghijklmnopqrstuv',
      '',
    ]
    const work = hashWork()
    for (const stored of planted) {
      await rows('update users set password = ? where id = ?', stored, ada.id)
      await rows('delete from password_failures')
      work.forget()
      const answer = await ask(guess, ada.email, PASSWORD)
      expect([stored, answer.status]).toEqual([stored, guess.token ? 400 : 401])
      expect(work.calls()).toEqual([10_000])
    }
  })
})

describe('one client', () => {
  it.each([...new Set(GUESSES.map(({ path }) => path))])(
    'may ask %s sixty times a minute, however it spells the path',
    async (path) => {
      const client = person({ worker })
      const turns = Array.from({ length: 70 }, (_, turn) => spellings(path)[turn % 5] ?? path)
      const found = []
      for (const spelling of turns) found.push((await client.post(spelling, {})).status)
      expect(found.slice(0, 60)).not.toContain(429)
      expect(found.slice(60)).toEqual(Array<number>(10).fill(429))
    },
  )
})

describe('a code', () => {
  it.each(CODE_FLOWS)(
    'for $purpose is compared five times of all guesses at the same moment, by every path',
    async (flow) => {
      const { codes } = await flow.start(ada, ada)
      const sign = vi.spyOn(crypto.subtle, 'sign')
      const wrong = codes.map(otherThan)
      const members =
        codes.length === 2
          ? { codeCurrentAccount: wrong[0], codeNewAccount: wrong[1] }
          : { code: wrong[0], newPwd: PASSWORD }
      const method = flow.second.includes('/change/') ? 'PATCH' : 'POST'
      const guesses = spellings(flow.second).flatMap((path) =>
        Array.from({ length: 8 }, () => ada.ask(method, path, members)),
      )
      const answers = await Promise.all(guesses)
      expect(new Set(statuses(answers))).toEqual(new Set([400]))
      const isOfCode = (data: BufferSource) => new TextDecoder().decode(data).startsWith('code1|')
      expect(sign.mock.calls.filter(([, , data]) => isOfCode(data))).toHaveLength(5 * codes.length)
      expect((await flow.finish(ada, codes)).status).toBe(400)
    },
  )
})

describe('what may happen once', () => {
  it('happens once when all surfaces are asked at the same moment: one rotation', async () => {
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => SURFACES.map((surface) => surface.refresh(ada.tokens.refresh))).flat(),
    )
    expect(statuses(answers.map(({ answer }) => answer))).toEqual(Array<number>(12).fill(200))
    expect(new Set(answers.map(({ tokens }) => tokens.refresh)).size).toBe(1)
    expect(await rows('select generation from sessions')).toEqual([{ generation: 1 }])
  })

  it.each(SURFACES)('happens once of twelve by $name: one end of a session', async (surface) => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => surface.signOut(ada.tokens)))
    expect(statuses(answers).filter((status) => status !== 401)).toEqual([200])
  })

  it('happens once when all surfaces register one address at the same moment: one account', async () => {
    const newcomer = { email: `${crypto.randomUUID()}@example.org`, password: PASSWORD }
    const [, ...byAddress] = SURFACES
    const outcomes = await Promise.all(
      Array.from({ length: 5 }, () => byAddress.map((surface) => surface.register(newcomer))).flat(),
    )
    expect(outcomes.filter(({ answer }) => answer.status < 300)).toHaveLength(1)
    expect(await rows('select id from users where email = ?', newcomer.email)).toHaveLength(1)
    expect(await rows('select count(*) as n from sessions')).toEqual([{ n: 2 }])
  })
})
