import * as fc from 'fast-check'
import { beforeEach, expect, it, vi } from 'vitest'
import { disableUser, enableUser } from '../../src/core/administration/change-users.ts'
import { findUser } from '../../src/core/administration/read-users.ts'
import { freshEmail, type Tokens } from '../support/account.ts'
import { bindings } from '../support/bindings.ts'
import { NOON } from '../support/clock.ts'
import { emptied, rows } from '../support/database.ts'
import {
  type ModelSession,
  modelUser,
  type ModelUser,
  openModel,
  type Pending,
  type Verdict,
} from './model.ts'
import { operator } from '../support/operator.ts'
import { type Answer, HOME, person } from '../support/person.ts'
import { type Mailbox, resend, RESEND_SETTINGS } from '../support/resend.ts'
import { surfacesOf } from '../support/surfaces.ts'
import { workerWith } from '../support/worker.ts'

/** `MODEL_RUNS=500 MODEL_SEED=1 npm test` for more of them, or the same once more. */
const RUNS = Number(bindings.MODEL_RUNS || 2)
const SEED = Number(bindings.MODEL_SEED || 20_261_127)
const USERS = 2
const LONGEST = 18

const [V1, API] = ['/auth/v1', '/api/v1']
const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const worker = workerWith(RESEND_SETTINGS)
const somebody = () => person({ worker, roaming: true })

let mailbox: Mailbox
const codeTo = (email: string) => mailbox.codeTo(email)
const { all: SURFACES, authV1 } = surfacesOf({ worker, codeTo })

beforeEach(() => {
  mailbox = resend()
})

const verdict = ({ status }: { status: number }): Verdict =>
  status < 300 ? 'ok' : status === 429 ? 'blocked' : 'refused'

/** 0 is the newest. */
const pick = <Item>(items: Item[], which: number): Item | undefined => items.at(-1 - (which % items.length))

/** One history: the service beside its model. */
function begin() {
  const model = openModel()
  const users = Array.from({ length: USERS }, () => modelUser(freshEmail()))
  let words = 0
  const newPassword = () => `seven dry words ${(words += 1)}`
  const now = () => Date.now()
  const userOf = (which: number) => users[which % USERS] as ModelUser
  /** What an operator does to a user, if there is one by now. */
  const administered = (which: number, act: typeof disableUser | typeof enableUser) =>
    operator(async (deps) => {
      const user = await findUser(deps, userOf(which).email)
      if (user) await act(deps, user.id)
    })
  const surfaceOf = (which: number) => SURFACES[which % 3] as (typeof SURFACES)[number]
  const agree = (answer: Answer, expected: Verdict) =>
    expect([verdict(answer), answer.status < 500], answer.text).toEqual([expected, true])
  const tokenOf = (session: ModelSession) => session.access.at(-1)?.token ?? ''
  const hasGoodToken = (session: ModelSession) => {
    const last = session.access.at(-1)
    return last !== undefined && model.isAccessTokenGood(session, last, now())
  }
  const idOf = async (email: string) =>
    (await rows<{ id: string }>('select id from users where email = ?', email))[0]?.id ?? ''

  return {
    async register(which: number, by: number) {
      const [user, surface, password] = [userOf(which), surfaceOf(by), newPassword()]
      const isProven = surface === authV1
      const mailed = !isProven || model.takeMail(user, 'mailbox', now()) !== undefined
      if (isProven && mailed) model.used(user, 'mailbox')
      const isFree = user.id === undefined || (isProven && !user.verified && !user.disabled)
      const { answer, tokens } = await surface.register({ email: user.email, password })
      agree(answer, mailed ? (isFree ? 'ok' : 'refused') : 'blocked')
      if (!mailed || !isFree) return
      model.registered(user, { id: await idOf(user.email), password, verified: isProven })
      model.open(user, tokens, now())
    },

    async signIn(which: number, by: number, guess: number) {
      const [user, surface] = [userOf(which), surfaceOf(by)]
      const password =
        guess === 0 ? 'not the password' : guess === 1 ? (user.earlier[0] ?? 'none yet') : user.password
      const isRight = model.tryPassword(user, password || 'none yet', now())
      const credentials = { email: user.email, password: password || 'none yet' }
      if (surface !== authV1) {
        const { answer, tokens } = await surface.signIn(credentials)
        agree(answer, isRight)
        if (isRight === 'ok') model.open(user, tokens, now())
        return
      }
      // Here it is the first step; the second is a deed of its own.
      const expected = isRight === 'ok' && !model.takeSignInMail(user, now()) ? 'blocked' : isRight
      const browser = somebody()
      const body = { account: user.email, pwd: credentials.password }
      agree(await browser.post(`${V1}/request/refreshToken/code`, body), expected)
      if (expected !== 'ok') return
      const code = codeTo(user.email)
      const cookie = browser.cookies.get('__Host-login') ?? ''
      const redeem = async () => {
        const again = somebody()
        again.cookies.set('__Host-login', cookie)
        const { status } = await again.post(`${V1}/request/refreshToken`, { code })
        const [access = '', refresh = ''] = ['accessToken', 'refreshToken'].map(
          (name) => again.cookies.get(`__Host-${name}`) ?? '',
        )
        return { status, tokens: { access, refresh } }
      }
      model.mailed({ purpose: 'sign_in', user, expiresAt: now() + 10 * MINUTE, dead: false, redeem })
    },

    async guess(which: number, by: number, times: number) {
      const user = userOf(which)
      for (let turn = 0; turn < times; turn += 1) {
        const credentials = { email: user.email, password: 'not the password' }
        const expected = model.tryPassword(user, credentials.password, now())
        agree(await surfaceOf(by + turn).tryPassword(credentials), expected)
      }
    },

    async askForLink(which: number) {
      const user = userOf(which)
      const mailed = model.takeMail(user, 'reset', now())
      agree(await somebody().post(`${API}/password/email`, { email: user.email }), mailed ? 'ok' : 'blocked')
      if (!mailed || !model.mayStart(user)) return
      const token = mailbox.linkTo(user.email, 'reset-password')
      const redeem = (password: string) => {
        const body = { token, email: user.email, password, password_confirmation: password }
        return somebody().post(`${API}/password/reset`, body)
      }
      model.mailed({
        purpose: 'link of a reset',
        user,
        expiresAt: now() + mailed.linkLives,
        dead: false,
        redeem,
      })
    },

    async askForCode(which: number) {
      const user = userOf(which)
      const mailed = model.takeMail(user, 'reset', now())
      const browser = somebody()
      const answer = await browser.patch(`${V1}/password/request/code`, { account: user.email })
      agree(answer, mailed ? 'ok' : 'blocked')
      if (!mailed || !model.mayStart(user)) return
      const code = codeTo(user.email)
      const cookie = browser.cookies.get('__Host-pwdChange') ?? ''
      const redeem = (newPwd: string) => {
        const again = somebody()
        again.cookies.set('__Host-pwdChange', cookie)
        return again.patch(`${V1}/change/password`, { code, newPwd })
      }
      model.mailed({ purpose: 'code of a reset', user, expiresAt: now() + 10 * MINUTE, dead: false, redeem })
    },

    async redeem(which: number) {
      const each = pick<Pending>(model.pending, which)
      if (!each) return
      const { user, purpose } = each
      const [password, isGood] = [newPassword(), model.isGood(each, now())]
      const { status, tokens } = await each.redeem(password)
      expect([purpose, verdict({ status })]).toEqual([purpose, isGood ? 'ok' : 'refused'])
      if (!isGood) return
      each.dead = true
      if (tokens) {
        model.confirmed(user)
        model.open(user, tokens, now())
      } else {
        // An unverified account yields to whoever resets its password, who gets a new one.
        if (user.verified) model.passwordSet(user, password)
        else model.registered(user, { id: await idOf(user.email), password, verified: true })
        model.used(user, 'reset')
      }
    },

    async refresh(which: number, by: number, age: number) {
      const session = pick(model.sessions, which)
      if (!session) return
      const generation = Math.max(0, session.refresh.length - 1 - age)
      const expected = model.refresh(session, generation, now())
      const { answer, tokens } = await surfaceOf(by).refresh(session.refresh[generation] ?? '')
      agree(answer, expected === 'refused' ? 'refused' : 'ok')
      if (expected === 'rotated') session.refresh.push(tokens.refresh)
      if (expected === 'repeated') expect(tokens.refresh).toBe(session.refresh.at(-1))
      if (expected !== 'refused') model.granted(session, tokens, now())
    },

    async signOut(which: number, by: number) {
      const session = pick(model.sessions, which)
      if (!session) return
      const surface = surfaceOf(by)
      const isIn = surface === authV1 ? model.isLive(session, now()) : hasGoodToken(session)
      const tokens: Tokens = { access: tokenOf(session), refresh: session.refresh.at(-1) ?? '' }
      agree(await surface.signOut(tokens), isIn ? 'ok' : 'refused')
      if (isIn) session.ended = true
    },

    async changePassword(which: number, guess: number) {
      const session = pick(model.sessions, which)
      if (!session) return
      const { user } = session
      const current_password = guess === 0 ? 'not the password' : user.password
      const password = newPassword()
      const isIn = hasGoodToken(session)
      const expected = isIn ? model.tryPassword(user, current_password, now()) : 'refused'
      const body = { current_password, new_password: password, confirm_password: password }
      const answer = await somebody().post(`${API}/auth/change-password`, body, { token: tokenOf(session) })
      agree(answer, expected)
      if (expected !== 'ok') return
      model.passwordSet(user, password)
      const { access_token: access = '', refresh_token: refresh = '' } = answer.body as Record<string, string>
      model.open(user, { access, refresh }, now(), session)
    },

    async setPassword(which: number) {
      const session = pick(model.sessions, which)
      if (!session) return
      const password = newPassword()
      const may = hasGoodToken(session) && model.maySetPassword(session, now())
      const path = `${API}/auth/reset-password/${session.user.id ?? ''}`
      agree(await somebody().put(path, { password }, { token: tokenOf(session) }), may ? 'ok' : 'refused')
      if (may) model.passwordSet(session.user, password, session)
    },

    async disable(which: number) {
      await administered(which, disableUser)
      model.disable(userOf(which))
    },

    async enable(which: number) {
      await administered(which, enableUser)
      userOf(which).disabled = false
    },

    async wait(ms: number) {
      vi.setSystemTime(now() + ms)
    },

    /** Every access token there ever was works, or does not, as the model says. */
    async compareAccessTokens() {
      const all = model.sessions.flatMap((session) => session.access.map((each) => ({ session, each })))
      const answers = await Promise.all(
        all.map(({ each }) =>
          worker.fetch(
            new Request(`${HOME}/api/v1/users/me`, {
              headers: { Authorization: `Bearer ${each.token}`, 'CF-Connecting-IP': network() },
            }),
          ),
        ),
      )
      expect(answers.map(({ status }) => status === 200)).toEqual(
        all.map(({ session, each }) => model.isAccessTokenGood(session, each, now())),
      )
    },

    /** At the end every password is tried and every refresh token is spent, the newest first. */
    async compareTheRest() {
      for (const user of users) {
        for (const password of new Set([...user.earlier.slice(-3), 'not the password'])) {
          const expected = model.tryPassword(user, password, now())
          const { answer, tokens } = await surfaceOf(1).signIn({ email: user.email, password })
          agree(answer, expected)
          if (expected === 'ok') model.open(user, tokens, now())
        }
      }
      for (const [which, session] of model.sessions.entries()) {
        for (let age = 0; age < session.refresh.length; age += 1) await this.refresh(which, which + age, age)
      }
      await this.compareAccessTokens()
    },
  }
}

let requests = 0
/** An IPv6 network of its own for each request. */
const network = () => {
  requests += 1
  return `2001:db8:${(requests >> 16).toString(16)}:${(requests & 0xffff).toString(16)}::1`
}

type History = ReturnType<typeof begin>
type Step = { deed: keyof History; words: number[] }

const step = (deed: keyof History, ...words: fc.Arbitrary<number>[]) =>
  fc.tuple(...words).map((numbers): Step => ({ deed, words: numbers }))
const user = fc.constantFrom(0, 0, 0, 1)
const surface = fc.constantFrom(0, 1, 2)
const recent = fc.constantFrom(0, 0, 0, 1, 1, 2, 3, 5, 8, 13)
const guess = fc.constantFrom(0, 1, 2, 2, 2, 2)
const age = fc.constantFrom(0, 0, 0, 1, 1, 1, 2, 3)
const waits = [1, 9, 10, 11, 11, 61, 300, 600, 601, 901, 1_805, 3_601].map((seconds) => seconds * SECOND)
const wait = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...waits) },
  fc.constantFrom(6 * DAY, 15 * DAY),
)

const steps = fc.array(
  fc.oneof(
    { weight: 2, arbitrary: step('register', user, surface) },
    { weight: 5, arbitrary: step('signIn', user, surface, guess) },
    { weight: 2, arbitrary: step('guess', user, surface, fc.integer({ min: 2, max: 4 })) },
    { weight: 6, arbitrary: step('refresh', recent, surface, age) },
    { weight: 2, arbitrary: step('signOut', recent, surface) },
    { weight: 3, arbitrary: step('changePassword', recent, guess) },
    { weight: 1, arbitrary: step('setPassword', recent) },
    { weight: 2, arbitrary: step('askForLink', user) },
    { weight: 2, arbitrary: step('askForCode', user) },
    { weight: 5, arbitrary: step('redeem', recent) },
    { weight: 1, arbitrary: step('disable', user) },
    { weight: 1, arbitrary: step('enable', user) },
    { weight: 4, arbitrary: step('wait', wait) },
  ),
  { minLength: 8, maxLength: LONGEST, size: 'max' },
)

async function live(history: Step[]) {
  await emptied()
  mailbox.heard.length = 0
  // Whole seconds: tokens know no others.
  vi.setSystemTime(NOON)
  const service = begin()
  await service.register(0, 1)
  await service.register(1, 2)
  for (const { deed, words } of history) {
    const [first = 0, second = 0, third = 0] = words
    await service[deed](first, second, third)
    await service.compareAccessTokens()
  }
  await service.compareTheRest()
}

it(
  'leaves exactly those sessions alive that the model says, after any history of several users',
  async () => {
    console.info(`${RUNS} histories, seed ${SEED}`)
    await fc.assert(fc.asyncProperty(steps, live), { numRuns: RUNS, seed: SEED })
  },
  Math.max(600_000, RUNS * 5_000),
)
