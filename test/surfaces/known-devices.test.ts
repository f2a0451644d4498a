import { describe, expect, it } from 'vitest'
import document from '../../src/surfaces/platform/openapi.json'
import { freshEmail, PASSWORD, refresh, registered, signIn } from '../support/account.ts'
import { NEW_PASSWORD, V1 } from '../support/code-flows.ts'
import { codeFor, unread } from '../support/mails.ts'
import { type Answer, HOME, person, type Person } from '../support/person.ts'
import { nameOf, ROUTES } from '../support/routes.ts'
import { surfacesOf } from '../support/surfaces.ts'
import { workerWith } from '../support/worker.ts'

const TOKEN = /^[0-9a-f-]{36}\.\d+\.[\w-]{43}\.\d+\.[\w-]{43}$/

const deviceOf = ({ headers }: Answer) => headers.get('Postern-Device')
const userOf = (token: string | null | undefined) => token?.split('.')[0]

async function signInByCode(browser: Person, { email, password }: { email: string; password: string }) {
  await unread(email)
  const begun = await browser.post(`${V1}/request/refreshToken/code`, { account: email, pwd: password })
  const answer = await browser.post(`${V1}/request/refreshToken`, { code: await codeFor(email) })
  expect(answer.status, answer.text).toBe(200)
  return { begun, answer }
}

describe('a device token', () => {
  it.each(surfacesOf().all)('is the answer of $name to registering and to signing in', async (surface) => {
    const ada = { email: freshEmail(), password: PASSWORD }
    for (const act of ['register', 'signIn'] as const) {
      const { answer } = await surface[act](ada)
      expect(deviceOf(answer), answer.text).toMatch(TOKEN)
    }
  })

  it.each(surfacesOf().all)('is no answer of $name to a refresh', async (surface) => {
    const { tokens } = await surface.register({ email: freshEmail(), password: PASSWORD })
    const { answer } = await surface.refresh(tokens.refresh)
    expect([answer.status, deviceOf(answer)]).toEqual([200, null])
  })

  it('is the answer of every route that answers tokens, unless the session was there before', () => {
    const answersTokens = ({ method, path }: { method: string; path: string }) => {
      const paths: Record<string, Record<string, { responses: Record<string, unknown> }>> = document.paths
      const { responses } = paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()] ?? {}
      const text = JSON.stringify([responses?.['200'], responses?.['201']])
      return /access_token|TokenData|__Host-accessToken=\[/.test(text) && !text.includes('"Postern-Device"')
    }
    expect(ROUTES.filter(answersTokens).map(nameOf).toSorted()).toEqual(
      [
        'POST /api/v1/auth/refresh',
        'POST /api/v1/auth/token',
        'POST /api/v1/auth/change-password',
        'POST /api/v1/auth/reauthenticate',
        'POST /api/v1/users/me/email/confirm',
        'POST /api/v1/users/me/passkeys',
        'POST /api/v1/users/me/totp/confirm',
        'POST /api/v1/token/refresh',
        // What an app gets is no sign-in of a device.
        'POST /token',
        `GET ${V1}/request/accessToken`,
        `PATCH ${V1}/change/account`,
      ].toSorted(),
    )
  })

  it('is not given for a first factor alone', async () => {
    const ada = await registered()
    const { begun, answer } = await signInByCode(person(), ada)
    expect([deviceOf(begun), begun.headers.getSetCookie().join().includes('device')]).toEqual([null, false])
    expect(deviceOf(answer)).toMatch(TOKEN)
  })

  it('has another name for each account of a browser', async () => {
    const browser = person()
    const names = []
    for (const account of [await registered(), await registered()]) {
      const { answer } = await signInByCode(browser, account)
      expect(userOf(deviceOf(answer))).toBe(account.id)
      names.push(deviceOf(answer)?.split('.')[2])
    }
    expect(new Set(names).size).toBe(2)
  })

  it('stands in a cookie with those of the four newest other accounts of the browser', async () => {
    const browser = person()
    const ids = []
    for (let n = 0; n < 6; n += 1) {
      const account = await registered()
      await signInByCode(browser, account)
      ids.unshift(account.id)
    }
    const kept = browser.cookies.get('__Host-device')?.split('~')
    expect(kept?.map(userOf)).toEqual(ids.slice(0, 5))
  })

  it('that is not ours is not kept in the cookie', async () => {
    const browser = person()
    const [ada, bob] = [await registered(), await registered()]
    await signInByCode(browser, bob)
    const cookie = browser.cookies.get('__Host-device') ?? ''
    browser.cookies.set('__Host-device', `${cookie.slice(0, -1)}${cookie.endsWith('A') ? 'B' : 'A'}`)
    await signInByCode(browser, ada)
    expect(browser.cookies.get('__Host-device')?.split('~').map(userOf)).toEqual([ada.id])
  })

  it('may be sent and read by scripts of an allowed origin', async () => {
    const worker = workerWith({ ALLOWED_ORIGINS: 'https://app.example.com' })
    const preflight = await worker.fetch(
      new Request(`${HOME}/api/v1/auth/login`, {
        method: 'OPTIONS',
        headers: { Origin: 'https://app.example.com', 'Access-Control-Request-Method': 'POST' },
      }),
    )
    expect(preflight.headers.get('Access-Control-Allow-Headers')?.split(', ')).toContain('Postern-Device')
    expect(preflight.headers.get('Access-Control-Expose-Headers')?.split(', ')).toContain('Postern-Device')
  })

  it('is no credential, and no answer to a change of password', async () => {
    const ada = await registered()
    const token = deviceOf(await signIn(person(), ada)) ?? ''
    const headers = { 'Postern-Device': token }
    expect((await person().get('/api/v1/users/me', { headers })).status).toBe(401)
    expect((await refresh(person(), token, { headers })).status).toBe(401)
    const body = { current_password: PASSWORD, new_password: NEW_PASSWORD, confirm_password: NEW_PASSWORD }
    const changed = await person().post('/api/v1/auth/change-password', body, { token: ada.tokens.access })
    expect([changed.status, deviceOf(changed)]).toEqual([200, null])
  })
})
