import { describe, expect, it } from 'vitest'
import { SURFACES } from '../../src/app.ts'
import { PASSWORD, registered } from '../support/account.ts'
import { dump } from '../support/database.ts'
import { HOME } from '../support/home.ts'
import { visitor, type Visitor } from '../support/visitor.ts'

/** Pages with a form, and what any of their forms is called. */
const PAGES = SURFACES.pages.routes
  .filter(
    ({ method, path, takesForeignForms }) => method === 'POST' && path !== '/language' && !takesForeignForms,
  )
  .map(({ path }) => path)

/** Pages for whoever is signed in bind their forms to the session. */
const isOfAccount = (path: string) => /^\/(account|sign-out|welcome|consent)/.test(path)

async function signedIn(email?: string) {
  const account = await registered(email === undefined ? {} : { email })
  const ada = visitor()
  await ada.open('/sign-in')
  await ada.press('password', { email: account.email, password: PASSWORD })
  await ada.open('/account/security')
  return ada
}

/** A form of this page, as it would be sent from it. */
async function formOf(path: string): Promise<{ ada: Visitor; name: string; fields: Record<string, string> }> {
  const ada = isOfAccount(path) ? await signedIn() : visitor()
  const page = await ada.open(isOfAccount(path) ? '/sign-out' : '/sign-in')
  const token = /name="form_token" value="([^"]+)"/.exec(page.text)?.[1] ?? ''
  return { ada, name: NAMES[path] ?? '', fields: { form_token: token } }
}

/** One form of each page: a page that is added needs a line. */
const NAMES: Record<string, string> = {
  '/sign-in': 'password',
  '/sign-up': 'mail',
  '/sign-in-mail': 'code',
  '/second-step': 'totp',
  '/forgot-password': 'mail',
  '/sign-in/keep': 'keep',
  '/account': 'profile',
  '/account/security': 'second_step_off',
  '/account/sessions': 'end_others',
  '/account/apps': 'remove',
  '/account/data': 'export',
  '/account/confirm': 'password',
  '/welcome': 'password',
  '/sign-out': 'here',
  '/consent': 'refuse',
  '/sign-in/address': 'mail',
  '/account/connect': 'connect',
}

const FORGED: [string, Record<string, string>][] = [
  ['no page is named', { Origin: '' }],
  ['another site is named', { Origin: 'https://evil.example' }],
  ['an app is named', { Origin: 'https://app.example.com' }],
  ['none is named on purpose', { Origin: 'null' }],
  ['a look-alike is named', { Origin: `${HOME}.evil.example` }],
  ['another site sends it', { 'Sec-Fetch-Site': 'cross-site' }],
  ['a sister domain sends it', { 'Sec-Fetch-Site': 'same-site' }],
]

describe.each(PAGES)('a form of %s', (path) => {
  it('is refused when it comes from elsewhere, each sign of that alone, and nothing happens', async () => {
    const { ada, name, fields } = await formOf(path)
    const before = await dump()
    for (const [, headers] of FORGED) {
      const answer = await ada.send({ page: path, name, fields, headers })
      expect([answer.status, answer.headers.get('Postern-Failure')]).toEqual([403, 'origin_not_allowed'])
      expect(answer.headers.getSetCookie()).toEqual([])
    }
    expect(await dump()).toBe(before)
  })

  it('is refused without its token, and with that of another browser or session', async () => {
    const { ada, name, fields } = await formOf(path)
    const other = await formOf(path)
    const anonymous = await formOf('/sign-in')
    const before = await dump()
    const forged = [undefined, '', 'x', other.fields['form_token'], `${fields['form_token']}x`]
    if (isOfAccount(path)) forged.push(anonymous.fields['form_token'])
    for (const token of forged) {
      const sent = token === undefined ? {} : { form_token: token }
      const answer = await ada.send({ page: path, name, fields: sent })
      expect([answer.status, answer.headers.get('Postern-Failure')]).toEqual([403, 'origin_not_allowed'])
    }
    expect(await dump()).toBe(before)
  })
})

it('a page that was open for too long keeps what was typed', async () => {
  const ada = visitor()
  await ada.open('/sign-in')
  ada.cookies.delete('__Host-form')
  const page = await ada.press('password', { email: 'ada@example.com', password: PASSWORD })
  expect([page.status, page.words]).toEqual([403, expect.stringContaining('open for too long')])
  expect(page.text).toContain('value="ada@example.com"')
  const account = await registered({ email: 'ada@example.com' })
  const sent = await ada.press('password', { email: account.email, password: PASSWORD })
  expect(sent.path).toBe('/account')
})

describe('the session of the browser', () => {
  const opened = async (headers: Record<string, string>) => {
    const ada = await signedIn()
    const answer = await ada.get('/account', { headers: { Accept: 'text/html', ...headers } })
    return answer.status
  }

  it.each([
    { 'Sec-Fetch-Site': 'none', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' },
    { 'Sec-Fetch-Site': 'same-origin', 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Dest': 'empty' },
    { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' },
    {},
  ])('is taken from whoever opens a page: %j', async (headers) => {
    expect(await opened(headers)).toBe(200)
  })

  it.each([
    { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'iframe' },
    { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'image' },
    { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Dest': 'empty' },
    { 'Sec-Fetch-Site': 'same-site', 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Dest': 'empty' },
  ])('is not taken from what another site loads: %j', async (headers) => {
    expect(await opened(headers)).toBe(303)
  })

  it('is nothing to the API, and the cookies of the API are nothing to a page', async () => {
    const ada = await signedIn()
    expect((await ada.get('/api/v1/users/me')).status).toBe(401)
    const account = await registered()
    const browser = visitor()
    browser.cookies.set('__Host-accessToken', account.tokens.access)
    browser.cookies.set('__Host-refreshToken', account.tokens.refresh)
    browser.cookies.set('__Host-session', account.tokens.refresh)
    expect((await browser.open('/account')).path).toContain('/sign-in')
  })
})

it('no page can be framed, and each says which forms, scripts and styles it has', async () => {
  const ada = await signedIn()
  for (const { path, method } of SURFACES.pages.routes.filter(({ method }) => method === 'GET')) {
    const { headers } = await ada.ask(method, path, undefined, { headers: { Accept: 'text/html' } })
    expect(headers.get('Access-Control-Allow-Origin')).toBeNull()
    if (headers.has('Location')) continue
    expect(headers.get('Content-Security-Policy')).toMatch(
      /^default-src 'none'; style-src 'self'.*form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'$/,
    )
    expect([headers.get('Cross-Origin-Opener-Policy'), headers.get('Referrer-Policy')]).toEqual([
      'same-origin',
      'same-origin',
    ])
    expect(headers.get('Cache-Control')).toBe('no-store')
  }
})

it('a form of another session of this browser is shown again, with a token that works', async () => {
  const ada = await signedIn()
  const [page, form] = [await ada.open('/account'), ada.formOf('profile')]
  await ada.open('/sign-out')
  await ada.press('here')
  const account = await registered()
  await ada.open('/sign-in')
  await ada.press('password', { email: account.email, password: PASSWORD })
  const fields = { ...form.fields, first_name: 'Augusta' }
  const refused = await ada.arriveAt(await ada.send({ page: page.path, name: 'profile', fields }), page.path)
  expect([refused.status, refused.text.includes('value="Augusta"')]).toEqual([403, true])
  expect((await ada.press('profile')).text).toContain('value="Augusta"')
})
