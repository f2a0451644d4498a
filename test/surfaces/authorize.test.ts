import { describe, expect, it } from 'vitest'
import { registeredApp } from '../support/apps.ts'
import { pass } from '../support/clock.ts'
import { dump, rows } from '../support/database.ts'
import { HOME } from '../support/home.ts'
import { groundWith, guarded, owner, signedInAt, stranger, unconfirmed } from '../support/page-visitors.ts'
import { PASSWORD } from '../support/account.ts'
import { answeredIn, relyingParty, tokensOfApp } from '../support/relying-party.ts'
import { PAGE_WORDS } from '../support/words.ts'

const { unknown } = PAGE_WORDS.en.apps

/** Somebody who is signed in, and an app. */
async function met(changes: Parameters<typeof registeredApp>[0] = {}, settings = {}) {
  const ground = groundWith(settings)
  const account = await owner(ground)
  const app = await registeredApp(changes)
  return { ground, account, ada: await signedInAt(ground, account), party: relyingParty(app, ground) }
}

/** What no app gets a code for, and what it is told. */
const WRONG: [name: string, asked: Record<string, string | undefined>, error: string][] = [
  ['no response type', { response_type: undefined }, 'invalid_request'],
  ['an empty response type', { response_type: '' }, 'invalid_request'],
  ['the implicit flow', { response_type: 'token' }, 'unsupported_response_type'],
  ['the hybrid flow', { response_type: 'code id_token' }, 'unsupported_response_type'],
  ['a fragment', { response_mode: 'fragment' }, 'invalid_request'],
  ['no challenge', { code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
  ['a method without a challenge', { code_challenge: undefined }, 'invalid_request'],
  ['a plain challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
  [
    'a challenge without a method, which means plain',
    { code_challenge_method: undefined },
    'invalid_request',
  ],
  ['a challenge that is none', { code_challenge: 'short' }, 'invalid_request'],
  ['no scope', { scope: undefined }, 'invalid_scope'],
  ['a scope that nobody knows', { scope: 'admin' }, 'invalid_scope'],
  ['a request object', { request: 'eyJhbGciOiJub25lIn0.e30.' }, 'request_not_supported'],
  ['a request by reference', { request_uri: 'https://evil.example/r' }, 'request_uri_not_supported'],
  ['an age that is none', { max_age: '-1' }, 'invalid_request'],
  ['no prompt and a prompt', { prompt: 'none login' }, 'invalid_request'],
  ['a nonce of a thousand characters', { nonce: 'n'.repeat(1_000) }, 'invalid_request'],
  ['a request of ten thousand characters', { padding: 'x'.repeat(10_000) }, 'invalid_request'],
]

describe('a request for a code', () => {
  it.each(WRONG)('with %s is told the app, with its state and our name', async (_, asked, error) => {
    const { ada, party } = await met()
    const page = await party.ask(ada, asked)
    expect(page.status).toBe(303)
    expect(page.headers.get('Location')).toMatch(/^https:\/\/notes\.example\/callback\?/)
    expect(answeredIn(page)).toEqual({
      error,
      error_description: expect.any(String),
      state: 'of the app',
      iss: HOME,
    })
  })

  it.each(WRONG)('with %s signs in nobody first', async (_, asked, error) => {
    const ground = groundWith()
    const page = await relyingParty(await registeredApp(), ground).ask(stranger(ground), asked)
    expect(answeredIn(page)['error']).toBe(error)
  })

  it.each([
    ['client_id', { client_id: 'nobody' }, unknown.app],
    ['client_id', { client_id: undefined }, unknown.app],
    ['redirect_uri', { redirect_uri: undefined }, unknown.address],
    ['redirect_uri', { redirect_uri: 'https://evil.example/callback' }, unknown.address],
  ])('with a wrong %s sends nobody anywhere: %o', async (_, asked, says) => {
    const { ada, party } = await met()
    const page = await party.ask(ada, { ...asked, response_type: 'junk' })
    expect([page.status, page.headers.get('Location')]).toEqual([400, null])
    expect(page.words).toContain(says)
    expect(page.text).not.toContain('evil.example')
  })

  it.each(['client_id', 'redirect_uri'])('with two of %s sends nobody anywhere', async (name) => {
    const { ada, party } = await met()
    const page = await ada.open(`${await party.addressFor()}&${name}=https%3A%2F%2Fevil.example`)
    expect([page.status, page.headers.get('Location')]).toEqual([400, null])
  })

  it('with two of another parameter is refused', async () => {
    const { ada, party } = await met()
    const page = await ada.open(`${await party.addressFor()}&scope=openid`)
    expect(answeredIn(page)['error']).toBe('invalid_request')
  })

  it('of a disabled app sends nobody anywhere', async () => {
    const { ada, party } = await met({ disabledAt: 1 })
    expect((await party.ask(ada)).status).toBe(400)
  })

  it('may come as a form of another site', async () => {
    const { ada, party } = await met()
    const [path = '', query = ''] = (await party.addressFor()).split('?')
    const answer = await ada.sendBody(path, query, {
      Origin: 'https://notes.example',
      'Sec-Fetch-Site': 'cross-site',
    })
    expect(answer.status, answer.text).toBe(303)
    const page = await ada.arriveAt(answer, path)
    expect(answeredIn(page)['code']).toBeDefined()
  })

  it('brings a stranger to the sign-in, and from there to the app', async () => {
    const ground = groundWith()
    const account = await owner(ground)
    const ada = stranger(ground)
    const party = relyingParty(await registeredApp(), ground)
    expect((await party.ask(ada, { login_hint: account.email })).path).toMatch(/^\/sign-in\?return_to=/)
    expect(ada.page.text).toContain(`value="${account.email}"`)
    await ada.press('password', { email: account.email, password: PASSWORD })
    // The policy of the page whose form was sent would stop a redirect to the app: the next page leads there.
    expect(ada.page.path).toMatch(/^\/sign-in\?return_to=/)
    const next = /content="0;url=([^"]*)"/.exec(ada.page.text)?.[1]?.replaceAll('&amp;', '&') ?? ''
    expect(next).toMatch(new RegExp(`^${HOME}/authorize\\?`))
    const answered = answeredIn(await ada.open(next))
    const { id } = tokensOfApp(await party.exchange(answered['code'] ?? ''))
    expect(id.sub).toBe(account.id)
  })

  it('with a second step brings nobody to the app before it', async () => {
    const ground = groundWith()
    const account = await guarded(ground)
    const ada = stranger(ground)
    const party = relyingParty(await registeredApp(), ground)
    await party.ask(ada)
    await ada.press('password', { email: account.email, password: PASSWORD })
    expect(ada.page.path).toMatch(/^\/second-step\?return_to=/)
    expect((await party.ask(ada)).path).toMatch(/^\/sign-in/)
  })

  it.each([
    `update sessions set revoked_at = 1`,
    `update sessions set idle_expires_at = 1`,
    `update sessions set expires_at = 1`,
    `update sessions set generation = generation + 1`,
    `update users set disabled_at = 1`,
    `delete from users`,
  ])('of a session that is worth nothing leads to the sign-in: %s', async (death) => {
    const { ada, party } = await met()
    await rows(death)
    expect((await party.ask(ada)).path).toMatch(/^\/sign-in/)
    expect(answeredIn(await party.ask(ada, { prompt: 'none' }))['error']).toBe('login_required')
  })

  it('by HEAD changes nothing, and by a frame or an image sees no session', async () => {
    const { ada, party } = await met()
    pass(3_600_000)
    const before = await dump()
    const address = await party.addressFor()
    const head = await ada.ask('HEAD', address, undefined)
    expect([head.status, head.headers.getSetCookie()]).toEqual([303, []])
    for (const dest of ['iframe', 'image']) {
      const headers = { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': dest }
      const answer = await ada.get(address, { headers })
      expect(answer.headers.get('Location')).toMatch(/^\/sign-in\?/)
    }
    expect(await dump()).toBe(before)
  })

  it('speaks the language that the app speaks with its user', async () => {
    const ground = groundWith()
    const page = await relyingParty(await registeredApp(), ground).ask(stranger(ground), {
      ui_locales: 'xx pt-BR en',
    })
    expect(page.text).toContain('<html lang="pt">')
  })

  it('answers as a form where the app wants that, which may go to the app alone', async () => {
    const { ada, party } = await met()
    const page = await party.ask(ada, { response_mode: 'form_post' })
    expect(page.status).toBe(200)
    expect(page.text).toContain('<form method="post" action="https://notes.example/callback" data-sends="">')
    expect(page.headers.get('Content-Security-Policy')).toContain("form-action 'self' https://notes.example;")
    expect(answeredIn(page)).toEqual({ code: expect.any(String), state: 'of the app', iss: HOME })
    const refused = await party.ask(ada, { response_mode: 'form_post', prompt: 'none login' })
    expect(answeredIn(refused)).toMatchObject({ error: 'invalid_request', iss: HOME })
  })

  it('keeps the query that a redirect address has', async () => {
    const redirectUri = 'https://notes.example/callback?tenant=7'
    const { ada, party } = await met({ redirectUris: [redirectUri] })
    const page = await party.ask(ada)
    expect(page.headers.get('Location')).toMatch(/^https:\/\/notes\.example\/callback\?tenant=7&code=/)
  })
})

describe('prompt and max_age', () => {
  it('none: a stranger is login_required', async () => {
    const ground = groundWith()
    const page = await relyingParty(await registeredApp(), ground).ask(stranger(ground), { prompt: 'none' })
    expect(answeredIn(page)).toMatchObject({ error: 'login_required', state: 'of the app', iss: HOME })
  })

  it.each([{ prompt: 'login' }, { max_age: '0' }, { max_age: '60' }])(
    '%o: asks for a proof, once, of the same session',
    async (asked) => {
      const { account, ada, party } = await met()
      const before = tokensOfApp(await party.exchange(await party.codeFor(ada)))
      pass(61_000)
      expect((await party.ask(ada, asked)).path).toMatch(/^\/account\/confirm\?return_to=/)
      // Going back to the request without a proof leads there again.
      const request = new URL(ada.page.path, HOME).searchParams.get('return_to') ?? ''
      expect((await ada.open(request)).path).toMatch(/^\/account\/confirm/)
      await ada.press('password', { password: PASSWORD })
      const next = /content="0;url=([^"]*)"/.exec(ada.page.text)?.[1]?.replaceAll('&amp;', '&') ?? ''
      const { code = '' } = answeredIn(await ada.open(next))
      const { id } = tokensOfApp(await party.exchange(code))
      expect(id.sub).toBe(account.id)
      expect(Number(id['auth_time'])).toBeGreaterThanOrEqual(Number(before.id['auth_time']) + 61)
      const [{ count } = { count: 0 }] = await rows<{ count: number }>(
        'select count(*) as count from sessions where user_id = ? and app_id is null and revoked_at is null',
        account.id,
      )
      // The registration has one too.
      expect(count).toBe(2)
    },
  )

  it('a proof for one request is none for another', async () => {
    const { ada, party } = await met()
    await party.ask(ada, { prompt: 'login' })
    const waiting = new URL(ada.page.path, HOME).searchParams.get('return_to') ?? ''
    const asked = new URL(waiting, HOME).searchParams.get('asked') ?? ''
    await ada.press('password', { password: PASSWORD })
    const other = await ada.open(
      `${await party.addressFor({ prompt: 'login', state: 'another' })}&asked=${asked}`,
    )
    expect(other.path).toMatch(/^\/account\/confirm/)
  })

  it('none with an old sign-in is login_required', async () => {
    const { ada, party } = await met()
    pass(61_000)
    const page = await party.ask(ada, { prompt: 'none', max_age: '60' })
    expect(answeredIn(page)['error']).toBe('login_required')
  })

  it('none with the ID token of somebody else is login_required', async () => {
    const { ground, ada, party } = await met()
    const other = await signedInAt(ground, await owner(ground))
    const { body } = await party.exchange(await party.codeFor(other))
    const hint = { prompt: 'none', id_token_hint: String(body['id_token']) }
    expect(answeredIn(await party.ask(other, hint))['code']).toBeDefined()
    expect(answeredIn(await party.ask(ada, hint))['error']).toBe('login_required')
  })

  it('select_account: asks who it is to be', async () => {
    const { account, ada, party } = await met()
    const page = await party.ask(ada, { prompt: 'select_account' })
    expect(page.path).toMatch(/^\/consent\?request=/)
    expect(page.words).toContain(account.email)
    expect(answeredIn(await ada.press('allow'))['code']).toBeDefined()
  })
})

describe('an account that lacks something', () => {
  it('gets no code before its address is confirmed, and goes on then', async () => {
    const ground = groundWith({ REQUIRE_VERIFIED_EMAIL: 'on' })
    const account = await unconfirmed(ground)
    const ada = await signedInAt(ground, account)
    const party = relyingParty(await registeredApp(), ground)
    expect((await party.ask(ada)).path).toMatch(/^\/account\?return_to=/)
    expect(ada.page.words).not.toContain(PAGE_WORDS.en.apps.goOn.press)
    expect(answeredIn(await party.ask(ada, { prompt: 'none' }))['error']).toBe('interaction_required')
    await party.ask(ada)
    await ada.press('verify', { code: ground.mailbox.codeTo(account.email) })
    expect(ada.page.words).toContain(PAGE_WORDS.en.apps.goOn.press)
    expect(await party.codeFor(ada)).toBeDefined()
  })

  it('gets no code without a second step where everybody needs one', async () => {
    const ground = groundWith({ SECOND_STEP: 'all' })
    const ada = await signedInAt(ground, await owner(ground))
    const page = await relyingParty(await registeredApp(), ground).ask(ada)
    expect(page.path).toMatch(/^\/account\/security\?return_to=/)
  })
})
