import { describe, expect, it } from 'vitest'
import {
  alive,
  freshEmail,
  LIVE,
  PASSWORD,
  registered,
  registration,
  signIn,
  tokensIn,
} from '../support/account.ts'
import { dump, rows } from '../support/database.ts'
import { mailsTo, mailTo } from '../support/mails.ts'
import { type Members, person } from '../support/person.ts'
import { workerWith } from '../support/worker.ts'

const REGISTER = '/api/v1/auth/register'

/** The registration with names and surnames. */
const administration = (changes: Members = {}) => ({
  email: freshEmail(),
  password: PASSWORD,
  names: 'Grace Brewster',
  surnames: 'Hopper',
  ...changes,
})

/** A 422 in FastAPI's shape, and what it says. */
const refusal = (member: string, type: string, msg: unknown = expect.any(String)) => ({
  detail: [{ loc: ['body', member], msg, type }],
  code: 'invalid_input',
})

const moment = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)

const user = (changes: Members) => ({
  id: expect.stringMatching(/^[0-9a-f-]{36}$/),
  email: expect.any(String),
  names: 'Ada',
  last_name: 'Lovelace',
  surnames: 'Lovelace',
  document_number: null,
  phone_number: null,
  address: null,
  language: 'en',
  role: 'user',
  is_active: true,
  is_verified: false,
  last_login: null,
  created_at: moment,
  updated_at: moment,
  profile: { first_name: 'Ada', last_name: 'Lovelace', bio: null },
  ...changes,
})

const tokenAnswer = {
  access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
  refresh_token: expect.stringMatching(/^[0-9a-f-]{36}\.0\.[\w-]{43}$/),
  token_type: 'Bearer',
  expires_in: 1800,
  token: expect.any(String),
}

describe('registering', () => {
  it('with first_name and last_name answers the user and tokens, and no other member', async () => {
    const ada = person()
    const body = registration()
    const answer = await ada.post(REGISTER, body)
    expect(answer.status).toBe(201)
    expect(answer.body).toEqual({ user: user({ email: body.email }), ...tokenAnswer })
    expect(answer.body['token']).toBe(answer.body['access_token'])
    expect(await alive(ada, tokensIn(answer))).toEqual(LIVE)
  })

  it('with names and surnames answers the same members', async () => {
    const contact = { document_number: '12-345', phone_number: '+573001234567', address: 'Calle 1 # 2-3' }
    const body = administration(contact)
    const answer = await person().post(REGISTER, body)
    expect(answer.status).toBe(201)
    const names = { names: 'Grace Brewster', last_name: 'Hopper', surnames: 'Hopper' }
    const profile = { first_name: 'Grace Brewster', last_name: 'Hopper', bio: null }
    expect(answer.body).toEqual({
      user: user({ email: body.email, ...names, ...contact, profile }),
      ...tokenAnswer,
    })
  })

  it.each([
    ['SecurePass123!', 'user@example.com'],
    ['@John{Doe}', 'john.doe@gmail.com'],
  ])('accepts the example credentials of the dialects: %s for %s', async (password, email) => {
    const ada = await registered({ email, password })
    expect((await signIn(ada, ada)).status).toBe(200)
  })

  it('mails a link that verifies, with the token in the fragment', async () => {
    const ada = await registered()
    const mail = await mailTo(ada.email, { subject: /Confirm your address/ })
    const [link = ''] = /https?:\/\/\S+/.exec(mail.text) ?? []
    expect(link).toMatch(/^https:\/\/auth\.localhost\/verify-email#token=[\w-]{43}$/)
    expect(mail.html).toContain(`href="${link}"`)
    expect(mail.text).not.toContain(ada.password)
    const token = link.split('#token=')[1] ?? ''
    // What was mailed is stored as a hash only.
    expect(await dump()).not.toContain(token)
  })

  it.each([
    ['Host', 'evil.example'],
    ['X-Forwarded-Host', 'evil.example'],
    ['Forwarded', 'host=evil.example;proto=http'],
    ['X-Original-URL', 'https://evil.example/'],
  ])('mails a link whose origin does not follow %s', async (name, value) => {
    const body = registration()
    await person().post(REGISTER, body, { headers: { [name]: value } })
    const { text, html } = await mailTo(body.email, { subject: /Confirm/ })
    expect(text + html).not.toContain('evil.example')
  })

  it('mails links to the page of a front end that has its own', async () => {
    const worker = workerWith({ VERIFY_URL: 'https://app.example.com/welcome' })
    const ada = await registered({ worker })
    const { text } = await mailTo(ada.email, { subject: /Confirm/ })
    expect(text).toMatch(/\nhttps:\/\/app\.example\.com\/welcome#token=/)
  })

  it('a taken address, however it is spelled, is a conflict and does not change the account', async () => {
    const ada = await registered({ email: 'Ada.Löve@exämple.org' })
    const before = await dump({ without: ['budgets'] })
    const spellings = ['ada.löve@exämple.org', 'ADA.LÖVE@EXÄMPLE.ORG', 'ada.lo\u0308ve@xn--exmple-cua.org']
    for (const email of spellings) {
      const answer = await person().post(REGISTER, registration({ email, password: 'quite another one' }))
      expect(answer.status).toBe(409)
      expect(answer.body).toEqual({
        detail: 'Email already registered',
        message: 'Email already registered',
        code: 'email_taken',
      })
    }
    expect(await dump({ without: ['budgets'] })).toBe(before)
    expect(await mailsTo(ada.email)).toHaveLength(0)
    expect((await signIn(person(), { email: 'ADA.LÖVE@EXÄMPLE.ORG', password: PASSWORD })).status).toBe(200)
  })

  it('by two, and by twenty, at the same moment makes one account', async () => {
    for (const crowd of [2, 20]) {
      const body = registration()
      const answers = await Promise.all(Array.from({ length: crowd }, () => person().post(REGISTER, body)))
      const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b)
      expect(statuses).toEqual([201, ...Array<number>(crowd - 1).fill(409)])
      const users = await rows<{ id: string }>('select id from users where email = ?', body.email)
      expect(users).toHaveLength(1)
      expect(await rows('select id from sessions where user_id = ?', users[0]?.id)).toHaveLength(1)
      expect(await rows('select id from challenges where subject = ?', users[0]?.id)).toHaveLength(1)
      expect(await mailsTo(body.email)).toHaveLength(1)
    }
  })

  it('makes ids that reveal nothing about the person', async () => {
    const ids = new Set<string>()
    for (let turn = 0; turn < 3; turn += 1) {
      const { id } = await registered({ email: 'ada@example.org' })
      expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
      ids.add(id)
      await rows('delete from users')
    }
    expect(ids.size).toBe(3)
  })

  it('ignores unknown members, a role above all', async () => {
    const more = {
      role: 'admin',
      id: 'mine',
      is_verified: true,
      verified_at: 1,
      securityVersion: 9,
      hint: 'a hint',
      bio: 'x',
    }
    for (const body of [registration(more), administration(more)]) {
      const answer = await person().post(REGISTER, body)
      expect(answer.status).toBe(201)
      expect(answer.body['user']).toMatchObject({ role: 'user', is_verified: false })
      const [row] = await rows('select * from users where email = ?', body.email)
      expect(row).toMatchObject({ role: 'user', verified_at: null, security_version: 0, bio: null })
      expect(JSON.stringify(row)).not.toContain('hint')
    }
  })

  it('with an invalid token is a 401 and makes no account', async () => {
    const answer = await person().post(REGISTER, registration(), { token: 'junk' })
    expect(answer.status).toBe(401)
    expect(await rows('select id from users')).toEqual([])
  })
})

describe('a registration that is refused', () => {
  it.each<[string, unknown, string, string, string]>([
    ['no address', { email: undefined }, 'email', 'missing', 'Field required'],
    ['an address that is a number', { email: 7 }, 'email', 'string_type', 'Input should be a valid string'],
    ['an address that is null', { email: null }, 'email', 'string_type', 'Input should be a valid string'],
    [
      'an address that is none',
      { email: 'ada' },
      'email',
      'value_error',
      'Value is not a valid email address',
    ],
    ['no password', { password: undefined, confirm_password: 'x' }, 'password', 'missing', 'Field required'],
    [
      'a password that is a list',
      { password: ['long enough'], confirm_password: 'x' },
      'password',
      'string_type',
      'Input should be a valid string',
    ],
    [
      'a password that is true',
      { password: true, confirm_password: 'x' },
      'password',
      'string_type',
      'Input should be a valid string',
    ],
    [
      'a short password',
      { password: '7 chars' },
      'password',
      'string_too_short',
      'String should have at least 8 characters',
    ],
    [
      'a long password',
      { password: 'x'.repeat(257) },
      'password',
      'string_too_long',
      'String should have at most 256 characters',
    ],
    [
      'a lone surrogate',
      { password: 'seven dry words \ud800' },
      'password',
      'value_error',
      'Value has characters or a form that is not allowed',
    ],
    ['a common password', { password: 'iloveyou1' }, 'password', 'value_error', 'Password is too common'],
    [
      'the address as password',
      { email: 'ada.lovelace@example.org', password: 'ada.lovelace@example.org' },
      'password',
      'value_error',
      'Password may not contain your email or our name',
    ],
    ['no confirmation', { confirm_password: undefined }, 'confirm_password', 'missing', 'Field required'],
    [
      'another confirmation',
      { confirm_password: 'seven dry word' },
      'confirm_password',
      'value_error',
      'Passwords do not match',
    ],
    ['no name', { first_name: undefined }, 'first_name', 'missing', 'Field required'],
    [
      'an empty name',
      { first_name: '  ' },
      'first_name',
      'string_too_short',
      'String should have at least 1 character',
    ],
    [
      'a long name',
      { last_name: 'x'.repeat(101) },
      'last_name',
      'string_too_long',
      'String should have at most 100 characters',
    ],
    [
      'a name with a line break',
      { last_name: 'Love\r\nlace' },
      'last_name',
      'value_error',
      'Value has characters or a form that is not allowed',
    ],
    [
      'a name that is an object',
      { first_name: { $ne: '' } },
      'first_name',
      'string_type',
      'Input should be a valid string',
    ],
  ])('says where and why: %s', async (_, changes, member, type, msg) => {
    const answer = await person().post(REGISTER, registration(changes as Members))
    expect([answer.status, answer.body]).toEqual([422, refusal(member, type, msg)])
    expect(await rows('select id from users')).toEqual([])
  })

  it.each<[string, Members, string, string]>([
    ['no surnames', { surnames: undefined }, 'surnames', 'missing'],
    ['no names', { names: undefined }, 'names', 'missing'],
    ['a confirmation that differs', { confirm_password: 'other words' }, 'confirm_password', 'value_error'],
    ['a short telephone number', { phone_number: '1234' }, 'phone_number', 'value_error'],
    ['a telephone number of 21 digits', { phone_number: '1'.repeat(21) }, 'phone_number', 'value_error'],
    ['a telephone number in other digits', { phone_number: '١٢٣٤٥٦' }, 'phone_number', 'value_error'],
    ['a telephone number that is a number', { phone_number: 5551234 }, 'phone_number', 'string_type'],
    ['a long document number', { document_number: 'x'.repeat(65) }, 'document_number', 'string_too_long'],
    ['an empty document number', { document_number: '' }, 'document_number', 'string_too_short'],
    ['a long postal address', { address: 'x'.repeat(301) }, 'address', 'string_too_long'],
    ['a null character', { address: 'a\0b' }, 'address', 'value_error'],
  ])('with names and surnames, refuses %s', async (_, changes, member, type) => {
    const answer = await person().post(REGISTER, administration(changes))
    expect([answer.status, answer.body]).toEqual([422, refusal(member, type)])
  })

  it('names everything that is missing, each once', async () => {
    const answer = await person().post(REGISTER, {})
    const members = (answer.body['detail'] as { loc: string[]; type: string }[]).map(({ loc, type }) => [
      loc[1],
      type,
    ])
    expect(members).toEqual(
      ['email', 'password', 'confirm_password', 'first_name', 'last_name'].map((name) => [name, 'missing']),
    )
  })

  it('never repeats what was sent', async () => {
    const answer = await person().post(
      REGISTER,
      registration({ email: 'secret<mail', confirm_password: 'another one' }),
    )
    expect(answer.status).toBe(422)
    expect(answer.text).not.toMatch(/secret<mail|another one|seven dry/)
  })

  it('allows lengths up to the limit and refuses the next one', async () => {
    const widest = {
      names: 'n'.repeat(100),
      surnames: '👩‍🚀'.repeat(33),
      document_number: 'd'.repeat(64),
      phone_number: `+${'9'.repeat(20)}`,
      address: 'a'.repeat(300),
    }
    expect((await person().post(REGISTER, administration(widest))).status).toBe(201)
    const least = { names: ' n ', surnames: 's', document_number: '1', phone_number: '12345', address: null }
    const answer = await person().post(REGISTER, administration(least))
    expect(answer.body['user']).toMatchObject({ names: 'n', address: null })
  })
})
