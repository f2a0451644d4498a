import * as fc from 'fast-check'
import { freshEmail, PASSWORD, registration } from '../support/account.ts'
import { pass } from '../support/clock.ts'
import { enrolled, V1 } from '../support/code-flows.ts'
import { API, newMember } from '../support/enveloped.ts'
import { MAIL } from '../support/mail-sign-in.ts'
import { codeFor, unread } from '../support/mails.ts'
import { type Answer, person, type Person, randomAddress } from '../support/person.ts'

const LONGEST = 14
const MINUTE = 60_000

/** The owner, their device, the address that they share with a stranger, and what they have asked for themselves. */
export type Scene = { email: string; device: string; home: string; otherDevice: string; asked: Asked[] }

/** A browser of the owner in which a reset was begun, and the code that was mailed for it. */
type Asked = { cookies: Person['cookies']; code: string; at: number }

export async function begin(): Promise<Scene> {
  const home = randomAddress()
  const [owner, other] = [await enrolled(), await enrolled()]
  const deviceOf = async ({ email }: { email: string }) => {
    const body = { email, password: PASSWORD }
    const answer = await person({ roaming: true }).post(`${API}/auth/login`, body)
    return answer.headers.get('Postern-Device') ?? ''
  }
  const devices = { device: await deviceOf(owner), otherDevice: await deviceOf(other) }
  return { email: owner.email, home, ...devices, asked: [] }
}

/** Where somebody is: behind the address of the owner, or anywhere. */
type Place = 'home' | 'anywhere'
const where = fc.constantFrom<Place>('home', 'anywhere')
const from = (place: Place, { home }: Scene) => ({
  'CF-Connecting-IP': place === 'home' ? home : randomAddress(),
})

type Login = (email: string, password: string) => [path: string, body: object]

const LOGINS: Login[] = [
  (email, password) => [`${API}/auth/login`, { email, password }],
  (email, password) => [`${API}/login`, { email, password }],
  (account, pwd) => [`${V1}/request/refreshToken/code`, { account, pwd }],
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

/** All at once, or one after another. A stranger has time, and wants the next one to count. */
async function repeat(times: number, atOnce: boolean, ask: () => Promise<Answer>) {
  if (atOnce) return Promise.all(Array.from({ length: times }, ask))
  for (let n = 0; n < times; n += 1) {
    const { headers } = await ask()
    pass(Number(headers.get('Retry-After') ?? 0) * 1_000)
  }
  return undefined
}

const speed = (atOnce: boolean) => (atOnce ? 'at once' : 'with waits')

const wrongPasswords: fc.Arbitrary<Move> = fc
  .record({
    // After a hundred in a row the password is disabled for strangers.
    times: fc.oneof(
      { weight: 4, arbitrary: fc.integer({ min: 1, max: 30 }) },
      { weight: 1, arbitrary: fc.constant(101) },
    ),
    place: where,
    login: fc.constantFrom(...LOGINS),
    forgery: fc.constantFrom(...Object.keys(FORGERIES)),
    atOnce: fc.boolean(),
  })
  .map(({ times, place, login, forgery, atOnce }) => ({
    name: `${times} wrong passwords, ${place}, device ${forgery}, ${speed(atOnce)}`,
    act: (scene) =>
      repeat(times, atOnce, () => {
        const headers = { ...from(place, scene), 'Postern-Device': FORGERIES[forgery]?.(scene) ?? '' }
        const [path, body] = login(scene.email, 'not the password')
        return person().post(path, body, { headers })
      }),
  }))

/** A client has a hundred failures an hour. */
const spraying: fc.Arbitrary<Move> = fc.constantFrom(5, 50, 105).map((times) => ({
  name: `${times} wrong passwords for other addresses, home`,
  async act(scene) {
    for (let n = 0; n < times; n += 1) {
      const [path, body] = LOGINS[n % LOGINS.length]?.(freshEmail(), 'not the password') ?? ['', {}]
      await person().post(path, body, { headers: from('home', scene) })
    }
  },
}))

/** What is sent to ask for a reset. */
export type Reset = (email: string) => [method: string, path: string, body: object]

export const RESETS: [Reset, Reset] = [
  (account) => ['PATCH', `${V1}/password/request/code`, { account }],
  (email) => ['POST', `${API}/password/email`, { email }],
]

const ASKS: Reset[] = [
  ...RESETS,
  (account) => ['POST', `${V1}/request/code`, { account }],
  (email) => ['POST', MAIL, { email }],
  (email) => ['POST', `${API}/auth/register`, registration({ email })],
  (email) => ['POST', `${API}/register`, newMember({ email })],
]

const asking: fc.Arbitrary<Move> = fc
  .record({
    times: fc.integer({ min: 1, max: 12 }),
    place: where,
    ask: fc.constantFrom(...RESETS, ...ASKS),
    atOnce: fc.boolean(),
  })
  .map(({ times, place, ask, atOnce }) => ({
    name: `${times} × ${ask('…')[0]} ${ask('…')[1]}, ${place}, ${speed(atOnce)}`,
    act: (scene) =>
      repeat(times, atOnce, () => person().ask(...ask(scene.email), { headers: from(place, scene) })),
  }))

/** A client has thirty mails an hour, and all strangers together have a hundred a minute. */
const askingForOthers: fc.Arbitrary<Move> = fc
  .record({ times: fc.constantFrom(5, 31, 60), place: where })
  .map(({ times, place }) => ({
    name: `${times} resets of other addresses, ${place}`,
    async act(scene) {
      for (let n = 0; n < times; n += 1) {
        const ask = RESETS[n % 2 === 0 ? 0 : 1]
        await person().ask(...ask(freshEmail()), { headers: from(place, scene) })
      }
    },
  }))

const wrongCodes: fc.Arbitrary<Move> = where.map((place) => ({
  name: `a reset with six wrong codes, ${place}`,
  async act(scene) {
    const by = person()
    const headers = from(place, scene)
    await by.patch(`${V1}/password/request/code`, { account: scene.email }, { headers })
    for (let n = 0; n < 6; n += 1)
      await by.patch(`${V1}/change/password`, { code: '00000000', newPwd: 'nine odd words' }, { headers })
  },
}))

/** Also around the lives of links: an hour, and six and a half in a flood. */
const waiting: fc.Arbitrary<Move> = fc
  .oneof(
    fc.integer({ min: 1, max: 60 }),
    fc.integer({ min: 45, max: 130 }),
    fc.integer({ min: 6 * 60, max: 9 * 60 }),
    fc.integer({ min: 1, max: 26 * 60 }),
  )
  .map((minutes) => ({ name: `${minutes} minutes`, act: async () => pass(minutes * MINUTE) }))

/** The one move that is the owner's: a browser somewhere in which a reset is begun, and left. */
const ownersReset: fc.Arbitrary<Move> = fc.constant({
  name: 'a reset that the owner begins',
  async act({ email, asked }) {
    const by = person({ roaming: true })
    await unread(email)
    const { status } = await by.patch(`${V1}/password/request/code`, { account: email })
    if (status === 200) asked.push({ cookies: by.cookies, code: await codeFor(email), at: Date.now() })
  },
})

/** A move, and how the owner tries to get in afterwards. */
export type Step = { move: Move; login: Login; link: 'newest' | 'oldest'; place: Place }

export const steps = fc.array(
  fc.record<Step>({
    move: fc.oneof(
      { weight: 2, arbitrary: wrongPasswords },
      { weight: 1, arbitrary: spraying },
      { weight: 4, arbitrary: asking },
      { weight: 2, arbitrary: askingForOthers },
      { weight: 2, arbitrary: wrongCodes },
      { weight: 3, arbitrary: waiting },
      { weight: 2, arbitrary: ownersReset },
    ),
    login: fc.constantFrom(...LOGINS),
    link: fc.constantFrom('newest', 'oldest'),
    place: where,
  }),
  { minLength: 1, maxLength: LONGEST, size: 'max' },
)
