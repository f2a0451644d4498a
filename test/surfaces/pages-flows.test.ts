import { describe, expect, it } from 'vitest'
import { freshEmail, PASSWORD, registered } from '../support/account.ts'
import { pass } from '../support/clock.ts'
import { rows } from '../support/database.ts'
import { codeFor, newLink } from '../support/mails.ts'
import { visitor, type Visitor } from '../support/visitor.ts'

const MINUTE = 60_000

async function signIn(ada: Visitor, { email, path = '/sign-in' }: { email: string; path?: string }) {
  await ada.open(path)
  return ada.press('password', { email, password: PASSWORD })
}

async function owner() {
  const { email } = await registered()
  const ada = visitor()
  await signIn(ada, { email })
  return { ada, email }
}

describe('a proof in one tab', () => {
  it('leaves the other tab signed in, whose requests were on their way', async () => {
    const { ada } = await owner()
    const before = ada.cookies.get('__Host-session') ?? ''
    pass(11 * MINUTE)
    await ada.open('/account/confirm')
    await ada.press('password', { password: PASSWORD })
    const now = ada.cookies.get('__Host-session') ?? ''
    expect(now).not.toBe(before)
    ada.cookies.set('__Host-session', before)
    const late = await ada.get('/account', { headers: { Accept: 'text/html' } })
    expect([late.status, late.headers.getSetCookie()]).toEqual([303, []])
    ada.cookies.set('__Host-session', now)
    expect((await ada.open('/account')).path).toBe('/account')
  })

  it('goes on with what waited for it, without a password that was typed', async () => {
    const { ada } = await owner()
    await ada.open('/account/security')
    const form = ada.formOf('password')
    pass(11 * MINUTE)
    const fields = { ...form.fields, password: 'eight quite dry words' }
    const asked = await ada.arriveAt(
      await ada.send({ page: '/account/security', name: 'password', fields }),
      '/account/security',
    )
    expect(asked.text).not.toContain('eight quite dry words')
    expect((await ada.press('password', { password: PASSWORD })).path).toBe('/account/security')
  })
})

describe('somebody else at the same browser', () => {
  it('sees nothing of what the one before has begun', async () => {
    const { ada } = await owner()
    await ada.open('/account')
    const newEmail = freshEmail()
    await ada.press('move', { email: newEmail })
    await ada.open('/sign-out')
    await ada.press('here')
    // Which form has signed out, by its MAC, and that it led to /signed-out.
    expect([...ada.cookies.keys()].filter((name) => name.startsWith('__Host-step'))).toEqual([
      '__Host-step-sent',
    ])
    const eve = await registered()
    await signIn(ada, eve)
    expect((await ada.open('/account')).text).not.toContain(newEmail)
  })

  it('is not let into the account that is open, when the password is wrong', async () => {
    const { ada } = await owner()
    const eve = await registered()
    const tab = visitor()
    await tab.open('/sign-in')
    for (const [name, value] of ada.cookies) if (name !== '__Host-form') tab.cookies.set(name, value)
    const page = await tab.press('password', { email: eve.email, password: 'not the password' })
    expect([page.status, page.path]).toEqual([422, '/sign-in'])
  })

  it('resets a password of theirs, and the session that is open goes on', async () => {
    const { ada } = await owner()
    const eve = await registered()
    await ada.open('/forgot-password')
    await ada.press('mail', { email: eve.email })
    await ada.press('reset', { code: await codeFor(eve.email), password: 'eight quite dry words' })
    expect((await ada.open('/account')).path).toBe('/account')
  })
})

describe('the language', () => {
  it('is chosen at the foot of each page, for the browser', async () => {
    const ada = visitor()
    const page = await ada.open('/sign-in')
    const token = /name="form_token" value="([^"]+)"/.exec(page.text)?.[1] ?? ''
    const fields = { form_token: token, language: 'de', page: '/sign-in' }
    const german = await ada.arriveAt(
      await ada.send({ page: '/language', name: 'language', fields }),
      '/language',
    )
    expect([german.path, german.text]).toEqual(['/sign-in', expect.stringContaining('<html lang="de"')])
  })

  it('is that of the account where somebody is signed in, in answers to forms too', async () => {
    const { ada, email } = await owner()
    await ada.open('/account')
    await ada.press('language', { language: 'fr' })
    expect(await rows('select language from users where email = ?', email)).toEqual([{ language: 'fr' }])
    const refused = await ada.press('profile', { phone_number: 'no number' })
    expect([refused.status, refused.text]).toEqual([422, expect.stringContaining('<html lang="fr"')])
  })
})

describe('what was done', () => {
  it('is said once, and by no link', async () => {
    const { ada } = await owner()
    await ada.open('/account')
    const saved = await ada.press('profile', { first_name: 'Ada' })
    expect([saved.path, saved.words]).toEqual(['/account', expect.stringContaining('Your profile was saved')])
    expect((await ada.open('/account')).words).not.toContain('was saved')
    expect((await ada.open('/account/security?done=second_step_off')).words).not.toContain('is off.')
    expect((await ada.open('/signed-out')).path).toBe('/sign-out')
  })
})

it('signing out twice is signing out', async () => {
  const { ada } = await owner()
  await ada.open('/sign-out')
  const form = ada.formOf('here')
  await ada.press('here')
  const again = await ada.arriveAt(
    await ada.send({ page: '/sign-out', name: 'here', fields: form.fields }),
    '/sign-out',
  )
  expect(again.path).toBe('/signed-out')
})

it('a mail that was lost is sent again', async () => {
  const { email } = await registered()
  const ada = visitor()
  await ada.open('/sign-in')
  await ada.press('mail', { email })
  await codeFor(email)
  await ada.press('again')
  expect((await ada.press('code', { code: await codeFor(email) })).path).toBe('/account')
})

it('a page with a slash at its end is the same page', async () => {
  const { ada } = await owner()
  await ada.open('/account/')
  const saved = await ada.press('profile', { first_name: 'Ada' })
  expect([saved.path, saved.words]).toEqual(['/account', expect.stringContaining('Your profile was saved')])
})

it('a proof before the welcome is over leads on to where the visitor came from', async () => {
  const { ada } = await owner()
  const app = 'https://app.example.com/inbox'
  await ada.open(`/welcome?${new URLSearchParams({ return_to: app }).toString()}`)
  pass(11 * MINUTE)
  const asked = await ada.press('password', { password: 'eight quite dry words' })
  expect(asked.status).toBe(403)
  const back = await ada.press('password', { password: PASSWORD })
  expect(back.path).toBe(`/welcome?${new URLSearchParams({ return_to: app }).toString()}`)
})

describe('the link of a sign-in mail', () => {
  const APP = 'https://app.example.com/inbox'
  const LEAVING = `/sign-in?${new URLSearchParams({ return_to: APP }).toString()}`

  /** Asks for a mail in one tab, and opens its link, which says nothing of the app, in another one. */
  async function usedElsewhere({ of }: { of: string }) {
    const { email } = await registered()
    const ada = visitor()
    await ada.open(`${of}?${new URLSearchParams({ return_to: APP }).toString()}`)
    const { path: asked } = await ada.press('mail', { email })
    const form = ada.formOf('code')
    const { url } = await newLink(email, 'sign-in-mail')
    await ada.open('/sign-in-mail')
    const { path: at } = await ada.press('link', { link: url })
    return { ada, email, asked, at, fields: form.fields }
  }

  it.each(['/sign-in', '/sign-up'])('leads on to where its visitor wanted to go: %s', async (of) => {
    const { ada, at } = await usedElsewhere({ of })
    expect(at).toBe(LEAVING)
    expect((await ada.open(at)).text).toContain(`href="${APP}"`)
  })

  it('leads the tab on too that has asked for it', async () => {
    const { ada, asked, fields } = await usedElsewhere({ of: '/sign-in' })
    expect((await ada.open(asked)).text).toContain(`href="${APP}"`)
    const late = await ada.arriveAt(
      await ada.send({ page: asked, name: 'code', fields: { ...fields, code: '12345678' } }),
      asked,
    )
    expect(late.text).toContain(`href="${APP}"`)
  })

  it('leaves a form that came too late with what to do next', async () => {
    const { ada, asked, fields } = await usedElsewhere({ of: '/sign-in' })
    ada.cookies.delete('__Host-session')
    const late = await ada.arriveAt(
      await ada.send({ page: asked, name: 'code', fields: { ...fields, code: '12345678' } }),
      asked,
    )
    expect([late.status, late.title]).toEqual([422, expect.stringContaining('This took too long')])
  })
})
