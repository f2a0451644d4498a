import { beforeEach, describe, expect, it } from 'vitest'
import { normaliseEmail } from '../../src/core/identity/email-address.ts'
import { type Account, freshEmail, PASSWORD, registered, registration } from '../support/account.ts'
import { V1 } from '../support/code-flows.ts'
import { dump, restorer, rows } from '../support/database.ts'
import { API, newMember } from '../support/enveloped.ts'
import { MAIL, REDEEM } from '../support/mail-sign-in.ts'
import { codeIn } from '../support/mails.ts'
import { type Answer, type Members, person } from '../support/person.ts'
import { type Mailbox, resend, RESEND_SETTINGS } from '../support/resend.ts'
import { isSafe, nameOf, pathFor, ROUTES } from '../support/routes.ts'
import { shareOf } from '../support/sample.ts'
import { ME } from '../support/second-step.ts'
import { workerWith } from '../support/worker.ts'

const VICTIM = 'kim.i@example.org'

/** Nobody has it. It is as long, because what is sealed is as long as the address in it. */
const NOBODY = 'ada.l@example.org'

/** The same address, typed otherwise. */
const SPELLINGS = [
  'KIM.I@EXAMPLE.ORG',
  ' kim.i@example.org\t',
  'kim.i@ｅｘａｍｐｌｅ．ｏｒｇ',
  'kim.i@example。org',
  '\u212aim.i@example.org', // the sign for kelvin is a K, by definition (NFC)
]

/** Addresses of other people, however much they look alike. */
const LOOK_ALIKES = [
  'k\u0131m.\u0131@example.org', // dotless i, whose capital is I
  'K\u0130M.\u0130@EXAMPLE.ORG', // capital with a dot, whose small letter is no i
  '\u043aim.i@example.org', // Cyrillic k
  'ｋｉｍ.i@example.org',
  'kim.i@\u0435xample.org', // Cyrillic e
  'kim.i@xn--xample-2of.org', // the same, in ASCII
  'kimi@example.org',
  'kim.i+x@example.org',
  'kim.i%0a@example.org',
  'kim.i@example.org.evil.example',
  'kim.i@examp1e.org',
]

/** What some parser takes for an address, ours for none. */
const NO_ADDRESSES = [
  '"kim.i"@example.org',
  '"kim.i@example.org"@evil.example',
  'kim.i(comment)@example.org',
  '(eve@evil.example)kim.i@example.org',
  'Kim <kim.i@example.org>',
  'kim.i@example.org\r\nBcc: eve@evil.example',
  'kim.i@example.org\nTo: eve@evil.example',
  'kim.i@example.org%0aBcc:eve@evil.example',
  'kim.i@example.org%00',
  'kim.i@example.org\0',
  'kim.i@example.org,eve@evil.example',
  'kim.i@example.org eve@evil.example',
  'kim.i@example.org@evil.example',
  'kim.i＠example.org',
  'kim.i@[127.0.0.1]',
  'kim.i@[IPv6:::1]',
  'kim.i@127.0.0.1',
  `kim.i@${'a'.repeat(64)}.org`,
  `${'k'.repeat(65)}@example.org`,
  'kim.i@example.org.',
  'kim\u200b.i@example.org',
  'kim.i\u202e@example.org',
]

const mailbox = () => resend()
const worker = workerWith(RESEND_SETTINGS)
const reset = { password: PASSWORD, password_confirmation: PASSWORD, token: 'x'.repeat(43) }

/** Every route that takes an address: how it says that there is an account with it, and that there is none. */
const TAKERS: {
  route: string
  body: (email: string) => Members
  known: number
  unknown: number
  /** The account is being deleted. */
  isLeaving?: true
}[] = [
  { route: `POST ${API}/login`, body: (email) => ({ email, password: PASSWORD }), known: 200, unknown: 401 },
  {
    route: `POST ${API}/auth/login`,
    body: (email) => ({ email, password: PASSWORD }),
    known: 200,
    unknown: 401,
  },
  {
    route: `POST ${V1}/request/refreshToken/code`,
    body: (account) => ({ account, pwd: PASSWORD }),
    known: 200,
    unknown: 401,
  },
  { route: `POST ${API}/register`, body: (email) => newMember({ email }), known: 422, unknown: 200 },
  { route: `POST ${API}/auth/register`, body: (email) => registration({ email }), known: 409, unknown: 201 },
  { route: `POST ${API}/auth/forgot-password`, body: (email) => ({ email }), known: 202, unknown: 202 },
  { route: `POST ${API}/password/email`, body: (email) => ({ email }), known: 200, unknown: 200 },
  { route: `POST ${API}/password/reset`, body: (email) => ({ ...reset, email }), known: 422, unknown: 422 },
  { route: `PATCH ${V1}/password/request/code`, body: (account) => ({ account }), known: 200, unknown: 200 },
  { route: `POST ${V1}/request/code`, body: (account) => ({ account }), known: 200, unknown: 200 },
  {
    route: `PATCH ${V1}/account/request/code`,
    body: (newAccount) => ({ newAccount }),
    known: 200,
    unknown: 200,
  },
  { route: `POST ${ME}/email`, body: (email) => ({ email }), known: 202, unknown: 202 },
  { route: `POST ${MAIL}`, body: (email) => ({ email }), known: 202, unknown: 202 },
  { route: `POST ${REDEEM}`, body: (email) => ({ token: signInLink, email }), known: 200, unknown: 400 },
  {
    route: `POST ${API}/auth/keep-account`,
    body: (email) => ({ token: keepLink, email }),
    known: 200,
    unknown: 400,
    isLeaving: true,
  },
]

/** Routes that move the account of whoever asks. */
const MOVING = new Set([`${V1}/account/request/code`, `${ME}/email`])

let kim: Account
let eve: Account
let { heard, linkTo }: Pick<Mailbox, 'heard' | 'linkTo'> = { heard: [], linkTo: () => '' }
/** Out of mails to the victim. */
let [signInLink, keepLink] = ['', '']
let restore: () => Promise<void>

beforeEach(async () => {
  ;({ heard, linkTo } = mailbox())
  kim = await registered({ worker, email: VICTIM })
  eve = await registered({ worker, roaming: true })
  await kim.post(MAIL, { email: VICTIM })
  signInLink = linkTo(VICTIM, 'sign-in-mail')
  restore = await restorer()
})

/** Asks a route as somebody else, and says what that brought into whose mailbox. */
async function ask({ route }: { route: string }, body: Members) {
  await restore()
  heard.length = 0
  const [method = '', path = ''] = route.split(' ')
  const token = MOVING.has(path) ? { token: eve.tokens.access } : {}
  const answer = await person({ worker, roaming: true }).ask(method, path, body, token)
  return { answer, mailed: heard.map(({ to }) => to).filter((to) => to !== eve.email) }
}

describe('the routes that take an address', () => {
  it('are all in the table', async () => {
    const found = []
    for (const route of ROUTES.filter((each) => !isSafe(each))) {
      const bad = { email: 'none', account: 'none', newAccount: 'none' }
      const others = { ...newMember(), ...registration(), ...reset, pwd: PASSWORD, ...bad }
      const token = eve.tokens.access
      const answer = await eve.ask(route.method, pathFor(route.path, eve), others, { token })
      const complains = /valid email address|must be an e-mail address/.test(answer.text)
      if (complains) found.push(nameOf(route))
      if (route.path.endsWith('/logout')) await restore()
    }
    expect(found.toSorted()).toEqual(TAKERS.map(({ route }) => route).toSorted())
  })
})

describe.each(TAKERS)('an address at $route', (taker) => {
  beforeEach(async () => {
    if (!taker.isLeaving) return
    await kim.ask('DELETE', ME, { confirm: VICTIM }, { token: kim.tokens.access })
    keepLink = linkTo(VICTIM, 'keep-account')
    restore = await restorer()
  })

  it('is the same account however it is typed', async () => {
    const plain = await ask(taker, taker.body(VICTIM))
    expect(plain.answer.status).toBe(taker.known)
    for (const spelling of shareOf(taker, TAKERS, SPELLINGS)) {
      const { answer, mailed } = await ask(taker, taker.body(spelling))
      expect([spelling, answer.status, mailed]).toEqual([spelling, taker.known, plain.mailed])
    }
  })

  it('is another account when it only looks alike, and gets none of its mails', async () => {
    for (const other of shareOf(taker, TAKERS, LOOK_ALIKES)) {
      const { answer, mailed } = await ask(taker, taker.body(other))
      expect([other, answer.status]).toEqual([other, taker.unknown])
      expect(mailed.filter((to) => to !== normaliseEmail(other))).toEqual([])
      expect(mailed).not.toContain(VICTIM)
    }
  })

  it('is refused in a form that other parsers read differently, and nothing is mailed or kept', async () => {
    await restore()
    const before = await dump()
    for (const none of shareOf(taker, TAKERS, NO_ADDRESSES)) {
      const { answer, mailed } = await ask(taker, taker.body(none))
      expect([none, answer.status >= 400 && answer.status < 423, mailed]).toEqual([none, true, []])
      expect(await dump()).toBe(before)
    }
  })
})

describe('whether an address has an account', () => {
  const asked = TAKERS.filter(({ route }) => !route.endsWith('register'))
  const seen = ({ status, text, headers }: Answer) => ({
    status,
    // Each flow has a request of its own, as long as any other.
    text: text
      .replace(/(?<="request":")[^"]+/, ({ length }) => String(length))
      .replace(/(?<="label":")[^"]+/, ''),
    headers: [...headers].filter(([name]) => !/^x-request-id$|^set-cookie$/.test(name)),
    cookies: headers.getSetCookie().map((line) => line.replace(/=[^;]*/, ({ length }) => `=${length}`)),
  })

  it.each(asked)('cannot be told from any byte of an answer of $route', async (taker) => {
    const wrong = { password: 'not the password', pwd: 'not the password' }
    const body = (email: string) => {
      const right = taker.body(email)
      return { ...right, ...Object.fromEntries(Object.entries(wrong).filter(([name]) => name in right)) }
    }
    const known = await ask(taker, { ...body(VICTIM), ...('token' in body('') && reset) })
    const unknown = await ask(taker, { ...body(NOBODY), ...('token' in body('') && reset) })
    expect(seen(unknown.answer)).toEqual(seen(known.answer))
  })

  it('is told where the contract says so, and never by auth-v1', async () => {
    for (const { route, known, unknown } of TAKERS.filter((taker) => taker.route.endsWith('register'))) {
      expect(known, route).not.toBe(unknown)
    }
    const request = TAKERS.find(({ route }) => route === `POST ${V1}/request/code`)
    if (!request) throw new Error('no such route')
    const known = await ask(request, request.body(VICTIM))
    const newcomer = freshEmail()
    const unknown = await ask(request, request.body(newcomer))
    expect(seen(unknown.answer)).toEqual(seen(known.answer))
    expect([known.mailed, unknown.mailed]).toEqual([[VICTIM], [newcomer]])
  })
})

describe('one mailbox', () => {
  it('is not two factors: an address cannot be changed to itself, however it is typed', async () => {
    const { access: token } = kim.tokens
    for (const newAccount of [VICTIM, ...SPELLINGS]) {
      const answer = await person({ worker }).patch(`${V1}/account/request/code`, { newAccount }, { token })
      expect([newAccount, answer.status, answer.body['msg']]).toEqual([newAccount, 400, 'Invalid data'])
    }
  })

  it('is not two factors: one code sent twice proves neither address, and a sign-in needs password and code', async () => {
    const newAccount = freshEmail()
    const { access: token } = eve.tokens
    await eve.patch(`${V1}/account/request/code`, { newAccount }, { token })
    const [current = '', next = ''] = [eve.email, newAccount].map(
      (email) =>
        heard
          .filter(({ to }) => to === email)
          .map(codeIn)
          .findLast(Boolean) ?? '',
    )
    expect(current).not.toBe(next)
    for (const code of [current, next]) {
      const both = { codeCurrentAccount: code, codeNewAccount: code }
      expect((await eve.patch(`${V1}/change/account`, both, { token })).status).toBe(400)
    }
    expect(await rows('select email from users where id = ?', eve.id)).toEqual([{ email: eve.email }])

    // The code for a mailbox, which needs no password, is no second step of signing in; nor is the password one.
    const stranger = person({ worker })
    await stranger.post(`${V1}/request/code`, { account: VICTIM })
    const code = heard.map(codeIn).findLast(Boolean)
    const cookie = stranger.cookies.get('__Host-code') ?? ''
    stranger.cookies.set('__Host-login', cookie)
    expect((await stranger.post(`${V1}/request/refreshToken`, { code })).status).toBe(400)
    expect((await stranger.post(`${V1}/request/refreshToken`, { code: PASSWORD })).status).toBe(400)
    const twice = { account: VICTIM, pwd: PASSWORD, code }
    expect((await stranger.post(`${V1}/request/refreshToken/code`, twice)).status).toBe(200)
    expect(stranger.cookies.has('__Host-accessToken')).toBe(false)
  })
})
