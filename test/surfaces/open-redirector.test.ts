import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { registeredApp } from '../support/apps.ts'
import { forgetRequests } from '../support/bindings.ts'
import { HOME } from '../support/home.ts'
import type { Answer } from '../support/person.ts'
import { relyingParty } from '../support/relying-party.ts'
import { EVERY_CASE } from '../support/sample.ts'
import type { Visitor } from '../support/visitor.ts'
import { CALLBACK, LOGGED_OUT, suite } from './conformance/suite.ts'

const RUNS = { numRuns: EVERY_CASE ? 3_000 : 150 }

/** As wrangler.toml of the tests has it: pages of this origin may be led to. */
const ALLOWED_ORIGIN = 'https://app.example.com'

/** What makes one parser read another address than the next one, or an address look like another. */
const PIECES =
  '\\ / // /\\ \\\\ %2f %5c %252f @ @evil.example .evil.example evil.example :80 :443 :8443 : # #x ? ?x=1 & ; /.. /. /../x /%2e%2e/ ..;/ %00 %0d%0aLocation:%20https://evil.example %20 * [ ] [::1] 127.0.0.1 0x7f.1 javascript: data:text/html, https: http: HTTPS:// //evil.example/ https://evil.example/ %c0%af + = | ^ ` < " \''
    .split(' ')
    .concat(['\0', '\t', '\n', '\r\nLocation: https://evil.example', ' ', '\u200b', '\u202e', 'é', 'ⓔ'])
    .concat(['。', '．', '／', '：', '＠', '\ud800', 'ſ', 'K'])

const change = fc.record({
  at: fc.nat(200),
  cut: fc.integer({ min: 0, max: 8 }),
  piece: fc.constantFrom('', ...PIECES),
  shouts: fc.boolean(),
})

/** Addresses that are nearly this one: something in them is cut out, put in or written large. */
const nearly = (right: string): fc.Arbitrary<string> =>
  fc
    .array(change, { minLength: 1, maxLength: 3 })
    .map((changes) =>
      changes.reduce((text, { at, cut, piece, shouts }) => {
        const from = at % (text.length + 1)
        const kept = text.slice(from + cut)
        return text.slice(0, from) + piece + (shouts ? kept.slice(0, 1).toUpperCase() + kept.slice(1) : kept)
      }, right),
    )
    // As it arrives: no form and no address can carry half a character.
    .map((text) => text.toWellFormed())
    .filter((text) => text !== right)

/** Where an answer leads by itself, or by a press: by its header, its links and forms, and the page that goes on. */
function leadsTo({ headers, text }: Answer): string[] {
  const inPage = [...text.matchAll(/(?:href|action|src)="([^"]*)"|content="0;url=([^"]*)"/g)]
  const location = headers.get('Location')
  return [
    ...(location === null ? [] : [location]),
    ...inPage.map(([, link, next]) => (link ?? next ?? '').replaceAll('&amp;', '&')),
  ]
}

/** It leads to us alone, and where it redirects it is by 303, which repeats no form (RFC 9700 §4.12). */
function expectAtHome(answer: Answer, about: string, others: string[] = []) {
  expect([200, 303, 400, 404], about).toContain(answer.status)
  expect(answer.headers.has('Location'), about).toBe(answer.status === 303)
  const elsewhere = leadsTo(answer).filter((to) => {
    const { origin, protocol } = new URL(to, HOME)
    return protocol !== 'data:' && origin !== HOME && !others.includes(origin)
  })
  expect([about, elsewhere]).toEqual([about, []])
  expect(
    answer.headers.getSetCookie().filter((line) => line.startsWith('x=')),
    about,
  ).toEqual([])
}

const visit = async (ada: Visitor, path: string, query: Record<string, string>): Promise<Answer> => {
  forgetRequests()
  const headers = { Accept: 'text/html', 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate' }
  return ada.get(`${path}?${new URLSearchParams(query).toString()}`, {
    headers: { ...headers, 'Sec-Fetch-Dest': 'document' },
  })
}

describe('a redirect address that is nearly the registered one', () => {
  it.each(['signed in', 'not signed in'])('gets nobody sent anywhere, by GET or POST: %s', async (who) => {
    const { browser, newBrowser, requestOf } = await suite()
    const ada = who === 'signed in' ? browser : newBrowser()
    await fc.assert(
      fc.asyncProperty(nearly(CALLBACK), fc.boolean(), async (uri, isForm) => {
        const request = requestOf({ redirect_uri: uri, ...(isForm && { response_mode: 'form_post' }) })
        const answer = await visit(ada, '/authorize', request)
        expect([uri, answer.status]).toEqual([uri, 400])
        expectAtHome(answer, uri)
        const form = new URLSearchParams(request).toString()
        expectAtHome(await ada.sendBody('/authorize', form, { 'Sec-Fetch-Site': 'cross-site' }), uri)
      }),
      RUNS,
    )
  })

  it('of a program may have another port, and nothing else', async () => {
    const { browser, requestOf } = await suite()
    const app = await registeredApp({ redirectUris: ['http://127.0.0.1/callback'] })
    const { searchParams } = new URL(await relyingParty(app).addressFor(), HOME)
    const request = { ...requestOf({}), ...Object.fromEntries(searchParams) }
    await fc.assert(
      fc.asyncProperty(nearly('http://127.0.0.1:8080/callback'), async (uri) => {
        const answer = await visit(browser, '/authorize', { ...request, redirect_uri: uri })
        expectAtHome(answer, uri)
        const isPort = /^http:\/\/127\.0\.0\.1(:\d{1,5})?\/callback$/.test(uri)
        if (!isPort) expect([uri, answer.status]).toEqual([uri, 400])
      }),
      RUNS,
    )
  })
})

describe('a return address that is nearly a registered one', () => {
  it('gets nobody sent anywhere after a sign-out by an app', async () => {
    const { browser, signIn } = await suite()
    const { idToken } = await signIn()
    await fc.assert(
      fc.asyncProperty(nearly(LOGGED_OUT), async (uri) => {
        const query = { id_token_hint: idToken, post_logout_redirect_uri: uri, state: 's' }
        const answer = await visit(browser, '/logout', query)
        expectAtHome(answer, uri)
        expect([uri, answer.headers.get('Location')]).toEqual([uri, '/sign-out'])
      }),
      RUNS,
    )
  })

  it('gets nobody sent anywhere after a sign-in', async () => {
    const { browser, newBrowser } = await suite()
    const stranger = newBrowser()
    await fc.assert(
      fc.asyncProperty(nearly(`${ALLOWED_ORIGIN}/welcome`), fc.boolean(), async (uri, isStranger) => {
        const answer = await visit(isStranger ? stranger : browser, '/sign-in', { return_to: uri })
        expectAtHome(answer, uri, [ALLOWED_ORIGIN])
      }),
      RUNS,
    )
  })
})

describe('a sealed handle', () => {
  it('that somebody has altered leads nowhere', async () => {
    const { browser, requestOf, signIn } = await suite()
    const { code } = await signIn()
    const asked = await visit(browser, '/authorize', requestOf({ prompt: 'select_account' }))
    const handle = new URL(asked.headers.get('Location') ?? '', HOME).searchParams.get('request') ?? ''
    const out = await visit(browser, '/logout', {
      client_id: requestOf({})['client_id'] ?? '',
      post_logout_redirect_uri: LOGGED_OUT,
    })
    const after = new URL(out.headers.get('Location') ?? '', HOME).searchParams.get('after') ?? ''
    expect([handle, after].map((text) => text.split('.').length)).toEqual([5, 5])
    const [suiteOrigin] = [new URL(LOGGED_OUT).origin]
    // The handles as they are do what they are for.
    expect(leadsTo(await visit(browser, '/signed-out', { after }))).toEqual([`/sign-out?after=${after}`])

    const others = fc.oneof(nearly(handle), nearly(after), fc.constantFrom(handle, after, code))
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('after', 'request', 'asked'), others, async (name, text) => {
        const isRight = (name === 'after' && text === after) || (name === 'request' && text === handle)
        fc.pre(!isRight)
        for (const path of ['/sign-out', '/signed-out', '/consent', '/sign-in']) {
          const answer = await visit(browser, path, { [name]: text })
          expectAtHome(answer, `${path} ${name}`)
          expect(leadsTo(answer).join(' ')).not.toContain(suiteOrigin)
        }
      }),
      { numRuns: RUNS.numRuns / 3 },
    )
  })
})
