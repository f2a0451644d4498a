import { describe, expect, it } from 'vitest'
import { freshEmail, PASSWORD, registered, signedIn } from '../support/account.ts'
import { pass } from '../support/clock.ts'
import { rows } from '../support/database.ts'
import { otherThan } from '../support/mails.ts'
import {
  at,
  type Ground,
  groundWith,
  owner,
  signedInAt,
  staleAt,
  unconfirmed,
} from '../support/page-visitors.ts'
import { person } from '../support/person.ts'
import type { Page, Visitor } from '../support/visitor.ts'

/** Somebody at a page of their account. */
async function ownerAt(path: string, ground: Ground = groundWith()) {
  const account = await owner(ground)
  return { ground, account, ada: await signedInAt(ground, account, path) }
}

const valueOf = ({ text }: Page, field: string) =>
  new RegExp(`<input [^>]*name="${field}"[^>]*?(?: value="([^"]*)")`).exec(text)?.[1]

/** The problem is beside the field, and listed at the top with a link to it. */
const expectBeside = ({ text, status }: Page, id: string) => {
  expect(status).toBe(422)
  expect(text).toContain(`href="#${id}"`)
  expect(text).toMatch(new RegExp(`id="${id}"[^>]*aria-describedby="${id}-problem"`))
}

const liveSessions = (email: string) =>
  rows(
    'select s.id from sessions s join users u on u.id = s.user_id where email = ? and revoked_at is null',
    email,
  )

const isSignedOut = async (ada: Visitor) => (await ada.open('/account')).path.startsWith('/sign-in')

describe('the profile', () => {
  const MEMBERS = ['first_name', 'last_name', 'bio', 'phone_number', 'address', 'document_number']

  it('is what was typed, whole, and says so once', async () => {
    const { ada } = await ownerAt('/account')
    const typed = { first_name: 'Augusta', bio: 'Countess', phone_number: '+4366012345', address: 'London 1' }
    const page = await ada.press('profile', typed)
    expect([page.path, page.words]).toEqual(['/account', expect.stringContaining('Your profile was saved.')])
    for (const [field, value] of Object.entries(typed)) expect(valueOf(page, field)).toBe(value)
    expect(valueOf(page, 'last_name')).toBe('Lovelace')
    expect((await ada.open('/account')).words).not.toContain('Your profile was saved.')
  })

  it('is unset by emptying its fields', async () => {
    const { ada, account } = await ownerAt('/account')
    await ada.press('profile', { bio: 'Countess', document_number: '7' })
    const page = await ada.press('profile', Object.fromEntries(MEMBERS.map((member) => [member, ''])))
    expect(MEMBERS.map((member) => valueOf(page, member))).toEqual(MEMBERS.map(() => undefined))
    const columns = 'first_name, last_name, bio, phone_number, address, document_number'
    const [user = {}] = await rows(`select ${columns} from users where email = ?`, account.email)
    expect(Object.values(user)).toEqual(MEMBERS.map(() => null))
  })

  it('stays as it was when one member is refused, and keeps what was typed in the form', async () => {
    const { ada } = await ownerAt('/account')
    const page = await ada.press('profile', { first_name: 'Augusta', phone_number: 'by pigeon' })
    expectBeside(page, 'profile-phone_number')
    expect([valueOf(page, 'first_name'), valueOf(page, 'phone_number')]).toEqual(['Augusta', 'by pigeon'])
    expect(valueOf(await ada.open('/account'), 'first_name')).toBe('Ada')
  })

  it('has a language, for pages and for mails', async () => {
    const { ada, account, ground } = await ownerAt('/account')
    const page = await ada.press('language', { language: 'es' })
    expect(page.text).toContain('<html lang="es">')
    ada.cookies.delete('__Host-language')
    expect((await ada.open('/account/security')).text).toContain('<html lang="es">')
    await ada.open('/account')
    await ada.press('move', { email: freshEmail() })
    expect(ground.mailbox.to(account.email).at(-1)?.html).toContain('<html lang="es">')
  })
})

/** Both addresses were sent a code. */
async function moving() {
  const { ground, ada, account } = await ownerAt('/account')
  const to = freshEmail()
  const page = await ada.press('move', { email: ` ${to.toUpperCase()} ` })
  expect(page.words).toContain(`another one to ${to}`)
  const codes = { code_current: ground.mailbox.codeTo(account.email), code_new: ground.mailbox.codeTo(to) }
  return { ground, ada, account, to, codes }
}

describe('the address', () => {
  it('moves with both codes; every other session ends, and this one goes on with another cookie', async () => {
    const { ada, account, to, codes } = await moving()
    const before = ada.cookies.get('__Host-session')
    const page = await ada.press('codes', codes)
    expect([page.path, page.words]).toEqual([
      '/account',
      expect.stringContaining('uses the new email address'),
    ])
    expect(page.words).toContain(to)
    expect(await liveSessions(account.email)).toEqual([])
    expect(await liveSessions(to)).toHaveLength(1)
    expect(ada.cookies.get('__Host-session')).not.toBe(before)
    expect(ada.cookies.has('__Host-step-move')).toBe(false)
  })

  it.each(['code_current', 'code_new'] as const)(
    'stays with a wrong %s, and the right ones still work',
    async (wrong) => {
      const { ada, to, codes } = await moving()
      const page = await ada.press('codes', { ...codes, [wrong]: otherThan(codes[wrong]) })
      // Which one was wrong is not said.
      expect([page.status, page.words]).toEqual([422, expect.stringContaining('This code is wrong')])
      expect(page.text).not.toContain(codes.code_current)
      expect((await ada.press('codes', codes)).words).toContain(to)
    },
  )

  it('says which code is missing', async () => {
    const { ada, codes } = await moving()
    expectBeside(await ada.press('codes', { ...codes, code_new: '' }), 'codes-code_new')
  })

  it('can be left as it is after all', async () => {
    const { ada, account, to } = await moving()
    const page = await ada.press('cancel_move')
    expect(page.text).toContain('value="move"')
    expect([page.words.includes(account.email), page.words.includes(to)]).toEqual([true, false])
  })

  it('does not move to itself, and the field says why', async () => {
    const { ada, account } = await ownerAt('/account')
    expectBeside(await ada.press('move', { email: account.email }), 'move-email')
  })

  it('moves to no address of somebody else, whose owner is told, and nobody else', async () => {
    const { ground, ada, account } = await ownerAt('/account')
    const taken = await owner(ground)
    const page = await ada.press('move', { email: taken.email })
    expect([page.status, page.words]).toEqual([200, expect.stringContaining(taken.email)])
    const codes = { code_current: ground.mailbox.codeTo(account.email), code_new: '123456' }
    expect((await ada.press('codes', codes)).status).toBe(422)
    expect(ground.mailbox.to(taken.email).at(-1)?.text).not.toMatch(/^\d{6}$/m)
  })

  it('cannot be moved before it is confirmed', async () => {
    const ground = groundWith()
    const ada = await signedInAt(ground, await unconfirmed(ground))
    expect(ada.page.text).not.toContain('value="move"')
  })
})

describe('an address that is not confirmed', () => {
  const newUser = async () => {
    const ground = groundWith()
    const account = await unconfirmed(ground)
    await signedIn(person({ worker: ground.worker }), account)
    return { ground, account, ada: await signedInAt(ground, account) }
  }

  it('is confirmed by the code of the mail, which leaves this session alone', async () => {
    const { ground, account, ada } = await newUser()
    expect(ada.page.words).toContain('Confirm your email address')
    const page = await ada.press('verify', { code: ground.mailbox.codeTo(account.email) })
    expect(page.words).toContain('Your email address is confirmed.')
    expect(page.text).not.toContain('value="verify"')
    expect(await liveSessions(account.email)).toHaveLength(1)
  })

  it('says beside the field that a code is wrong, and mails another one', async () => {
    const { ground, account, ada } = await newUser()
    const first = ground.mailbox.codeTo(account.email)
    expectBeside(await ada.press('verify', { code: otherThan(first) }), 'verify-code')
    expect((await ada.press('verify_mail')).words).toContain('We emailed you a new code.')
    const code = ground.mailbox.codeTo(account.email)
    expect(code).not.toBe(first)
    expect((await ada.press('verify', { code })).words).toContain('is confirmed')
  })

  it('is confirmed once: whoever sends the form of another tab with another code is told', async () => {
    const { ground, account, ada } = await newUser()
    const code = ground.mailbox.codeTo(account.email)
    const form = ada.formOf('verify')
    await ada.press('verify', { code })
    const fields = { ...form.fields, code: otherThan(code) }
    const again = await ada.send({ page: '/account', name: 'verify', fields })
    expect([again.status, again.text]).toEqual([409, expect.stringContaining('is confirmed already')])
  })
})

describe('sessions', () => {
  const withAnother = async () => {
    const ground = groundWith()
    const account = await owner(ground)
    const phone = await signedInAt(ground, account)
    return { ground, account, phone, ada: await signedInAt(ground, account, '/account/sessions') }
  }
  const idOf = ({ cookies }: Visitor) => (cookies.get('__Host-session') ?? '').split('.')[0] ?? ''

  it('are listed, this one first, which has no button', async () => {
    const { ada } = await withAnother()
    expect(ada.page.words.match(/Signed in /g)).toHaveLength(3)
    const [here, button] = [ada.page.text.indexOf('This device'), ada.page.text.indexOf('value="end"')]
    expect(here > 0 && here < button).toBe(true)
    expect(ada.page.text).not.toContain(`value="${idOf(ada)}"`)
  })

  it('can be ended one by one', async () => {
    const { ada, phone, account } = await withAnother()
    const page = await ada.press('end', { id: idOf(phone) })
    expect(page.words).toContain('That device was signed out.')
    expect([await isSignedOut(phone), await isSignedOut(ada)]).toEqual([true, false])
    expect(await liveSessions(account.email)).toHaveLength(2)
  })

  it('can be ended all at once, but for this one', async () => {
    const { ada, phone } = await withAnother()
    const page = await ada.press('end_others')
    expect(page.words).toContain('All other devices were signed out.')
    expect(page.words).toContain('No other devices')
    expect([await isSignedOut(phone), await isSignedOut(ada)]).toEqual([true, false])
  })

  it('of others are none of them', async () => {
    const { ada, ground } = await withAnother()
    const eve = await signedInAt(ground, await owner(ground))
    const form = ada.formOf('end')
    const answer = await ada.send({
      page: '/account/sessions',
      name: 'end',
      fields: { ...form.fields, id: idOf(eve) },
    })
    // As one that has ended meanwhile: a double press is no mistake, and ids of others tell nothing.
    expect(answer.status).toBe(303)
    expect(await isSignedOut(eve)).toBe(false)
  })
})

describe('data', () => {
  it('can be taken along as a file, once an hour', async () => {
    const { ada, account } = await ownerAt('/account/data')
    const file = await ada.send({
      page: '/account/data',
      name: 'export',
      fields: ada.formOf('export').fields,
    })
    expect([file.status, file.headers.get('Content-Disposition')]).toEqual([
      200,
      'attachment; filename="account.json"',
    ])
    expect(file.headers.get('Content-Type')).toContain('application/json')
    expect(file.body['profile']).toMatchObject({ email: account.email })
    const again = await ada.press('export')
    expect([again.status, again.words]).toEqual([429, expect.stringContaining('Try again in 60 minutes.')])
  })

  it('is deleted with the account, when its address is typed', async () => {
    const { ada } = await ownerAt('/account/data')
    const page = await ada.press('delete', { confirm: 'somebody@example.org' })
    expectBeside(page, 'delete-confirm')
    expect(valueOf(page, 'confirm')).toBe('somebody@example.org')
    expect(await isSignedOut(ada)).toBe(false)
  })

  it('comes back by signing in, for a while', async () => {
    const { ada, account, ground } = await ownerAt('/account/data')
    const page = await ada.press('delete', { confirm: account.email.toUpperCase() })
    expect(page.words).toContain('Your account will be erased on')
    expect(ada.cookies.has('__Host-session')).toBe(false)
    const back = await at(ground, '/sign-in')
    await back.press('password', { email: account.email, password: PASSWORD })
    expect(back.page.path).toBe('/sign-in/keep')
    expect((await back.press('keep')).words).toContain(account.email)
    expect(await rows('select deletes_at from users where email = ?', account.email)).toEqual([
      { deletes_at: null },
    ])
  })

  it('of an unconfirmed account is erased at once', async () => {
    const ground = groundWith()
    const account = await unconfirmed(ground)
    const ada = await signedInAt(ground, account, '/account/data')
    const page = await ada.press('delete', { confirm: account.email })
    expect(page.words).toContain('Your account was erased, with everything in it.')
    expect(await rows('select id from users where email = ?', account.email)).toEqual([])
  })
})

describe('what waits for one more proof', () => {
  it('is not shown before it: the page leads there, and back', async () => {
    const ground = groundWith()
    const account = await registered({ worker: ground.worker, roaming: true })
    const ada = await staleAt(ground, account, '/account')
    expect(ada.page.text).not.toContain('value="move"')
    const [, link = ''] = /href="(\/account\/confirm[^"]*)"/.exec(ada.page.text) ?? []
    await ada.open(link)
    const wrong = await ada.press('password', { password: 'another password 7' })
    expectBeside(wrong, 'password-password')
    expect(wrong.text).not.toContain('another password 7')
    const page = await ada.press('password', { password: PASSWORD })
    expect([page.path, page.text.includes('value="move"')]).toEqual(['/account', true])
    pass(599_000)
    expect((await ada.open('/account')).text).toContain('value="move"')
    pass(2_000)
    expect((await ada.open('/account')).text).not.toContain('value="move"')
  })
})
