import { describe, expect, it } from 'vitest'
import { LANGUAGES } from '../../src/core/language.ts'
import { type Account, readMe, registered, registration, signedIn } from '../support/account.ts'
import { pass } from '../support/clock.ts'
import { dump, rows } from '../support/database.ts'
import { unread } from '../support/mails.ts'
import { type Members, person } from '../support/person.ts'

const ME = '/api/v1/users/me'
const MEMBERS = [
  'address',
  'created_at',
  'document_number',
  'email',
  'id',
  'is_active',
  'is_verified',
  'language',
  'last_login',
  'last_name',
  'names',
  'phone_number',
  'profile',
  'role',
  'surnames',
  'updated_at',
]

describe('signing in', () => {
  it('answers tokens and no other member', async () => {
    const ada = await registered()
    const answer = await ada.post('/api/v1/auth/login', { email: ada.email, password: ada.password })
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        access_token: expect.any(String),
        refresh_token: expect.stringMatching(/^[0-9a-f-]{36}\.0\.[\w-]{43}$/),
        token_type: 'Bearer',
        expires_in: 1800,
        token: answer.body['access_token'],
      },
    ])
    expect(answer.headers.getSetCookie()).toEqual([])
  })

  it('opens a session of its own each time', async () => {
    const ada = await registered()
    const [first, second] = [await signedIn(ada, ada), await signedIn(ada, ada)]
    expect(first.refresh.split('.')[0]).not.toBe(second.refresh.split('.')[0])
  })

  it.each<[string, Members, string, string]>([
    ['no address', { email: undefined }, 'email', 'missing'],
    ['an address that is none', { email: 'ada@' }, 'email', 'value_error'],
    ['an address that is a list', { email: ['ada@example.org'] }, 'email', 'string_type'],
    ['no password', { password: undefined }, 'password', 'missing'],
    ['a password that is a number', { password: 12345678 }, 'password', 'string_type'],
    ['a password that is null', { password: null }, 'password', 'string_type'],
    ['a password that is an object', { password: { length: 9 } }, 'password', 'string_type'],
    ['a password beyond all passwords', { password: 'x'.repeat(257) }, 'password', 'string_too_long'],
    ['a lone surrogate', { password: '\udfff'.repeat(9) }, 'password', 'value_error'],
  ])('with %s is a 422 that counts no failure', async (_, changes, member, type) => {
    const ada = await registered()
    const answer = await ada.post('/api/v1/auth/login', {
      email: ada.email,
      password: ada.password,
      ...changes,
    })
    expect(answer.status).toBe(422)
    expect(answer.body).toEqual({
      detail: [{ loc: ['body', member], msg: expect.any(String), type }],
      code: 'invalid_input',
    })
    expect(await rows('select * from password_failures')).toEqual([])
  })

  it('works a year later with the same password', async () => {
    const ada = await registered()
    pass(400 * 86_400_000)
    await signedIn(ada, ada)
  })
})

describe('refreshing over HTTP', () => {
  it('answers the members that account-v1 promises, and no other', async () => {
    const ada = await registered()
    const answer = await ada.post('/api/v1/auth/refresh', { refresh_token: ada.tokens.refresh })
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        access_token: expect.any(String),
        expires_in: 1800,
        refresh_token: expect.stringMatching(/\.1\.[\w-]{43}$/),
        token_type: 'bearer',
      },
    ])
  })

  it.each<[string, Members, string]>([
    ['no token', {}, 'missing'],
    ['a token that is a number', { refresh_token: 7 }, 'string_type'],
    ['a token that is null', { refresh_token: null }, 'string_type'],
  ])('with %s is a 422', async (_, body, type) => {
    const answer = await person().post('/api/v1/auth/refresh', body)
    expect([answer.status, answer.body]).toMatchObject([422, { detail: [{ type }] }])
  })
})

describe('oneself', () => {
  it('is shown with the members of both registrations, and no other', async () => {
    const ada = await registered()
    await signedIn(ada, ada)
    const { status, body } = await readMe(ada, ada.tokens.access)
    expect(status).toBe(200)
    expect(Object.keys(body).toSorted()).toEqual(MEMBERS)
    expect(body).toMatchObject({
      id: ada.id,
      email: ada.email,
      names: 'Ada',
      surnames: 'Lovelace',
      last_name: 'Lovelace',
      profile: { first_name: 'Ada', last_name: 'Lovelace', bio: null },
      last_login: expect.stringMatching(/Z$/),
    })
    expect(Object.keys(body['profile'] as object).toSorted()).toEqual(['bio', 'first_name', 'last_name'])
  })

  it('shows what is in the database now, not what the token says', async () => {
    const ada = await registered()
    await rows('update users set email = ? where id = ?', 'new@example.org', ada.id)
    expect((await readMe(ada, ada.tokens.access)).body['email']).toBe('new@example.org')
  })

  it('can be changed member by member; members that are not sent stay', async () => {
    const ada = await registered()
    const { access: token } = ada.tokens
    const before = (await readMe(ada, token)).body
    pass(5_000)
    const bio = { bio: 'First programmer.' }
    const one = await ada.put(ME, bio, { token })
    expect([one.status, one.body]).toEqual([
      200,
      {
        ...before,
        updated_at: new Date().toISOString(),
        profile: { ...(before['profile'] as object), ...bio },
      },
    ])
    const contact = { phone_number: '+441234567', address: 'St James’s Square', document_number: 'A-1' }
    const names = { first_name: 'Augusta Ada', last_name: 'King' }
    const all = await ada.put(ME, { ...contact, ...names }, { token })
    expect(all.body).toMatchObject({
      ...contact,
      names: 'Augusta Ada',
      surnames: 'King',
      last_name: 'King',
      profile: { ...names, ...bio },
    })
    expect((await readMe(ada, token)).body).toEqual(all.body)
  })

  it('loses a member when it is null, and nothing when the body is empty', async () => {
    const ada = await registered()
    const { access: token } = ada.tokens
    const contact = { phone_number: '12345', address: 'x', document_number: 'y', bio: 'z' }
    await ada.put(ME, contact, { token })
    expect((await ada.put(ME, {}, { token })).body).toMatchObject({ phone_number: '12345', address: 'x' })
    const unset = {
      phone_number: null,
      address: null,
      document_number: null,
      bio: null,
      first_name: null,
      last_name: null,
    }
    const answer = await ada.put(ME, unset, { token })
    expect(answer.body).toMatchObject({
      phone_number: null,
      address: null,
      document_number: null,
      names: null,
      surnames: null,
      last_name: null,
      profile: { first_name: null, last_name: null, bio: null },
    })
  })

  it.each<[string, Members, string, string]>([
    ['a long biography', { bio: 'x'.repeat(501) }, 'bio', 'string_too_long'],
    ['an empty name', { first_name: '' }, 'first_name', 'string_too_short'],
    ['a long name', { last_name: 'x'.repeat(101) }, 'last_name', 'string_too_long'],
    ['a number', { bio: 7 }, 'bio', 'string_type'],
    ['a list', { first_name: ['Ada'] }, 'first_name', 'string_type'],
    ['a telephone number with letters', { phone_number: '555-CALL' }, 'phone_number', 'value_error'],
    ['a control character', { address: 'a\u001b[31mb' }, 'address', 'value_error'],
    ['a lone surrogate', { bio: 'x\ud83d' }, 'bio', 'value_error'],
    ['a language that nothing is written in', { language: 'tlh' }, 'language', 'value_error'],
    ['another spelling of a language', { language: 'EN' }, 'language', 'value_error'],
  ])('is not changed by %s', async (_, body, member, type) => {
    const ada = await registered()
    const before = await dump()
    const answer = await ada.put(ME, { last_name: 'King', ...body }, { token: ada.tokens.access })
    expect([answer.status, answer.body]).toEqual([
      422,
      { detail: [{ loc: ['body', member], msg: expect.any(String), type }], code: 'invalid_input' },
    ])
    expect(await dump()).toBe(before)
  })

  it('may write 500 characters of biography, in any script', async () => {
    const ada = await registered()
    const bio = '字'.repeat(499) + '𝒳'
    const answer = await ada.put(ME, { bio }, { token: ada.tokens.access })
    expect((answer.body['profile'] as Members)['bio']).toBe(bio)
  })

  it('ignores members that only the service sets', async () => {
    const ada = await registered()
    const [before] = await rows('select * from users where id = ?', ada.id)
    const forbidden = {
      id: 'x',
      email: 'y@example.org',
      role: 'admin',
      password: 'eight wet words',
      is_active: false,
      is_verified: true,
      verified_at: 1,
      verifiedAt: 1,
      security_version: 9,
      securityVersion: 9,
      created_at: 1,
      disabledAt: 1,
    }
    const body = `{"__proto__":{"role":"admin"},"constructor":{"prototype":{"role":"admin"}},${JSON.stringify(forbidden).slice(1)}`
    expect((await ada.put(ME, body, { token: ada.tokens.access })).status).toBe(200)
    const [after] = await rows('select * from users where id = ?', ada.id)
    expect({ ...after, updated_at: 0 }).toEqual({ ...before, updated_at: 0 })
  })
})

describe('the language of an account', () => {
  const from = (language: string) => ({ 'Accept-Language': language })

  /** The subject of the mail that a new password brings, asked for in a browser of another language. */
  async function subjectFor(ada: Account, browser: string) {
    await unread(ada.email)
    const options = { token: ada.tokens.access, headers: from(browser) }
    const answer = await ada.put(`${ME}/password`, { password: `${crypto.randomUUID()} words` }, options)
    expect(answer.status, answer.text).toBe(200)
    const [mail] = await unread(ada.email)
    return mail?.subject
  }

  it.each(LANGUAGES)('is what its owner has chosen, whatever a browser asks for: %s', async (language) => {
    const ada = await registered()
    const other = LANGUAGES.find((each) => each !== language) ?? 'en'
    const chosen = await ada.put(ME, { language }, { token: ada.tokens.access, headers: from(other) })
    expect([chosen.status, chosen.body['language']]).toEqual([200, language])
    expect((await readMe(ada, ada.tokens.access)).body['language']).toBe(language)
    expect(await subjectFor(ada, other)).toBe(await subjectFor(ada, language))
  })

  it('is that of the request that opened it, until somebody chooses', async () => {
    const by = person()
    const opened = await by.post('/api/v1/auth/register', registration(), { headers: from('es-AR,en;q=0.5') })
    expect((opened.body['user'] as Members)['language']).toBe('es')
  })

  it('is that of each request, where its owner has unset it', async () => {
    const ada = await registered()
    const unset = await ada.put(ME, { language: null }, { token: ada.tokens.access })
    expect(unset.body['language']).toBeNull()
    expect(await subjectFor(ada, 'es')).not.toBe(await subjectFor(ada, 'en'))
  })

  it('stays when it is not named', async () => {
    const ada = await registered()
    await ada.put(ME, { language: 'es' }, { token: ada.tokens.access })
    const { body } = await ada.put(ME, { bio: 'x' }, { token: ada.tokens.access, headers: from('en') })
    expect(body['language']).toBe('es')
  })
})

describe('somebody else', () => {
  const path = (id: string) => `/api/v1/users/${id}`

  it('is shown without the members that are for the user and administrators only', async () => {
    const [ada, bob] = [await registered(), await registered()]
    const contact = { phone_number: '12345', address: 'x', document_number: 'y', bio: 'z' }
    await bob.put(ME, contact, { token: bob.tokens.access })
    await signedIn(bob, bob)
    const answer = await ada.get(path(bob.id), { token: ada.tokens.access })
    expect(answer.status).toBe(200)
    expect(Object.keys(answer.body).toSorted()).toEqual(MEMBERS)
    expect(answer.body).toMatchObject({
      id: bob.id,
      names: 'Ada',
      role: 'user',
      profile: { bio: 'z' },
      email: null,
      last_login: null,
      phone_number: null,
      document_number: null,
      address: null,
      language: null,
    })
    expect(answer.text).not.toContain(bob.email)
  })

  it('is shown whole to themselves and to administrators', async () => {
    const root = await registered({ email: 'root@example.com', confirmed: false })
    const bob = await registered()
    const me = await readMe(bob, bob.tokens.access)
    expect((await bob.get(path(bob.id), { token: bob.tokens.access })).body).toEqual(me.body)
    expect((await root.get(path(bob.id), { token: root.tokens.access })).body['email']).toBeNull()
    await rows('update users set verified_at = 1 where id = ?', root.id)
    expect((await root.get(path(bob.id), { token: root.tokens.access })).body).toEqual(me.body)
  })

  it.each(['nobody', '017f22e2-79b0-7cc3-98c4-dc0c0c07398f', "' or 1=1 --", 'ME'])(
    'is a 404 in words when there is none: %s',
    async (id) => {
      const ada = await registered()
      const answer = await ada.get(path(encodeURIComponent(id)), { token: ada.tokens.access })
      const sentence = `User with ID ${id} not found`
      expect([answer.status, answer.body]).toEqual([
        404,
        { detail: sentence, message: sentence, code: 'user_not_found' },
      ])
    },
  )

  it('is shown to nobody who is not signed in', async () => {
    const bob = await registered()
    const answer = await person().get(path(bob.id))
    expect([answer.status, answer.headers.get('WWW-Authenticate')]).toEqual([401, 'Bearer'])
  })

  it('who is disabled is shown as not active', async () => {
    const [ada, bob] = [await registered(), await registered()]
    await rows('update users set disabled_at = 1 where id = ?', bob.id)
    const answer = await ada.get(path(bob.id), { token: ada.tokens.access })
    expect(answer.body).toMatchObject({ is_active: false })
  })
})
