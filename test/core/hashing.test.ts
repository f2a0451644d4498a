import { describe, expect, it } from 'vitest'
import {
  PASSWORD,
  alive,
  DEAD,
  LIVE,
  readMe,
  refresh,
  registered,
  signedIn,
  signIn,
} from '../support/account.ts'
import { rows } from '../support/database.ts'
import { events, logged } from '../support/log.ts'
import { person } from '../support/person.ts'
import { SECRET, workerWith } from '../support/worker.ts'
import { hashWork } from '../support/work.ts'

const storedPassword = async (id: string) => {
  const [row] = await rows<{ password: string }>('select password from users where id = ?', id)
  return row?.password ?? ''
}

const plant = (id: string, password: string) =>
  rows('update users set password = ? where id = ?', password, id)

const NEW_SECRET = 'the secret after a rotation and more than 32 characters'

describe('with the 600 000 iterations of production', () => {
  const worker = workerWith({ PASSWORD_ITERATIONS: '600000' })
  const SIX_CALLS = Array<number>(6).fill(100_000)

  it('no call asks the platform for more than 100 000, and every path does all the work', async () => {
    const work = hashWork()
    const spent = () => {
      const calls = work.calls()
      work.forget()
      return calls
    }
    const ada = await registered({ worker })
    expect(spent()).toEqual(SIX_CALLS)
    expect(await storedPassword(ada.id)).toMatch(/^\$pbkdf2-sha256-chain\$v=1,i=100000,c=6,/)

    const tokens = await signedIn(ada, ada)
    expect(spent()).toEqual(SIX_CALLS)

    expect((await signIn(ada, { email: ada.email, password: 'not the password' })).status).toBe(401)
    expect(spent()).toEqual(SIX_CALLS)

    expect((await signIn(ada, { email: 'nobody@example.org', password: PASSWORD })).status).toBe(401)
    expect(spent()).toEqual(SIX_CALLS)

    const change = {
      current_password: PASSWORD,
      new_password: 'eight wet words',
      confirm_password: 'eight wet words',
    }
    const changed = await ada.post('/api/v1/auth/change-password', change, { token: tokens.access })
    expect(changed.status).toBe(200)
    expect(spent()).toEqual([...SIX_CALLS, ...SIX_CALLS])

    const taken = {
      email: ada.email,
      password: PASSWORD,
      confirm_password: PASSWORD,
      first_name: 'A',
      last_name: 'B',
    }
    expect((await person({ worker }).post('/api/v1/auth/register', taken)).status).toBe(409)
    expect(spent()).toEqual(SIX_CALLS)
  })
})

describe('a sign-in', () => {
  it('costs and answers the same for an unknown address, a wrong password and a disabled account', async () => {
    const [ada, bob] = [await registered(), await registered()]
    await rows('update users set disabled_at = 1 where id = ?', bob.id)
    const work = hashWork()
    const tries = [
      { email: 'nobody@example.org', password: PASSWORD },
      { email: ada.email, password: 'not the password' },
      { email: bob.email, password: bob.password },
    ]
    const answers = []
    for (const credentials of tries) {
      work.forget()
      const { status, text, headers } = await signIn(person(), credentials)
      const names = [...headers.keys()].toSorted()
      answers.push({ status, text, names, calls: work.calls(), challenge: headers.get('WWW-Authenticate') })
    }
    expect(answers[0]).toEqual({
      status: 401,
      text: JSON.stringify({
        detail: 'Incorrect email or password',
        message: 'Incorrect email or password',
        code: 'wrong_credentials',
      }),
      names: expect.arrayContaining(['www-authenticate']),
      calls: [10_000],
      challenge: 'Bearer',
    })
    expect(answers[1]).toEqual(answers[0])
    expect(answers[2]).toEqual(answers[0])
  })

  it('does no hashing for requests that are refused before it', async () => {
    const work = hashWork()
    const somebody = person()
    const path = '/api/v1/auth/login'
    await somebody.post(path, { email: 'no address', password: PASSWORD })
    await somebody.post(path, { email: 'a@example.org', password: 'x'.repeat(257) })
    await somebody.post(path, { email: 'a@example.org' })
    await somebody.post(path, '{')
    await somebody.post(
      path,
      { email: 'a@example.org', password: PASSWORD },
      { headers: { Origin: 'https://evil.example' } },
    )
    await somebody.post('/api/v1/auth/register', { email: 'a@example.org', password: 'short' })
    expect(work.calls()).toEqual([])
  })

  it('hashes anew when the parameters have changed, but not for a wrong password', async () => {
    const old = await registered({ worker: workerWith({ PASSWORD_ITERATIONS: '20000' }) })
    const before = await storedPassword(old.id)
    expect(before).toContain('i=20000,c=1,')

    await signIn(person(), { email: old.email, password: 'not the password' })
    expect(await storedPassword(old.id)).toBe(before)

    await signedIn(person(), old)
    const after = await storedPassword(old.id)
    expect(after).toContain('i=10000,c=1,')

    await signedIn(person(), old)
    expect(await storedPassword(old.id)).toBe(after)
  })

  it('does not undo a change of password that happens while it hashes anew', async () => {
    const ada = await registered({ worker: workerWith({ PASSWORD_ITERATIONS: '20000' }) })
    const other = {
      current_password: PASSWORD,
      new_password: 'eight wet words',
      confirm_password: 'eight wet words',
    }
    await Promise.all([
      signIn(person(), ada),
      ada.post('/api/v1/auth/change-password', other, { token: ada.tokens.access }),
      signIn(person(), ada),
    ])
    expect((await signIn(person(), { email: ada.email, password: 'eight wet words' })).status).toBe(200)
    expect((await signIn(person(), ada)).status).toBe(401)
  })

  it.each([
    '$pbkdf2-sha256$i=4000000000$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g',
    '$pbkdf2-sha256-chain$v=1,i=4000000000,c=99,k=xK6Aw1uX$AAECAwQFBgcICQoLDA0ODw$N2GJ6NSQpQJkGLo0PgwoYZ8EzMrTE1bq56hXMdSiVSU',
    '$argon2id$v=19$m=8388608,t=100,p=1$c2FsdHNhbHQ$aGFzaGhhc2g',
    'garbage',
    '',
  ])('refuses a planted hash like a wrong password, and says so in the log: %s', async (planted) => {
    const ada = await registered()
    await plant(ada.id, planted)
    const work = hashWork()
    const answer = await signIn(person(), ada)
    expect([answer.status, answer.body['detail']]).toEqual([401, 'Incorrect email or password'])
    expect(work.calls()).toEqual([10_000])
    expect(logged()).toContainEqual(
      expect.objectContaining({ event: 'password_unreadable', outcome: 'failure', user_id: ada.id }),
    )
  })
})

describe('the secret', () => {
  it('is needed to check a password, besides the database', async () => {
    const ada = await registered()
    const stolen = person({ worker: workerWith({ AUTH_SECRET: NEW_SECRET }) })
    expect((await signIn(stolen, ada)).status).toBe(401)
    expect(events()).toContain('password_unreadable')
  })

  it('can be replaced: what was made under the old one stays valid, and the new one makes everything new', async () => {
    const ada = await registered()
    const worker = workerWith({ AUTH_SECRET: NEW_SECRET, AUTH_SECRET_PREVIOUS: SECRET })
    const later = person({ worker })

    expect((await readMe(later, ada.tokens.access)).status).toBe(200)
    const next = await refresh(later, ada.tokens.refresh)
    expect(next.status).toBe(200)
    const before = await storedPassword(ada.id)
    await signedIn(later, ada)
    const after = await storedPassword(ada.id)
    expect(after.split(',k=')[1]).not.toBe(before.split(',k=')[1])

    // What was made just now is made under the new secret alone.
    const afterwards = person({ worker: workerWith({ AUTH_SECRET: NEW_SECRET }) })
    const fresh = { access: String(next.body['access_token']), refresh: String(next.body['refresh_token']) }
    expect(await alive(afterwards, fresh)).toEqual(LIVE)
    expect((await signIn(afterwards, ada)).status).toBe(200)

    // Another isolate, which remembers no key of an earlier test.
    const old = await person({ worker: workerWith({}) }).get('/.well-known/jwks.json')
    const both = await later.get('/.well-known/jwks.json')
    expect(both.body['keys']).toHaveLength(7)
    expect(both.body['keys']).toEqual(expect.arrayContaining(old.body['keys'] as unknown[]))
  })

  it('can be replaced after a leak: the old one still checks passwords and nothing else', async () => {
    const ada = await registered()
    const worker = workerWith({ AUTH_SECRET: NEW_SECRET, AUTH_SECRET_PREVIOUS: `passwords:${SECRET}` })
    const later = person({ worker })

    expect(await alive(later, ada.tokens)).toEqual(DEAD)
    const [old, now] = [
      await person().get('/.well-known/jwks.json'),
      await later.get('/.well-known/jwks.json'),
    ]
    const kids = (answer: typeof old) => (answer.body['keys'] as { kid: string }[]).map(({ kid }) => kid)
    expect(kids(now)).toHaveLength(4)
    expect(kids(now).filter((kid) => kids(old).includes(kid))).toEqual([])

    await signedIn(later, ada)
    const alone = person({ worker: workerWith({ AUTH_SECRET: NEW_SECRET }) })
    expect((await signIn(alone, ada)).status).toBe(200)
  })
})
