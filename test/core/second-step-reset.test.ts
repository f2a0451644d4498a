import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { describe, expect, it } from 'vitest'
import { forNobody, openService } from '../../src/compose.ts'
import type { Env } from '../../src/config/config.ts'
import { disableUser, enableUser } from '../../src/core/administration/change-users.ts'
import { askToResetSecondStep, resetSecondStepNow } from '../../src/core/administration/reset-second-step.ts'
import { carryOutResets } from '../../src/core/factors/carry-out-resets.ts'
import { type Account, readMe, registered, signedIn, signIn, tokensIn } from '../support/account.ts'
import { bindings } from '../support/bindings.ts'
import { NEW_PASSWORD } from '../support/code-flows.ts'
import { pass } from '../support/clock.ts'
import { rows } from '../support/database.ts'
import { events } from '../support/log.ts'
import { mailsTo, newLink } from '../support/mails.ts'
import { operator } from '../support/operator.ts'
import { addedPasskey, signInByPasskey } from '../support/passkeys.ts'
import { person } from '../support/person.ts'
import { resend, RESEND_SETTINGS, taken } from '../support/resend.ts'
import {
  addedApp,
  ME,
  type Protected,
  protectedAccount,
  secondStep,
  waiting,
  withApp,
} from '../support/second-step.ts'
import { type Worker, workerWith } from '../support/worker.ts'
import { boundTo } from '../support/wrapped.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** The one job of the cron trigger that this is about. */
async function job(settings: Partial<Env> = {}) {
  const context = createExecutionContext()
  const service = await openService({ ...bindings, ...settings })
  await carryOutResets(forNobody(service, { route: () => 'cron', context }))
  await waitOnExecutionContext(context)
}

const ask = ({ id }: Pick<Account, 'id'>) => operator((deps) => askToResetSecondStep(deps, id))
const atOnce = ({ id }: Pick<Account, 'id'>) => operator((deps) => resetSecondStepNow(deps, id))

/** What a session of the owner sees of it. */
const seen = async ({ tokens }: Pick<Account, 'tokens'>) =>
  (await person().get(`${ME}/security`, { token: tokens.access })).body

/** Whether all of what an account proves its second step with is there, or none of it. */
async function stateOf({ id }: Pick<Account, 'id'>): Promise<'whole' | 'reset' | 'half'> {
  const [found] = await rows<Record<string, number>>(
    `select second_step_at is not null as step, recovered_at is not null as recovered,
      (select count(*) from totp where user_id = users.id and removed_at is null) as apps,
      (select count(*) from recovery_codes where user_id = users.id and removed_at is null) as codes,
      (select count(*) from sessions where user_id = users.id and revoked_at is null) > 0 as sessions
     from users where id = ?`,
    id,
  )
  const { step, recovered, apps, codes, sessions } = found ?? {}
  if (step === 1 && recovered === 0 && apps === 1 && codes === 10 && sessions === 1) return 'whole'
  return step === 0 && recovered === 1 && apps === 0 && codes === 0 && sessions === 0 ? 'reset' : 'half'
}

const mailsAbout = async ({ email }: Pick<Account, 'email'>, subject: RegExp) =>
  (await mailsTo(email)).filter((mail) => subject.test(mail.subject)).length
const before = (owner: Pick<Account, 'email'>) => mailsAbout(owner, /will be reset/)
const after = (owner: Pick<Account, 'email'>) => mailsAbout(owner, /was reset/)

describe('a reset of the second step that an operator asks for', () => {
  it('is mailed and seen at once, comes a day after the mail, and is mailed again', async () => {
    const ada = await protectedAccount()
    expect(await seen(ada)).toMatchObject({ second_step_reset: null })
    expect(await ask(ada)).toMatchObject({ id: ada.id })
    const askedAt = new Date().toISOString()
    expect(await seen(ada)).toMatchObject({ second_step_reset: { asked_at: askedAt, resets_at: null } })
    pass(HOUR)
    await job()
    await job()
    const resetsAt = new Date(Date.now() + DAY).toISOString()
    expect([await before(ada), await after(ada)]).toEqual([1, 0])
    pass(DAY - 1)
    await job()
    expect(await stateOf(ada)).toBe('whole')
    await rows('update sessions set idle_expires_at = 9e12, expires_at = 9e12')
    const { access } = tokensIn(
      await person().post('/api/v1/auth/refresh', { refresh_token: ada.tokens.refresh }),
    )
    expect(await seen({ tokens: { ...ada.tokens, access } })).toMatchObject({
      second_step_reset: { asked_at: askedAt, resets_at: resetsAt },
    })
    pass(1)
    await job()
    expect([await stateOf(ada), await before(ada), await after(ada)]).toEqual(['reset', 1, 1])
    expect((await readMe(person(), access)).status).toBe(401)
    const signed = await signedIn(person(), ada)
    expect(await seen({ tokens: signed })).toMatchObject({
      second_step: false,
      totp: false,
      second_step_reset: null,
    })
    await job()
    expect(await after(ada)).toBe(1)
  })

  it('keeps the account as it is for another day, and stands in its history', async () => {
    const ada = await protectedAccount()
    await ask(ada)
    await job()
    pass(DAY)
    await job()
    const { access: token } = await signedIn(person(), ada)
    const refused = await person().post(`${ME}/totp`, undefined, { token })
    expect([refused.status, refused.body['code']]).toEqual([403, 'recently_recovered'])
    const history = await person().get(`${ME}/events`, { token })
    const lines = history.body as unknown as { event: string; by: string }[]
    const about = lines.filter(({ event }) => event.startsWith('second_step_reset'))
    expect(about.map(({ event, by }) => [event, by])).toEqual([
      ['second_step_reset', 'operator'],
      ['second_step_reset_asked', 'operator'],
    ])
    pass(DAY)
    const fresh = await signedIn(person(), ada)
    await addedApp({ ...person(), tokens: fresh })
  })

  const USES: Record<
    string,
    (owner: Protected & Awaited<ReturnType<typeof addedPasskey>>) => Promise<unknown>
  > = {
    'a code of the app': async (owner) => {
      const token = await waiting(person(), owner)
      expect((await secondStep(person(), { token, totp: owner.app() })).status).toBe(200)
    },
    'a recovery code': async (owner) => {
      const token = await waiting(person(), owner)
      const [code = ''] = owner.recoveryCodes
      expect((await secondStep(person(), { token, recovery_code: code })).status).toBe(200)
    },
    'a passkey': async ({ device }) => expect((await signInByPasskey(person(), device)).status).toBe(200),
    'a code of the app in a session': async ({ app, tokens }) => {
      const answer = await person().post(
        '/api/v1/auth/reauthenticate',
        { totp: app() },
        { token: tokens.access },
      )
      expect(answer.status, answer.text).toBe(200)
    },
    'another app that is added': async (owner) => {
      // The session was fresh before the operator was asked.
      pass(30_000)
      await addedApp(owner)
    },
    'the second step, which its owner switches off': async ({ tokens }) => {
      const off = await person().put(`${ME}/security`, { second_step: false }, { token: tokens.access })
      expect(off.status, off.text).toBe(200)
      await rows('update users set second_step_at = 1')
    },
  }

  it.each(Object.entries(USES))('does not come after %s', async (_, use) => {
    const owner = await addedPasskey(await protectedAccount())
    await ask(owner)
    await job()
    await use(owner)
    const wanted =
      'second_step_reset_asked_at is null and second_step_resets_at is null and second_step_at > 0'
    expect(await rows(`select id from users where ${wanted}`)).toHaveLength(1)
    pass(2 * DAY)
    await job()
    expect(await rows('select id from users where second_step_at is not null')).toHaveLength(1)
    expect(await after(owner)).toBe(0)
  })

  it('comes in spite of the right password, of a wrong code, and of a refresh', async () => {
    const ada = await protectedAccount()
    await ask(ada)
    await job()
    const token = await waiting(person(), ada)
    expect((await secondStep(person(), { token, totp: '000000' })).status).toBe(401)
    await person().post('/api/v1/auth/refresh', { refresh_token: ada.tokens.refresh })
    pass(DAY)
    await job()
    expect(await stateOf(ada)).toBe('reset')
  })

  it('forgives the wrong codes: a new app is not disabled by those of the lost one', async () => {
    const ada = await protectedAccount()
    await rows(
      `insert into password_failures (subject, failures, blocked_until, updated_at, pending) values (?, 100, 9e12, ?, '{}')`,
      `${ada.id}:second`,
      Date.now(),
    )
    await atOnce(ada)
    expect(await rows('select failures, blocked_until from password_failures')).toEqual([
      { failures: 0, blocked_until: 0 },
    ])
  })

  it('does not begin while no mail can be sent, and is told by one mail', async () => {
    const ada = await protectedAccount()
    await ask(ada)
    const mailbox = resend(() =>
      Response.json({ statusCode: 401, name: 'x', message: 'no' }, { status: 401 }),
    )
    await job(RESEND_SETTINGS)
    pass(2 * DAY)
    await job(RESEND_SETTINGS)
    expect(events().filter((event) => event === 'job_failed')).toHaveLength(2)
    expect(await stateOf(ada)).toBe('whole')
    mailbox.answers(taken)
    await job(RESEND_SETTINGS)
    expect(new Set(mailbox.to(ada.email).map(({ key, text }) => `${key} ${text}`)).size).toBe(1)
    pass(DAY - 1)
    await job(RESEND_SETTINGS)
    expect(await stateOf(ada)).toBe('whole')
    pass(1)
    await job(RESEND_SETTINGS)
    expect(await stateOf(ada)).toBe('reset')
  })

  it('ends when its owner cannot sign in any more, and does not come back', async () => {
    const [ada, bob] = [await protectedAccount(), await protectedAccount()]
    for (const each of [ada, bob]) await ask(each)
    await job()
    await operator((deps) => disableUser(deps, ada.id))
    await operator((deps) => enableUser(deps, ada.id))
    const deleted = await person().ask('DELETE', ME, { confirm: bob.email }, { token: bob.tokens.access })
    expect(deleted.status, deleted.text).toBe(202)
    pass(2 * DAY)
    await job()
    expect(await rows('select id from users where second_step_reset_asked_at is not null')).toEqual([])
    expect(await rows('select id from users where second_step_at is null')).toEqual([])
  })

  it('is refused where there is nothing to reset, or nobody who could object', async () => {
    const plain = await registered()
    expect([await ask(plain), await atOnce(plain)]).toEqual([undefined, undefined])
    expect([await ask({ id: 'x' }), await atOnce({ id: 'x' })]).toEqual([undefined, undefined])
    const ada = await protectedAccount()
    for (const state of ['disabled_at', 'deletes_at']) {
      await rows(`update users set ${state} = 9e12 where id = ?`, ada.id)
      expect([state, await ask(ada), await atOnce(ada)]).toEqual([state, undefined, undefined])
      await rows(`update users set ${state} = null`)
    }
    expect(await ask(ada)).toBeDefined()
    expect(await ask(ada), 'a second time').toBeUndefined()
  })
})

describe('a reset of the second step at once', () => {
  it('ends everything now, and its mail has a link that brings the second step back', async () => {
    const ada = await protectedAccount()
    const bob = await protectedAccount()
    const done = await atOnce(ada)
    expect(done?.ended).toHaveLength(1)
    expect([await stateOf(ada), await stateOf(bob)]).toEqual(['reset', 'whole'])
    expect((await bindings.KV.list({ prefix: 'revoked:' })).keys).toHaveLength(1)
    expect((await signIn(person(), ada)).status).toBe(200)
    // The mail about the app that was added has one too.
    await newLink(ada.email, 'not-me')
    pass(HOUR)
    await job()
    expect([await before(ada), await after(ada)]).toEqual([0, 1])
    const { token } = await newLink(ada.email, 'not-me')
    const back = await person().post('/not-me', { token, email: ada.email, password: NEW_PASSWORD })
    expect(back.status, back.text).toBe(200)
    const waitingNow = await waiting(person(), { email: ada.email, password: NEW_PASSWORD })
    pass(30_000)
    expect((await secondStep(person(), { token: waitingNow, totp: ada.app() })).status).toBe(200)
  })

  it('is mailed though a new factor was added before the mail', async () => {
    const worker: Worker = workerWith({ SECOND_STEP: 'all' })
    const ada = await protectedAccount({ worker })
    await atOnce(ada)
    const again = { ...person({ worker }), tokens: await signedIn(person({ worker }), ada) }
    const { app } = await withApp(again)
    const token = await waiting(person({ worker }), ada)
    expect((await secondStep(person({ worker }), { token, totp: app() })).status).toBe(200)
    await job()
    expect(await after(ada)).toBe(1)
    pass(2 * DAY)
    await job()
    expect(await rows('select id from users where second_step_at is not null')).toHaveLength(1)
  })
})

describe('a factor that is used in the moment of the reset', () => {
  /** The day is over, and the owner has passed the first step. */
  async function dueWith() {
    const ada = await protectedAccount()
    await ask(ada)
    await job()
    pass(DAY)
    return { ada, token: await waiting(person(), ada) }
  }

  /** The bindings on which something happens once, right before a batch that holds this text. */
  function onceBefore(text: string, happens: () => Promise<unknown>) {
    let has = false
    return {
      bound: boundTo(async ({ statements }, act) => {
        if (!has && statements.some((each) => each.includes(text))) {
          has = true
          await happens()
        }
        return act()
      }),
      happened: () => has,
    }
  }

  it('comes too late, when the reset was first: nobody is in', async () => {
    const { ada, token } = await dueWith()
    const { bound, happened } = onceBefore('insert into "sessions"', () => job())
    const answer = await secondStep(person({ worker: workerWith(bound) }), { token, totp: ada.app() })
    expect([happened(), answer.status, await stateOf(ada)]).toEqual([true, 401, 'reset'])
  })

  it('cancels it, when it was first: nothing is gone', async () => {
    const { ada, token } = await dueWith()
    const statuses: number[] = []
    const { bound, happened } = onceBefore('"second_step_at" = ', async () => {
      statuses.push((await secondStep(person(), { token, totp: ada.app() })).status)
    })
    await job(bound)
    expect([happened(), statuses, await stateOf(ada), await after(ada)]).toEqual([true, [200], 'whole', 0])
  })

  it('leaves the account whole or reset, never half, however they fall together', async () => {
    for (let round = 0; round < 4; round += 1) {
      const { ada, token } = await dueWith()
      const [answer] = await Promise.all([secondStep(person(), { token, totp: ada.app() }), job()])
      expect([answer.status, await stateOf(ada)]).toEqual(
        answer.status === 200 ? [200, 'whole'] : [401, 'reset'],
      )
    }
  })
})
