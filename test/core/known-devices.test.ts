import { beforeEach, describe, expect, it } from 'vitest'
import { endSessions } from '../../src/core/administration/change-users.ts'
import { FAILURES_TO_DISABLE } from '../../src/store/pieces/password-failures.ts'
import { type Account, freshEmail, PASSWORD, registered } from '../support/account.ts'
import { pass } from '../support/clock.ts'
import { moveTo, NEW_PASSWORD } from '../support/code-flows.ts'
import { rows } from '../support/database.ts'
import { askForReset, reset } from '../support/enveloped.ts'
import { newLink } from '../support/mails.ts'
import { operator } from '../support/operator.ts'
import { type Answer, person } from '../support/person.ts'
import { SECRET, type Worker, workerWith } from '../support/worker.ts'
import { hashWork } from '../support/work.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const WRONG = 'not the password'

const deviceOf = ({ headers }: Answer) => headers.get('Postern-Device') ?? ''

/** A sign-in from anywhere, with or without device tokens. */
const signInWith = (
  devices: string | undefined,
  { email, password = PASSWORD, worker }: { email: string; password?: string; worker?: Worker },
) =>
  person({ roaming: true, ...(worker && { worker }) }).post(
    '/api/v1/auth/login',
    { email, password },
    { headers: devices === undefined ? {} : { 'Postern-Device': devices } },
  )

async function newDevice(account: { email: string }) {
  const answer = await signInWith(undefined, account)
  expect(answer.status, answer.text).toBe(200)
  return deviceOf(answer)
}

const disable = (id: string) =>
  rows(
    'insert or replace into password_failures (subject, failures, blocked_until, updated_at) values (?, ?, 0, ?)',
    id,
    FAILURES_TO_DISABLE,
    Date.now(),
  )

let ada: Account
let known: string
beforeEach(async () => {
  ada = await registered({ roaming: true })
  known = await newDevice(ada)
})

describe('on a known device the right password', () => {
  it('works while strangers have to wait', async () => {
    for (let turn = 0; turn < 6; turn += 1) await signInWith(undefined, { ...ada, password: WRONG })
    expect((await signInWith(undefined, ada)).status).toBe(429)
    expect((await signInWith(known, ada)).status).toBe(200)
  })

  it('does not show to strangers: they wait as before, like for an address without an account', async () => {
    for (let turn = 0; turn < 5; turn += 1) await signInWith(undefined, { ...ada, password: WRONG })
    expect((await signInWith(known, ada)).status).toBe(200)
    const { status, headers } = await signInWith(undefined, { ...ada, password: WRONG })
    expect([status, headers.get('Retry-After')]).toEqual([429, '1'])
  })

  it('works when strangers have disabled it, and enables it for them', async () => {
    await disable(ada.id)
    expect((await signInWith(undefined, ada)).status).toBe(401)
    expect((await signInWith(known, ada)).status).toBe(200)
    expect((await signInWith(undefined, ada)).status).toBe(200)
  })

  it('keeps the name of the device, and another device gets another name', async () => {
    const nameOf = (token: string) => token.split('.')[2]
    expect(nameOf(deviceOf(await signInWith(known, ada)))).toBe(nameOf(known))
    expect(nameOf(await newDevice(ada))).not.toBe(nameOf(known))
  })

  it('works by a token among others, and by one that an earlier secret made', async () => {
    const bob = await registered({ roaming: true })
    await disable(ada.id)
    const both = `${await newDevice(bob)}, ${known}`
    expect((await signInWith(both, ada)).status).toBe(200)
    await disable(ada.id)
    const AUTH_SECRET = 'another secret of at least thirty-two characters'
    const worker = workerWith({ AUTH_SECRET, AUTH_SECRET_PREVIOUS: SECRET })
    expect((await signInWith(known, { ...ada, worker })).status).toBe(200)
  })
})

describe('a stranger is', () => {
  const flipped = (token: string) => `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`
  const tokens: [string, (token: string) => Promise<{ token: string; worker?: Worker }>][] = [
    ['whoever alters a token', async (token) => ({ token: flipped(token) })],
    [
      'whoever puts another user in',
      async () => {
        const bob = await newDevice(await registered({ roaming: true }))
        return { token: [ada.id, ...bob.split('.').slice(1)].join('.') }
      },
    ],
    [
      'a device of another account',
      async () => ({ token: await newDevice(await registered({ roaming: true })) }),
    ],
    [
      'a device that has not signed in for 400 days',
      async (token) => {
        pass(400 * DAY)
        return { token }
      },
    ],
    [
      'a device from before all devices became unknown',
      async (token) => {
        await rows('update users set device_epoch = device_epoch + 1 where id = ?', ada.id)
        return { token }
      },
    ],
    [
      'a device from before an operator has ended every session',
      async (token) => {
        await operator((deps) => endSessions(deps, ada.id))
        return { token }
      },
    ],
    [
      'a device from before NOT_BEFORE',
      async (token) => ({
        token,
        worker: workerWith({ NOT_BEFORE: String(Math.floor(Date.now() / 1_000) + 1) }),
      }),
    ],
    [
      'a device whose token a leaked secret has made',
      async (token) => ({
        token,
        worker: workerWith({
          AUTH_SECRET: 'another secret of at least thirty-two characters',
          AUTH_SECRET_PREVIOUS: `passwords:${SECRET}`,
        }),
      }),
    ],
    ['whoever sends many', async () => ({ token: Array(500).fill('x.1.y.2.z').join() })],
  ]

  it.each(tokens)('%s', async (_, make) => {
    const { token, worker } = await make(known)
    await disable(ada.id)
    const answer = await signInWith(token, { ...ada, ...(worker && { worker }) })
    expect(answer.status, answer.text).toBe(401)
  })
})

describe('wrong passwords on a known device', () => {
  const failTimes = async (times: number) => {
    for (let turn = 0; turn < times; turn += 1)
      expect((await signInWith(known, { ...ada, password: WRONG })).status).toBe(401)
  }

  it('are not counted with those of strangers', async () => {
    await failTimes(12)
    expect(await rows('select failures from password_failures where subject = ?', ada.id)).toEqual([
      { failures: 0 },
    ])
    expect((await signInWith(undefined, ada)).status).toBe(200)
  })

  it('make it unknown for a day when they are twenty in an hour', async () => {
    await disable(ada.id)
    await failTimes(20)
    const work = hashWork()
    expect((await signInWith(known, ada)).status).toBe(401)
    expect(work.calls()).toEqual([])
    pass(DAY - 1)
    expect((await signInWith(known, ada)).status).toBe(401)
    pass(1)
    expect((await signInWith(known, ada)).status).toBe(200)
  })

  it('may be nineteen in every hour', async () => {
    await disable(ada.id)
    for (let hour = 0; hour < 3; hour += 1) {
      await failTimes(19)
      pass(HOUR)
    }
    expect((await signInWith(known, ada)).status).toBe(200)
  })

  it('make it unknown for good when they are a hundred in a row', async () => {
    await disable(ada.id)
    for (let day = 0; day < 5; day += 1) {
      await failTimes(20)
      pass(DAY)
    }
    pass(300 * DAY)
    expect((await signInWith(known, ada)).status).toBe(401)
    expect((await askForReset(person({ roaming: true }), ada.email)).status).toBe(200)
    const { token } = await newLink(ada.email, 'reset-password')
    expect((await reset(person({ roaming: true }), { token, email: ada.email })).status).toBe(200)
    expect((await signInWith(known, { ...ada, password: NEW_PASSWORD })).status).toBe(200)
  })

  it('are forgotten after a right one', async () => {
    for (let turn = 0; turn < 3; turn += 1) {
      await failTimes(15)
      expect((await signInWith(known, ada)).status).toBe(200)
    }
  })

  it('fifty at once reach the hash twenty times', async () => {
    const work = hashWork()
    const tries = Array.from({ length: 50 }, () => signInWith(known, { ...ada, password: WRONG }))
    const statuses = (await Promise.all(tries)).map(({ status }) => status)
    // Twenty of the device, which then is unknown, and five of strangers.
    expect(work.calls()).toHaveLength(25)
    expect(statuses.filter((status) => status === 401)).toHaveLength(25)
    expect(statuses.filter((status) => status === 429)).toHaveLength(25)
  })
})

describe('wrong passwords on many known devices of one account', () => {
  // What an account may ask in a minute is another limit.
  const worker = workerWith({ RATE_LIMIT: { limit: async () => ({ success: true }) } })
  async function sixDevices() {
    const devices = [known]
    while (devices.length < 6) devices.push(await newDevice(ada))
    return devices
  }
  const guess = (device: string, email = ada.email) => signInWith(device, { email, password: WRONG, worker })

  /** As if each device had failed so often in this hour. */
  const fail = (devices: string[], times: number) =>
    Promise.all(
      devices.map((device) =>
        rows(
          `insert into password_failures (subject, failures, blocked_until, updated_at, recent, recent_until)
            values (?, ?, 0, ?, ?, ?)`,
          `${device.split('.')[0]}/${device.split('.')[2]}`,
          times,
          Date.now(),
          times,
          Date.now() + HOUR,
        ),
      ),
    )

  it('are a hundred in an hour together, and then these devices count as strangers', async () => {
    const devices = await sixDevices()
    await disable(ada.id)
    await fail(devices, 16)
    const work = hashWork()
    for (const device of devices) await guess(device)
    expect(work.calls()).toHaveLength(100 - 6 * 16)
    expect((await signInWith(known, ada)).status).toBe(401)
    pass(HOUR)
    expect((await signInWith(known, ada)).status).toBe(200)
  })

  it('share the hundred also when they come at once', async () => {
    const devices = await sixDevices()
    await disable(ada.id)
    await fail(devices, 14)
    const work = hashWork()
    await Promise.all(devices.flatMap((device) => Array.from({ length: 5 }, () => guess(device))))
    expect(work.calls()).toHaveLength(100 - 6 * 14)
  })

  it('weigh on none that is known after a reset has made all of them unknown', async () => {
    await fail(await sixDevices(), 17)
    await askForReset(person({ roaming: true }), ada.email)
    const { token } = await newLink(ada.email, 'reset-password')
    const device = deviceOf(await reset(person({ roaming: true }), { token, email: ada.email }))
    await disable(ada.id)
    expect((await signInWith(device, { ...ada, password: NEW_PASSWORD })).status).toBe(200)
  })

  it('weigh on none that is known after a reclaim', async () => {
    await fail(await sixDevices(), 17)
    await moveTo(ada, freshEmail())
    const { token } = await newLink(ada.email, 'undo-email-change')
    const back = { token, email: ada.email, password: NEW_PASSWORD }
    const device = deviceOf(await person().post('/undo-email-change', back))
    await disable(ada.id)
    expect((await signInWith(device, { ...ada, password: NEW_PASSWORD })).status).toBe(200)
  })

  it('do not count for another account', async () => {
    const bob = await registered({ roaming: true })
    const device = await newDevice(bob)
    await fail(await sixDevices(), 17)
    await disable(bob.id)
    expect((await signInWith(device, bob)).status).toBe(200)
  })
})
