import { describe, expect, it } from 'vitest'
import {
  claimsOf,
  freshEmail,
  PASSWORD,
  registered,
  registration,
  signedIn,
  signIn,
} from '../support/account.ts'
import { pass } from '../support/clock.ts'
import { rows } from '../support/database.ts'
import { type Members, person } from '../support/person.ts'
import { workerWith } from '../support/worker.ts'

const REGISTER = '/api/v1/auth/register'
const CHANGE = '/api/v1/auth/change-password'

const wanted = (password: string, email = freshEmail()) =>
  person().post(REGISTER, registration({ email, password }))

const detailOf = ({ body }: { body: Members }) => (body['detail'] as { msg: string; type: string }[])[0]

describe('a new password', () => {
  it.each([
    ['eight characters', 'abcdEfg8'],
    ['64 characters', 'x1'.repeat(32)],
    ['256 characters', 'é'.repeat(256)],
    ['eight emoji: a code point is a character', '🌵🌶🍇🍈🍉🍊🍋🍌'],
    ['small letters only', 'qwzxkvjbplmhgfdtsnrc'],
    ['digits only', '83651902746583920174'],
    ['spaces inside and at the ends', '  a  b  c  '],
    ['no Latin letter', '正しい馬電池ホチキス'],
    ['a null character inside', 'before\0after'],
    ['markup and quotes', `'"><script>;--`],
  ])('may have %s', async (_, password) => {
    const email = freshEmail()
    expect((await wanted(password, email)).status).toBe(201)
    expect((await signIn(person(), { email, password })).status).toBe(200)
  })

  it.each([
    ['seven characters', 'abcdEf7'],
    ['seven emoji, fourteen UTF-16 units', '🌵🌶🍇🍈🍉🍊🍋'],
    ['eight marks that compose to seven letters', 'abcdefe\u0301'],
    ['nothing', ''],
  ])('may not have %s', async (_, password) => {
    const answer = await wanted(password)
    expect([answer.status, detailOf(answer)?.type]).toEqual([422, 'string_too_short'])
  })

  it('is at least as long as the setting says', async () => {
    const strict = person({ worker: workerWith({ PASSWORD_MIN_LENGTH: '15' }) })
    const answer = await strict.post(REGISTER, registration({ password: 'x7'.repeat(7) }))
    expect(detailOf(answer)?.msg).toBe('String should have at least 15 characters')
    expect((await strict.post(REGISTER, registration({ password: 'x7'.repeat(7) + 'y' }))).status).toBe(201)
  })

  it('is compared as it was typed: not trimmed, cut or folded', async () => {
    const password = 'Ab1 '.repeat(25)
    const email = freshEmail()
    expect((await wanted(password, email)).status).toBe(201)
    const others = [
      password.slice(0, 72),
      password.trim(),
      `${password} `,
      password.toLowerCase(),
      `${password}\0`,
      `${password}\0more`,
    ]
    for (const other of others) {
      expect((await signIn(person(), { email, password: other })).status, JSON.stringify(other)).toBe(401)
      await rows('delete from password_failures')
    }
    expect((await signIn(person(), { email, password })).status).toBe(200)
  })

  it('is the same in every Unicode composition, and no other text stands for it', async () => {
    const email = freshEmail()
    await wanted('caf\u00e9 cr\u00e8me', email)
    expect((await signIn(person(), { email, password: 'cafe\u0301 cre\u0300me' })).status).toBe(200)
    expect((await signIn(person(), { email, password: 'cafe creme' })).status).toBe(401)
  })

  it.each([
    'password',
    'PASSWORD',
    'Password1',
    '12345678',
    '123456789',
    'qwertyuiop',
    '1q2w3e4r',
    'iloveyou',
    'ILOVEYOU',
    'baseball',
    'trustno1',
    'sunshine',
    'princess',
    'football',
    'superman',
    'starwars',
    'computer',
    'whatever',
    'michelle',
    '11111111',
    '1qaz2wsx',
  ])('may not be a common one: %s', async (password) => {
    const answer = await wanted(password)
    expect([answer.status, detailOf(answer)?.msg]).toEqual([422, 'Password is too common'])
  })

  it.each([
    ['the address', 'a.person@example.org', 'a.person@example.org'],
    ['the local part with a year', 'a.person@example.org', 'a.person2026'],
    ['the local part in other case', 'a.person@example.org', '!A.PERSON!'],
    ['our name with digits', 'x@example.org', 'postern123'],
    ['our name in other case', 'x@example.org', 'PoStErN2026!'],
  ])('may not be %s with a few characters around it', async (_, email, password) => {
    const answer = await wanted(password, email)
    expect([answer.status, detailOf(answer)?.msg]).toEqual([
      422,
      'Password may not contain your email or our name',
    ])
  })

  it('may not be the name of the app that runs the service', async () => {
    const clinic = person({ worker: workerWith({ APP_NAME: 'Clinic' }) })
    for (const password of ['clinic2026', 'postern2026']) {
      expect((await clinic.post(REGISTER, registration({ password }))).status, password).toBe(422)
    }
  })

  it('may contain such a word when enough other characters are around it', async () => {
    expect((await wanted('my dog is called a.person', 'a.person@example.org')).status).toBe(201)
    expect((await wanted('gobbledegook', 'ed@example.org')).status).toBe(201)
  })

  it('has to follow the same rules wherever it is set', async () => {
    const ada = await registered({ email: 'ada.lovelace@example.org', roaming: true })
    const { access: token } = ada.tokens
    for (const [bad, type] of [
      ['7 chars', 'string_too_short'],
      ['x'.repeat(257), 'string_too_long'],
      ['iloveyou1', 'value_error'],
      ['ada.lovelace7', 'value_error'],
    ]) {
      const body = { current_password: PASSWORD, new_password: bad, confirm_password: bad }
      const changed = await ada.post(CHANGE, body, { token })
      expect([changed.status, detailOf(changed)]).toMatchObject([
        422,
        { type, loc: ['body', 'new_password'] },
      ])
      const set = await ada.put(`/api/v1/auth/reset-password/${ada.id}`, { password: bad }, { token })
      expect([set.status, detailOf(set)]).toMatchObject([422, { type, loc: ['body', 'password'] }])
    }
    expect((await signIn(ada, ada)).status).toBe(200)
  })
})

describe('changing the password', () => {
  const body = (changes: Members = {}) => ({
    current_password: PASSWORD,
    new_password: 'eight wet words',
    confirm_password: 'eight wet words',
    ...changes,
  })

  it('answers a message and the new tokens, and no other member', async () => {
    const ada = await registered()
    const answer = await ada.post(CHANGE, body(), { token: ada.tokens.access })
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        message: expect.any(String),
        access_token: expect.any(String),
        refresh_token: expect.any(String),
        token_type: 'Bearer',
        expires_in: 1800,
        token: answer.body['access_token'],
      },
    ])
  })

  it('with a wrong present password is a 400 in words', async () => {
    const ada = await registered()
    const answer = await ada.post(CHANGE, body({ current_password: 'not this one' }), {
      token: ada.tokens.access,
    })
    const sentence = 'Current password is incorrect'
    expect([answer.status, answer.body]).toEqual([
      400,
      { detail: sentence, message: sentence, code: 'wrong_current_password' },
    ])
    expect((await signIn(ada, ada)).status).toBe(200)
  })

  it.each<[string, Members, string, string]>([
    ['no present password', { current_password: undefined }, 'current_password', 'missing'],
    ['no new password', { new_password: undefined }, 'new_password', 'missing'],
    ['no confirmation', { confirm_password: undefined }, 'confirm_password', 'missing'],
    ['another confirmation', { confirm_password: 'eight wet word' }, 'confirm_password', 'value_error'],
    ['a present password that is a number', { current_password: 7 }, 'current_password', 'string_type'],
    ['a confirmation that is null', { confirm_password: null }, 'confirm_password', 'string_type'],
  ])('is refused with %s', async (_, changes, member, type) => {
    const ada = await registered()
    const answer = await ada.post(CHANGE, body(changes), { token: ada.tokens.access })
    expect(answer.status).toBe(422)
    expect(detailOf(answer)).toMatchObject({ loc: ['body', member], type })
    expect(await rows('select * from password_failures')).toEqual([])
  })

  it('to an invalid new password does not count as a failed try', async () => {
    const ada = await registered({ roaming: true })
    for (let turn = 0; turn < 8; turn += 1) {
      const bad = body({ new_password: 'iloveyou1', confirm_password: 'iloveyou1' })
      expect((await ada.post(CHANGE, bad, { token: ada.tokens.access })).status).toBe(422)
    }
    expect((await ada.post(CHANGE, body(), { token: ada.tokens.access })).status).toBe(200)
  })

  it('asks for a caller', async () => {
    expect((await person().post(CHANGE, body())).status).toBe(401)
  })
})

describe('setting a password without the present one', () => {
  const path = (id: string) => `/api/v1/auth/reset-password/${id}`
  const body = { password: 'eight wet words' }

  it.each(['POST', 'PUT', 'PATCH'])('works by %s', async (method) => {
    const ada = await registered()
    const answer = await ada.ask(method, path(ada.id), body, { token: ada.tokens.access })
    expect([answer.status, answer.body]).toEqual([200, { message: 'Password updated' }])
    await signedIn(person(), { email: ada.email, password: body.password })
  })

  it('is for those who have just signed in; a refresh does not count as a sign-in', async () => {
    const ada = await registered()
    pass(9 * 60_000)
    const next = await ada.post('/api/v1/auth/refresh', { refresh_token: ada.tokens.refresh })
    const token = String(next.body['access_token'])
    expect((await ada.put(path(ada.id), body, { token })).status).toBe(200)
    pass(2 * 60_000)
    const late = await ada.put(path(ada.id), { password: 'nine warm words' }, { token })
    const sentence = 'Sign in again to set a password'
    expect([late.status, late.body]).toEqual([
      401,
      { detail: sentence, message: sentence, code: 'sign_in_again', methods: ['password'] },
    ])
    expect(late.headers.get('WWW-Authenticate')).toBe('Bearer error="invalid_token"')
    const fresh = await signedIn(ada, { email: ada.email, password: body.password })
    expect(claimsOf(fresh.access)['auth_time']).toBe(Math.floor(Date.now() / 1000))
    expect(
      (await ada.put(path(ada.id), { password: 'nine warm words' }, { token: fresh.access })).status,
    ).toBe(200)
  })

  it('of somebody else is a 404, like that of an unknown id', async () => {
    const [ada, bob] = [await registered(), await registered()]
    const { access: token } = ada.tokens
    const foreign = await ada.put(path(bob.id), body, { token })
    const nobody = '017f22e2-79b0-7cc3-98c4-dc0c0c07398f'
    const unknown = await ada.put(path(nobody), body, { token })
    expect([foreign.status, foreign.body]).toEqual([404, message(bob.id)])
    expect([unknown.status, unknown.body]).toEqual([404, message(nobody)])
    await signedIn(person(), bob)
  })

  const message = (id: string) => ({
    detail: `User with ID ${id} not found`,
    message: `User with ID ${id} not found`,
    code: 'user_not_found',
  })

  it('of anybody is allowed to administrators, and ends the sessions of the user only', async () => {
    const [root, ada] = [await registered({ email: 'root@example.com' }), await registered()]
    await rows('update users set verified_at = 1 where id = ?', root.id)
    const answer = await root.put(path(ada.id), body, { token: root.tokens.access })
    expect(answer.status).toBe(200)
    expect((await ada.get('/api/v1/users/me', { token: ada.tokens.access })).status).toBe(401)
    expect((await root.get('/api/v1/users/me', { token: root.tokens.access })).status).toBe(200)
    await signedIn(person(), { email: ada.email, password: body.password })
    const missing = await root.put(path('nobody'), body, { token: root.tokens.access })
    expect([missing.status, missing.body]).toEqual([404, message('nobody')])
  })

  it('asks for a caller, and for a password', async () => {
    const ada = await registered()
    expect((await ada.put(path(ada.id), body)).status).toBe(401)
    const answer = await ada.put(path(ada.id), {}, { token: ada.tokens.access })
    expect([answer.status, detailOf(answer)]).toMatchObject([
      422,
      { loc: ['body', 'password'], type: 'missing' },
    ])
  })
})
