import { describe, expect, it } from 'vitest'
import { PROVIDER_SETTINGS } from '../support/provider-settings.ts'
import { gitHubStub } from '../support/vendors.ts'
import { REDIRECT_URI, REFUSED, visitorAt } from './provider-visits.ts'

describe('GitHub', () => {
  const ADA = {
    issuer: 'https://github.com',
    subject: '1815',
    email: 'ada@example.com',
    isEmailVerified: true,
    provesMailbox: false,
    firstName: 'Ada',
    lastName: 'King Lovelace',
  }

  it('is asked with PKCE, and for addresses', async () => {
    const { sent, address } = await visitorAt('github').begin()
    const url = new URL(address)
    expect(url.origin + url.pathname).toBe('https://github.com/login/oauth/authorize')
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: 'code',
      client_id: PROVIDER_SETTINGS.GITHUB_CLIENT_ID,
      redirect_uri: REDIRECT_URI,
      scope: 'read:user user:email',
      state: sent.state,
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    })
  })

  it('says who it is, by its number, and the primary address', async () => {
    const stub = gitHubStub()
    expect(await visitorAt('github').visit(stub)).toEqual(ADA)
    for (const { url, headers } of stub.heard.filter((each) => each.method === 'GET')) {
      expect(url).toMatch(/^https:\/\/api\.github\.com\/user(\/emails)?$/)
      expect(headers.get('Accept')).toBe('application/vnd.github+json')
      expect(headers.get('X-GitHub-Api-Version')).toBe('2022-11-28')
      expect(headers.get('User-Agent')).toBe('Postern')
    }
  })

  it.each<[string, unknown, string | undefined]>([
    ['unverified', [{ email: 'a@example.com', primary: true, verified: false }], undefined],
    ['not primary', [{ email: 'a@example.com', primary: false, verified: true }], undefined],
    ['none', [], undefined],
    ['garbage', [null, 7, 'a@example.com', { email: 7, primary: true, verified: true }], undefined],
    ['no list', { email: 'a@example.com', primary: true, verified: true }, undefined],
    ['as text', [{ email: 'a@example.com', primary: 'true', verified: 'true' }], undefined],
  ])('has no address of somebody whose addresses are %s', async (_, emails, email) => {
    const stub = gitHubStub()
    stub.person({ emails })
    expect(await visitorAt('github').visit(stub)).toEqual({ ...ADA, email, isEmailVerified: false })
  })

  it.each([undefined, null, 0, -1, 1.5, '1815', 2 ** 53, 'ada'])(
    'is refused where the number is %s',
    async (id) => {
      const stub = gitHubStub()
      stub.person({ user: { id, login: 'ada' } })
      expect(await visitorAt('github').visit(stub)).toEqual(REFUSED('no_subject'))
    },
  )

  it.each<[string, 'token' | 'user' | 'emails', Response, { trouble: string; reason: string }]>([
    [
      'a wrong code',
      'token',
      Response.json({ error: 'bad_verification_code' }),
      REFUSED('bad_verification_code'),
    ],
    ['an unknown error', 'token', Response.json({ error: 'x'.repeat(99) }), REFUSED('other_error')],
    ['no token', 'token', Response.json({ token_type: 'bearer' }), REFUSED('invalid_answer')],
    ['a form', 'token', new Response('access_token=x&scope='), { trouble: 'down', reason: 'not_json' }],
    ['a token that it refuses', 'user', Response.json({}, { status: 401 }), REFUSED('api_refused')],
    ['nobody', 'user', Response.json(null), REFUSED('no_subject')],
    ['too many requests', 'emails', Response.json({}, { status: 403 }), REFUSED('api_refused')],
    [
      'an outage',
      'emails',
      new Response('<html>', { status: 502 }),
      { trouble: 'down', reason: 'unavailable' },
    ],
  ])('answers %s', async (_, place, answer, expected) => {
    const stub = gitHubStub()
    stub.answers(place, answer)
    expect(await visitorAt('github').visit(stub)).toEqual(expected)
  })

  it('brings a state and a code of this visit', async () => {
    const stub = gitHubStub()
    const { visit, begin, finish } = visitorAt('github')
    expect(await visit(stub, (brought) => brought.set('state', 'another'))).toEqual(REFUSED('invalid_answer'))
    expect(await visit(stub, (brought) => brought.set('iss', 'https://evil.example'))).toEqual(
      REFUSED('invalid_answer'),
    )
    expect(await visit(stub, (brought) => brought.set('code', 'a\u0000b'))).toEqual(REFUSED('no_code'))
    const [own, theirs] = [await begin(), await begin()]
    const stolen = stub.codeFor(theirs.address)
    stolen.set('state', own.sent.state)
    expect(await finish(own.sent, stolen)).toEqual(REFUSED('bad_verification_code'))
    expect(await finish(own.sent, stub.errorFor(own.address))).toEqual({
      trouble: 'cancelled',
      reason: 'cancelled',
    })
  })

  it.each<[unknown, string | undefined, string | undefined]>([
    ['Ada', 'Ada', undefined],
    ['  Ada   King  Lovelace ', 'Ada', 'King Lovelace'],
    [null, undefined, undefined],
    ['', undefined, undefined],
  ])('knows %j by %s and %s', async (name, firstName, lastName) => {
    const stub = gitHubStub()
    stub.person({ user: { id: 1815, name } })
    expect(await visitorAt('github').visit(stub)).toEqual({ ...ADA, firstName, lastName })
  })
})
