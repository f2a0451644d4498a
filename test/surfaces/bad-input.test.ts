import { forgetRequests } from '../support/bindings.ts'
import * as fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { normaliseEmail } from '../../src/core/identity/email-address.ts'
import { type Account, freshEmail, PASSWORD, registered } from '../support/account.ts'
import { dump } from '../support/database.ts'
import { type Answer, HOME, type Members } from '../support/person.ts'
import { isFailureOf, pathFor, routesThatReadABody } from '../support/routes.ts'
import { EVERY_CASE } from '../support/sample.ts'

/** What the contract documents for input that is wrong. 429 is not among it: nobody here asks too often. */
const DOCUMENTED = [400, 401, 403, 404, 405, 413, 415, 422]

let ada: Account
let before: string

beforeEach(async () => {
  ada = await registered({ roaming: true })
  before = await dump()
})

type Sent = { method: string; path: string; body?: BodyInit; headers?: Record<string, string> }

const RIGHT_HEADERS = () => ({
  Authorization: `Bearer ${ada.tokens.access}`,
  'Content-Type': 'application/json',
})

async function ask({ method, path, body, headers = {} }: Sent): Promise<Answer> {
  const init: RequestInit = { method, headers: { ...RIGHT_HEADERS(), ...headers } }
  if (body !== undefined) init.body = body
  return ada.send(new Request(HOME + path, init))
}

/** The one promise: a documented refusal in the surface's own words, and not a byte changed in D1. */
async function expectRefused(sent: Sent) {
  forgetRequests()
  const answer = await ask(sent)
  expect(DOCUMENTED, `${answer.status} ${answer.text}`).toContain(answer.status)
  expect(isFailureOf(sent.path, answer.body), answer.text).toBe(true)
  expect(await dump()).toBe(before)
}

const refused = <Generated>(
  arbitrary: fc.Arbitrary<Generated>,
  runs: number,
  send: (generated: Generated) => Sent,
) =>
  fc.assert(
    fc.asyncProperty(arbitrary, (generated) => expectRefused(send(generated))),
    // The first trace that is left would be found again in every simpler case.
    { numRuns: EVERY_CASE ? runs : Math.ceil(runs / 4), endOnFailure: true },
  )

// What can be wrong with one member.

const noText = fc.oneof(
  fc.integer(),
  // JSON has no NaN and no Infinity: they would become null, which may be right.
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.array(fc.string(), { maxLength: 3 }),
  fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 }),
  fc.constantFrom({ $ne: '' }, { $gt: '' }, [''], { toString: 'x' }, { length: 9 }, [[[[]]]]),
)
const noTextAtAll = fc.oneof(noText, fc.constant(null))
const loneSurrogate = fc
  .tuple(fc.string({ maxLength: 9 }), fc.integer({ min: 0xd800, max: 0xdfff }), fc.string({ maxLength: 9 }))
  .map(([left, code, right]) => `${left}x${String.fromCharCode(code)}x${right}`)
const control = fc
  .tuple(fc.integer({ min: 0, max: 0x1f }), fc.string({ maxLength: 9 }))
  .map(([code, text]) => `x${String.fromCharCode(code)}x${text}`)
const longerThan = (length: number) =>
  fc
    .tuple(fc.integer({ min: 1, max: 900 }), fc.constantFrom('x', 'é', '🌵'))
    .map(([more, unit]) => unit.repeat(length + more))

const badText = (most: number) =>
  fc.oneof(noText, loneSurrogate, control, longerThan(most), fc.constantFrom('', ' ', '\u3000'))
const badEmail = fc.oneof(
  noTextAtAll,
  loneSurrogate,
  fc.string({ unit: 'binary' }).filter((text) => normaliseEmail(text) === undefined),
  fc.constantFrom(
    'a@b',
    'a@@b.co',
    'a@b.co\0',
    "a@b.co'--",
    '"<script>"@b.co',
    'a@b.co\r\nBcc: c@d.co',
    'a@[::1]',
  ),
)
const badPassword = fc.oneof(noTextAtAll, loneSurrogate, longerThan(256))
const badPhone = fc.oneof(
  noText,
  loneSurrogate,
  fc.string().filter((text) => !/^\+?\d{5,20}$/.test(text)),
)
const badToken = fc.oneof(
  noTextAtAll,
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.tuple(fc.uuid({ version: 7 }), fc.nat(), fc.base64String()).map((parts) => parts.join('.')),
  longerThan(100),
)

type Reading = { method: string; path: string; body: () => undefined }
type Case = { method: string; path: string; body: () => Members; bad: Record<string, fc.Arbitrary<unknown>> }

const text = {
  document_number: badText(64),
  phone_number: badPhone,
  address: badText(300),
}

/** Each route of account-v1 with a body that it would take, and what is wrong for each member of it. */
const CASES: Case[] = [
  {
    method: 'POST',
    path: '/api/v1/auth/register',
    body: () => ({
      email: freshEmail(),
      password: PASSWORD,
      confirm_password: PASSWORD,
      first_name: 'A',
      last_name: 'B',
    }),
    bad: {
      email: badEmail,
      password: badPassword,
      confirm_password: fc.oneof(noTextAtAll, fc.string()),
      first_name: fc.oneof(badText(100), fc.constant(null)),
      last_name: fc.oneof(badText(100), fc.constant(null)),
      ...text,
    },
  },
  {
    method: 'POST',
    path: '/api/v1/auth/register',
    body: () => ({ email: freshEmail(), password: PASSWORD, names: 'A', surnames: 'B' }),
    bad: { email: badEmail, password: badPassword, names: badText(100), surnames: badText(100), ...text },
  },
  {
    method: 'POST',
    path: '/api/v1/auth/login',
    body: () => ({ email: ada.email, password: PASSWORD }),
    bad: { email: badEmail, password: badPassword },
  },
  { method: 'POST', path: '/api/v1/auth/refresh', body: () => ({}), bad: { refresh_token: badToken } },
  { method: 'POST', path: '/api/v1/auth/logout', body: () => ({}), bad: { refresh_token: noText } },
  {
    method: 'POST',
    path: '/api/v1/auth/change-password',
    body: () => ({
      current_password: PASSWORD,
      new_password: 'eight wet words',
      confirm_password: 'eight wet words',
    }),
    bad: {
      current_password: badPassword,
      new_password: badPassword,
      confirm_password: fc.oneof(noTextAtAll, fc.string()),
    },
  },
  ...['POST', 'PUT', 'PATCH'].map((method) => ({
    method,
    path: '/api/v1/auth/reset-password/:user_id',
    body: () => ({ password: 'eight wet words' }),
    bad: { password: badPassword },
  })),
  {
    method: 'PUT',
    path: '/api/v1/users/me',
    body: () => ({ bio: 'x' }),
    bad: { first_name: badText(100), last_name: badText(100), bio: badText(500), ...text },
  },
]

/** Told by the number of the case and the name of the member, so that a failure can be read. */
const wrongMember = fc.oneof(
  ...CASES.flatMap((each, index) =>
    Object.entries(each.bad).map(([member, bad]) => fc.tuple(fc.constant(index), fc.constant(member), bad)),
  ),
)
const caseOf = (index: number) => CASES[index] as Case

describe('input that is wrong', () => {
  it('in one member of a body is refused without an effect', async () => {
    await refused(wrongMember, 150, ([index, member, bad]) => {
      const { method, path, body } = caseOf(index)
      return { method, path: pathFor(path, ada), body: JSON.stringify({ ...body(), [member]: bad }) }
    })
  })

  it('in the last of two members of one name is refused', async () => {
    await refused(wrongMember, 40, ([index, member, bad]) => {
      const { method, path, body } = caseOf(index)
      const right = JSON.stringify({ ...body(), [member]: 'a@b.co' }).slice(0, -1)
      return {
        method,
        path: pathFor(path, ada),
        body: `${right},${JSON.stringify({ [member]: bad }).slice(1)}`,
      }
    })
  })

  it('in members named like those of prototypes is refused like any other', async () => {
    const names = fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '')
    await refused(fc.tuple(wrongMember, names), 40, ([[index, member, bad], name]) => {
      const { method, path, body } = caseOf(index)
      const wrong = JSON.stringify({ ...body(), [member]: bad }).slice(1)
      const polluted = `{${JSON.stringify(name)}:${JSON.stringify(body())},${wrong}`
      return { method, path: pathFor(path, ada), body: polluted }
    })
    expect(Object.keys(Object.prototype)).toEqual([])
  })
})

describe('a body that is wrong altogether', () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 }).filter((each) => each[0] !== 0x7b)
  const whole = JSON.stringify({
    email: 'a@b.co',
    account: 'a@b.co',
    password: 'x',
    nested: { list: [1, 2, 3] },
  })
  const broken = fc.oneof(
    fc.integer({ min: 0, max: whole.length - 1 }).map((length) => whole.slice(0, length)),
    bytes.map((each) => new Uint8Array(each)),
    fc.string({ maxLength: 100 }).filter((each) => !each.trim().startsWith('{')),
    fc.json().filter((each) => !each.startsWith('{')),
    fc.integer({ min: 500, max: 15_000 }).map((depth) => '['.repeat(depth)),
    fc.integer({ min: 100, max: 2_500 }).map((depth) => `${'{"a":'.repeat(depth)}1`),
    fc.integer({ min: 16_385, max: 60_000 }).map((length) => `{"a":"${'x'.repeat(length)}"}`),
    fc.constantFrom('utf-16le', 'latin1').map((encoding) => encoded(whole + 'é', encoding)),
  )

  it('is refused by every route of every surface that reads one, without an effect', async () => {
    const reading = await routesThatReadABody(await registered({ roaming: true }))
    before = await dump()
    await refused(fc.tuple(fc.constantFrom(...reading), broken), 100, ([{ method, path }, body]) => ({
      method,
      path: pathFor(path, ada),
      // Where a body may be left out, an empty one is none.
      body: body.length === 0 ? '-' : body,
    }))
  })

  it('of another type is refused, whatever it is', async () => {
    const type = fc.oneof(
      fc.constantFrom(
        'text/plain',
        'application/xml',
        'multipart/form-data',
        'application/json; charset=utf-7',
      ),
      fc
        .tuple(fc.stringMatching(/^[a-z]{1,9}$/), fc.stringMatching(/^[a-z]{1,9}$/))
        .map((parts) => parts.join('/')),
    )
    await refused(fc.tuple(fc.nat(CASES.length - 1), type), 40, ([index, type]) => {
      const { method, path, body } = caseOf(index)
      const headers = { 'Content-Type': type }
      return { method, path: pathFor(path, ada), body: JSON.stringify(body()), headers }
    })
  })
})

describe('a token that is wrong', () => {
  const asking = [
    ...CASES.filter(({ path }) => !/login|refresh/.test(path)),
    ...['/api/v1/users/me', '/api/v1/users/:user_id'].map((path) => ({
      method: 'GET',
      path,
      body: () => undefined,
    })),
  ]
  const printable = fc.stringMatching(/^[!-~]{0,80}$/)
  const header = fc.oneof(
    printable.filter((each) => each !== ''),
    printable.map((each) => `Bearer ${each}`),
    fc.constantFrom(
      'Bearer',
      'Basic YTpi',
      'Bearer a.b.c',
      `Bearer ${'x'.repeat(9_000)}`,
      'bearer null',
      'Bearer undefined',
    ),
    fc.integer({ min: 0, max: 600 }).map((index) => ({ flip: index })),
    fc.integer({ min: 1, max: 600 }).map((length) => ({ cut: length })),
  )

  it('is refused wherever a token is checked, without an effect', async () => {
    await refused(fc.tuple(fc.nat(asking.length - 1), header), 100, ([index, wrong]) => {
      const { method, path, body } = asking[index] as Case | Reading
      const sent = body()
      return {
        method,
        path: pathFor(path, ada),
        headers: {
          Authorization: typeof wrong === 'string' ? wrong : `Bearer ${spoilt(ada.tokens.access, wrong)}`,
        },
        ...(sent !== undefined && { body: JSON.stringify(sent) }),
      }
    })
  })
})

describe('a path that is wrong', () => {
  const segment = fc.oneof(
    fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
      .map(encodeURIComponent)
      .filter((each) => !/^\.{1,2}$/.test(each)),
    fc.constantFrom(
      '%',
      '%zz',
      '%c0%80',
      '%00',
      '%ff',
      '%2e%2e%2fme',
      '%25',
      '%E0%A4%A',
      "'%20or%201=1--",
      '%0d%0aX:%20y',
      'x'.repeat(3_000),
      '__proto__',
      'constructor',
      '{id}',
      '%u0041',
      '*',
      ':user_id',
    ),
    fc.uuid({ version: 7 }),
  )

  it('names no user, and is refused', async () => {
    const targets = fc.constantFrom(
      'GET /api/v1/users/',
      'PUT /api/v1/auth/reset-password/',
      'POST /api/v1/auth/',
      'GET /api/v1/',
    )
    await refused(fc.tuple(targets, segment), 100, ([target, wrong]) => {
      const [method = '', path = ''] = target.split(' ')
      const body = method === 'GET' ? {} : { body: JSON.stringify({ password: 'eight wet words' }) }
      return { method, path: path + wrong, ...body }
    })
  })

  it('does not change its meaning with any query', async () => {
    await fc.assert(
      fc.asyncProperty(fc.stringMatching(/^[!-~]{0,60}$/), async (query) => {
        const answer = await ask({ method: 'GET', path: `/api/v1/users/me?${query.replaceAll('#', '')}` })
        expect(answer.status).toBe(200)
      }),
      { numRuns: 20 },
    )
    expect(await dump()).toBe(before)
  })
})

function spoilt(token: string, how: { flip: number } | { cut: number }): string {
  if ('cut' in how) return token.slice(0, Math.min(how.cut, token.length - 1))
  // The last character holds four bits that mean nothing: with those changed it is the same signature.
  const index = how.flip % (token.length - 1)
  return token.slice(0, index) + (token[index] === 'A' ? 'B' : 'A') + token.slice(index + 1)
}

const encoded = (text: string, encoding: string) =>
  Uint8Array.from(
    [...text].flatMap((character) => {
      const code = character.charCodeAt(0)
      return encoding === 'latin1' ? [code] : [code & 0xff, code >> 8]
    }),
  )
