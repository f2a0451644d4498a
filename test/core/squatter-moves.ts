import { createExecutionContext, createScheduledController, waitOnExecutionContext } from 'cloudflare:test'
import * as fc from 'fast-check'
import { expect } from 'vitest'
import index from '../../src/index.ts'
import { freshEmail, refresh, type Tokens } from '../support/account.ts'
import { bindings } from '../support/bindings.ts'
import { pass } from '../support/clock.ts'
import { moveTo, V1 } from '../support/code-flows.ts'
import { rows } from '../support/database.ts'
import { API } from '../support/enveloped.ts'
import { codeFor, linksIn, mailsTo, newLink, newLinks, unread } from '../support/mails.ts'
import { type Answer, person } from '../support/person.ts'
import { type Finish, REGISTRATIONS, type Way, WAYS } from './ownership-ways.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const UNDO_LIVES = 7 * DAY

/** Who has the address by right, and what they sign in with. */
type Owner = { id: string; password: string }

/** One address: who squats it, who owns it, and what was begun there. */
export type Scene = {
  email: string
  owner: Owner | undefined
  /** An account that has moved away from the address, and may come back by its link until then. */
  left: (Owner & { until: number; token: string }) | undefined
  /** Everything that squatters have got of their accounts, newest last. */
  squats: { ids: string[]; passwords: string[]; tokens: Tokens[]; devices: string[] }
  /** What somebody has begun, and the owner of the mailbox may go on with. */
  begun: { finish: Finish; password: string }[]
  /** What was begun before the owner came, and sign-ins of squatters that want a code of the mailbox. */
  stale: Finish[]
}

export const begin = (): Scene => ({
  email: freshEmail(),
  owner: undefined,
  left: undefined,
  squats: { ids: [], passwords: [], tokens: [], devices: [] },
  begun: [],
  stale: [],
})

export type Move = { name: string; act: (scene: Scene) => Promise<unknown> }

const anyone = () => person({ roaming: true })

/** The account that has the address. */
export async function holderOf({ email }: Scene) {
  const [user] = await rows<{ id: string; verified: number }>(
    'select id, verified_at is not null as verified from users where email = ?',
    email,
  )
  return user
}

/** Whoever came in by the mailbox keeps the address for a day. */
async function isSettling({ email }: Scene) {
  const [user] = await rows<{ at: number | null }>(
    'select recovered_at as at from users where email = ?',
    email,
  )
  return user?.at != null && Date.now() < user.at + DAY
}

/** Keeps what a squatter has got in an answer. */
function keep({ squats }: Scene, { body, headers }: Answer) {
  const { access_token: access, refresh_token: refresh } = (body['data'] ?? body) as Record<string, string>
  if (access && refresh) squats.tokens.push({ access, refresh })
  const device = headers.get('Postern-Device')
  if (device) squats.devices.push(device)
}

const squat = fc.constantFrom(...Object.entries(REGISTRATIONS)).map(([name, register]) => ({
  name: `a squatter registers by ${name}`,
  async act(scene: Scene) {
    const password = `a squatter's words ${crypto.randomUUID()}`
    const answer = await register(scene.email, password)
    if (answer.status >= 300) return
    keep(scene, answer)
    scene.squats.ids.push((await holderOf(scene))?.id ?? '')
    scene.squats.passwords.push(password)
    const token = scene.squats.tokens.at(-1)?.access
    await anyone().put(`${API}/users/me`, { first_name: 'Planted', bio: 'planted by a squatter' }, { token })
  },
}))

/** What a squatter does with an account at the address, if they have one. */
const USES: Record<string, (scene: Scene, own: Owner & Tokens & { device: string }) => Promise<unknown>> = {
  async 'signs in'(scene, { password, device }) {
    const body = { email: scene.email, password }
    keep(scene, await anyone().post(`${API}/login`, body, { headers: { 'Postern-Device': device } }))
  },
  async refreshes(scene, { refresh: token }) {
    keep(scene, await refresh(anyone(), token))
  },
  async 'changes the password'(scene, { password, access: token }) {
    const next = `other words ${crypto.randomUUID()}`
    const body = { current_password: password, new_password: next }
    const answer = await anyone().post(`${API}/auth/change-password`, body, { token })
    if (answer.status === 200) scene.squats.passwords.push(next)
    keep(scene, answer)
  },
  async 'sets a password'(scene, { id, access: token }) {
    const password = `set words ${crypto.randomUUID()}`
    const answer = await anyone().put(`${API}/auth/reset-password/${id}`, { password }, { token })
    if (answer.status === 200) scene.squats.passwords.push(password)
  },
  async 'asks for another confirmation'(_, { access: token }) {
    await anyone().post(`${API}/users/me/verify/mail`, undefined, { token })
  },
  async 'wants to move away'(_, { access: token }) {
    await anyone().patch(`${V1}/account/request/code`, { newAccount: freshEmail() }, { token })
  },
  async 'begins to sign in by code'({ email, stale }, { password }) {
    const by = anyone()
    await unread(email)
    await by.post(`${V1}/request/refreshToken/code`, { account: email, pwd: password })
    const code = await codeFor(email).catch(() => undefined)
    if (code !== undefined) stale.push(() => by.post(`${V1}/request/refreshToken`, { code }))
  },
}

const using = fc.constantFrom(...Object.entries(USES)).map(([name, use]) => ({
  name: `a squatter ${name}`,
  async act(scene: Scene) {
    const { ids, passwords, tokens, devices } = scene.squats
    const [id, password, pair] = [ids.at(-1), passwords.at(-1), tokens.at(-1)]
    if (id !== undefined && password !== undefined && pair)
      await use(scene, { id, password, ...pair, device: devices.at(-1) ?? '' })
  },
}))

/** By anybody: the mail goes to the owner. */
const beginning = fc.constantFrom(...Object.entries(WAYS)).map(([name, way]) => ({
  name: `somebody begins ${name}`,
  async act({ email, begun }: Scene) {
    begun.push({ finish: await way.begin(email), password: way.password })
  },
}))

/** By the owner: with what was begun, by them or by somebody else, or with something new. */
const proving = fc
  .record({ which: fc.nat(), way: fc.constantFrom(...Object.entries(WAYS)) })
  .map(({ which, way: [name, way] }): Move => ({
    name: `the owner goes on with begun (${which}), or proves the mailbox by ${name}`,
    async act(scene) {
      const { begun, email } = scene
      if (begun.length === 0) begun.push({ finish: await way.begin(email), password: way.password })
      const [found] = begun.splice(which % begun.length, 1)
      const answer = await found?.finish()
      if (found && answer && answer.status < 300) await settle(scene, found.password)
    },
  }))

const selfMade: Move = {
  name: 'the owner registers and confirms the address',
  async act(scene) {
    const password = "the owner's own words"
    const registered = await REGISTRATIONS['account-v1']?.(scene.email, password)
    if (registered?.status !== 201) return
    const [link] = await confirmations(scene)
    const confirmed = await anyone().post('/verify-email', { token: link?.token, password })
    expect(confirmed.status, confirmed.text).toBe(200)
    await settle(scene, password)
  },
}

const removing: Move = {
  name: 'the owner removes what is not theirs',
  async act(scene) {
    const [link] = await confirmations(scene)
    await anyone().post('/verify-email', { token: link?.token, email: scene.email, remove: true })
  },
}

const leaving: Move = {
  name: 'the owner, registered before if possible, moves away',
  async act(scene) {
    if (!scene.owner) await selfMade.act(scene)
    const { email, owner } = scene
    if (!owner || (await isSettling(scene))) return
    await newLinks(email, 'undo-email-change')
    await moveTo({ email, ...owner }, freshEmail())
    const { token } = await newLink(email, 'undo-email-change')
    scene.left = { ...owner, token, until: Date.now() + UNDO_LIVES }
    scene.owner = undefined
  },
}

const comingBack: Move = { name: 'the owner comes back by the undo link', act: comeBack }

export const isReserved = ({ left }: Scene) => left !== undefined && left.until > Date.now()

export async function comeBack(scene: Scene) {
  const { email, left } = scene
  if (!left || !isReserved(scene)) return
  const password = "the owner's words after coming back"
  const answer = await anyone().post('/undo-email-change', { token: left.token, email, password })
  expect(answer.status, answer.text).toBe(200)
  scene.left = undefined
  await settle(scene, password)
}

const waiting: fc.Arbitrary<Move> = fc
  .constantFrom(5 * MINUTE, 20 * MINUTE, 50 * MINUTE, 8 * DAY, 24 * DAY)
  .map((ms) => ({
    name: `${ms / MINUTE} minutes`,
    async act() {
      pass(ms)
      if (ms >= DAY) await cron()
    },
  }))

/** Unverified accounts that nobody uses go. */
async function cron() {
  const context = createExecutionContext()
  await index.scheduled(createScheduledController(), bindings, context)
  await waitOnExecutionContext(context)
}

/** The links that confirm the address, newest first. */
export const confirmations = async ({ email }: Scene) =>
  (await mailsTo(email)).flatMap(linksIn).filter(({ page }) => page.endsWith('/verify-email'))

/** Somebody has proven the mailbox. Whoever has come first stays the owner. */
export async function settle(scene: Scene, password: string) {
  const holder = await holderOf(scene)
  if (!scene.owner) scene.stale.push(...scene.begun.splice(0).map(({ finish }) => finish))
  scene.owner = { id: scene.owner?.id ?? holder?.id ?? '', password }
}

/** A move, and how the owner would prove the mailbox after it. */
export type Step = { move: Move; way: Way }

export const steps = fc.array(
  fc.record<Step>({
    move: fc.oneof(
      { weight: 4, arbitrary: squat },
      { weight: 4, arbitrary: using },
      { weight: 4, arbitrary: beginning },
      { weight: 3, arbitrary: proving },
      { weight: 4, arbitrary: fc.constantFrom(selfMade, removing, leaving, comingBack) },
      { weight: 2, arbitrary: waiting },
    ),
    way: fc.constantFrom(...Object.values(WAYS)),
  }),
  { minLength: 4, maxLength: 12, size: 'max' },
)
