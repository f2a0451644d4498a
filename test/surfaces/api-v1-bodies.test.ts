import { describe, expect, it } from 'vitest'
import { freshEmail, PASSWORD } from '../support/account.ts'
import { dump } from '../support/database.ts'
import { NEW_PASSWORD } from '../support/code-flows.ts'
import { API, expectErrors, expectInvalidToken, member, newMember, reset } from '../support/enveloped.ts'
import { type Members, person } from '../support/person.ts'
import { workerWith } from '../support/worker.ts'

const REGISTER = `${API}/register`
const LOGIN = `${API}/login`
const REFRESH = `${API}/token/refresh`
const LOGOUT = `${API}/logout`
const EMAIL = `${API}/password/email`
const RESET = `${API}/password/reset`

const resetBody = (changes: Members = {}) => ({
  token: 'x'.repeat(43),
  email: 'ada@example.org',
  password: NEW_PASSWORD,
  password_confirmation: NEW_PASSWORD,
  ...changes,
})

/** Only who signs out needs an account before a body is read. */
const somebodyFor = async (path: string) =>
  path === LOGOUT ? member() : { ...person(), tokens: { access: undefined } }

describe('the refusal of a wrong body', () => {
  it('is reported in the envelope of api-v1, with its messages by member', async () => {
    const answer = await person().post(LOGIN, { email: 'admin', password: '' })
    expect(answer.status).toBe(422)
    expect(JSON.parse(answer.text)).toEqual({
      code: 422,
      data: null,
      message: '',
      errors: {
        email: ['The email must be a valid email address.'],
        password: ['The password field is required.'],
      },
    })
    expectErrors(await person().post(REGISTER, { email: freshEmail() }), {
      name: ['The name field is required.'],
      password: ['The password field is required.'],
    })
  })

  const required: [string, string[]][] = [
    [REGISTER, ['name', 'email', 'password']],
    [LOGIN, ['email', 'password']],
    [REFRESH, ['refresh_token']],
    [LOGOUT, ['token']],
    [EMAIL, ['email']],
    [RESET, ['token', 'email', 'password', 'password_confirmation']],
  ]
  const whole: Record<string, Members> = {
    [REGISTER]: newMember(),
    [LOGIN]: { email: 'ada@example.org', password: PASSWORD },
    [REFRESH]: { refresh_token: 'x' },
    [LOGOUT]: { token: 'x' },
    [EMAIL]: { email: 'ada@example.org' },
    [RESET]: resetBody(),
  }
  const members = required.flatMap(([path, names]) => names.map((name) => [path, name] as const))
  const attribute = (name: string) => name.replaceAll('_', ' ')

  it.each(required)('%s names every member that is missing, each once', async (path, names) => {
    const ada = await somebodyFor(path)
    const expected = Object.fromEntries(
      names.map((name) => [name, [`The ${attribute(name)} field is required.`]]),
    )
    expectErrors(await ada.post(path, {}, { token: ada.tokens.access }), expected)
  })

  it.each(members)('%s misses %s when it is missing, null or empty', async (path, name) => {
    const ada = await somebodyFor(path)
    for (const value of [undefined, null, '']) {
      const answer = await ada.post(path, { ...whole[path], [name]: value }, { token: ada.tokens.access })
      expectErrors(answer, { [name]: [`The ${attribute(name)} field is required.`] })
    }
  })

  it.each(members)('%s takes no %s that is not a string', async (path, name) => {
    const ada = await somebodyFor(path)
    for (const value of [7, 0, true, false, [], ['x'], {}]) {
      const answer = await ada.post(path, { ...whole[path], [name]: value }, { token: ada.tokens.access })
      expectErrors(answer, { [name]: [`The ${attribute(name)} must be a string.`] })
    }
  })

  it.each([REGISTER, LOGIN, EMAIL, RESET])('%s takes no address that is none', async (path) => {
    for (const email of [
      'ada',
      'ada@',
      '@example.org',
      'a@b@example.org',
      'a\n@example.org',
      'ada@localhost',
    ]) {
      const answer = await person().post(path, { ...whole[path], email })
      expectErrors(answer, { email: ['The email must be a valid email address.'] })
    }
  })

  it.each<[string, string, Members, Record<string, string[]>]>([
    [
      'a short password',
      REGISTER,
      { password: 'abcdEf7' },
      { password: ['The password must be at least 8 characters.'] },
    ],
    [
      'a long password',
      REGISTER,
      { password: 'x7'.repeat(129) },
      { password: ['The password may not be greater than 256 characters.'] },
    ],
    [
      'a long password',
      LOGIN,
      { password: 'x'.repeat(257) },
      { password: ['The password may not be greater than 256 characters.'] },
    ],
    [
      'half a character',
      REGISTER,
      { password: 'lone \ud800 surrogate' },
      { password: ['The password format is invalid.'] },
    ],
    ['a common password', REGISTER, { password: 'iloveyou' }, { password: ['The password is too common.'] }],
    [
      'the address as the password',
      REGISTER,
      { email: 'ada.lovelace@example.org', password: 'ada.lovelace7' },
      { password: ['The password may not contain your email or our name.'] },
    ],
    [
      'our name as the password',
      REGISTER,
      { password: 'postern2026' },
      { password: ['The password may not contain your email or our name.'] },
    ],
    [
      'another confirmation',
      REGISTER,
      { password_confirmation: 'other' },
      { password: ['The password confirmation does not match.'] },
    ],
    [
      'a confirmation that is no string',
      REGISTER,
      { password_confirmation: 7 },
      { password_confirmation: ['The password confirmation must be a string.'] },
    ],
    [
      'a long name',
      REGISTER,
      { name: 'x'.repeat(201) },
      { name: ['The name may not be greater than 200 characters.'] },
    ],
    ['a name of two lines', REGISTER, { name: 'Ada\nLovelace' }, { name: ['The name format is invalid.'] }],
    [
      'a short password',
      RESET,
      { password: 'abcdEf7', password_confirmation: 'abcdEf7' },
      { password: ['The password must be at least 8 characters.'] },
    ],
    [
      'a common password',
      RESET,
      { password: 'iloveyou', password_confirmation: 'iloveyou' },
      { password: ['The password is too common.'] },
    ],
    [
      'the local part as the password',
      RESET,
      {
        email: 'ada.lovelace@example.org',
        password: 'ada.lovelace7',
        password_confirmation: 'ada.lovelace7',
      },
      { password: ['The password may not contain your email or our name.'] },
    ],
    [
      'another confirmation',
      RESET,
      { password_confirmation: 'other' },
      { password: ['The password confirmation does not match.'] },
    ],
  ])('names %s at %s', async (_, path, changes, errors) => {
    const before = await dump()
    expectErrors(await person().post(path, { ...whole[path], ...changes }), errors)
    expect(await dump()).toBe(before)
  })

  it('names the length that is set', async () => {
    const strict = person({ worker: workerWith({ PASSWORD_MIN_LENGTH: '15' }) })
    const answer = await strict.post(REGISTER, newMember({ password: 'x7'.repeat(7) }))
    expectErrors(answer, { password: ['The password must be at least 15 characters.'] })
  })

  it('names everything that is wrong at once', async () => {
    const body = { name: 7, email: 'ada', password: null, password_confirmation: 'x' }
    expectErrors(await person().post(REGISTER, body), {
      name: ['The name must be a string.'],
      email: ['The email must be a valid email address.'],
      password: ['The password field is required.'],
    })
  })

  it('never repeats a value', async () => {
    const body = { name: 'x'.repeat(201), email: 'not-an-address-at-all', password: 'short77' }
    const answer = await person().post(REGISTER, body)
    for (const value of Object.values(body)) expect(answer.text).not.toContain(value)
  })
})

describe('resetting without a token of ours', () => {
  it.each(['x', 'x'.repeat(43), 'é', 'x'.repeat(9_000)])('is refused', async (token) => {
    const ada = await member()
    const before = await dump()
    expectInvalidToken(await reset(ada, { token, email: ada.email }))
    expectInvalidToken(await reset(ada, { token, email: freshEmail() }))
    expect(await dump()).toBe(before)
  })
})
