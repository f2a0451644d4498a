import { describe, expect, it } from 'vitest'
import { PASSWORD } from '../support/account.ts'
import { authenticator } from '../support/authenticator.ts'
import { pass } from '../support/clock.ts'
import { NEW_PASSWORD } from '../support/code-flows.ts'
import { rows } from '../support/database.ts'
import { otherThan } from '../support/mails.ts'
import {
  at,
  askedAt,
  type Ground,
  groundWith,
  guarded,
  newcomer,
  owner,
  signedInAt,
  withPasskey,
} from '../support/page-visitors.ts'
import { appOf } from '../support/second-step.ts'
import type { Visitor } from '../support/visitor.ts'

const PAGE = '/account/security'
const CODES = /[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}/g

type Who<Account> = (ground: Ground) => Promise<Account>

/** Somebody who looks at how they sign in. */
async function ownerAt<Account extends { email: string }>(who: Who<Account>, ground: Ground = groundWith()) {
  const account = await who(ground)
  return { ground, account, ada: await signedInAt(ground, account, PAGE) }
}

/** Signs in by password in a browser of its own, as far as that goes. */
async function signIn(ground: Ground, { email, password = PASSWORD }: { email: string; password?: string }) {
  const ada = await at(ground, '/sign-in')
  await ada.press('password', { email, password })
  return ada
}

const isSignedOut = async (ada: Visitor) => (await ada.open(PAGE)).path.startsWith('/sign-in')

describe('a password', () => {
  it('is replaced, and ends every other session', async () => {
    const { ground, account, ada } = await ownerAt(owner)
    const phone = await signedInAt(ground, account)
    const page = await ada.press('password', { password: NEW_PASSWORD })
    expect(page.words).toContain('Your password was saved. All other devices were signed out.')
    expect([await isSignedOut(phone), await isSignedOut(ada)]).toEqual([true, false])
    expect((await signIn(ground, account)).page.status).toBe(422)
    expect((await signIn(ground, { ...account, password: NEW_PASSWORD })).page.path).toBe('/account')
  })

  it('that is too short or too common is refused beside its field, and not shown', async () => {
    const { ada } = await ownerAt(owner)
    for (const password of ['short', 'password123']) {
      const page = await ada.press('password', { password })
      expect([page.status, page.text.includes('href="#password-password"')]).toEqual([422, true])
      expect(page.text).not.toContain(`value="${password}"`)
    }
  })

  it('can be set where there is none', async () => {
    const ground = groundWith()
    const { ada, email } = await newcomer(ground)
    expect((await ada.open(PAGE)).words).toContain('You sign in without a password.')
    await ada.press('password', { password: NEW_PASSWORD })
    expect((await signIn(ground, { email, password: NEW_PASSWORD })).page.path).toBe('/account')
  })
})

describe('the first password or passkey of an account that signs in by mail alone', () => {
  const adding: Record<string, (ada: Visitor) => Promise<Record<string, string>>> = {
    password: async () => ({ password: NEW_PASSWORD }),
    passkey: async (ada) => {
      const device = await authenticator()
      return { credential: JSON.stringify(await device.create(await ada.optionsFor('passkey'))) }
    },
  }

  it.each(Object.keys(adding))(
    'is a proof of it: nobody is asked for another one at once: %s',
    async (name) => {
      const { ada } = await newcomer(groundWith())
      await ada.open(PAGE)
      const before = ada.cookies.get('__Host-session') ?? ''
      await ada.press(name, await adding[name]?.(ada))
      expect((await ada.press('app')).status).toBe(200)
      const [session] = await rows<{ auth_methods: string }>('select auth_methods from sessions')
      expect(session?.auth_methods.replace('bound_', '')).toBe(name)
      // Whoever has copied the session before holds nothing.
      ada.cookies.set('__Host-session', before)
      expect(await isSignedOut(ada)).toBe(true)
    },
  )

  it.each(Object.keys(adding))('makes nothing fresh for longer that was fresh before: %s', async (name) => {
    const { ada } = await ownerAt(owner)
    pass(9 * 60_000)
    await ada.open(PAGE)
    await ada.press(name, await adding[name]?.(ada))
    pass(2 * 60_000)
    expect((await ada.open(PAGE)).text).not.toContain('value="app"')
  })
})

describe('a passkey', () => {
  async function added() {
    const { ground, account, ada } = await ownerAt(owner)
    const device = await authenticator()
    const credential = JSON.stringify(await device.create(await ada.optionsFor('passkey')))
    await ada.press('passkey', { credential, name: 'Blue key' })
    return { ground, account, ada, device, credential }
  }

  it('is added under a name, and signs in', async () => {
    const { ground, account, ada, device } = await added()
    expect(ada.page.words).toContain('Your passkey was added.')
    expect(ada.page.words).toContain('Blue key')
    const browser = await at(ground, '/sign-in')
    const credential = JSON.stringify(await device.get(await browser.optionsFor('passkey')))
    expect((await browser.press('passkey', { credential })).words).toContain(account.email)
  })

  it('that was added once is not added twice', async () => {
    const { ada, credential } = await added()
    expect((await ada.press('passkey', { credential })).status).toBe(422)
    expect(await rows('select count(*) as n from passkeys')).toEqual([{ n: 1 }])
  })

  it('is refused when another session was asked for it', async () => {
    const { ground, ada } = await ownerAt(owner)
    const eve = await signedInAt(ground, await owner(ground), PAGE)
    const device = await authenticator()
    const credential = JSON.stringify(await device.create(await eve.optionsFor('passkey')))
    const page = await ada.press('passkey', { credential })
    expect([page.status, page.words]).toEqual([422, expect.stringContaining('This passkey cannot be used')])
    expect(await rows('select id from passkeys')).toEqual([])
  })

  it('signs nobody in where another browser was asked for it', async () => {
    const { ground, device } = await added()
    const [mine, theirs] = [await at(ground, '/sign-in'), await at(ground, '/sign-in')]
    const credential = JSON.stringify(await device.get(await mine.optionsFor('passkey')))
    const page = await theirs.press('passkey', { credential })
    expect([page.status, page.words]).toEqual([422, expect.stringContaining('This passkey did not work')])
    expect(theirs.cookies.has('__Host-session')).toBe(false)
  })

  it('gets another name, and goes', async () => {
    const { ada } = await added()
    const renamed = await ada.press('rename_passkey', { name: '  Old key ' })
    expect(renamed.words).toContain('Your passkey has a new name.')
    expect([renamed.words.includes('Old key'), renamed.words.includes('Blue key')]).toEqual([true, false])
    const removed = await ada.press('remove_passkey')
    expect(removed.words).toContain('The passkey was removed.')
    expect(removed.words).toContain('No passkeys yet')
  })
})

describe('an authenticator app', () => {
  async function begun() {
    const found = await ownerAt(owner)
    const page = await found.ada.press('app')
    const { uri = '' } = found.ada.formOf('confirm_app').fields
    const secret = new URL(uri).searchParams.get('secret') ?? ''
    return { ...found, page, secret, app: appOf(secret) }
  }

  it('is added by a code that is scanned or typed', async () => {
    const { page, secret } = await begun()
    expect(page.text).toMatch(/<div class="qr"><svg[^>]*>.*<path/s)
    expect(page.words.replaceAll(' ', '')).toContain(secret)
  })

  it('is shown again after a wrong code, and the same secret is confirmed then', async () => {
    const { ada, app, secret } = await begun()
    const page = await ada.press('confirm_app', { code: otherThan(app()) })
    expect([page.status, page.text.includes('href="#confirm_app-code"')]).toEqual([422, true])
    expect(page.words.replaceAll(' ', '')).toContain(secret)
    expect((await ada.press('confirm_app', { code: app() })).words).toContain('Keep your recovery codes')
  })

  it('brings ten recovery codes, which no address shows, and goes on with another cookie', async () => {
    const { ground, account, ada, app } = await begun()
    const phone = await signedInAt(ground, account)
    const before = ada.cookies.get('__Host-session')
    const page = await ada.press('confirm_app', { code: app() })
    const codes = [...new Set(page.words.match(CODES))]
    expect([codes.length, ada.cookies.get('__Host-session') === before]).toEqual([10, false])
    for (const path of [PAGE, '/account', '/account/data'])
      expect((await ada.open(path)).text).not.toMatch(CODES)
    expect(await isSignedOut(phone)).toBe(true)

    const browser = await signIn(ground, account)
    expect(browser.page.path).toBe('/second-step')
    await browser.open('/second-step?by=recovery_code')
    expect((await browser.press('recovery_code', { recovery_code: codes[3] ?? '' })).path).toBe('/account')
  })

  it('is removed, and the second step with it', async () => {
    const { ground, account, ada } = await ownerAt(guarded)
    expect((await ada.press('remove_app')).words).toContain('The authenticator app was removed.')
    expect((await signIn(ground, account)).page.path).toBe('/account')
  })
})

describe('the second step', () => {
  it('needs a factor: without one there is nothing to press', async () => {
    const { ada } = await ownerAt(owner)
    expect(ada.page.words).toContain('Add a passkey or an authenticator app first.')
    expect(ada.page.text).not.toContain('value="second_step_on"')
  })

  it('comes on with a passkey, which has to be shown first, and brings recovery codes', async () => {
    const { ground, account, ada } = await ownerAt(withPasskey)
    const asked = await ada.press('second_step_on')
    expect([asked.status, asked.path]).toEqual([403, PAGE])
    const credential = JSON.stringify(await account.device.get(await ada.optionsFor('passkey')))
    const goOn = await ada.press('passkey', { credential })
    expect(goOn.status).toBe(200)
    const page = await ada.press('second_step_on')
    expect(new Set(page.words.match(CODES)).size).toBe(10)
    expect((await signIn(ground, account)).page.path).toBe('/second-step')
  })

  it('goes off, and is asked for no more', async () => {
    const { ground, account, ada } = await ownerAt(guarded)
    expect((await ada.press('second_step_off')).words).toContain('Two-step sign-in is off.')
    expect((await signIn(ground, account)).page.path).toBe('/account')
  })

  it('gets new recovery codes, and the earlier ones end', async () => {
    const { ground, account, ada } = await ownerAt(guarded)
    const [old = ''] = account.recoveryCodes
    const codes = [...new Set((await ada.press('recovery_codes')).words.match(CODES))]
    expect([codes.length, codes.includes(old)]).toEqual([10, false])
    const browser = await signIn(ground, account)
    await browser.open('/second-step?by=recovery_code')
    const refused = await browser.press('recovery_code', { recovery_code: old })
    expect([refused.status, refused.text.includes('href="#totp-recovery_code"')]).toEqual([422, true])
    expect((await browser.press('recovery_code', { recovery_code: codes[0] ?? '' })).path).toBe('/account')
    expect((await browser.open(PAGE)).words).toContain('You have 9 recovery codes left.')
  })
})

describe('the sign-in by mail', () => {
  it('goes off and comes on again', async () => {
    const { ground, account, ada } = await ownerAt(owner)
    expect((await ada.press('mail_off')).words).toContain('Nobody can sign in with a code by email any more.')
    const { ada: browser } = await askedAt(ground, '/sign-in', account.email)
    expect(browser.page.words).toContain('Check your email')
    expect(ground.mailbox.to(account.email).at(-1)?.text).not.toMatch(/^\d{8}$/m)
    expect((await ada.press('mail_on')).words).toContain('You can sign in with a code by email again.')
    const { ada: another } = await askedAt(ground, '/sign-in', account.email)
    const page = await another.press('code', { code: ground.mailbox.codeTo(account.email) })
    expect(page.path).toBe('/account')
  })

  it('stays where it is the last way in, and the page says so', async () => {
    const { ada } = await newcomer(groundWith())
    await ada.open(PAGE)
    const page = await ada.press('mail_off')
    expect([page.status, page.words]).toEqual([
      409,
      expect.stringContaining('This is your last way to sign in'),
    ])
    expect(page.text).toContain(`href="${PAGE}"`)
  })
})

describe('an account that was recovered today', () => {
  it('keeps its factors, and the page says for how long', async () => {
    const { ground, account } = await ownerAt(owner)
    const { ada } = await askedAt(ground, '/forgot-password', account.email)
    await ada.press('reset', { code: ground.mailbox.codeTo(account.email), password: NEW_PASSWORD })
    await ada.open('/sign-in')
    await ada.press('password', { email: account.email, password: NEW_PASSWORD })
    await ada.open(PAGE)
    for (const form of ['app', 'mail_off']) {
      const page = await ada.press(form)
      expect([page.status, page.words]).toEqual([403, expect.stringContaining('again in 24 hours')])
      await ada.open(PAGE)
    }
    await ada.open('/account')
    expect((await ada.press('move', { email: 'new@example.org' })).words).toContain('recovered recently')
    pass(86_400_000)
    await ada.open('/sign-in')
    await ada.open(`/account/confirm?return_to=${PAGE}`)
    await ada.press('password', { password: NEW_PASSWORD })
    expect((await ada.press('app')).text).toContain('value="confirm_app"')
  })
})

describe('where addresses have to be confirmed', () => {
  const newUser = async () => {
    const ground = groundWith({ REQUIRE_VERIFIED_EMAIL: 'on' })
    const { email } = await owner(ground)
    await rows('update users set verified_at = null where email = ?', email)
    return signedInAt(ground, { email })
  }

  it.each(['/account/sessions', '/account/apps', '/account/history'])(
    '%s leads to what is missing',
    async (path) => {
      const ada = await newUser()
      const page = await ada.open(path)
      expect([page.path, page.words]).toEqual([
        '/account',
        expect.stringContaining('Confirm your email address'),
      ])
    },
  )

  it('a form that needs it says so, and nothing happens', async () => {
    const ada = await newUser()
    await ada.open(PAGE)
    const typed = ada.formOf('password').fields
    for (const [path, form, fields] of [
      [PAGE, 'password', { ...typed, password: NEW_PASSWORD }],
      // It is not offered, and refused all the same.
      ['/account/data', 'export', typed],
    ] as const) {
      const page = await ada.arriveAt(await ada.send({ page: path, name: form, fields }), path)
      expect([page.status, page.words]).toEqual([
        403,
        expect.stringContaining('Confirm your email address first.'),
      ])
    }
  })
})

describe('where everybody has to have a second step', () => {
  const newUser = async () => ownerAt(owner, groundWith({ SECOND_STEP: 'all' }))

  it.each(['/account/sessions', '/account/apps', '/account/history'])(
    '%s leads to what is missing',
    async (path) => {
      const { ada } = await newUser()
      const page = await ada.open(path)
      expect([page.path, page.words]).toEqual([PAGE, expect.stringContaining('Two-step sign-in is required')])
    },
  )

  it('the first passkey brings it, with recovery codes, and everything is open then', async () => {
    const { ada } = await newUser()
    const device = await authenticator()
    const credential = JSON.stringify(await device.create(await ada.optionsFor('passkey')))
    const page = await ada.press('passkey', { credential })
    expect(new Set(page.words.match(CODES)).size).toBe(10)
    expect((await ada.open('/account/sessions')).path).toBe('/account/sessions')
  })

  it('an app brings it too, which cannot be removed then', async () => {
    const { ada } = await newUser()
    await ada.press('app')
    const { uri = '' } = ada.formOf('confirm_app').fields
    await ada.press('confirm_app', { code: appOf(new URL(uri).searchParams.get('secret') ?? '')() })
    await ada.open(PAGE)
    for (const form of ['remove_app', 'second_step_off']) {
      const page = await ada.press(form)
      expect([page.status, page.words]).toEqual([409, expect.stringContaining('This is your last way')])
      await ada.open(PAGE)
    }
  })
})
