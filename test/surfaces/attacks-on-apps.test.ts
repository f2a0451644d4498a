import { describe, expect, it } from 'vitest'
import { registeredApp } from '../support/apps.ts'
import { rows } from '../support/database.ts'
import { HOME } from '../support/home.ts'
import { groundWith, owner, signedInAt, stranger } from '../support/page-visitors.ts'
import { PASSWORD } from '../support/account.ts'
import { answeredIn, type Party, relyingParty, tokensOfApp } from '../support/relying-party.ts'
import type { Page } from '../support/visitor.ts'

type App = Parameters<typeof registeredApp>[0]

const SECRET = 'pst_of-the-test'

/** The attacks of RFC 9700 §4, each as somebody would try it. */
async function met(...apps: App[]) {
  const ground = groundWith()
  const account = await owner(ground)
  const ada = await signedInAt(ground, account)
  const parties = []
  for (const app of apps) parties.push(relyingParty(await registeredApp(app), ground))
  return { ground, account, ada, parties }
}

const alive = async () =>
  (await rows('select id from sessions where app_id is not null and revoked_at is null')).length

describe('an answer to an app (mix-up of providers, §4.4)', () => {
  it.each<[string, Record<string, string>, string | undefined]>([
    ['a code', {}, undefined],
    ['a refusal', { response_type: 'token' }, 'unsupported_response_type'],
    ['a refusal without a page', { prompt: 'none', id_token_hint: 'x.y.z' }, 'login_required'],
    ['a request object', { request: 'x.y.' }, 'request_not_supported'],
    ['a request that is too long', { padding: 'x'.repeat(7_000) }, 'invalid_request'],
  ])('names us, by query and by form: %s', async (_, asked, error) => {
    const { ada, parties } = await met({})
    const [party] = parties as [Party]
    for (const response_mode of ['query', 'form_post']) {
      const answered = answeredIn(await party.ask(ada, { ...asked, response_mode }))
      expect([response_mode, answered['iss'], answered['error']]).toEqual([response_mode, HOME, error])
      expect(answered['state']).toBe('of the app')
    }
  })

  it.each(['allow', 'refuse'])('names us too, whatever the user has answered: %s', async (answer) => {
    const { ada, parties } = await met(
      { kind: 'third_party' },
      { redirectUris: ['http://127.0.0.1/callback'] },
      { redirectUris: ['com.example.notes:/callback'] },
    )
    for (const party of parties) {
      for (const response_mode of ['query', 'form_post']) {
        expect((await party.ask(ada, { response_mode, prompt: 'consent' })).path).toMatch(/^\/consent/)
        const answered = answeredIn(await ada.press(answer))
        expect([answered['iss'], answered['state']]).toEqual([HOME, 'of the app'])
        expect(answered['error']).toBe(answer === 'refuse' ? 'access_denied' : undefined)
      }
    }
  })
})

describe('injection of a code (§4.5): it is good where it was asked for, and nowhere else', () => {
  it('for every pair of apps, browsers and addresses', async () => {
    const CONFIDENTIAL = { secret: SECRET }
    const { ground, ada, account, parties } = await met({}, {}, CONFIDENTIAL)
    const other = await owner(ground)
    const eve = await signedInAt(ground, other)
    type Case = { party: Party; who: string; code: string; verifier: string; uri: string }
    const cases: Case[] = []
    for (const { app } of parties) {
      for (const [browser, who] of [
        [ada, account.id],
        [eve, other.id],
      ] as const) {
        // Each browser has a verifier of its own, as client libraries make one for each sign-in.
        const party = relyingParty(app, ground)
        const code = await party.codeFor(browser)
        cases.push({ party, who, code, verifier: party.verifier, uri: app.redirectUri })
      }
    }
    for (const one of cases) {
      for (const another of cases.filter((each) => each !== one)) {
        const isSameApp = one.party.app.id === another.party.app.id
        // The attacker puts the code of a victim into the answer to a request of their own, or sends it themselves.
        const injected = await another.party.exchange(one.code)
        expect(injected.body['error']).toBe('invalid_grant')
        const withVerifier = isSameApp
          ? undefined
          : await another.party.exchange(one.code, { code_verifier: one.verifier })
        expect(withVerifier?.body['error'] ?? 'invalid_grant').toBe('invalid_grant')
        const others = await one.party.exchange(one.code, { code_verifier: another.verifier })
        expect(others.body['error']).toBe('invalid_grant')
      }
      const elsewhere = await one.party.exchange(one.code, { redirect_uri: `${one.uri}/x` })
      expect(elsewhere.body['error']).toBe('invalid_grant')
    }
    expect(await alive()).toBe(0)
    // None of it has used a code up.
    for (const { party, code, who } of cases) expect(tokensOfApp(await party.exchange(code)).id.sub).toBe(who)
  })
})

describe('PKCE that somebody takes away (§4.8)', () => {
  it.each<[string, App]>([
    ['a public app', {}],
    ['a confidential app', { secret: SECRET }],
    ['a confidential app that may go without', { secret: SECRET, pkce: 'optional' }],
  ])(
    'out of the request, the exchange or both brings nothing to whoever has begun with it: %s',
    async (_, app) => {
      const { ada, parties } = await met(app)
      const [party] = parties as [Party]
      const isOptional = app?.pkce === 'optional'
      const attacked: Record<string, string | undefined>[] = [
        { code_challenge: undefined, code_challenge_method: undefined },
        { code_challenge: '', code_challenge_method: '' },
        { code_challenge: undefined },
        { code_challenge_method: undefined },
        { code_challenge_method: 'plain' },
        { code_challenge_method: 'plain', code_challenge: party.verifier },
        { code_challenge_method: 's256' },
        { code_challenge: 'A'.repeat(43) },
      ]
      for (const asked of attacked) {
        const { code, error } = answeredIn(await party.ask(ada, asked))
        const isWithout =
          !asked['code_challenge'] && !asked['code_challenge_method'] && 'code_challenge' in asked
        const isMethodGone = 'code_challenge_method' in asked
        const mayPass = isWithout ? isOptional && isMethodGone : asked['code_challenge'] === 'A'.repeat(43)
        expect([asked, error]).toEqual([asked, mayPass ? undefined : 'invalid_request'])
        if (code === undefined) continue
        // The app has begun with PKCE, and sends its verifier.
        expect((await party.exchange(code)).body['error']).toBe('invalid_grant')
      }
      const code = await party.codeFor(ada)
      for (const code_verifier of [undefined, '', 'x', 'A'.repeat(43), 'A'.repeat(129)])
        expect((await party.exchange(code, { code_verifier })).body['error']).toBe('invalid_grant')
      expect(await alive()).toBe(0)
      expect((await party.exchange(code)).status).toBe(200)
    },
  )
})

/** What an address of ours that the browser was at would tell the next one. */
function expectKept(page: Page, secrets: string[]) {
  expect(page.headers.get('Referrer-Policy'), page.path).toMatch(/^(same-origin|no-referrer|strict-origin)$/)
  for (const secret of secrets) expect(page.path).not.toContain(secret)
}

describe('a code', () => {
  it('is in no address of ours, and no page on the way tells its address to others (§4.2.4)', async () => {
    const ground = groundWith()
    const account = await owner(ground)
    const app = { kind: 'third_party' } as const
    for (const response_mode of ['query', 'form_post']) {
      const ada = stranger(ground)
      const party = relyingParty(await registeredApp(app), ground)
      const way: Page[] = [await party.ask(ada, { response_mode })]
      way.push(await ada.press('password', { email: account.email, password: PASSWORD }))
      const next = /content="0;url=([^"]*)"/.exec(ada.page.text)?.[1]?.replaceAll('&amp;', '&') ?? ''
      way.push(await ada.open(next))
      way.push(await ada.press('allow'))
      const { code = '' } = answeredIn(ada.page)
      expect(code).not.toBe('')
      for (const page of way) expectKept(page, [code])
      expect(way.map(({ path }) => path.split('?')[0])).toEqual([
        '/sign-in',
        '/sign-in',
        '/consent',
        '/consent',
      ])
    }
  })

  it('comes by 303, which no browser repeats a form with (§4.12)', async () => {
    const { ada, parties } = await met({})
    const [party] = parties as [Party]
    const [path = '', query = ''] = (await party.addressFor()).split('?')
    const sent = await ada.sendBody(path, query, { 'Sec-Fetch-Site': 'cross-site' })
    expect([sent.status, (await party.ask(ada)).status]).toEqual([303, 303])
  })
})

describe('the question in a frame (§4.16)', () => {
  it('is no question: no page may be framed, and a frame has no session', async () => {
    const { ada, parties } = await met({ kind: 'third_party' })
    const [party] = parties as [Party]
    const { headers, path } = await party.ask(ada)
    expect(path).toMatch(/^\/consent/)
    expect(headers.get('Content-Security-Policy')).toContain("frame-ancestors 'none'")
    expect(headers.get('Cross-Origin-Opener-Policy')).toBe('same-origin')
    const framed = await ada.get(path, {
      headers: { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'iframe' },
    })
    expect([framed.status, framed.headers.get('Location')]).toEqual([
      303,
      expect.stringMatching(/^\/sign-in/),
    ])
    expect(framed.text).not.toContain('value="allow"')
  })

  it('is answered by a form of our own pages alone', async () => {
    const { ada, parties } = await met({ kind: 'third_party' })
    const [party] = parties as [Party]
    await party.ask(ada)
    const { fields } = ada.formOf('allow')
    for (const headers of [
      { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' },
      { Origin: 'null', 'Sec-Fetch-Site': 'cross-site' },
    ]) {
      const answer = await ada.send({ page: '/consent', name: 'allow', fields, headers })
      expect(answer.status).toBe(403)
    }
    expect(await rows('select * from grants')).toEqual([])
  })
})
