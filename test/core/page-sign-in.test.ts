import { describe, expect, it } from 'vitest'
import { redeemSignInMail } from '../../src/core/mail-sign-in/redeem.ts'
import { passkeySignInOptions } from '../../src/core/passkeys/ask.ts'
import { changeOwnProfile } from '../../src/core/identity/profile.ts'
import { signInWithPasskey } from '../../src/core/sign-in/with-passkey.ts'
import { signInWithPassword } from '../../src/core/sign-in/with-password.ts'
import { writePageSession } from '../../src/core/tokens/page-session.ts'
import type { TokenPair } from '../../src/core/tokens/token-pair.ts'
import { openKeyring } from '../../src/crypto/keyring.ts'
import { randomToken } from '../../src/crypto/random.ts'
import { type Account, freshEmail, PASSWORD, readMe, registered, signIn } from '../support/account.ts'
import { askedByMail } from '../support/mail-sign-in.ts'
import { addedPasskey, PASSKEY } from '../support/passkeys.ts'
import { person } from '../support/person.ts'
import { SECRET } from '../support/worker.ts'
import { FLOWS } from './page-flows.ts'
import { callerOf, inPage } from './page-request.ts'

const password = ({ email }: Account) => ({ email, password: PASSWORD })

describe('what a page makes its cookie of', () => {
  it('is the session that was opened, until the last moment that it can live to', async () => {
    const ada = await registered()
    const { result } = await inPage((deps) => signInWithPassword(deps, password(ada)))
    const endsAt = Date.now() + 30 * 86_400_000
    expect(result.session).toEqual({ id: expect.any(String), generation: 0, endsAt })
    const caller = { pageSid: result.session.id, userId: ada.id, generation: 0 }
    await inPage((deps) => changeOwnProfile(deps, { caller, changes: { bio: 'x' } }))
  })

  const proofs = FLOWS.filter(({ name }) => /^reauth|^confirmTotp|^finishEmail/.test(name))

  it.each(proofs.map((flow) => [flow.name, flow] as const))('is the next one after %s', async (_, flow) => {
    const { owner, act } = await flow.prepare()
    const before = await callerOf(owner.tokens)
    const { result } = await inPage((deps) => act(deps, before))
    const done = result as TokenPair | { tokens: TokenPair }
    const { session } = 'tokens' in done ? done.tokens : done
    expect([session.id, session.generation]).not.toEqual([before.pageSid, before.generation])
    const caller = { ...before, pageSid: session.id, generation: session.generation }
    await inPage((deps) => changeOwnProfile(deps, { caller, changes: { bio: 'x' } }))
  })
})

describe('a sign-in by mail', () => {
  const opening = { password: undefined, profile: {} }
  async function openedBy(email: string, caller?: undefined) {
    const { request, code } = await askedByMail(email)
    const brought = { request, code }
    return (await inPage((deps) => redeemSignInMail(deps, { brought, opening, caller }))).result.opened
  }

  it('says that it has opened the account of a new address', async () => {
    expect(await openedBy(freshEmail())).toBe(true)
  })

  it('says that it has opened an account where a stranger had one', async () => {
    const { email } = await registered({ confirmed: false })
    expect(await openedBy(email)).toBe(true)
  })

  it('says that the account was there before', async () => {
    const { email } = await registered()
    expect(await openedBy(email)).toBe(false)
  })

  it('says that the account was there before, where its own opener confirms it', async () => {
    const ada = await registered({ confirmed: false })
    const device = (await signIn(ada, ada)).headers.get('Postern-Device') ?? ''
    const { request, code } = await askedByMail(ada.email)
    const { result } = await inPage(
      (deps) => redeemSignInMail(deps, { brought: { request, code }, opening, caller: undefined }),
      { headers: { 'Postern-Device': device } },
    )
    expect(result.opened).toBe(false)
  })
})

describe('the session that a browser had before', () => {
  const isAlive = async (ada: Account) => (await readMe(person(), ada.tokens.access)).status === 200
  async function cookieOf({ tokens }: Account) {
    const { pageSid: sid, generation } = await callerOf(tokens)
    return writePageSession(await openKeyring(SECRET, []), { sid, generation })
  }
  const signInInPage = async (cookie: string, headers = {}) => {
    const bob = await registered()
    await inPage((deps) => signInWithPassword(deps, password(bob)), {
      headers: { Cookie: cookie, ...headers },
    })
  }

  it('ends with a sign-in in a page, by the cookie of the page', async () => {
    const [eve, bystander] = [await registered(), await registered()]
    await signInInPage(`__Host-session=${await cookieOf(eve)}`)
    expect([await isAlive(eve), await isAlive(bystander)]).toEqual([false, true])
  })

  it('goes on, where the cookie is that of an app', async () => {
    const eve = await registered()
    await signInInPage(`__Host-refreshToken=${eve.tokens.refresh}; __Host-session=${eve.tokens.refresh}`)
    expect(await isAlive(eve)).toBe(true)
  })

  it('goes on, where another kind of sign-in meets the cookie of a page', async () => {
    const [eve, bob] = [await registered(), await registered()]
    const cookie = await cookieOf(eve)
    const headers = { Cookie: `__Host-session=${cookie}; __Host-refreshToken=${cookie}` }
    await person().post('/api/v1/auth/login', password(bob), { headers })
    expect(await isAlive(eve)).toBe(true)
  })

  it('goes on, where the cookie is forged', async () => {
    const eve = await registered()
    await signInInPage(`__Host-session=${(await cookieOf(eve)).slice(0, -3)}AAA`)
    expect(await isAlive(eve)).toBe(true)
  })
})

describe('a sign-in by a passkey that a page has begun in a browser', () => {
  const [browser, other] = [randomToken(), randomToken()]

  async function answered(asked: { browser?: string }) {
    const { device } = await addedPasskey(await registered())
    const { result } = await inPage(async (deps) => passkeySignInOptions(deps, asked))
    return device.get(result)
  }

  it('asks without a round trip, and ends there', async () => {
    const { device, id } = await addedPasskey(await registered())
    const { result: options, trips } = await inPage(async (deps) => passkeySignInOptions(deps, { browser }))
    expect(trips).toBe(0)
    const credential = await device.get(options)
    const { result } = await inPage((deps) => signInWithPasskey(deps, { credential, browser }))
    const caller = { pageSid: result.session.id, userId: id, generation: 0 }
    await inPage((deps) => changeOwnProfile(deps, { caller, changes: { bio: 'x' } }))
  })

  it.each([
    ['another browser', { browser }, { browser: other }],
    ['no browser in particular', { browser }, {}],
    ['this browser, where it was begun in none', {}, { browser }],
    [
      'a browser that calls itself like ours in the challenge',
      { browser },
      { browser: `browser:${browser}` },
    ],
  ])('does not end in %s', async (_, begun, ended) => {
    const credential = await answered(begun)
    const signingIn = inPage((deps) => signInWithPasskey(deps, { credential, ...ended }))
    await expect(signingIn).rejects.toMatchObject({
      code: 'passkey_refused',
      details: { reason: 'challenge_foreign' },
    })
  })

  it('does not end by the API', async () => {
    const credential = await answered({ browser })
    expect((await person().post(PASSKEY, { credential })).status).toBe(401)
  })
})
