import { beforeEach, describe, expect, it, vi } from 'vitest'
import { type Client, createClient } from '../../src/client/client.ts'
import { memoryStorage } from '../../src/client/storage.ts'
import { claimsOf, freshEmail, PASSWORD } from '../support/account.ts'
import { app, pairOf } from '../support/app.ts'
import { HOME } from '../support/person.ts'
import { codeFor, codeIn, mailTo, newLink } from '../support/mails.ts'

const NEW_PASSWORD = 'eight wet words'

let email: string

beforeEach(() => {
  email = freshEmail()
})

describe('client.account', () => {
  it('registers, reads and edits, changes the password and signs out', async () => {
    const { account, isSignedIn, kept } = app()
    const person = {
      email,
      password: PASSWORD,
      confirm_password: PASSWORD,
      first_name: 'Ada',
      last_name: 'L',
    }

    const { user } = await account.register(person)
    expect(user).toMatchObject({ email, names: 'Ada', role: 'user' })
    expect(await isSignedIn()).toBe(true)
    expect((await account.me()).id).toBe(user.id)
    expect((await account.editMe({ bio: 'I count.', address: null })).profile.bio).toBe('I count.')
    expect((await account.user(user.id)).email).toBe(email)
    expect(await account.setPassword(user.id, { password: NEW_PASSWORD })).toEqual({
      message: 'Password updated',
    })
    const change = { current_password: NEW_PASSWORD, new_password: PASSWORD, confirm_password: PASSWORD }
    expect(await account.changePassword(change)).toMatchObject({ message: 'Password changed' })
    await account.refresh()
    await account.logout()
    expect(await isSignedIn()).toBe(false)
    // By that the service knows this device again: it is no credential.
    expect([...kept.keys()]).toEqual([expect.stringMatching(/[.]devices$/)])
  })

  it('signs in', async () => {
    await app().api.register({ name: 'Ada', email, password: PASSWORD })
    const { account } = app()
    expect(await account.login({ email, password: PASSWORD })).toMatchObject({ token_type: 'Bearer' })
    expect((await account.me()).email).toBe(email)
  })

  it('resets a forgotten password by the code of the mail, or by its link, and signs nobody in', async () => {
    await app().api.register({ name: 'Ada', email, password: PASSWORD })
    const { account, isSignedIn } = app()
    const { request, expires_in } = await account.forgotPassword({ email })
    expect(expires_in).toBe(600)
    await newLink(email, 'reset-password')
    await account.resetPassword({ request, code: await codeFor(email), password: NEW_PASSWORD })
    expect(await isSignedIn()).toBe(false)
    await account.login({ email, password: NEW_PASSWORD })
    await account.forgotPassword({ email })
    const { token } = await newLink(email, 'reset-password')
    await account.resetPassword({ token, password: PASSWORD })
    await app().account.login({ email, password: PASSWORD })
  })

  it('encodes an id as one part of a path', async () => {
    const { account, api, asked } = app()
    await api.register({ name: 'Ada', email, password: PASSWORD })
    await expect(account.user('../../healthz?')).rejects.toMatchObject({ kind: 'user_not_found' })
    expect(asked.at(-1)).toBe('GET /api/v1/users/..%2F..%2Fhealthz%3F')
  })

  it('passes on the token of Turnstile', async () => {
    const sent: (string | null)[] = []
    const { account } = app({
      spoil: (request) => void sent.push(request.headers.get('Turnstile-Token')),
    })
    await account.login({ email, password: PASSWORD }, { turnstileToken: 'a human' }).catch(() => {})
    expect(sent).toEqual(['a human'])
  })

  it('lets an administrator register somebody, and stay who they are', async () => {
    const root = app()
    await root.auth.requestCode({ account: 'root@example.com' })
    await root.auth.verifyCode({ code: await codeFor('root@example.com') })
    await root.auth.createAccount({ pwd: PASSWORD })
    await root.account.login({ email: 'root@example.com', password: PASSWORD })

    const body = { email, password: PASSWORD, names: 'Grace', surnames: 'Hopper' }
    const { user } = await root.account.registerAnother(body)

    expect(user.role, 'until the address is verified').toBe('user')
    expect((await root.account.me()).email).toBe('root@example.com')
  })
})

describe('confirming the address', () => {
  const confirmationCode = async () => codeIn(await mailTo(email, { subject: /confirm/i })) ?? ''
  const claimOf = async (opened: ReturnType<typeof app>) =>
    claimsOf((await opened.token()) ?? '')['email_verified']

  it('by client.account brings a token that says so, in the same session', async () => {
    const opened = app()
    await opened.api.register({ name: 'Ada', email, password: PASSWORD })
    expect(await claimOf(opened)).toBe(false)
    await opened.account.verify({ code: await confirmationCode() })
    expect(await claimOf(opened)).toBe(true)
    expect(opened.told()).toBe(0)
  })

  it('by client.auth does it too, for who is signed in', async () => {
    const opened = app()
    await opened.api.register({ name: 'Ada', email, password: PASSWORD })
    await newLink(email, 'verify-email')
    await opened.auth.requestCode({ account: email })
    await opened.auth.verifyCode({ code: await codeFor(email) })
    expect(await claimOf(opened)).toBe(true)
  })

  it('is in the next token of a page, once its session in cookies is renewed', async () => {
    const ada = { email, password: PASSWORD }
    await app().api.register({ name: 'Ada', ...ada })
    const opened = app()
    await opened.auth.startSignIn({ account: email, pwd: PASSWORD })
    await opened.auth.finishSignIn({ code: await codeFor(email) })
    const before = await opened.token()
    await opened.auth.renew()
    expect(await opened.token()).not.toBe(before)
  })

  it('has worked though the renewal after it does not', async () => {
    const opened = app({
      spoil: ({ url }) =>
        url.endsWith('/refresh') ? Promise.reject(new TypeError('no network')) : undefined,
    })
    await opened.api.register({ name: 'Ada', email, password: PASSWORD })
    expect(await opened.account.verify({ code: await confirmationCode() })).toMatchObject({
      is_verified: true,
    })
    expect(await opened.isSignedIn()).toBe(true)
  })
})

describe('a code', () => {
  /** Every method of the client that takes a code. */
  const CODES: Record<string, (client: Client, code: string) => Promise<unknown>> = {
    'account.verify': ({ account }, code) => account.verify({ code }),
    'account.resetPassword': ({ account }, code) =>
      account.resetPassword({ request: 'a b', code, password: 'seven dry words' }),
    'auth.verifyCode': ({ auth }, code) => auth.verifyCode({ code }),
    'auth.finishSignIn': ({ auth }, code) => auth.finishSignIn({ code }),
    'auth.finishAddressChange': ({ auth }, code) =>
      auth.finishAddressChange({ codeCurrentAccount: code, codeNewAccount: code }),
    'auth.finishPasswordReset': ({ auth }, code) =>
      auth.finishPasswordReset({ code, newPwd: 'seven dry words' }),
  }

  it.each(Object.entries(CODES))(
    'may be typed with spaces in %s, and nothing else loses its own',
    async (_name, call) => {
      const sent: Record<string, string>[] = []
      const opened = app({
        spoil: async (request) => {
          sent.push(await request.clone().json())
          return Response.json({})
        },
      })
      await call(opened, ' 7822\u00a00743 ')
      const [body = {}] = sent
      const members = Object.entries(body)
      const isCode = (name: string) => name.toLowerCase().includes('code')
      expect(members.filter(([name]) => isCode(name)).map(([, value]) => value)).toContain('78220743')
      for (const [name, value] of members) expect([name, /\s/.test(value)]).toEqual([name, !isCode(name)])
    },
  )
})

describe('client.api', () => {
  it('registers, signs in, renews and signs out', async () => {
    const { api, account, isSignedIn } = app()
    const data = await api.register({ name: 'Ada Lovelace', email, password: PASSWORD })
    expect(data).toMatchObject({ token_type: 'Bearer', expires_in: 1800 })
    await api.login({ email, password: PASSWORD })
    await api.refresh()
    expect((await account.me()).profile).toMatchObject({ first_name: 'Ada', last_name: 'Lovelace' })
    await api.logout()
    expect(await isSignedIn()).toBe(false)
  })

  it('mails a link and resets the password by it', async () => {
    const { api } = app()
    await api.register({ name: 'Ada', email, password: PASSWORD })
    await api.mailResetLink({ email })
    const { token } = await newLink(email, 'reset-password')
    const passwords = { password: NEW_PASSWORD, password_confirmation: NEW_PASSWORD }
    await api.resetPassword({ token, email, ...passwords })
    await api.login({ email, password: NEW_PASSWORD })
  })
})

describe('client.auth', () => {
  const enrolled = async () => {
    const browser = app()
    await browser.auth.requestCode({ account: email })
    await browser.auth.verifyCode({ code: await codeFor(email) })
    await browser.auth.createAccount({ pwd: PASSWORD, firstName: 'Ada' })
    return browser
  }

  it('opens an account by a code, and names the step that follows', async () => {
    const { auth, account } = app()
    const { link } = await auth.requestCode({ account: email })
    expect(link[1]).toEqual({ rel: 'next', href: '/auth/v1/verify/code/' })
    await auth.verifyCode({ code: await codeFor(email) })
    await auth.createAccount({ pwd: PASSWORD, firstName: 'Ada' })
    expect(await account.me(), 'the cookies are enough for the other surfaces').toMatchObject({ email })
  })

  it('signs in in two steps, renews and signs out, and keeps no token', async () => {
    await enrolled()
    const browser = app()
    const { auth, isSignedIn } = browser
    await auth.startSignIn({ account: email, pwd: PASSWORD })
    expect((await auth.finishSignIn({ code: await codeFor(email) })).expiresIn).toBe(1800)
    expect(pairOf(browser)).toEqual(['-', expect.stringMatching(/^\d+\.1$/)])
    await auth.renew()
    expect(pairOf(browser)).toEqual(['-', expect.stringMatching(/^\d+\.2$/)])
    await auth.logout()
    expect(await isSignedIn()).toBe(false)
  })

  it('moves the account to another address', async () => {
    const { auth, account } = await enrolled()
    const newAccount = freshEmail()
    await auth.startAddressChange({ newAccount })
    await auth.finishAddressChange({
      codeCurrentAccount: await codeFor(email),
      codeNewAccount: await codeFor(newAccount),
    })
    expect((await account.me()).email).toBe(newAccount)
  })

  it('moves the account of a session in the storage, which goes on in cookies', async () => {
    await enrolled()
    const browser = app()
    await browser.account.login({ email, password: PASSWORD })
    const newAccount = freshEmail()
    await browser.auth.startAddressChange({ newAccount })
    await browser.auth.finishAddressChange({
      codeCurrentAccount: await codeFor(email),
      codeNewAccount: await codeFor(newAccount),
    })
    expect(pairOf(browser)).toEqual(['-', expect.stringMatching(/^\d+\.1$/)])
    expect((await browser.account.me()).email).toBe(newAccount)
    expect(claimsOf((await browser.token()) ?? '')['email_verified']).toBe(true)
    expect(browser.told()).toBe(0)
  })

  it('resets a forgotten password, and signs nobody in', async () => {
    const { auth, isSignedIn } = await enrolled()
    await auth.startPasswordReset({ account: email })
    await auth.finishPasswordReset({ code: await codeFor(email), newPwd: NEW_PASSWORD })
    expect(await isSignedIn()).toBe(false)
    await auth.startSignIn({ account: email, pwd: NEW_PASSWORD })
  })
})

describe('signing out', () => {
  it.each(['account', 'api', 'auth'] as const)(
    'by client.%s is done when the session is over already, or was never there',
    async (surface) => {
      const { [surface]: client, api, kept, isSignedIn, told } = app()
      await api.register({ name: 'Ada', email, password: PASSWORD })
      await app({ kept: new Map(kept) }).account.logout()
      await client.logout()
      expect([await isSignedIn(), told()]).toEqual([false, 1])
      await client.logout()
      expect(told()).toBe(1)
    },
  )

  it('leaves alone who has signed in meanwhile, through another tab', async () => {
    const kept = new Map<string, string>()
    const other = freshEmail()
    const opened = app({
      kept,
      // While the request to sign out is on its way.
      spoil: ({ url }) =>
        url.endsWith('/logout')
          ? app({ kept })
              .api.register({ name: 'Eve', email: other, password: PASSWORD })
              .then(() => Response.json({}))
          : undefined,
    })
    await opened.api.register({ name: 'Ada', email, password: PASSWORD })
    await opened.account.logout()
    expect((await opened.account.me()).email).toBe(other)
  })

  it('fails while the service cannot be reached, and forget() signs out here all the same', async () => {
    const { account, api, isSignedIn, forget } = app({
      spoil: ({ url }) => (url.endsWith('/logout') ? Promise.reject(new TypeError('no network')) : undefined),
    })
    await api.register({ name: 'Ada', email, password: PASSWORD })
    await expect(account.logout()).rejects.toMatchObject({ name: 'Unreachable' })
    expect(await isSignedIn()).toBe(true)
    await forget()
    expect(await isSignedIn()).toBe(false)
  })
})

describe('a storage that has nothing', () => {
  it.each([null, undefined, '', 'half'])('may say so by %j', async (nothing) => {
    const storage = { ...memoryStorage(), getItem: async () => nothing as string | null }
    const client = createClient({ url: HOME, storage })
    expect([await client.isSignedIn(), await client.token()]).toEqual([false, null])
  })
})

describe('client.onSessionChange', () => {
  it('tells of each sign-in and sign-out, and of no renewal, until it is ended', async () => {
    const opened = app()
    const changes: boolean[] = []
    const end = opened.onSessionChange((isSignedIn) => void changes.push(isSignedIn))
    await opened.api.register({ name: 'Ada', email, password: PASSWORD })
    await opened.account.refresh()
    await opened.account.me()
    expect(changes).toEqual([true])
    await opened.account.login({ email, password: PASSWORD })
    await opened.account.logout()
    expect(changes).toEqual([true, true, false])
    end()
    await opened.account.login({ email, password: PASSWORD })
    expect(changes).toHaveLength(3)
  })

  it('goes on when a listener throws, and leaves its error to the page', async () => {
    const faults: unknown[] = []
    const { setTimeout: later } = globalThis
    vi.spyOn(globalThis, 'setTimeout').mockImplementation((act: () => void, ms?: number) =>
      ms === undefined ? later(() => faults.push(act), 0) : later(act, ms),
    )
    const opened = app()
    const changes: boolean[] = []
    opened.onSessionChange(() => {
      throw new Error('a fault of the app')
    })
    opened.onSessionChange((isSignedIn) => void changes.push(isSignedIn))
    await opened.api.register({ name: 'Ada', email, password: PASSWORD })
    await opened.account.logout()
    expect(changes).toEqual([true, false])
    await expect.poll(() => faults.length).toBe(2)
    expect(faults[0]).toThrow('a fault of the app')
  })

  it.each(['storage', 'pageshow'])('looks again at the event %s of its page', async (event) => {
    const listeners = new Map<string, () => void>()
    vi.stubGlobal('document', {})
    vi.stubGlobal('addEventListener', (type: string, listener: () => void) => listeners.set(type, listener))
    const tab = app()
    const opened = tab.tab()
    vi.unstubAllGlobals()
    const changes: boolean[] = []
    opened.onSessionChange((isSignedIn) => void changes.push(isSignedIn))
    await tab.api.register({ name: 'Ada', email, password: PASSWORD })
    expect(changes).toEqual([])
    listeners.get(event)?.()
    await expect.poll(() => changes).toEqual([true])
  })
})
