import { createLocalJWKSet, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose'
import { expect } from 'vitest'
import { base64url, sha256, utf8 } from '../../../src/crypto/bytes.ts'
import { randomToken } from '../../../src/crypto/random.ts'
import { PASSWORD } from '../../support/account.ts'
import { registeredApp } from '../../support/apps.ts'
import { restorer } from '../../support/database.ts'
import { HOME } from '../../support/home.ts'
import { groundWith, owner, signedInAt } from '../../support/page-visitors.ts'
import type { Answer, Options } from '../../support/person.ts'
import { answeredIn, relyingParty } from '../../support/relying-party.ts'
import { resend } from '../../support/resend.ts'
import { type Page, visitor, type Visitor } from '../../support/visitor.ts'
import { deferredWork } from '../../support/worker.ts'

/** How the app wants its answers: the plan Basic OP, and the plan Form Post OP. */
export type Mode = 'query' | 'form_post'
export const MODES: Mode[] = ['query', 'form_post']

type Asked = Record<string, string | undefined>
type Sent = Record<string, string>

const SUITE = 'https://suite.example/test/a/postern'
export const CALLBACK = `${SUITE}/callback`
export const LOGGED_OUT = `${SUITE}/post_logout_redirect`

/** The suite sends no PKCE but in one module: its apps keep a secret, and are set to go without. */
const APP: Parameters<typeof registeredApp>[0] = {
  secret: 'pst_of-the-suite',
  pkce: 'optional',
  redirectUris: [CALLBACK],
  postLogoutRedirectUris: [LOGGED_OUT],
}

async function begin() {
  const ground = groundWith()
  const user = await owner(ground)
  const browser = await signedInAt(ground, user)
  const apps = { first: await registeredApp(APP), second: await registeredApp(APP) }
  const { text } = await browser.get('/.well-known/jwks.json')
  const find = createLocalJWKSet(JSON.parse(text) as JSONWebKeySet)
  await deferredWork()
  return { ground, user, apps, find, cookies: [...browser.cookies], restore: await restorer() }
}

/** Where every module begins: somebody who is signed in, and two apps. It is made once, which is most of the time. */
let beginning: Awaited<ReturnType<typeof begin>> | undefined

export type Suite = Awaited<ReturnType<typeof suite>>

/** What the OpenID conformance suite does with a provider: it asks as two apps, by the browser of somebody who signs in. */
export async function suite(mode: Mode = 'query') {
  beginning ??= await begin()
  const { ground, user, apps, find, cookies, restore } = beginning
  await restore()
  resend()
  const [first, second] = [relyingParty(apps.first, ground), relyingParty(apps.second, ground)]
  const newBrowser = () => visitor({ worker: ground.worker, roaming: true })
  const browser = newBrowser()
  for (const [name, value] of cookies) browser.cookies.set(name, value)

  const requestOf = (asked: Asked, party = first): Sent => {
    const all: Asked = {
      response_type: 'code',
      client_id: party.app.id,
      redirect_uri: CALLBACK,
      scope: 'openid',
      state: randomToken(),
      nonce: randomToken(),
      ...(mode === 'form_post' && { response_mode: mode }),
      ...asked,
    }
    return Object.fromEntries(
      Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    )
  }

  const open = async (sent: Sent, by: Visitor = browser): Promise<Page> =>
    by.open(`/authorize?${new URLSearchParams(sent).toString()}`)

  /** The answer at the redirect address: it came as it was asked for, with the state and our name. */
  function answerOn(page: Page, sent: Sent) {
    if (mode === 'query') {
      const to = page.headers.get('Location') ?? ''
      expect([page.status, to.slice(0, CALLBACK.length + 1)], page.words).toEqual([303, `${CALLBACK}?`])
      expect(to).not.toContain('#')
    } else {
      expect(page.status, page.words).toBe(200)
      expect(page.text).toContain(`<form method="post" action="${CALLBACK}" data-sends="">`)
    }
    const answered = answeredIn(page)
    expect([answered['state'], answered['iss']]).toEqual([sent['state'], HOME])
    return answered
  }

  function codeOn(page: Page, sent: Sent): string {
    const { code = '', ...others } = answerOn(page, sent)
    expect(Object.keys(others).toSorted(), JSON.stringify(others)).toEqual(['iss', 'state'])
    return code
  }

  const secretOf = ({ app }: typeof first): Options => ({
    headers: { Authorization: `Basic ${btoa(`${encodeURIComponent(app.id)}:${app.secret}`)}` },
  })

  /** By client_secret_basic. */
  const token = (fields: Asked, party = first): Promise<Answer> =>
    party.send('/token', fields, secretOf(party))

  const exchange = (code: string, fields: Asked = {}, party = first): Promise<Answer> =>
    token({ grant_type: 'authorization_code', code, redirect_uri: CALLBACK, ...fields }, party)

  /** What the suite looks at in each answer of /token and in each ID token (OpenID Connect Core 1.0 §3.1.3.3, §3.1.3.7). */
  async function checked(answer: Answer, nonce: string | undefined, party = first) {
    expect(answer.status, answer.text).toBe(200)
    expect(answer.headers.get('Content-Type')).toMatch(/^application\/json/)
    expect([answer.headers.get('Cache-Control'), answer.headers.get('Pragma')]).toEqual([
      'no-store',
      'no-cache',
    ])
    const { body } = answer
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: expect.any(Number) })
    const [access, idToken] = [String(body['access_token']), String(body['id_token'])]
    const now = Math.floor(Date.now() / 1_000)
    const { payload, protectedHeader } = await jwtVerify(idToken, find, {
      issuer: HOME,
      audience: party.app.id,
      algorithms: ['RS256'],
      currentDate: new Date(),
    })
    const claims: JWTPayload & Record<string, unknown> = payload
    expect(protectedHeader).toEqual({ alg: 'RS256', kid: expect.stringMatching(/./) })
    expect(claims.sub).toBe(user.id)
    expect(claims.aud).toBe(party.app.id)
    expect(claims.iat).toBe(now)
    expect(claims.exp).toBeGreaterThan(now)
    expect(claims['auth_time']).toBeLessThanOrEqual(now)
    expect(claims['nonce']).toBe(nonce)
    expect(claims['acr']).toBe('1')
    expect(claims['azp'] ?? party.app.id).toBe(party.app.id)
    expect(claims['at_hash']).toBe(base64url((await sha256(utf8(access))).subarray(0, 16)))
    return { access, idToken, claims, refresh: body['refresh_token'], scope: body['scope'] }
  }

  /** What /userinfo says, which is about whom the ID token is about. */
  async function userInfo(access: string, how: 'get' | 'post_header' | 'post_body' = 'get') {
    const [path, asked] = ['/userinfo', { token: access }]
    const answer =
      how === 'get'
        ? await first.server.get(path, asked)
        : how === 'post_header'
          ? await first.server.post(path, undefined, asked)
          : await first.send(path, { access_token: access })
    expect(answer.status, answer.text).toBe(200)
    expect(answer.headers.get('Content-Type')).toMatch(/^application\/json/)
    expect(answer.body['sub']).toBe(user.id)
    return answer.body
  }

  /** A whole sign-in by an app, looked at from end to end. */
  async function signIn(asked: Asked = {}, party = first) {
    const sent = requestOf(asked, party)
    const code = codeOn(await open(sent), sent)
    const tokens = await checked(await exchange(code, {}, party), sent['nonce'], party)
    return { ...tokens, code, sent }
  }

  /** The same, where the user has to prove first who they are. */
  async function signInAnew(asked: Asked) {
    const sent = requestOf(asked)
    const page = await open(sent)
    expect(page.path, page.words).toMatch(/^\/account\/confirm\?/)
    await browser.press('password', { password: PASSWORD })
    const next = /content="0;url=([^"]*)"/.exec(browser.page.text)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const code = codeOn(await browser.open(next), sent)
    return checked(await exchange(code), sent['nonce'])
  }

  return {
    user,
    first,
    second,
    browser,
    newBrowser,
    requestOf,
    open,
    answerOn,
    codeOn,
    token,
    exchange,
    checked,
    userInfo,
    signIn,
    signInAnew,
  }
}
