import * as fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import { alive, DEAD, signIn } from '../support/account.ts'
import { bindings, forgetRequests } from '../support/bindings.ts'
import { NOON, pass } from '../support/clock.ts'
import { V1 } from '../support/code-flows.ts'
import { dump, emptied, restorer, rows } from '../support/database.ts'
import { API, login } from '../support/enveloped.ts'
import { person } from '../support/person.ts'
import { FROM_MAILBOX, TAKE_OVER, type Way, WAYS } from './ownership-ways.ts'
import {
  begin,
  comeBack,
  confirmations,
  holderOf,
  isReserved,
  type Scene,
  settle,
  type Step,
  steps,
} from './squatter-moves.ts'

/** `STRANGER_RUNS=500 STRANGER_SEED=1 npm test -- core/squatter` for more of them, or the same once more. */
const RUNS = Number(bindings.STRANGER_RUNS || 3)
const SEED = Number(bindings.STRANGER_SEED || 20_261_127)

/** How often anybody may do what they do is the promise of other tests: here it is always once more. */
async function anew() {
  forgetRequests()
  for (const table of ['budgets', 'mail_buckets', 'password_failures']) await rows(`delete from ${table}`)
}

/** Nothing that squatters have works, and nothing of them is left. */
async function expectNothingLeft(scene: Scene) {
  const { email, squats } = scene
  for (const tokens of squats.tokens) expect(await alive(person({ roaming: true }), tokens)).toEqual(DEAD)
  const headers = { 'Postern-Device': squats.devices.join() }
  for (const password of squats.passwords) {
    await anew()
    const body = { email, password }
    expect((await person().post(`${API}/auth/login`, body, { headers })).status).toBe(401)
    expect((await login(person(), body)).status).toBe(401)
    const first = await person().post(`${V1}/request/refreshToken/code`, { account: email, pwd: password })
    expect(first.status).toBe(401)
  }
  for (const { token } of (await confirmations(scene)).slice(0, 3)) {
    const more = [
      { password: squats.passwords.at(-1) ?? '' },
      { email, take_over: { password: 'nine odd words' } },
    ]
    for (const each of more)
      expect((await person().post('/verify-email', { token, ...each })).status).toBe(400)
  }
  await anew()
  const everything = await dump()
  for (const trace of [...squats.ids, 'Planted']) expect(everything).not.toContain(trace)
}

async function expectOwned(scene: Scene) {
  const { email, owner, squats, stale } = scene
  await expectNothingLeft(scene)
  for (const finish of stale) {
    await anew()
    const answer = await finish()
    expect(answer?.status ?? 400, answer?.text).toBeGreaterThanOrEqual(400)
  }
  await anew()
  expect(squats.ids).not.toContain(owner?.id)
  expect(await holderOf(scene)).toEqual({ id: owner?.id, verified: 1 })
  const answer = await signIn(person(), { email, password: owner?.password ?? '' })
  expect(answer.status, answer.text).toBe(200)
}

/** The owner gets an address that nobody has proven: by coming back while that is possible, else by any way. */
async function expectWithinReach(given: Scene, way: Way) {
  const scene = { ...given, begun: [...given.begun], stale: [...given.stale] }
  if (isReserved(scene)) expect(await holderOf(scene)).toBeUndefined()
  await comeBack(scene)
  if (!scene.owner) {
    const first = await (await way.begin(scene.email))()
    // Without an account nothing can be reset or taken over, and a link to take one over lives for a day.
    const isBare = !(await holderOf(scene)) || way === WAYS[TAKE_OVER]
    const used = isBare && !(first && first.status < 300) ? WAYS[FROM_MAILBOX] : way
    const answer = used === way ? first : await (await used?.begin(scene.email))?.()
    expect(answer?.status ?? 'nothing was mailed', answer?.text).toBeLessThan(300)
    await settle(scene, used?.password ?? '')
  }
  await expectOwned(scene)
}

async function live(history: Step[]) {
  vi.setSystemTime(NOON)
  await emptied()
  const scene = begin()
  const done: string[] = []
  for (const { move, way } of history) {
    done.push(move.name)
    await step(scene, { move, way }).catch((error: unknown) => {
      throw new Error(`the address is not its owner's after: ${done.join('; ')}`, { cause: error })
    })
  }
}

/** A move, and then a look at what works; the look leaves nothing behind. */
async function step(scene: Scene, { move, way }: Step) {
  pass() // Of two mails at the same moment none is the newer one.
  await anew()
  await move.act(scene)
  const back = await restorer()
  await anew()
  if (!(await holderOf(scene))) await expectNothingLeft(scene)
  if (scene.owner) await expectOwned(scene)
  else await expectWithinReach(scene, way)
  await back()
}

it(
  'no sequence of what squatters do keeps an address from whoever reads its mailbox, or anything of it after that',
  async () => {
    console.info(`${RUNS} sequences, seed ${SEED}`)
    await fc.assert(fc.asyncProperty(steps, live), { numRuns: RUNS, seed: SEED })
  },
  Math.max(600_000, RUNS * 30_000),
)
