import * as fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import { freshEmail, PASSWORD, registration } from '../support/account.ts'
import { bindings, forgetRequests } from '../support/bindings.ts'
import { NOON, pass } from '../support/clock.ts'
import { enrolled, V1 } from '../support/code-flows.ts'
import { emptied, restorer } from '../support/database.ts'
import { API, newMember } from '../support/enveloped.ts'
import { person, randomAddress } from '../support/person.ts'

/** `STRANGER_RUNS=500 STRANGER_SEED=1 npm test -- core/stranger` for more of them, or the same once more. */
const RUNS = Number(bindings.STRANGER_RUNS || 5)
const SEED = Number(bindings.STRANGER_SEED || Date.now() % 2 ** 31)
const LONGEST = 14

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** The owner, their device, and the address that they share with a stranger. */
type Scene = { email: string; device: string; home: string; otherDevice: string }

async function begin(): Promise<Scene> {
  const home = randomAddress()
  const [owner, other] = [await enrolled(), await enrolled()]
  const deviceOf = async ({ email }: { email: string }) => {
    const body = { email, password: PASSWORD }
    const answer = await person({ roaming: true }).post(`${API}/auth/login`, body)
    return answer.headers.get('Postern-Device') ?? ''
  }
  return { email: owner.email, device: await deviceOf(owner), home, otherDevice: await deviceOf(other) }
}

/** Where a stranger is: behind the address of the owner, or anywhere. */
const where = fc.constantFrom('home', 'anywhere')
const addressAt = (place: string, { home }: Scene) => (place === 'home' ? home : randomAddress())

const LOGINS = [
  (email: string, password: string) => [`${API}/auth/login`, { email, password }] as const,
  (email: string, password: string) => [`${API}/login`, { email, password }] as const,
  (account: string, pwd: string) => [`${V1}/request/refreshToken/code`, { account, pwd }] as const,
]

/** Tokens that a stranger can make or have. */
const FORGERIES: Record<string, (scene: Scene) => string> = {
  none: () => '',
  altered: ({ device }) => `${device.slice(0, -1)}${device.endsWith('A') ? 'B' : 'A'}`,
  'of another account': ({ otherDevice }) => otherDevice,
  'with the id of the owner': ({ device, otherDevice }) =>
    [device.split('.')[0], ...otherDevice.split('.').slice(1)].join('.'),
  nonsense: () => 'x,'.repeat(300),
}

/** What somebody without any credential can do. */
type Move = { name: string; act: (scene: Scene) => Promise<unknown> }

const wrongPasswords: fc.Arbitrary<Move> = fc
  .record({
    times: fc.integer({ min: 1, max: 30 }),
    place: where,
    login: fc.constantFrom(...LOGINS),
    forgery: fc.constantFrom(...Object.keys(FORGERIES)),
    atOnce: fc.boolean(),
  })
  .map(({ times, place, login, forgery, atOnce }) => ({
    name: `${times} wrong passwords, ${place}, device ${forgery}, ${atOnce ? 'at once' : 'with waits'}`,
    async act(scene) {
      const [path, body] = login(scene.email, 'not the password')
      const guess = () => {
        const headers = {
          'CF-Connecting-IP': addressAt(place, scene),
          'Postern-Device': FORGERIES[forgery]?.(scene) ?? '',
        }
        return person().post(path, body, { headers })
      }
      if (atOnce) return Promise.all(Array.from({ length: times }, guess))
      for (let n = 0; n < times; n += 1) {
        const { headers } = await guess()
        // The whole wait: a stranger has time, and wants the next failure to count.
        pass(Number(headers.get('Retry-After') ?? 0) * 1_000)
      }
      return undefined
    },
  }))

const spraying: fc.Arbitrary<Move> = fc.integer({ min: 1, max: 110 }).map((times) => ({
  name: `${times} wrong passwords for other addresses, home`,
  async act({ home }) {
    for (let n = 0; n < times; n += 1) {
      const [path, body] = LOGINS[n % LOGINS.length]?.(freshEmail(), 'not the password') ?? ['', {}]
      await person().post(path, body, { headers: { 'CF-Connecting-IP': home } })
    }
  },
}))

const ASKS: ((email: string) => [method: string, path: string, body: object])[] = [
  (account) => ['POST', `${V1}/request/code`, { account }],
  (account) => ['PATCH', `${V1}/password/request/code`, { account }],
  (email) => ['POST', `${API}/password/email`, { email }],
  (email) => ['POST', `${API}/auth/register`, registration({ email })],
  (email) => ['POST', `${API}/register`, newMember({ email })],
]

const asking: fc.Arbitrary<Move> = fc
  .record({ times: fc.integer({ min: 1, max: 12 }), place: where, ask: fc.constantFrom(...ASKS) })
  .map(({ times, place, ask }) => ({
    name: `${times} × ${ask('…')[0]} ${ask('…')[1]}, ${place}`,
    async act(scene) {
      for (let n = 0; n < times; n += 1) {
        const [method, path, body] = ask(scene.email)
        const headers = { 'CF-Connecting-IP': addressAt(place, scene) }
        await person().ask(method, path, body, { headers })
      }
    },
  }))

const wrongCodes: fc.Arbitrary<Move> = where.map((place) => ({
  name: `a reset with six wrong codes, ${place}`,
  async act(scene) {
    const by = person()
    const headers = { 'CF-Connecting-IP': addressAt(place, scene) }
    await by.patch(`${V1}/password/request/code`, { account: scene.email }, { headers })
    for (let n = 0; n < 6; n += 1)
      await by.patch(`${V1}/change/password`, { code: '00000000', newPwd: 'nine odd words' }, { headers })
  },
}))

const waiting: fc.Arbitrary<Move> = fc.integer({ min: 1, max: 26 * 60 }).map((minutes) => ({
  name: `${minutes} minutes`,
  act: async () => pass(minutes * MINUTE),
}))

const moves = fc.array(fc.oneof(wrongPasswords, spraying, asking, wrongCodes, waiting), {
  minLength: 1,
  maxLength: LONGEST,
})

/** What the owner can still do, whatever strangers have done. Each is looked at, and leaves nothing behind. */
const PROMISES: Record<string, (scene: Scene) => Promise<void>> = {
  async 'the right password on a known device'({ email, device, home }) {
    for (const login of LOGINS) {
      const [path, body] = login(email, PASSWORD)
      const headers = { 'CF-Connecting-IP': home, 'Postern-Device': device }
      const answer = await person().post(path, body, { headers })
      expect(answer.status, `${path}: ${answer.text}`).toBe(200)
    }
  },
}

async function live(history: Move[]) {
  vi.setSystemTime(NOON)
  await emptied()
  forgetRequests()
  const scene = await begin()
  const done: string[] = []
  for (const { name, act } of history) {
    await act(scene)
    done.push(name)
    const back = await restorer()
    const at = Date.now()
    for (const [promise, keep] of Object.entries(PROMISES)) {
      await keep(scene).catch((error: unknown) => {
        throw new Error(`${promise} does not work after: ${done.join('; ')}`, { cause: error })
      })
      vi.setSystemTime(at)
      await back()
    }
  }
}

it(
  'no sequence of requests without a credential shuts the owner out',
  async () => {
    console.info(`${RUNS} sequences, seed ${SEED}`)
    await fc.assert(fc.asyncProperty(moves, live), { numRuns: RUNS, seed: SEED })
  },
  Math.max(HOUR / 6, RUNS * 20_000),
)
