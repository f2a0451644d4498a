import { describe, expect, it } from 'vitest'
import { type Account, freshEmail, PASSWORD, registered } from '../support/account.ts'
import { pass } from '../support/clock.ts'
import { rows } from '../support/database.ts'
import { codeFor, newLink, otherThan } from '../support/mails.ts'
import { protectedAccount } from '../support/second-step.ts'
import { type Page, visitor, type Visitor } from '../support/visitor.ts'
import { workerWith } from '../support/worker.ts'

const APP = 'https://app.example.com/inbox?x=1'

const returning = (path: string, to: string) => `${path}?${new URLSearchParams({ return_to: to }).toString()}`

/** Types address and password into the sign-in page. */
async function signInAt(
  ada: Visitor,
  { email, password = PASSWORD }: { email: string; password?: string },
  path = '/sign-in',
) {
  await ada.open(path)
  return ada.press('password', { email, password })
}

/** Asks for a mail at the sign-in page. */
async function askAt(ada: Visitor, email: string, path = '/sign-in') {
  await ada.open(path)
  return ada.press('mail', { email })
}

const isAccountOf = ({ email }: Pick<Account, 'email'>) => ({
  path: '/account',
  status: 200,
  words: expect.stringContaining(email),
})

describe('signing in with a password', () => {
  it('leads to the account', async () => {
    const account = await registered()
    expect(await signInAt(visitor(), account)).toMatchObject(isAccountOf(account))
  })

  it('keeps the address and forgets the password when they are wrong', async () => {
    const { email } = await registered()
    const page = await signInAt(visitor(), { email, password: 'another password 7' })
    expect([page.status, page.path]).toEqual([422, '/sign-in'])
    expect(page.words).toContain('Email or password is wrong')
    expect(page.text).toContain(`value="${email}"`)
    expect(page.text).not.toContain('another password 7')
    expect(page.headers.get('Postern-Failure')).toBe('wrong_credentials')
  })

  it('says beside each field what is missing, and lists it at the top', async () => {
    const page = await signInAt(visitor(), { email: 'no address', password: '' })
    expect(page.status).toBe(422)
    expect(page.text).toMatch(
      /<input id="password-email"[^>]*aria-describedby="password-email-problem"[^>]*aria-invalid="true"/,
    )
    expect(page.text).toContain('href="#password-email"')
    expect(page.text).toContain('href="#password-password"')
    expect(page.text).toContain('value="no address"')
  })

  it('answers the same for an address without an account', async () => {
    const { email } = await registered()
    const told = async (address: string) => {
      const { status, headers, text } = await signInAt(visitor(), {
        email: address,
        password: 'not the password',
      })
      const names = [...headers.keys()].filter((name) => name !== 'x-request-id')
      return { status, names, text: text.replaceAll(address, 'ADDRESS').replaceAll(/value="[\w-]{43}"/g, '') }
    }
    expect(await told(freshEmail())).toEqual(await told(email))
  })

  it('keeps the session in a cookie that no script reads, and hands out no token', async () => {
    const account = await registered()
    const ada = visitor()
    await signInAt(ada, account)
    expect([...ada.cookies.keys()].toSorted()).toEqual([
      '__Host-device',
      '__Host-form',
      '__Host-session',
      '__Host-step-sent',
    ])
    expect(await rows('select methods from sessions order by id desc limit 1')).toEqual([
      { methods: 'password' },
    ])
  })

  it('ends the session that the browser had before', async () => {
    const [one, other] = [await registered(), await registered()]
    const ada = visitor()
    await signInAt(ada, one)
    ada.cookies.delete('__Host-form')
    const before = ada.cookies.get('__Host-session') ?? ''
    // The page would lead to the account: another tab was open before.
    const tab = visitor()
    await tab.open('/sign-in')
    tab.cookies.set('__Host-session', before)
    await tab.press('password', { email: other.email, password: PASSWORD })
    expect(
      await rows('select id from sessions where revoked_at is null and id = ?', before.split('.')[0]),
    ).toEqual([])
  })
})

describe('signing in by mail', () => {
  it('takes the code where it was asked for, and shows the words of the mail', async () => {
    const account = await registered()
    const ada = visitor()
    const asked = await askAt(ada, account.email)
    expect(asked.path).toBe('/sign-in-mail')
    expect(asked.words).toContain('Check your email')
    const page = await ada.press('code', { code: await codeFor(account.email) })
    expect(page).toMatchObject(isAccountOf(account))
  })

  it('takes a code in groups, as people copy it', async () => {
    const account = await registered()
    const ada = visitor()
    await askAt(ada, account.email)
    const code = await codeFor(account.email)
    const page = await ada.press('code', { code: ` ${code.slice(0, 4)} ${code.slice(4)}` })
    expect(page).toMatchObject(isAccountOf(account))
  })

  it('says beside the field that a code is wrong', async () => {
    const { email } = await registered()
    const ada = visitor()
    await askAt(ada, email)
    const page = await ada.press('code', { code: otherThan(await codeFor(email)) })
    expect([page.status, page.path]).toEqual([422, '/sign-in-mail'])
    expect(page.text).toContain('href="#code-code"')
  })

  it('takes the link in the browser that has asked', async () => {
    const account = await registered()
    const ada = visitor()
    await askAt(ada, account.email)
    const { url } = await newLink(account.email, 'sign-in-mail')
    expect(await ada.press('link', { link: url })).toMatchObject(isAccountOf(account))
  })

  it('asks for the address in another browser', async () => {
    const account = await registered()
    await askAt(visitor(), account.email)
    const { url } = await newLink(account.email, 'sign-in-mail')
    const phone = visitor()
    await phone.open('/sign-in-mail')
    const wrong = await phone.press('elsewhere', { link: url, email: freshEmail() })
    expect([wrong.status, wrong.text.includes('href="#elsewhere-email"')]).toEqual([422, true])
    expect(await phone.press('elsewhere', { link: url, email: account.email })).toMatchObject(
      isAccountOf(account),
    )
  })

  it('opens an account for whoever has none, and offers a quicker way in', async () => {
    const email = freshEmail()
    const ada = visitor()
    const asked = await askAt(ada, email)
    expect(asked.words).toContain('Check your email')
    const page = await ada.press('code', { code: await codeFor(email) })
    expect([page.path, page.title]).toEqual(['/welcome', 'Welcome · Postern'])
    const saved = await ada.press('password', { password: PASSWORD })
    expect(saved.status).toBe(200)
    expect(await signInAt(visitor(), { email })).toMatchObject(isAccountOf({ email }))
  })
})

describe('signing up', () => {
  it('takes name and password with the code', async () => {
    const email = freshEmail()
    const ada = visitor()
    await askAt(ada, email, '/sign-up')
    const names = { first_name: 'Ada', last_name: 'Lovelace' }
    const page = await ada.press('code', { code: await codeFor(email), ...names, password: PASSWORD })
    expect(page).toMatchObject(isAccountOf({ email }))
    expect(page.words).toContain('Ada Lovelace')
    expect(await signInAt(visitor(), { email })).toMatchObject(isAccountOf({ email }))
  })

  it('keeps the names when the password is too short', async () => {
    const email = freshEmail()
    const ada = visitor()
    await askAt(ada, email, '/sign-up')
    const code = await codeFor(email)
    const page = await ada.press('code', { code, first_name: 'Ada', password: 'short' })
    expect(page.text).toContain('value="Ada"')
    expect(page.text).toContain('href="#code-password"')
    expect(page.text).not.toContain(code)
  })

  it('shows the same pages to whoever has an account, and signs in', async () => {
    const account = await registered()
    const ada = visitor()
    await askAt(ada, account.email, '/sign-up')
    const page = await ada.press('code', { code: await codeFor(account.email), first_name: 'Eve' })
    expect(page).toMatchObject(isAccountOf(account))
    expect(page.words).not.toContain('Eve')
  })

  it('says so where it is closed', async () => {
    const worker = workerWith({ SIGN_UP: 'closed' })
    const page = await visitor({ worker }).open('/sign-up')
    expect(page.words).toContain('New accounts cannot be opened here')
    expect((await visitor({ worker }).open('/sign-in')).text).not.toContain('/sign-up')
  })
})

describe('the second step', () => {
  const atSecondStep = async () => {
    const owner = await protectedAccount()
    const ada = visitor()
    return { owner, ada, page: await signInAt(ada, owner) }
  }

  it('is asked for after the password, and takes the code of the app', async () => {
    const { owner, ada, page } = await atSecondStep()
    expect([page.path, ada.cookies.has('__Host-session')]).toEqual(['/second-step', false])
    expect(await ada.press('totp', { totp: owner.app() })).toMatchObject(isAccountOf(owner))
  })

  it('takes a recovery code instead', async () => {
    const { owner, ada } = await atSecondStep()
    await ada.open('/second-step?by=recovery_code')
    const page = await ada.press('recovery_code', { recovery_code: owner.recoveryCodes[0] ?? '' })
    expect(page).toMatchObject(isAccountOf(owner))
  })

  it('says beside the field that a code is wrong, and goes on with the next one', async () => {
    const { owner, ada } = await atSecondStep()
    const page = await ada.press('totp', { totp: otherThan(owner.app()) })
    expect([page.status, page.text.includes('href="#totp-totp"')]).toEqual([422, true])
    expect(await ada.press('totp', { totp: owner.app() })).toMatchObject(isAccountOf(owner))
  })

  it('begins anew when it was waited for too long', async () => {
    const { ada } = await atSecondStep()
    ada.cookies.delete('__Host-step-second')
    const page = await ada.open('/second-step')
    expect(page.words).toContain('This took too long')
    expect(page.text).toContain('href="/sign-in"')
  })

  it('is asked for after a mailed code too', async () => {
    const owner = await protectedAccount()
    const ada = visitor()
    await askAt(ada, owner.email)
    const page = await ada.press('code', { code: await codeFor(owner.email) })
    expect(page.path).toBe('/second-step')
    pass(30_000)
    expect(await ada.press('totp', { totp: owner.app() })).toMatchObject(isAccountOf(owner))
  })
})

describe('an account that is being deleted', () => {
  it('is kept by a press after signing in', async () => {
    const account = await registered()
    await account.ask(
      'DELETE',
      '/api/v1/users/me',
      { confirm: account.email },
      { token: account.tokens.access },
    )
    const ada = visitor()
    const page = await signInAt(ada, account)
    expect([page.path, page.title]).toEqual(['/sign-in/keep', 'Your account will be deleted · Postern'])
    expect(await ada.press('keep')).toMatchObject(isAccountOf(account))
  })
})

describe('where a sign-in leads', () => {
  const leads = (page: Page) => /http-equiv="refresh" content="0;url=([^"]*)"/.exec(page.text)?.[1]

  it('is the page of ours that was asked for', async () => {
    const account = await registered()
    const ada = visitor()
    expect((await ada.open('/account/sessions')).path).toBe(returning('/sign-in', '/account/sessions'))
    const page = await ada.press('password', { email: account.email, password: PASSWORD })
    expect(page.path).toBe('/account/sessions')
  })

  it('is the app, by a page that takes no token along', async () => {
    const account = await registered()
    const ada = visitor()
    const page = await signInAt(ada, account, returning('/sign-in', APP))
    expect([page.status, leads(page)]).toEqual([200, APP])
    expect(page.text).toContain(`href="${APP}"`)
    expect(page.headers.get('Location')).toBeNull()
  })

  it('is kept on the way by mail and by a second step', async () => {
    const owner = await protectedAccount()
    const ada = visitor()
    await askAt(ada, owner.email, returning('/sign-in', APP))
    await ada.press('code', { code: await codeFor(owner.email) })
    pass(30_000)
    expect(leads(await ada.press('totp', { totp: owner.app() }))).toBe(APP)
  })

  it('is the account for every other site', async () => {
    const account = await registered()
    const page = await signInAt(visitor(), account, returning('/sign-in', 'https://evil.example/'))
    expect(page).toMatchObject(isAccountOf(account))
  })
})

describe('a forgotten password', () => {
  it('is replaced with the code of the mail, in the browser that has asked', async () => {
    const account = await registered()
    const ada = visitor()
    await ada.open('/forgot-password')
    await ada.press('mail', { email: account.email })
    const password = 'eight quite dry words'
    const page = await ada.press('reset', { code: await codeFor(account.email), password })
    expect(page.words).toContain('Your password has been changed')
    expect(await signInAt(visitor(), { email: account.email, password })).toMatchObject(isAccountOf(account))
  })

  it('is asked for alike by whoever has no account', async () => {
    const pages = [await registered(), { email: freshEmail() }].map(async ({ email }) => {
      const ada = visitor()
      await ada.open('/forgot-password')
      const { status, text } = await ada.press('mail', { email })
      return { status, text: text.replaceAll(email, 'ADDRESS').replaceAll(/value="[\w-]{43}"/g, '') }
    })
    const [known, unknown] = await Promise.all(pages)
    expect(unknown).toEqual(known)
  })
})
