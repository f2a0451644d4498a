import { beforeEach, describe, expect, it } from 'vitest'
import {
  type Account,
  claimsOf,
  freshEmail,
  PASSWORD,
  registered,
  registration,
  signedIn,
} from '../support/account.ts'
import { childOf, registeredApp } from '../support/apps.ts'
import { pass } from '../support/clock.ts'
import { NEW_PASSWORD } from '../support/code-flows.ts'
import { restorer, rows } from '../support/database.ts'
import { otherThan } from '../support/mails.ts'
import { HOME, person } from '../support/person.ts'
import { expectOfEach, isSafe, namesUnder, pathFor, ROUTES } from '../support/routes.ts'
import { authenticator } from '../support/authenticator.ts'
import { assertion, newCredential } from '../support/passkeys.ts'
import { appOf, waiting, withApp } from '../support/second-step.ts'
import { countTrips, linesAlone, observed } from '../support/work.ts'

let service: ReturnType<typeof observed>
const somebody = () => person({ worker: service.worker })

let ada: Account
beforeEach(async () => {
  service = observed()
  ada = await registered()
})

/** Round trips to D1, rows written, operations on KV, and mails; work after the answer included. */
type Cost = [d1: number, rows: number, kv: number, mails: number]

/** What one request costs. */
async function costOf(
  status: number,
  method: string,
  path: string,
  body?: unknown,
  token?: string,
  headers?: Record<string, string>,
): Promise<Cost> {
  const answer = await somebody().ask(method, path, body, { token, ...(headers && { headers }) })
  expect(answer.status, answer.text).toBe(status)
  const { trips, rows: written, mails, mailsAfter } = service.last()
  const lines = linesAlone(trips)
  expect(lines.before, 'no answer waits for its line').toEqual([])
  expect(status < 400 ? lines.after : [], 'a line stands or falls with what it tells of').toEqual([])
  const { d1, kv } = countTrips(trips)
  return [d1, written, kv, mails + mailsAfter]
}

const change = {
  current_password: PASSWORD,
  new_password: 'eight wet words',
  confirm_password: 'eight wet words',
}

describe('round trips to D1, rows written and operations on KV', () => {
  it('are this many for each route of account-v1', async () => {
    const { access: token, refresh: refresh_token } = ada.tokens
    const [other, email, password] = [await registered(), ada.email, PASSWORD]
    const table: Record<string, Cost> = {}
    /** A row is called by its route, and what is behind a comma. */
    async function note(
      name: string,
      status: number,
      body?: unknown,
      by: { token?: string; id?: string; headers?: Record<string, string> } = {},
    ) {
      const [method = '', path = ''] = name.replace(/,.*/, '').split(' ')
      const asked = path
        .replace(':user_id', by.id ?? ada.id)
        .replace(/:(session|passkey|app)_id/, by.id ?? 'nobody')
      table[name] = await costOf(status, method, asked, body, by.token, by.headers)
    }

    await note('GET /api/v1/users/me', 200, undefined, { token })
    await note('GET /api/v1/users/me, without a token', 401)
    await note('GET /api/v1/users/me, with a bad token', 401, undefined, { token: 'junk' })
    await note('PUT /api/v1/users/me', 200, { bio: 'x' }, { token })
    await note('GET /api/v1/users/:user_id', 200, undefined, { token })
    await note('GET /api/v1/users/:user_id, another', 200, undefined, { token, id: other.id })
    await note('GET /api/v1/users/:user_id, nobody', 404, undefined, { token, id: 'nobody' })
    await note('POST /api/v1/auth/register', 201, registration())
    await note('POST /api/v1/auth/register, taken', 409, registration({ email }))
    await note('POST /api/v1/auth/login', 200, { email, password })
    await note('POST /api/v1/auth/login, wrong', 401, { email, password: 'x' })
    await note('POST /api/v1/auth/login, unknown', 401, { email: freshEmail(), password: 'x' })
    await note('POST /api/v1/auth/login, a bad body', 422, {})
    await note('POST /api/v1/auth/refresh', 200, { refresh_token })
    await note('POST /api/v1/auth/refresh, again', 200, { refresh_token })
    await note('POST /api/v1/auth/refresh, junk', 401, { refresh_token: 'junk' })
    await note('PUT /api/v1/auth/reset-password/:user_id', 200, { password }, { token })
    await note('PATCH /api/v1/auth/reset-password/:user_id', 200, { password }, { token })
    await note('POST /api/v1/auth/reset-password/:user_id', 200, { password }, { token })
    await note('POST /api/v1/auth/change-password', 200, change, { token })
    const headers = { Origin: HOME, Cookie: `__Host-accessToken=${other.tokens.access}` }
    await note('POST /api/v1/auth/token', 200, undefined, { headers })
    await note('POST /api/v1/auth/logout', 200, {}, { token: other.tokens.access })
    await note('POST /api/v1/auth/forgot-password', 202, { email: other.email })
    await note('POST /api/v1/auth/forgot-password, unknown', 202, { email: freshEmail() })
    const reset = { token: service.mailbox.linkTo(other.email, 'reset-password'), password }
    await note('POST /api/v1/auth/reset-password, junk', 400, { token: 'junk', password })
    await note('POST /api/v1/auth/reset-password', 200, reset)

    const owner = await registered()
    const ofOwner = { token: owner.tokens.access }
    const id = String(claimsOf((await signedIn(person(), owner)).access)['sid'])
    await note('GET /api/v1/users/me/sessions', 200, undefined, ofOwner)
    await note('GET /api/v1/users/me/events', 200, undefined, ofOwner)
    const { id: appId } = await registeredApp()
    await childOf(String(claimsOf(owner.tokens.access)['sid']), { appId })
    await note('GET /api/v1/auth/providers', 200)
    await note('GET /api/v1/users/me/connections', 200, undefined, ofOwner)
    // The tests of providers count what one costs that is offered.
    await note('POST /api/v1/users/me/connections/:connection', 404, undefined, ofOwner)
    await note('DELETE /api/v1/users/me/connections/:connection', 404, undefined, ofOwner)
    await note('GET /api/v1/users/me/apps', 200, undefined, ofOwner)
    await note('DELETE /api/v1/users/me/apps/:app_id', 204, undefined, { ...ofOwner, id: appId })
    await note('DELETE /api/v1/users/me/apps/:app_id, nobody’s', 404, undefined, ofOwner)
    await note('POST /api/v1/users/me/export', 200, undefined, ofOwner)
    await note('POST /api/v1/users/me/export, again', 429, undefined, ofOwner)
    await note('DELETE /api/v1/users/me/sessions/:session_id', 204, undefined, { ...ofOwner, id })
    await note('DELETE /api/v1/users/me/sessions/:session_id, nobody’s', 404, undefined, ofOwner)
    await note('DELETE /api/v1/users/me/sessions', 200, undefined, ofOwner)
    const leaver = await registered()
    const confirm = { confirm: leaver.email }
    await note('DELETE /api/v1/users/me', 202, confirm, { token: leaver.tokens.access })
    const credentials = { email: leaver.email, password }
    await note('POST /api/v1/auth/login, while the account is being deleted', 403, credentials)
    const link = service.mailbox.linkTo(leaver.email, 'keep-account')
    await note('POST /api/v1/auth/keep-account', 200, { token: link, email: leaver.email })
    await note('POST /api/v1/auth/keep-account, junk', 401, { token: 'junk' })
    await note('POST /api/v1/auth/logout, everywhere', 200, { everywhere: true }, ofOwner)

    const eve = await registered({ confirmed: false })
    const ofEve = { token: eve.tokens.access }
    await note('POST /api/v1/users/me/verify/mail', 202, undefined, ofEve)
    const code = service.mailbox.codeTo(eve.email)
    await note('POST /api/v1/users/me/verify, wrong', 400, { code: otherThan(code) }, ofEve)
    await note('POST /api/v1/users/me/verify', 200, { code }, ofEve)

    const guarded = await withApp(await registered())
    const ofGuarded = { token: guarded.tokens.access }
    const waitingFor = () => waiting(somebody(), guarded)
    await note('POST /api/v1/auth/login, with a second step', 403, {
      email: guarded.email,
      password,
    })
    const wrong = { token: await waitingFor(), totp: '000000' }
    await note('POST /api/v1/auth/second-step, wrong', 401, wrong)
    await note('POST /api/v1/auth/second-step, junk', 401, { token: 'junk', totp: '000000' })
    await note('POST /api/v1/auth/second-step', 200, { token: await waitingFor(), totp: guarded.app() })
    const [recovery_code] = guarded.recoveryCodes
    const byCode = { token: await waitingFor(), recovery_code }
    await note('POST /api/v1/auth/second-step, by a recovery code', 200, byCode)
    pass(30_000)
    await note('POST /api/v1/auth/reauthenticate, by the app', 200, { totp: guarded.app() }, ofGuarded)
    const lea = await registered()
    const ofLea = { token: lea.tokens.access }
    await note('POST /api/v1/auth/reauthenticate', 200, { password }, ofLea)
    await note('GET /api/v1/users/me/security', 200, undefined, ofLea)
    await note('PUT /api/v1/users/me/security', 200, { mail_sign_in: false }, ofLea)
    await note('POST /api/v1/users/me/totp', 201, undefined, ofLea)
    await note('POST /api/v1/users/me/totp/confirm, wrong', 400, { code: '000000' }, ofLea)
    const max = await registered()
    const started = await max.post('/api/v1/users/me/totp', undefined, { token: max.tokens.access })
    const first = { code: appOf(String(started.body['secret']))() }
    await note('POST /api/v1/users/me/totp/confirm', 200, first, { token: max.tokens.access })
    const anew = await withApp(await registered())
    const ofAnew = { token: anew.tokens.access }
    await note('POST /api/v1/users/me/recovery-codes', 200, undefined, ofAnew)
    await note('DELETE /api/v1/users/me/totp', 204, undefined, ofAnew)
    const kim = await registered()
    const ofKim = { token: kim.tokens.access }
    const to = freshEmail()
    await note('POST /api/v1/users/me/email', 202, { email: freshEmail() }, ofKim)
    const begun = await somebody().post('/api/v1/users/me/email', { email: to }, ofKim)
    const { request } = begun.body
    const codes = {
      code_current: service.mailbox.codeTo(kim.email),
      code_new: service.mailbox.codeTo(to),
    }
    await note('POST /api/v1/users/me/email/confirm', 200, { request, ...codes }, ofKim)
    await note('PUT /api/v1/users/me/password', 200, { password: NEW_PASSWORD }, ofLea)

    const device = await authenticator()
    const pia = await registered()
    const ofPia = { token: pia.tokens.access }
    await note('POST /api/v1/users/me/passkeys/options', 200, undefined, ofPia)
    const credential = await newCredential(pia, device)
    await note('POST /api/v1/users/me/passkeys', 201, { credential }, ofPia)
    await note('GET /api/v1/users/me/passkeys', 200, undefined, ofPia)
    const [passkey] = await rows<{ id: string }>('select id from passkeys')
    const ofPasskey = { ...ofPia, id: passkey?.id ?? '' }
    await note('PATCH /api/v1/users/me/passkeys/:passkey_id', 200, { name: 'Work' }, ofPasskey)
    await note('POST /api/v1/auth/passkey/options', 200)
    await note('POST /api/v1/auth/passkey', 200, { credential: await assertion(somebody(), device) })
    await note('POST /api/v1/auth/passkey/options, by a caller', 200, { for: 'reauthenticate' }, ofPia)
    const again = { passkey: await assertion(somebody(), device, { caller: pia.tokens.access }) }
    await note('POST /api/v1/auth/reauthenticate, by a passkey', 200, again, ofPia)
    await note('DELETE /api/v1/users/me/passkeys/:passkey_id', 204, undefined, ofPasskey)

    const stranger = freshEmail()
    await note('POST /api/v1/auth/mail', 202, { email: stranger })
    await note('POST /api/v1/auth/mail, of an account', 202, { email: pia.email })
    const asked = await somebody().post('/api/v1/auth/mail', { email: other.email })
    const mailed = { request: asked.body['request'], code: service.mailbox.codeTo(other.email) }
    await note('POST /api/v1/auth/mail/redeem', 200, mailed)
    await rows(`update users set password = '!' where id = ?`, pia.id)
    await note('POST /api/v1/auth/reauthenticate/mail', 202, undefined, ofPia)

    expect(table).toEqual({
      'GET /api/v1/users/me': [1, 0, 0, 0],
      'GET /api/v1/users/me, without a token': [0, 0, 0, 0],
      'GET /api/v1/users/me, with a bad token': [0, 0, 0, 0],
      'PUT /api/v1/users/me': [1, 2, 0, 0],
      'GET /api/v1/users/:user_id': [1, 0, 0, 0],
      'GET /api/v1/users/:user_id, another': [1, 0, 0, 0],
      'GET /api/v1/users/:user_id, nobody': [1, 0, 0, 0],
      'POST /api/v1/auth/register': [2, 10, 0, 1],
      'POST /api/v1/auth/register, taken': [2, 1, 0, 0],
      'POST /api/v1/auth/login': [2, 7, 0, 0],
      // A wrong password is counted before it is answered.
      'POST /api/v1/auth/login, wrong': [2, 4, 0, 0],
      'POST /api/v1/auth/login, unknown': [2, 3, 0, 0],
      'POST /api/v1/auth/login, a bad body': [0, 0, 0, 0],
      'POST /api/v1/auth/refresh': [1, 1, 0, 0],
      'POST /api/v1/auth/refresh, again': [2, 2, 0, 0],
      'POST /api/v1/auth/refresh, junk': [0, 0, 0, 0],
      // After the answer: the notice, and the list of ended sessions, an entry each.
      'PUT /api/v1/auth/reset-password/:user_id': [2, 5, 1, 1],
      // The same; there is no session left to end.
      'PATCH /api/v1/auth/reset-password/:user_id': [2, 2, 0, 1],
      'POST /api/v1/auth/reset-password/:user_id': [2, 2, 0, 1],
      'POST /api/v1/auth/change-password': [2, 8, 1, 1],
      'POST /api/v1/auth/token': [1, 0, 0, 0],
      'POST /api/v1/auth/logout': [1, 3, 1, 0],
      'POST /api/v1/auth/forgot-password': [2, 5, 1, 1],
      'POST /api/v1/auth/forgot-password, unknown': [2, 5, 1, 0],
      'POST /api/v1/auth/reset-password, junk': [1, 0, 0, 0],
      'POST /api/v1/auth/reset-password': [2, 5, 0, 1],
      'GET /api/v1/users/me/sessions': [1, 0, 0, 0],
      'GET /api/v1/users/me/events': [1, 0, 0, 0],
      'GET /api/v1/auth/providers': [0, 0, 0, 0],
      'GET /api/v1/users/me/connections': [1, 0, 0, 0],
      'POST /api/v1/users/me/connections/:connection': [1, 0, 0, 0],
      'DELETE /api/v1/users/me/connections/:connection': [2, 0, 0, 0],
      'GET /api/v1/users/me/apps': [1, 0, 0, 0],
      'DELETE /api/v1/users/me/apps/:app_id': [1, 3, 1, 0],
      'DELETE /api/v1/users/me/apps/:app_id, nobody’s': [1, 0, 0, 0],
      'POST /api/v1/users/me/export': [2, 1, 0, 1],
      'POST /api/v1/users/me/export, again': [2, 0, 0, 0],
      'DELETE /api/v1/users/me/sessions/:session_id': [1, 3, 1, 0],
      'DELETE /api/v1/users/me/sessions/:session_id, nobody’s': [1, 0, 0, 0],
      'DELETE /api/v1/users/me/sessions': [2, 0, 0, 0],
      'DELETE /api/v1/users/me': [2, 8, 1, 1],
      'POST /api/v1/auth/login, while the account is being deleted': [2, 5, 0, 0],
      'POST /api/v1/auth/keep-account': [2, 5, 0, 0],
      'POST /api/v1/auth/keep-account, junk': [0, 0, 0, 0],
      'POST /api/v1/auth/logout, everywhere': [1, 4, 1, 0],
      'POST /api/v1/auth/login, with a second step': [2, 6, 0, 0],
      'POST /api/v1/auth/second-step, wrong': [2, 6, 0, 0],
      'POST /api/v1/auth/second-step, junk': [0, 0, 0, 0],
      'POST /api/v1/auth/second-step': [2, 11, 0, 0],
      'POST /api/v1/auth/second-step, by a recovery code': [2, 10, 0, 1],
      'POST /api/v1/auth/reauthenticate, by the app': [2, 6, 0, 0],
      'POST /api/v1/auth/reauthenticate': [2, 4, 0, 0],
      'GET /api/v1/users/me/security': [1, 0, 0, 0],
      'PUT /api/v1/users/me/security': [2, 2, 0, 1],
      'POST /api/v1/users/me/totp': [2, 2, 0, 0],
      'POST /api/v1/users/me/totp/confirm, wrong': [2, 2, 0, 0],
      'POST /api/v1/users/me/totp/confirm': [2, 25, 0, 1],
      'POST /api/v1/users/me/recovery-codes': [2, 31, 0, 1],
      'DELETE /api/v1/users/me/totp': [2, 13, 0, 1],
      'POST /api/v1/users/me/email': [2, 5, 1, 2],
      'POST /api/v1/users/me/email/confirm': [2, 15, 2, 2],
      'PUT /api/v1/users/me/password': [2, 3, 0, 1],
      'POST /api/v1/users/me/passkeys/options': [2, 1, 0, 0],
      'POST /api/v1/users/me/passkeys': [2, 6, 0, 1],
      'GET /api/v1/users/me/passkeys': [1, 0, 0, 0],
      'PATCH /api/v1/users/me/passkeys/:passkey_id': [1, 1, 0, 0],
      'POST /api/v1/auth/passkey/options': [0, 0, 0, 0],
      'POST /api/v1/auth/passkey': [2, 8, 0, 0],
      'POST /api/v1/auth/passkey/options, by a caller': [1, 0, 0, 0],
      'POST /api/v1/auth/reauthenticate, by a passkey': [2, 6, 0, 0],
      'DELETE /api/v1/users/me/passkeys/:passkey_id': [2, 3, 0, 1],
      'POST /api/v1/auth/mail': [2, 5, 1, 1],
      'POST /api/v1/auth/mail, of an account': [2, 5, 1, 1],
      'POST /api/v1/auth/mail/redeem': [2, 10, 1, 0],
      'POST /api/v1/auth/reauthenticate/mail': [2, 4, 0, 1],
      'POST /api/v1/users/me/verify/mail': [2, 5, 0, 1],
      'POST /api/v1/users/me/verify, wrong': [2, 3, 0, 0],
      'POST /api/v1/users/me/verify': [2, 4, 0, 0],
    })
    expect(Object.keys(table)).toEqual(expect.arrayContaining(namesUnder('/api/v1/auth/', '/api/v1/users/')))
  })

  it('are the same for a known and an unknown address', async () => {
    const path = '/api/v1/auth/login'
    for (let turn = 0; turn < 7; turn += 1) {
      const status = turn < 5 ? 401 : 429
      const [d1, , ...known] = await costOf(status, 'POST', path, { email: ada.email, password: 'wrong' })
      const nobody = { email: 'nobody@example.org', password: 'wrong' }
      // An address without an account has no history: that row is less.
      const [d1OfNobody, , ...unknown] = await costOf(status, 'POST', path, nobody)
      expect([d1OfNobody, ...unknown]).toEqual([d1, ...known])
      // A wrong password is counted before it is answered; a refusal compares none.
      expect(d1).toBe(status === 401 ? 2 : 1)
    }
  })

  it('are two when a refresh token is used twice and its session is ended', async () => {
    const next = await ada.post('/api/v1/auth/refresh', { refresh_token: ada.tokens.refresh })
    expect(next.status).toBe(200)
    await rows('update sessions set rotated_at = 0')
    const cost = await costOf(401, 'POST', '/api/v1/auth/refresh', { refresh_token: ada.tokens.refresh })
    expect(cost).toEqual([2, 3, 1, 1])
  })

  it('are two when a sign-in ends the oldest session', async () => {
    for (let turn = 0; turn < 19; turn += 1) await signedIn(person(), ada)
    const credentials = { email: ada.email, password: PASSWORD }
    expect(await costOf(200, 'POST', '/api/v1/auth/login', credentials)).toEqual([2, 9, 1, 0])
  })

  it('of D1 are at most two for every route, whatever it makes of the request', async () => {
    const restore = await restorer()
    await expectOfEach(ROUTES, async (route) => {
      await restore()
      const body = {
        email: ada.email,
        account: ada.email,
        password: PASSWORD,
        pwd: PASSWORD,
        refresh_token: ada.tokens.refresh,
        code: '123456',
        ...change,
      }
      const asked = pathFor(route.path, ada)
      const options = { token: ada.tokens.access }
      const answer = await somebody().ask(route.method, asked, isSafe(route) ? undefined : body, options)
      expect(answer.status, answer.text).toBeLessThan(500)
      expect(countTrips(service.last().trips).d1).toBeLessThanOrEqual(2)
    })
  })
})
