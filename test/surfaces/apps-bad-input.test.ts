import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { registeredApp } from '../support/apps.ts'
import { forgetRequests } from '../support/bindings.ts'
import { HOME } from '../support/home.ts'
import { expectWellFormed } from '../support/html.ts'
import type { Answer } from '../support/person.ts'
import { relyingParty } from '../support/relying-party.ts'
import { EVERY_CASE } from '../support/sample.ts'
import { CALLBACK, LOGGED_OUT, suite } from './conformance/suite.ts'

const RUNS = { numRuns: EVERY_CASE ? 5_000 : 200 }

const FORM = 'application/x-www-form-urlencoded'

/** As it is in an address or a form, encoded or not. */
const VALUES = [
  ' %% %z %zz %0 %00 %ff %c0%af %e2%82 %ed%a0%80 %u0041 + +++ = & ; null true -1 0 1e9 NaN [] {} %5B%5D __proto__',
  'constructor a.b.c a.b.c.d.e .... eyJhbGciOiJub25lIn0.e30. %0d%0aX:%20y none none%20login login%20consent openid',
  'code S256 plain form_post query fragment %F0%9F%8C%B5 %E2%80%AE %EF%BF%BE javascript:alert(1)',
  `%22%3E%3Cscript%3E '-- %3Cx%3E ${'9'.repeat(30)} ${'x'.repeat(300)} ${'x'.repeat(9_000)}`,
].flatMap((line) => line.split(' '))

const value = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...VALUES) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }).map(encodeURIComponent) },
  // A browser and every library write half a character as a whole one.
  {
    weight: 1,
    arbitrary: fc.constantFrom('\ud800', '\udfff', 'a\udc00b').map((text) => text.toWellFormed()),
  },
)

type Change = { name: string; value: string; how: 'instead' | 'twice' | 'away' | 'bare' | 'array' }

/** Parameters of a right request, some of which are there twice, not at all, or hold something else. */
const changes = (names: string[]): fc.Arbitrary<Change[]> =>
  fc.array(
    fc.record({
      name: fc.oneof(
        { weight: 8, arbitrary: fc.constantFrom(...names) },
        {
          weight: 1,
          arbitrary: fc.constantFrom('', '__proto__', 'constructor', 'a[]', 'a[b][c]', '%', '%00', 'asked'),
        },
      ),
      value,
      how: fc.constantFrom('instead', 'instead', 'instead', 'twice', 'away', 'bare', 'array'),
    }),
    { minLength: 1, maxLength: 3 },
  )

const PIECE: Record<Change['how'], (change: Change, right: string) => string[]> = {
  instead: ({ name, value: text }) => [`${name}=${text}`],
  twice: ({ name, value: text }, right) => [`${name}=${right}`, `${name}=${text}`],
  away: () => [],
  bare: ({ name }) => [name],
  array: ({ name, value: text }, right) => [`${name}[]=${right}`, `${name}[]=${text}`],
}

/** The request as text, which nothing has mended. */
function written(right: Record<string, string>, changed: Change[]): string {
  const names = new Set(changed.map(({ name }) => name))
  const kept = Object.entries(right).filter(([name]) => !names.has(name))
  return [
    ...kept.map(([name, text]) => `${name}=${encodeURIComponent(text)}`),
    ...changed.flatMap((change) => PIECE[change.how](change, encodeURIComponent(right[change.name] ?? ''))),
  ].join('&')
}

/** Whatever was sent: no fault of ours, and an answer that its reader can read. */
function expectAnswer({ status, headers, text, body }: Answer, about: string, toApps: string[] = []) {
  expect(status, `${about}: ${text.slice(0, 300)}`).toBeLessThan(500)
  const location = headers.get('Location')
  if (location !== null) {
    const isToApp = toApps.some((uri) => location === uri || location.startsWith(`${uri}?`))
    expect([about, status, isToApp || new URL(location, HOME).origin]).toEqual([about, 303, isToApp || HOME])
    return
  }
  const type = headers.get('Content-Type') ?? ''
  if (type.startsWith('text/html')) return expectWellFormed(text)
  if (status >= 400)
    expect([about, body]).toEqual([
      about,
      { error: expect.any(String), error_description: expect.any(String) },
    ])
}

const VISIT = {
  Accept: 'text/html',
  'Sec-Fetch-Site': 'cross-site',
  'Sec-Fetch-Mode': 'navigate',
  'Sec-Fetch-Dest': 'document',
}

const OF_REQUEST =
  'response_type client_id redirect_uri scope state nonce code_challenge code_challenge_method response_mode prompt max_age login_hint id_token_hint ui_locales acr_values request request_uri claims display'.split(
    ' ',
  )

describe('a request of an app that is wrong in any way', () => {
  it('to /authorize gets a page or goes to the app, by GET and POST, of users and strangers', async () => {
    const { browser, newBrowser, requestOf } = await suite()
    const stranger = newBrowser()
    await fc.assert(
      fc.asyncProperty(
        changes(OF_REQUEST),
        fc.boolean(),
        fc.boolean(),
        async (changed, isForm, isStranger) => {
          forgetRequests()
          const ada = isStranger ? stranger : browser
          const text = written(requestOf({}), changed)
          const answer = isForm
            ? await ada.sendBody('/authorize', text, { 'Sec-Fetch-Site': 'cross-site' })
            : await ada.get(`/authorize?${text}`, { headers: VISIT })
          expectAnswer(answer, text, [CALLBACK])
          // The form of another site goes on by GET.
          const next = answer.headers.get('Location')
          if (isForm && next !== null) expectAnswer(await ada.get(next, { headers: VISIT }), text, [CALLBACK])
        },
      ),
      RUNS,
    )
  })

  it('to /logout gets a page or goes to the app, by GET and POST', async () => {
    const begun = async () => {
      const { browser, signIn } = await suite()
      const { idToken, sent } = await signIn()
      const { client_id = '' } = sent
      return {
        browser,
        right: { id_token_hint: idToken, client_id, post_logout_redirect_uri: LOGGED_OUT, state: 's' },
      }
    }
    let { browser, right } = await begun()
    const names = [...Object.keys(right), 'ui_locales', 'logout_hint']
    await fc.assert(
      fc.asyncProperty(changes(names), fc.boolean(), async (changed, isForm) => {
        forgetRequests()
        // A request that is right still has signed the user out.
        if (!browser.cookies.has('__Host-session')) ({ browser, right } = await begun())
        const text = written(right, changed)
        const answer = isForm
          ? await browser.sendBody('/logout', text, { 'Sec-Fetch-Site': 'cross-site' })
          : await browser.get(`/logout?${text}`, { headers: VISIT })
        expectAnswer(answer, text, [LOGGED_OUT])
      }),
      RUNS,
    )
  })

  it('to /consent gets a page, by GET and by the form', async () => {
    const { browser, requestOf } = await suite()
    const app = await registeredApp({ kind: 'third_party', redirectUris: [CALLBACK] })
    const sent = { ...requestOf({}), ...query(await relyingParty(app).addressFor()) }
    await browser.open(`/authorize?${new URLSearchParams(sent).toString()}`)
    const right = { do: 'allow', ...browser.formOf('allow').fields }
    expect(Object.keys(right)).toContain('request')
    await fc.assert(
      fc.asyncProperty(changes(Object.keys(right)), fc.boolean(), async (changed, isForm) => {
        forgetRequests()
        const text = written(right, changed)
        const answer = isForm
          ? await browser.sendBody('/consent', text)
          : await browser.get(`/consent?${text}`, { headers: VISIT })
        expectAnswer(answer, text)
      }),
      RUNS,
    )
  })
})

/** What can stand in the header of an app that has never been anywhere near RFC 7617. */
const BASIC = [
  '%%% = ==== a !!!!'.split(' '),
  'nocolon : :: a:b:c :secret id: %:% %zz:%zz %00:%00 \0:\0 ÿþ:ÿ Ã©:Ã© +:+'.split(' ').map(btoa),
  btoa(`${'x'.repeat(5_000)}:${'y'.repeat(5_000)}`),
].flat()
const AUTHORIZATION = [
  ...BASIC.map((text) => `Basic ${text}`),
  '',
  'Basic',
  'Basic ',
  'Basic  ',
  'basic Og==',
  'BASIC Og==',
  'Basic Og==, Basic Og==',
  'Negotiate',
  ',',
  'null',
  'Bearer',
  'Bearer ',
  'Bearer a.b.c',
  'Bearer a b',
  `Bearer ${'x'.repeat(9_000)}`,
  'Digest x="y"',
  'DPoP x',
]

const TYPES = [
  FORM,
  FORM,
  FORM,
  FORM,
  `${FORM};charset=utf-8`,
  `${FORM};charset=latin1`,
  'application/json',
  'text/plain',
  '',
]

const sending = (names: string[]) =>
  fc.record({
    changed: changes(names),
    authorization: fc.oneof(
      { weight: 2, arbitrary: fc.constant(undefined) },
      fc.constantFrom(...AUTHORIZATION),
    ),
    type: fc.constantFrom(...TYPES),
  })

describe('what an app sends by itself, wrong in any way', () => {
  it.each(['/token', '/revoke', '/userinfo'] as const)('to %s is refused in words of OAuth', async (path) => {
    const { first, signIn, requestOf, open, codeOn } = await suite()
    const { access, refresh } = await signIn({ scope: 'openid offline_access' })
    const asked = requestOf({})
    const code = codeOn(await open(asked), asked)
    const known = { client_id: first.app.id, client_secret: first.app.secret ?? '' }
    const right: Record<string, string>[] = {
      '/token': [
        { grant_type: 'authorization_code', code, redirect_uri: CALLBACK, ...known },
        { grant_type: 'refresh_token', refresh_token: String(refresh), scope: 'openid', ...known },
        // The header says who it is, or nobody does.
        { grant_type: 'refresh_token', refresh_token: String(refresh) },
      ],
      '/revoke': [
        { token: String(refresh), token_type_hint: 'refresh_token', ...known },
        { token: String(refresh) },
      ],
      '/userinfo': [{ access_token: access }],
    }[path]
    const names = [...new Set([...right.flatMap((each) => Object.keys(each)), 'code_verifier'])]
    await fc.assert(
      fc.asyncProperty(sending(names), fc.constantFrom(...right), async (what, fields) => {
        forgetRequests()
        const text = written(fields, what.changed)
        const headers = {
          'Content-Type': what.type,
          ...(what.authorization !== undefined && { Authorization: what.authorization }),
        }
        const about = `${what.authorization ?? ''} ${what.type} ${text}`
        expectAnswer(await first.server.ask('POST', path, text, { headers }), about)
        if (path === '/userinfo') expectAnswer(await first.server.get(`${path}?${text}`, { headers }), about)
      }),
      RUNS,
    )
  })

  it('in bytes that are no UTF-8 is refused in words of OAuth', async () => {
    const { first } = await suite()
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('/token', '/revoke', '/userinfo'),
        fc.uint8Array({ maxLength: 60 }),
        async (path, bytes) => {
          forgetRequests()
          const head = new TextEncoder().encode('grant_type=refresh_token&client_id=x&token=y&refresh_token=')
          const body = new Uint8Array([...head, ...bytes])
          const request = new Request(HOME + path, {
            method: 'POST',
            headers: { 'Content-Type': FORM },
            body,
          })
          expectAnswer(await first.server.send(request), `${path} ${bytes.join()}`)
        },
      ),
      { numRuns: RUNS.numRuns / 2 },
    )
  })
})

const query = (address: string) => Object.fromEntries(new URL(address, HOME).searchParams)
