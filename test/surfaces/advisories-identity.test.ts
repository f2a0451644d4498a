import { describe, expect, it } from 'vitest'
import { claimsOf, freshEmail, PASSWORD, readMe, registered, registration } from '../support/account.ts'
import { everyCredential } from './credentials.ts'
import { V1 } from '../support/code-flows.ts'
import { dump, restorer, rows } from '../support/database.ts'
import { API, newMember } from '../support/enveloped.ts'
import { HOME, type Members, person } from '../support/person.ts'
import { resend, RESEND_SETTINGS } from '../support/resend.ts'
import { sample } from '../support/sample.ts'
import { surfacesOf } from '../support/surfaces.ts'
import { workerWith } from '../support/worker.ts'

const VICTIMS_PASSWORD = 'the victim has this one'

const browser = (worker = workerWith({})) => person({ worker, roaming: true })

function mailed() {
  const mailbox = resend()
  const { codeTo, linkTo } = mailbox
  const worker = workerWith(RESEND_SETTINGS)
  return { mailbox, codeTo, linkTo, worker, ...surfacesOf({ worker, codeTo }) }
}
type Mailed = ReturnType<typeof mailed>

/** How somebody gets the account of their own address that another one has opened. */
const RECOVERIES: Record<string, (mailed: Mailed, email: string) => Promise<number>> = {
  'auth-v1, by a new account': async ({ authV1 }, email) =>
    (await authV1.register({ email, password: VICTIMS_PASSWORD })).answer.status,
  'auth-v1, by a code': async ({ worker, codeTo }, email) => {
    const victim = browser(worker)
    await victim.patch(`${V1}/password/request/code`, { account: email })
    const body = { code: codeTo(email), newPwd: VICTIMS_PASSWORD }
    return (await victim.patch(`${V1}/change/password`, body)).status
  },
  'api-v1, by a link': async ({ worker, linkTo }, email) => {
    const victim = browser(worker)
    await victim.post(`${API}/password/email`, { email })
    const password = { password: VICTIMS_PASSWORD, password_confirmation: VICTIMS_PASSWORD }
    const token = linkTo(email, 'reset-password')
    return (await victim.post(`${API}/password/reset`, { token, email, ...password })).status
  },
}

const hijacks = (['apiV1', 'accountV1'] as const).flatMap((surface) =>
  Object.entries(RECOVERIES).map(([how, recover]) => ({ surface, how, recover })),
)

describe('an account that was opened with the address of somebody else', () => {
  it.each(sample(hijacks, ({ surface, how }) => [surface, how]))(
    'by $surface belongs to them alone once they come, $how: sessions, password, links, codes and moves from before are over',
    async ({ surface, recover }) => {
      const all = mailed()
      const { worker, codeTo, linkTo } = all
      const email = freshEmail()
      const mallory = { email, password: 'mallory knows this one' }
      const { tokens: first } = await all[surface].register(mallory)
      const { tokens: second } = await all[surface].signIn(mallory)
      const verification = linkTo(email, 'verify-email')
      const [signingIn, resetting, moving] = [browser(worker), browser(worker), browser(worker)]
      await signingIn.post(`${V1}/request/refreshToken/code`, { account: email, pwd: mallory.password })
      const signInCode = codeTo(email)
      await resetting.patch(`${V1}/password/request/code`, { account: email })
      const resetCode = codeTo(email)
      const { access: token } = first
      const newAccount = freshEmail()
      const move = await moving.patch(`${V1}/account/request/code`, { newAccount }, { token })
      expect(move.status).toBe(403)
      await browser(worker).post(`${API}/password/email`, { email })
      const resetLink = linkTo(email, 'reset-password')

      expect([200, 201]).toContain(await recover(all, email))

      for (const tokens of [first, second]) {
        expect((await readMe(browser(worker), tokens.access)).status).toBe(401)
        for (const each of all.all) expect((await each.refresh(tokens.refresh)).answer.status).toBe(401)
      }
      for (const each of all.all) {
        expect((await each.tryPassword(mallory)).status, each.name).toBe(401)
      }
      // A fresh session of the one who is in now could finish nothing that Mallory has begun, either.
      const { tokens: victim } = await all.accountV1.signIn({ email, password: VICTIMS_PASSWORD })
      const before = await dump({ without: ['audit_events', 'budgets', 'challenges'] })
      const again = { password: 'mallory once more', password_confirmation: 'mallory once more' }
      const late = [
        await signingIn.post(`${V1}/request/refreshToken`, { code: signInCode }),
        await resetting.patch(`${V1}/change/password`, { code: resetCode, newPwd: 'mallory once more' }),
        await browser(worker).post('/verify-email', { token: verification, password: mallory.password }),
        await browser(worker).post(`${API}/password/reset`, { token: resetLink, email, ...again }),
      ]
      expect(late.map(({ status }) => status)).toEqual([400, 400, 400, 422])
      expect(await dump({ without: ['audit_events', 'budgets', 'challenges'] })).toBe(before)
      expect((await readMe(browser(worker), victim.access)).body).toMatchObject({ email, is_verified: true })
    },
  )
})

describe('who the caller is', () => {
  /** Each route that acts for a caller, with a body that it takes. */
  const acts = (own: { id: string; refresh: string }): [method: string, path: string, body?: Members][] => [
    ['GET', `${API}/users/me`],
    ['GET', `${API}/users/${own.id}`],
    ['PUT', `${API}/users/me`, { bio: 'x' }],
    [
      'POST',
      `${API}/auth/change-password`,
      { current_password: PASSWORD, new_password: VICTIMS_PASSWORD, confirm_password: VICTIMS_PASSWORD },
    ],
    ['POST', `${API}/auth/reset-password/${own.id}`, { password: VICTIMS_PASSWORD }],
    ['PUT', `${API}/auth/reset-password/${own.id}`, { password: VICTIMS_PASSWORD }],
    ['PATCH', `${API}/auth/reset-password/${own.id}`, { password: VICTIMS_PASSWORD }],
    ['POST', `${API}/auth/logout`, {}],
    ['POST', `${API}/logout`, { token: own.refresh }],
    ['PATCH', `${V1}/account/request/code`, { newAccount: freshEmail() }],
    ['POST', `${V1}/request/logout`],
    ['POST', `${API}/auth/register`, registration()],
    ['POST', `${API}/auth/register`, { email: freshEmail(), password: PASSWORD, names: 'A', surnames: 'B' }],
    ['POST', `${API}/register`, newMember()],
  ]

  it('comes from the token only, not from ids, addresses or roles in a body, a query or a header', async () => {
    const { worker } = mailed()
    const ada = await registered({ worker, roaming: true })
    const bob = await registered({ worker, roaming: true })
    const sid = claimsOf(bob.tokens.access)['sid']
    const lies: Members = {
      ...Object.fromEntries(['id', 'user_id', 'userId', 'sub', 'uid', '_id'].map((name) => [name, bob.id])),
      sid,
      session_id: sid,
      account: bob.email,
      email: bob.email,
      role: 'admin',
      roles: ['admin'],
      is_admin: true,
      is_verified: true,
      verified_at: 1,
      security_version: 9,
      access_token: bob.tokens.access,
    }
    const headers = {
      'X-User-Id': bob.id,
      'X-Forwarded-User': bob.email,
      'X-Forwarded-Email': bob.email,
      'Remote-User': bob.email,
      From: bob.email,
      'Cf-Access-Authenticated-User-Email': bob.email,
      'X-Original-URL': `${API}/users/${bob.id}`,
      'X-Rewrite-URL': `${API}/users/${bob.id}`,
      'X-Access-Token': bob.tokens.access,
    }
    const texts = Object.entries(lies).filter(([, value]) => typeof value === 'string') as [string, string][]
    const query = new URLSearchParams(texts).toString()
    const ofBob = async () => [
      await rows('select * from users where id = ?', bob.id),
      await rows('select * from sessions where user_id = ?', bob.id),
      await rows('select * from challenges where subject = ?', bob.id),
    ]
    const [before, restore] = [await ofBob(), await restorer()]

    for (const [method, path, body] of acts({ id: ada.id, refresh: ada.tokens.refresh })) {
      await restore()
      const answer = await ada.ask(method, `${path}?${query}`, body && { ...lies, ...body }, {
        token: ada.tokens.access,
        headers,
      })
      expect([200, 201], `${method} ${path}: ${answer.text}`).toContain(answer.status)
      expect(answer.text).not.toContain(bob.email)
      expect(answer.text).not.toContain(bob.id)
      expect(await ofBob(), `${method} ${path}`).toEqual(before)
      expect(await rows(`select id from users where role <> 'user'`)).toEqual([])
      expect(
        await rows('select id, email, security_version > 1 as lied from users where id = ?', ada.id),
      ).toEqual([{ id: ada.id, email: ada.email, lied: 0 }])
    }
  })

  it('ends no session of somebody else, whichever of their tokens is sent along', async () => {
    const { worker, all, apiV1, accountV1 } = mailed()
    const [ada, bob] = [await registered({ worker }), await registered({ worker })]
    const swapped = { access: ada.tokens.access, refresh: bob.tokens.refresh }
    expect((await apiV1.signOut(swapped)).status).toBe(422)
    const body = { refresh_token: bob.tokens.refresh }
    expect((await ada.post(`${API}/auth/logout`, body, { token: ada.tokens.access })).status).toBe(200)
    expect((await accountV1.signOut(ada.tokens)).status).toBe(401)
    expect((await readMe(bob, bob.tokens.access)).status).toBe(200)
    for (const each of all.slice(0, 1))
      expect((await each.refresh(bob.tokens.refresh)).answer.status).toBe(200)
  })
})

describe('the links of every mail', () => {
  it('lead to APP_URL, whatever host a request to any surface names', async () => {
    const { worker, mailbox } = mailed()
    const evil = 'evil.example'
    await everyCredential(worker, mailbox, {
      Host: evil,
      'X-Forwarded-Host': evil,
      'X-Forwarded-Proto': 'http',
      'X-Forwarded-Server': evil,
      'X-Original-Host': evil,
      'X-Host': evil,
      Forwarded: `host=${evil};proto=http`,
      Referer: `https://${evil}/`,
      'X-Forwarded-Prefix': `//${evil}`,
    })
    const urls = mailbox.heard.flatMap(
      ({ text, html }) => `${text} ${html}`.match(/[a-z]+:\/\/[^\s"<]+/g) ?? [],
    )
    expect([...new Set(urls.map((url) => new URL(url).pathname))].toSorted()).toEqual(
      '/keep-account /not-me /reset-password /sign-in-mail /undo-email-change /verify-email'.split(' '),
    )
    expect(new Set(urls.map((url) => new URL(url).origin))).toEqual(new Set([HOME]))
    expect(JSON.stringify(mailbox.heard)).not.toContain(evil)
  })
})
