import { beforeEach, describe, expect, it } from 'vitest'
import { freshEmail, type Tokens, tokensIn } from '../support/account.ts'
import { pass } from '../support/clock.ts'
import { dump, rows } from '../support/database.ts'
import { API } from '../support/enveloped.ts'
import { addedPasskey, assertion } from '../support/passkeys.ts'
import { type Members, person } from '../support/person.ts'
import {
  addedApp,
  ME,
  movedAway,
  type Protected,
  protectedAccount,
  secondStep,
  waiting,
  waitingToken,
} from '../support/second-step.ts'
import { countTrips, observed } from '../support/work.ts'

const UNDO = '/undo-email-change'
const NEW_PASSWORD = 'only hers now'

let ada: Protected
let link: string
let tokens: Tokens

beforeEach(async () => {
  ada = await protectedAccount()
  pass(8 * 86_400_000)
})

const undo = (more: Members = {}, by = person({ roaming: true })) =>
  by.post(UNDO, { token: link, email: ada.email, password: NEW_PASSWORD, ...more })

const move = async () => {
  ;({ link, tokens } = await movedAway(ada))
}

const isBack = async () => (await rows('select id from users where email = ?', ada.email)).length === 1

const unused = async () => (await rows('select mac from recovery_codes where used_at is null')).length

describe('the link that undoes a move of an account with a second step', () => {
  it('is not enough alone: it says what the account can prove itself with, and stays good', async () => {
    await move()
    const before = await dump()
    const asked = await undo()
    expect([asked.status, asked.body], asked.text).toEqual([
      403,
      {
        error: 'second_step_required',
        request_id: expect.any(String),
        second_step: { token: expect.any(String), methods: ['totp', 'recovery_code'], expires_in: 600 },
      },
    ])
    expect(await dump()).toBe(before)
    const signIn = await secondStep(person(), { token: waitingToken(asked), totp: ada.app() })
    expect(signIn.status).toBe(401)
    expect((await undo({ totp: ada.app() })).status).toBe(200)
    expect(await isBack()).toBe(true)
  })

  it('is refused with a wrong proof of any kind, alike, and stays good', async () => {
    const passed = await secondStep(person(), { token: await waiting(person(), ada), totp: ada.app() })
    const { device } = await addedPasskey({ ...ada, tokens: tokensIn(passed) })
    pass(8 * 86_400_000)
    await move()
    const token = waitingToken(await undo())
    const strangers = await addedPasskey(await protectedAccount())
    const passkeys = [await assertion(person(), strangers.device), await assertion(person(), device)]
    const wrong = [
      { totp: '000000' },
      { recovery_code: 'AAAA-BBBB-CCCC-DDDD' },
      ...passkeys.map((passkey) => ({ passkey })),
    ]
    for (const proof of wrong) {
      const answer = await undo(proof)
      expect([answer.status, answer.body['error']], answer.text).toEqual([401, 'second_step_refused'])
    }
    const passkey = await assertion(person(), device, { token })
    const right = await undo({ passkey })
    expect(right.status, right.text).toBe(200)
    expect(await isBack()).toBe(true)
  })

  it('takes a recovery code, which is spent by the deed only, and once', async () => {
    await move()
    const [recovery_code] = ada.recoveryCodes
    expect((await undo({ recovery_code, email: freshEmail() })).status).toBe(400)
    expect((await undo({ recovery_code, password: 'password1' })).status).toBe(422)
    expect(await unused()).toBe(10)
    expect((await undo({ recovery_code })).status).toBe(200)
    expect(await unused()).toBe(9)
    const again = { token: await waiting(person(), { ...ada, password: NEW_PASSWORD }) }
    expect((await secondStep(person(), { ...again, recovery_code: recovery_code ?? '' })).status).toBe(401)
  })

  it.each(['totp', 'recovery_code'] as const)(
    'gives the account back once, of 32 uses at once: %s',
    async (kind) => {
      await move()
      const proof = kind === 'totp' ? { totp: ada.app() } : { recovery_code: ada.recoveryCodes[0] }
      const answers = await Promise.all(
        Array.from({ length: 32 }, () => undo({ ...proof, password: undefined })),
      )
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
      expect(await rows('select security_version, device_epoch from users')).toEqual([
        { security_version: expect.any(Number), device_epoch: 1 },
      ])
      expect(await unused()).toBe(kind === 'totp' ? 10 : 9)
    },
  )

  it('costs two round trips at most', async () => {
    await move()
    const service = observed()
    const by = person({ worker: service.worker })
    const [recovery_code] = ada.recoveryCodes
    const costs = []
    for (const proof of [{}, { totp: '000000' }, { recovery_code: 'x' }, { recovery_code }]) {
      const { status } = await undo(proof, by)
      costs.push([status, countTrips(service.last().trips).d1])
    }
    expect(costs).toEqual([
      [403, 1],
      [401, 2],
      [401, 2],
      [200, 2],
    ])
  })

  it('takes no code that was used already', async () => {
    await move()
    const totp = ada.app()
    const session = { token: tokens.access }
    expect((await person().post(`${API}/auth/reauthenticate`, { totp }, session)).status).toBe(200)
    expect((await undo({ totp })).status).toBe(401)
    pass(30_000)
    expect((await undo({ totp: ada.app() })).status).toBe(200)
  })

  it('counts wrong codes before it compares, apart from those of sign-ins', async () => {
    await move()
    const failures = () =>
      rows(`select failures from password_failures where subject like ?`, `${ada.id}:undo:%`)
    const answers = await Promise.all(Array.from({ length: 12 }, () => undo({ totp: '000000' })))
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5)
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(7)
    expect(await failures()).toEqual([{ failures: 5 }])
    pass(1_001)
    expect((await undo({ totp: ada.app() })).status).toBe(200)
    expect(await failures()).toEqual([{ failures: 0 }])
  })

  it('takes codes however many a thief has got wrong at sign-ins, and then sign-ins do too', async () => {
    await move()
    const [{ email: newEmail } = { email: '' }] = await rows<{ email: string }>('select email from users')
    const thief = person({ roaming: true })
    await secondStep(thief, { token: await waiting(thief, { ...ada, email: newEmail }), totp: '000000' })
    await rows('update password_failures set failures = 100 where subject = ?', `${ada.id}:second`)
    expect((await undo({ totp: ada.app() })).status).toBe(200)
    pass(30_000)
    const by = person({ roaming: true })
    const token = await waiting(by, { ...ada, password: NEW_PASSWORD })
    expect((await secondStep(by, { token, totp: ada.app() })).status).toBe(200)
  })

  it('takes the factor that a thief has removed, and none that a thief has added', async () => {
    await move()
    const removed = await person().delete(`${ME}/totp`, { token: tokens.access })
    expect(removed.status, removed.text).toBe(204)
    const again = await person().post(
      `${API}/auth/reauthenticate`,
      { password: ada.password },
      { token: tokens.access },
    )
    const theirs = await addedApp({
      ...person(),
      tokens: { access: String(again.body['access_token']), refresh: '' },
    })
    pass(30_000)
    expect((await undo()).status).toBe(403)
    expect((await undo({ totp: theirs.app() })).status).toBe(401)
    const [recovery_code] = theirs.recoveryCodes
    expect((await undo({ recovery_code })).status).toBe(401)
    const right = await undo({ totp: ada.app() })
    expect(right.status, right.text).toBe(200)
    pass(30_000)
    const hers = { token: await waiting(person(), { ...ada, password: NEW_PASSWORD }), totp: ada.app() }
    expect((await secondStep(person(), hers)).status).toBe(200)
  })

  it('asks for no factor that is as young as the session that has moved the account', async () => {
    await rows('update totp set confirmed_at = ?', Date.now() + 1_000)
    await rows('update recovery_codes set created_at = ?', Date.now() + 1_000)
    await move()
    expect((await undo()).status).toBe(200)
    expect(await isBack()).toBe(true)
  })

  it('asks for nothing where the second step was off when the account moved', async () => {
    await move()
    await rows('update users set second_step_at = null')
    await rows('update recovery_codes set removed_at = ?', Date.now() - 60_000)
    expect((await undo({ totp: '000000' })).status).toBe(200)
  })
})
