import { describe, expect, it } from 'vitest'
import { type Account, PASSWORD, registered, signIn } from '../support/account.ts'
import { rows } from '../support/database.ts'
import { API, askForReset, expectAsked, expectReset, reset } from '../support/enveloped.ts'
import { IMPORTED, MORE_IMPORTED, stored } from '../crypto/imported-hashes.ts'
import { newLink } from '../support/mails.ts'
import { events } from '../support/log.ts'
import { person } from '../support/person.ts'
import { surfacesOf } from '../support/surfaces.ts'
import { observed, withoutHistory } from '../support/work.ts'

const storedPassword = async ({ id }: { id: string }) => {
  const [row] = await rows<{ password: string }>('select password from users where id = ?', id)
  return row?.password ?? ''
}

/** Somebody whose stored string is what an import makes of `hash`. */
async function importedAccount({
  password,
  hash,
}: {
  password: string
  hash: string | null
}): Promise<Account> {
  const ada = await registered({ roaming: true })
  await rows('update users set password = ? where id = ?', stored(hash), ada.id)
  return { ...ada, password }
}

const NEW = 'eight wet words'
const OURS = /^\$pbkdf2-sha256-chain\$v=1,i=10000,c=1,/

const [password, hash] = MORE_IMPORTED['bcrypt of other letters']
const CHEAP = { password, hash }

/** What each system exports. Hashes that take seconds have cheaper parameters here: crypto/ checks the real ones. */
const EXPORTED = {
  ...IMPORTED,
  laravelArgon: { password: 'correct horse', hash: MORE_IMPORTED['argon2id in two lanes'][1] },
  django: {
    password: 'correct horse',
    hash: 'pbkdf2_sha256$1000$some salt of text$XZ5MOMajv+tchZxIpIZxMvpVv8FffwH35mjh05b1cLU=',
  },
}

const changing = ({ password }: { password: string }) => ({
  current_password: password,
  new_password: NEW,
  confirm_password: NEW,
})

describe('the first sign-in of an imported account', () => {
  it.each(surfacesOf().all)('on $name checks the old hash and leaves one of ours', async (surface) => {
    const ada = await importedAccount(CHEAP)
    expect((await surface.signIn(ada)).answer.status).toBe(200)
    const stored = await storedPassword(ada)
    expect(stored).toMatch(OURS)
    expect((await surface.signIn(ada)).answer.status).toBe(200)
    expect(await storedPassword(ada)).toBe(stored)
  })

  it.each(Object.entries(EXPORTED))('works with a hash that %s has exported', async (_, known) => {
    const ada = await importedAccount(known)
    expect((await signIn(person(), ada)).status).toBe(200)
    expect(await storedPassword(ada)).toMatch(OURS)
  })

  it('with a wrong password changes nothing, and is counted like any other', async () => {
    const ada = await importedAccount(CHEAP)
    const before = await storedPassword(ada)
    for (let n = 0; n < 5; n += 1) {
      expect((await signIn(person(), { ...ada, password: PASSWORD })).status).toBe(401)
    }
    expect((await signIn(person(), ada)).status).toBe(429)
    expect(await storedPassword(ada)).toBe(before)
  })

  it('works four times at the same moment, and one new hash stays', async () => {
    const ada = await importedAccount(CHEAP)
    const answers = await Promise.all([1, 2, 3, 4].map(() => signIn(person(), ada)))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(await storedPassword(ada)).toMatch(OURS)
    expect((await signIn(person(), ada)).status).toBe(200)
  })

  it('does not undo a change of the password at the same moment', async () => {
    const ada = await importedAccount(CHEAP)
    const [, changed] = await Promise.all([
      signIn(person(), ada),
      ada.post('/api/v1/auth/change-password', changing(ada), { token: ada.tokens.access }),
      signIn(person(), ada),
    ])
    const now = changed.status === 200 ? NEW : ada.password
    expect((await signIn(person(), { ...ada, password: now })).status).toBe(200)
    const other = now === NEW ? ada.password : NEW
    expect((await signIn(person(), { ...ada, password: other })).status).toBe(401)
  })

  it('asks the database no more than a sign-in of an unknown account, when it fails', async () => {
    const { worker, last } = observed()
    const ada = await importedAccount(CHEAP)
    const work = async (email: string) => {
      await signIn(person({ worker, roaming: true }), { email, password: 'not the password' })
      return withoutHistory(last().trips)
    }
    expect(await work(ada.email)).toEqual(await work('nobody@example.org'))
  })
})

describe('an imported account', () => {
  it('changes its password with the old one', async () => {
    const ada = await importedAccount(CHEAP)
    const wrong = await ada.post('/api/v1/auth/change-password', changing({ password: 'not it' }), {
      token: ada.tokens.access,
    })
    expect(wrong.status).toBe(400)
    const right = await ada.post('/api/v1/auth/change-password', changing(ada), { token: ada.tokens.access })
    expect(right.status).toBe(200)
    expect((await signIn(person(), { ...ada, password: NEW })).status).toBe(200)
  })

  it('without a password can sign in after a reset only', async () => {
    const ada = await importedAccount({ password: '', hash: null })
    expect((await signIn(person(), { ...ada, password: '!' })).status).toBe(401)
    expect(events()).not.toContain('password_unreadable')

    await rows('update users set verified_at = 1 where id = ?', ada.id)
    expectAsked(await askForReset(person(), ada.email))
    const { token } = await newLink(ada.email, 'reset-password')
    expectReset(await reset(person(), { token, email: ada.email, password: NEW }))
    expect((await person().post(`${API}/login`, { email: ada.email, password: NEW })).status).toBe(200)
  })
})
