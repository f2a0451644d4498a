import { describe, expect, it } from 'vitest'
import { pass } from '../support/clock.ts'
import { begun, CODE_FLOWS, type CodeFlow, enrolled, V1 } from '../support/code-flows.ts'
import { rows } from '../support/database.ts'
import { deferredWork } from '../support/worker.ts'
import { registered } from '../support/account.ts'
import { API } from '../support/enveloped.ts'
import { askedByMail, redeem } from '../support/mail-sign-in.ts'
import { codeFor, mailsTo, otherThan } from '../support/mails.ts'
import { person } from '../support/person.ts'
import {
  type Protected,
  protectedAccount,
  secondStep,
  waiting,
  waitingToken,
} from '../support/second-step.ts'

type Typed = { totp: string; recovery_code?: never } | { recovery_code: string; totp?: never }

/** What owners get to know of what happens to their accounts through this surface. */
const SIGN_IN = CODE_FLOWS.find(({ purpose }) => purpose === 'sign_in') as CodeFlow

const warnings = async (email: string) => {
  await deferredWork()
  return (await mailsTo(email)).filter(({ subject }) => subject.startsWith('Wrong codes for'))
}

/** Step one with the right password, and then so many wrong codes. */
async function failWithCodes(account: Awaited<ReturnType<typeof registered>>, times: number) {
  const by = person({ roaming: true })
  const [code = ''] = await begun(SIGN_IN, by, account)
  for (let tries = 0; tries < times; tries += 1) {
    const answer = await SIGN_IN.finish(by, [otherThan(code)])
    expect(answer.status).toBe(400)
  }
}

describe('an owner whose password was right and whose codes were all wrong', () => {
  it.each([
    ['one flow', [3], 1],
    ['flows of three codes', [3], 3],
    ['flows of one code', [1, 1, 1], 1],
  ])('is warned of the fourth wrong code in an hour, and not before: %s', async (_, before, last) => {
    const ada = await registered({ roaming: true })
    for (const times of before) await failWithCodes(ada, times)
    expect(await warnings(ada.email)).toHaveLength(0)
    await failWithCodes(ada, last)
    const [warning, ...more] = await warnings(ada.email)
    expect(more).toHaveLength(0)
    expect(warning?.text).toContain('None of these codes was accepted')
    expect(warning?.text).not.toContain('Nobody got in')
    expect(warning?.text).toContain('Set a new one now')
    expect(warning?.text).not.toMatch(/^\d{6}$/m)
  })

  it('is not warned of slips that are hours apart', async () => {
    const ada = await registered({ roaming: true })
    for (let day = 0; day < 3; day += 1) {
      await failWithCodes(ada, 2)
      pass(61 * 60_000)
    }
    expect(await warnings(ada.email)).toHaveLength(0)
  })

  it('is warned once a day', async () => {
    const ada = await registered({ roaming: true })
    await failWithCodes(ada, 5)
    await failWithCodes(ada, 5)
    expect(await warnings(ada.email)).toHaveLength(1)
    pass(25 * 3_600_000)
    await failWithCodes(ada, 5)
    expect(await warnings(ada.email)).toHaveLength(2)
  })

  it('is not warned for another flow', async () => {
    const ada = await enrolled({ roaming: true })
    const by = person({ roaming: true })
    await by.patch(`${V1}/password/request/code`, { account: ada.email })
    await deferredWork()
    const code = otherThan(await codeFor(ada.email))
    for (let tries = 0; tries < 5; tries += 1) {
      await by.patch(`${V1}/change/password`, { code, newPwd: 'eleven blue words' })
    }
    expect(await warnings(ada.email)).toHaveLength(0)
  })
})

/** Step one with the right password, and a second step with each of these. */
const DIALECTS = {
  'account-v1': async (owner: Protected, proofs: Typed[]) => {
    const by = person()
    const token = await waiting(by, owner)
    for (const proof of proofs) await secondStep(by, { token, ...proof })
  },
  'api-v1': async (owner: Protected, proofs: Typed[]) => {
    const by = person()
    const { body } = await by.post(`${API}/login`, { email: owner.email, password: owner.password })
    const { second_step } = body['data'] as { second_step: { token: string } }
    for (const proof of proofs)
      await by.post(`${API}/login/second-step`, { token: second_step.token, ...proof })
  },
  'auth-v1': async (owner: Protected, proofs: Typed[]) => {
    const by = person()
    await by.post(`${V1}/request/refreshToken/code`, { account: owner.email, pwd: owner.password })
    for (const { totp, recovery_code } of proofs)
      await by.post(
        `${V1}/request/refreshToken`,
        totp === undefined ? { recoveryCode: recovery_code } : { code: totp },
      )
  },
}

describe('an owner whose password was right and whose second steps were all wrong', () => {
  it.each(Object.entries(DIALECTS))('is warned of the fourth in an hour, once a day: %s', async (_, fail) => {
    const ada = await protectedAccount()
    const app = { totp: otherThan(ada.app()) }
    const code = { recovery_code: 'WRNG-WRNG-WRNG-WRNG' }
    await fail(ada, [app, code, app])
    expect(await warnings(ada.email)).toHaveLength(0)
    await fail(ada, [code])
    await fail(ada, [app, code])
    const [warning, ...more] = await warnings(ada.email)
    expect(more).toHaveLength(0)
    expect(warning?.text).toContain('Set a new one now')
    pass(25 * 3_600_000)
    await fail(ada, [code, code, code, code])
    expect(await warnings(ada.email)).toHaveLength(2)
  })

  it('is not warned of slips before a right one, nor of slips that are hours apart', async () => {
    const ada = await protectedAccount()
    const fail = DIALECTS['account-v1']
    const code = { recovery_code: 'WRNG-WRNG-WRNG-WRNG' }
    await fail(ada, [code, code, code, { totp: ada.app() }])
    await fail(ada, [code, code, code])
    pass(61 * 60_000)
    await fail(ada, [code, code, code])
    expect(await warnings(ada.email)).toHaveLength(0)
  })

  it('is not warned where nobody has typed the password', async () => {
    const ada = await protectedAccount()
    const { request, code } = await askedByMail(ada.email)
    const token = waitingToken(await redeem({ request, code }))
    for (let n = 0; n < 4; n += 1)
      expect((await secondStep(person(), { token, recovery_code: 'WRNG-WRNG-WRNG-WRNG' })).status).toBe(401)
    expect(await warnings(ada.email)).toHaveLength(0)
  })
})

describe('signing out', () => {
  it('is on record for the owner', async () => {
    const ada = await enrolled()
    expect((await ada.post(`${V1}/request/logout`)).status).toBe(200)
    await deferredWork()
    const events = await rows<{ event: string }>('select event from audit_events where subject = ?', ada.id)
    expect(events).toContainEqual({ event: 'signed_out' })
  })
})
