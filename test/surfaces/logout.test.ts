import { describe, expect, it } from 'vitest'
import { registeredApp } from '../support/apps.ts'
import { pass } from '../support/clock.ts'
import { rows } from '../support/database.ts'
import { HOME } from '../support/home.ts'
import { groundWith, owner, signedInAt } from '../support/page-visitors.ts'
import { relyingParty, tokensOfApp } from '../support/relying-party.ts'
import type { Visitor } from '../support/visitor.ts'

const BACK = 'https://notes.example/'

async function met(changes: Parameters<typeof registeredApp>[0] = {}) {
  const ground = groundWith()
  const ada = await signedInAt(ground, await owner(ground))
  const party = relyingParty(await registeredApp(changes), ground)
  const answer = await party.exchange(await party.codeFor(ada))
  return { ground, ada, party, tokens: tokensOfApp(answer), hint: String(answer.body['id_token']) }
}

const out = async (ada: Visitor, fields: Record<string, string | undefined>) => {
  const entries = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  )
  return ada.open(`/logout?${new URLSearchParams(entries).toString()}`)
}

const alive = async () =>
  (await rows('select id from sessions where app_id is null and revoked_at is null')).length

describe('an app that signs its user out', () => {
  it('ends the session of the browser and its own, and gets the browser back with its state', async () => {
    const { ada, party, tokens, hint } = await met()
    const before = await alive()
    const page = await out(ada, { id_token_hint: hint, post_logout_redirect_uri: BACK, state: 'x y' })
    expect([page.status, page.headers.get('Location')]).toEqual([303, `${BACK}?state=x+y`])
    expect(await alive()).toBe(before - 1)
    expect((await party.refresh(tokens.refresh)).body['error']).toBe('invalid_grant')
    expect((await party.userInfo(tokens.access)).status).toBe(401)
    expect((await ada.open('/account')).path).toMatch(/^\/sign-in/)
  })

  it('may say it with a token that has expired', async () => {
    const { ada, hint } = await met()
    pass(86_400_000)
    const page = await out(ada, { id_token_hint: hint, post_logout_redirect_uri: BACK })
    expect(page.headers.get('Location')).toBe(BACK)
  })

  it('may send a form', async () => {
    const { ada, hint } = await met()
    const body = new URLSearchParams({ id_token_hint: hint, post_logout_redirect_uri: BACK }).toString()
    const answer = await ada.sendBody('/logout', body, {
      Origin: 'https://notes.example',
      'Sec-Fetch-Site': 'cross-site',
    })
    expect((await ada.arriveAt(answer, '/logout')).headers.get('Location')).toBe(BACK)
  })

  it.each<[string, Record<string, string | undefined>]>([
    ['without a token', { id_token_hint: undefined, client_id: 'of the app' }],
    ['without anything', { id_token_hint: undefined, post_logout_redirect_uri: undefined }],
    ['with a token that is none', { id_token_hint: 'a.b.c' }],
    ['with a token of an app that it does not name', { client_id: 'another' }],
  ])('%s asks the user first', async (_, changes) => {
    const { ada, party, hint } = await met()
    const before = await alive()
    const fields: Record<string, string | undefined> = {
      id_token_hint: hint,
      post_logout_redirect_uri: BACK,
      state: 's',
      ...changes,
    }
    if (fields['client_id'] === 'of the app') fields['client_id'] = party.app.id
    const page = await out(ada, fields)
    expect(page.path).toMatch(/^\/sign-out/)
    expect(await alive()).toBe(before)
    const isTold = changes['client_id'] === 'of the app'
    const done = await ada.press('here')
    expect(done.path).toMatch(/^\/signed-out/)
    expect(done.text.includes(`content="0;url=${BACK}?state=s"`)).toBe(isTold)
    expect(await alive()).toBe(before - 1)
  })

  it('with the token of another browser asks the user first', async () => {
    const { ground, hint } = await met()
    const eve = await signedInAt(ground, await owner(ground))
    const before = await alive()
    expect((await out(eve, { id_token_hint: hint, post_logout_redirect_uri: BACK })).path).toMatch(
      /^\/sign-out/,
    )
    expect(await alive()).toBe(before)
  })

  it('with an altered token asks the user first, and brings nobody back', async () => {
    const { ada, hint } = await met()
    const [header, , signature] = hint.split('.')
    const claims = btoa(JSON.stringify({ iss: HOME, aud: 'x', sub: 'y' })).replaceAll('=', '')
    const page = await out(ada, {
      id_token_hint: [header, claims, signature].join('.'),
      post_logout_redirect_uri: BACK,
    })
    expect(page.path).toBe('/sign-out')
  })

  it.each([
    'https://evil.example/',
    `${BACK}x`,
    `${BACK}?x=1`,
    'https://notes.example',
    `${BACK}#x`,
    'javascript:alert(1)',
  ])(
    'asks the user first, and is not sent back, with an address that it has not registered: %s',
    async (uri) => {
      const { ada, hint } = await met()
      const page = await out(ada, { id_token_hint: hint, post_logout_redirect_uri: uri })
      expect(page.path).toBe('/sign-out')
      expect((await ada.press('here')).path).toBe('/signed-out')
      expect(ada.page.text).not.toContain(uri)
    },
  )

  it('keeps the query that a return address has', async () => {
    const uri = 'https://notes.example/out?from=a%20b'
    const { ada, hint } = await met({ postLogoutRedirectUris: [uri] })
    const page = await out(ada, { id_token_hint: hint, post_logout_redirect_uri: uri, state: 's' })
    expect(page.headers.get('Location')).toBe(`${uri}&state=s`)
  })

  it('of nobody brings the browser back', async () => {
    const { ada, hint } = await met()
    await out(ada, { id_token_hint: hint })
    const page = await out(ada, { id_token_hint: hint, post_logout_redirect_uri: BACK })
    expect(page.headers.get('Location')).toBe(BACK)
  })

  it('cannot do it by an image or a frame', async () => {
    const { ada, hint } = await met()
    const before = await alive()
    for (const dest of ['image', 'iframe']) {
      const headers = { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': dest }
      const answer = await ada.get(`/logout?id_token_hint=${hint}`, { headers })
      expect(answer.headers.getSetCookie()).toEqual([])
    }
    expect(await alive()).toBe(before)
  })

  it('is not sent back by a handle that nobody has sealed', async () => {
    const { ada } = await met()
    await ada.open('/sign-out')
    await ada.press('here')
    const page = await ada.open('/signed-out?after=https%3A%2F%2Fevil.example')
    expect(page.text).not.toContain('evil.example')
  })
})
