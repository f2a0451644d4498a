import { expect, it } from 'vitest'
import document from '../../src/surfaces/platform/openapi.json'
import { readMe, registered } from '../support/account.ts'
import { API } from '../support/enveloped.ts'
import { rows } from '../support/database.ts'
import { person } from '../support/person.ts'
import { nameOf, ROUTES } from '../support/routes.ts'
import { WAYS } from './ways-in.ts'

/** Whoever is signed in may register others there, so the browser keeps its session. */
const REGISTERING = [`POST ${API}/auth/register`, `POST ${API}/register`]

it('every route that opens a session is a way in here, or registers', () => {
  const opensSession = ({ method, path }: { method: string; path: string }) => {
    const paths: Record<string, Record<string, { responses: Record<string, unknown> }>> = document.paths
    const { responses } = paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()] ?? {}
    const text = JSON.stringify([responses?.['200'], responses?.['201']])
    return /access_token|TokenData|__Host-accessToken=\[/.test(text) && text.includes('"Postern-Device"')
  }
  const routes = new Set([...Object.keys(WAYS).map((way) => way.replace(/,.*/, '')), ...REGISTERING])
  expect(ROUTES.filter(opensSession).map(nameOf).toSorted()).toEqual([...routes].toSorted())
})

it.each(Object.entries(WAYS))('%s ends the session that the browser had before', async (_, prepare) => {
  const [eve, bystander] = [await registered(), await registered()]
  const browser = person({ roaming: true })
  browser.cookies.set('__Host-refreshToken', eve.tokens.refresh)
  const finish = await prepare(browser)
  expect((await readMe(person(), eve.tokens.access)).status).toBe(200)
  const answer = await finish()
  expect([200, 201], answer.text).toContain(answer.status)
  expect((await readMe(person(), eve.tokens.access)).status).toBe(401)
  expect((await readMe(person(), bystander.tokens.access)).status).toBe(200)
  const ended = await rows('select user_id, revoked_reason from sessions where revoked_at is not null')
  expect(ended).toEqual([{ user_id: eve.id, revoked_reason: 'signed_in_anew' }])
})

it('no other site can have it ended, and no wrong cookie ends anything', async () => {
  const [eve, ada] = [await registered(), await registered()]
  for (const [cookie, site] of [
    [eve.tokens.refresh, 'cross-site'],
    [`${eve.tokens.refresh.slice(0, -3)}AAA`, 'same-origin'],
  ] as const) {
    const headers = { Cookie: `__Host-refreshToken=${cookie}`, 'Sec-Fetch-Site': site }
    await person().post(`${API}/auth/login`, { email: ada.email, password: ada.password }, { headers })
  }
  expect((await readMe(person(), eve.tokens.access)).status).toBe(200)
})
