import { describe, expect, it } from 'vitest'
import { paths } from '../../dist/assets.js'
import { SURFACES } from '../../src/app.ts'
import { freshEmail, registered } from '../support/account.ts'
import { setCount } from '../support/budgets.ts'
import { pass } from '../support/clock.ts'
import { rows } from '../support/database.ts'
import { expectWellFormed } from '../support/html.ts'
import { FORM_STORIES, nameOfForm, type Staged, staged } from '../support/page-forms.ts'
import { at, groundWith, signedInAt } from '../support/page-visitors.ts'
import { type Answer, HOME } from '../support/person.ts'
import { resend, RESEND_SETTINGS } from '../support/resend.ts'
import { EVERY_CASE } from '../support/sample.ts'
import { BOT, HUMAN, siteverify, TURNSTILE_SETTINGS } from '../support/turnstile.ts'
import { workerWith } from '../support/worker.ts'
import { ASKING, MAILED_FORMS } from './mailed-form-cases.ts'
import { visitor } from '../support/visitor.ts'

/** Forms that strangers are not free to send once others have guessed, or mailed, too much. */
const ASKED = [
  '/sign-in password',
  '/sign-in password, where a second step is asked for',
  '/sign-in password, to an account that is being deleted',
  '/sign-in mail',
  '/sign-in passkey',
  '/sign-up mail',
  '/sign-in-mail again',
  '/sign-in-mail code',
  '/sign-in-mail code, that opens an account',
  '/second-step totp',
  '/second-step recovery_code',
  '/second-step passkey',
  '/forgot-password again',
  '/forgot-password mail',
  '/forgot-password reset',
  '/account verify_mail',
  '/account/confirm password',
  '/account/confirm step',
]

const FIELD = 'cf-turnstile-response'
const API = '<script src="https://challenges.cloudflare.com/turnstile/v0/api.js" defer=""></script>'
const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self' https://challenges.cloudflare.com",
  'frame-src https://challenges.cloudflare.com',
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types default',
].join('; ')

const SPENT = { 'CF-Connecting-IP': '198.51.100.7' }

/** This client has failed too often, strangers have guessed at every account, and half of their mails are spent. */
async function spent() {
  await setCount('mail/anonymous', 'all', 50)
  await setCount('sign-in/client/198.51.100.7', '198.51.100.7', 100)
  await rows(
    `insert or replace into password_failures (subject, failures, blocked_until, updated_at)
     select users.id || each.value, 5, 0, ? from users, json_each('["", ":second"]') each`,
    Date.now(),
  )
}

/** A page that says what is missing, and has what it takes to bring it: in one form, once. */
function expectCheck({ status, headers, text }: Answer, form: RegExp) {
  expect([status, headers.get('Postern-Failure')], text).toEqual([403, 'human_check_required'])
  expect(headers.get('Content-Security-Policy')).toBe(POLICY)
  expectWellFormed(text.replace(API, ''))
  // In this order: the second script draws, and the first says how.
  expect(text).toMatch(
    new RegExp(`<script src="${paths['human.js']}" defer=""></script>${RegExp.escape(API)}`),
  )
  const widgets = [...text.matchAll(/<form\b.*?<\/form>/gs)].filter(([each]) => each.includes('cf-turnstile'))
  expect(widgets.length).toBe(1)
  expect(widgets[0]?.[0]).toMatch(form)
  expect(widgets[0]?.[0]).toContain(
    '<div class="cf-turnstile scripted" data-sitekey="0x4AAAAAAA_site" data-language="en"',
  )
  expect(widgets[0]?.[0]).toMatch(
    /<noscript><p class="problem">This needs JavaScript\. [^<]*<\/p><\/noscript>/,
  )
  expect(text).toContain('Confirm that you are a person, then send the form again.')
}

const expectNoCheck = ({ headers, text }: Answer) => {
  expect(headers.get('Postern-Failure') ?? '').not.toContain('human')
  expect(`${headers.get('Content-Security-Policy')} ${text}`).not.toMatch(/turnstile|cloudflare/i)
}

/** The form, where somebody sends it of whom nothing is known. */
async function bySpentClient(story: (typeof FORM_STORIES)[number]) {
  const form = await staged(story)
  resend()
  const asked = siteverify()
  form.asks(workerWith({ ...RESEND_SETTINGS, ...TURNSTILE_SETTINGS }))
  form.ada.cookies.delete('__Host-device')
  await spent()
  const send = (odd: Parameters<Staged['send']>[0] = {}) => form.send(odd, SPENT)
  return { form, asked, send }
}

const stories = FORM_STORIES.map((story) => ({ story, name: nameOfForm(story) }))

describe.each(stories.filter(({ name }) => ASKED.includes(name)))('$name', ({ story }) => {
  it('asks for a human, shows the check for it, and is let through with the right token', async () => {
    const { form, asked, send } = await bySpentClient(story)
    const button = new RegExp(`(name="do" value|data-does)="${story.does}"`)
    const { before } = form
    const refused = await send()
    expectCheck(refused, button)
    // A widget that is not done yet has an empty field: nobody is asked about that.
    expectCheck(await send({ [FIELD]: '' }), button)
    expect(asked).toEqual([])
    expectCheck(await send({ [FIELD]: BOT }), button)
    expect(before.tables['users']).toEqual(await rows('select * from users'))
    for (const name of form.typed.filter((field) => ['email', 'first_name'].includes(field)))
      expect(refused.text).toContain(`value="${form.fields[name]}"`)

    const passed = await send({ [FIELD]: HUMAN })
    expectNoCheck(passed)
    expect(passed.status, passed.text).toBe(303)
    expect(asked).toEqual([BOT, HUMAN])
  })
})

it('has each of these forms in its table', () => {
  expect(stories.map(({ name }) => name)).toEqual(expect.arrayContaining(ASKED))
})

describe.runIf(EVERY_CASE)('no other form', () => {
  it.each(stories.filter(({ name }) => !ASKED.includes(name)))('asks for it: $name', async ({ story }) => {
    const { asked, send } = await bySpentClient(story)
    expectNoCheck(await send())
    expect(asked).toEqual([])
  })
})

describe('a check for humans', () => {
  it('is made again when a form is refused for something else: a token is good once', async () => {
    const ground = groundWith(TURNSTILE_SETTINGS)
    const asked = siteverify()
    const { email } = await registered({ roaming: true })
    await spent()
    const ada = await at(ground, '/sign-in')
    const { fields } = ada.formOf('password')
    const send = (password: string, token: string) =>
      ada.send({
        page: '/sign-in',
        name: 'password',
        fields: { ...fields, email, password, [FIELD]: token },
        headers: SPENT,
      })
    const wrong = await send('a wrong one', HUMAN)
    expect([wrong.status, wrong.headers.get('Postern-Failure')]).toEqual([422, 'wrong_credentials'])
    expect(wrong.headers.get('Content-Security-Policy')).toBe(POLICY)
    expect(wrong.text).toContain('class="cf-turnstile scripted"')
    expect(wrong.text).not.toContain('Confirm that you are a person')
    expect(asked).toEqual([HUMAN])
  })

  it('is no part of a form that waits for another proof: its token would be used up by then', async () => {
    const ground = groundWith(TURNSTILE_SETTINGS)
    const ada = await signedInAt(ground, await registered({ roaming: true }), '/account/security')
    const { fields } = ada.formOf('app')
    pass(601_000)
    const sent = { ...fields, [FIELD]: HUMAN }
    const waits = await ada.send({ page: '/account/security', name: 'app', fields: sent })
    expect(waits.headers.get('Postern-Failure')).toBe('sign_in_again')
    expect(waits.text).toMatch(/name="kept" value="[^"]*app/)
    expectNoCheck(waits)
  })

  it('speaks the language of the page', async () => {
    const ground = groundWith(TURNSTILE_SETTINGS)
    siteverify()
    await spent()
    const ada = await at(ground, '/sign-up')
    const { fields } = ada.formOf('mail')
    const headers = { ...SPENT, 'Accept-Language': 'pt' }
    const { text } = await ada.send({
      page: '/sign-up',
      name: 'mail',
      fields: { ...fields, email: freshEmail() },
      headers,
    })
    expect(text).toContain('data-language="pt"')
    expect(text).toContain('Ative-o e envie o formulário de novo.')
  })

  it('is on no page before it is asked for: nobody is told of a visitor', async () => {
    const ground = groundWith(TURNSTILE_SETTINGS)
    const ada = await signedInAt(ground, await registered({ roaming: true }))
    const stranger = await at(ground, '/sign-in')
    const pages = SURFACES.pages.routes.filter(({ method }) => method === 'GET').map(({ path }) => path)
    for (const page of [...pages, '/reset-password', '/reset-password?new', '/verify-email']) {
      expectNoCheck(await stranger.open(page))
      expectNoCheck(await ada.open(page))
    }
  })

  it('is not shown, and no token is asked about, without its settings', async () => {
    const ground = groundWith()
    const asked = siteverify()
    await spent()
    const ada = await at(ground, '/sign-up')
    const { fields } = ada.formOf('mail')
    const sent = { ...fields, email: 'no address', [FIELD]: HUMAN }
    const refused = await ada.send({ page: '/sign-up', name: 'mail', fields: sent, headers: SPENT })
    expect(refused.status).toBe(422)
    expectNoCheck(refused)
    expect(asked).toEqual([])
  })
})

const confirm = MAILED_FORMS.find(({ form }) => form === 'confirm')

describe.each([ASKING, confirm ?? ASKING])(
  'behind a mailed link, $path $form',
  ({ path, form, begin, end }) => {
    it('asks for a human, shows the check for it, and is let through with the right token', async () => {
      const { link, typed, isDone } = await begin()
      const asked = siteverify()
      await spent()
      const ada = visitor({ worker: workerWith(TURNSTILE_SETTINGS) })
      const { text } = await ada.open(new URL(path, HOME).pathname)
      // Its script shows no check: it lets the browser send the form, and the service answers with a page that has one.
      expect(text).toMatch(
        new RegExp(`<form[^>]* data-human=""[^>]*><input[^>]*><input[^>]* value="${form}"`),
      )
      const own = ada.formOf(form)
      const send = (odd: Record<string, string> = {}) =>
        ada.send({
          page: own.to ?? path,
          name: form,
          fields: { ...own.fields, ...(link && { link }), ...typed, ...odd },
          headers: SPENT,
        })
      const refused = await send()
      expectCheck(refused, new RegExp(`name="do" value="${form}"`))
      if (link) expect(refused.text).toMatch(/<div data-link="">.*?name="link"[^>]* value="[^"]*token=/s)
      expectCheck(await send({ [FIELD]: BOT }), /form_token/)
      expect(await isDone()).toBe(false)
      const passed = await send({ [FIELD]: HUMAN })
      expectNoCheck(passed)
      expect(passed.text).toContain(end)
      expect(await isDone()).toBe(true)
      expect(asked).toEqual([BOT, HUMAN])
    })

    it('has nothing of it without the site key', async () => {
      const { link, typed } = await begin()
      siteverify()
      await spent()
      const ada = visitor({ worker: workerWith({ TURNSTILE_SECRET: 'a secret' }) })
      await ada.open(path)
      const own = ada.formOf(form)
      const fields = { ...own.fields, ...(link && { link }), ...typed }
      const refused = await ada.send({ page: own.to ?? path, name: form, fields, headers: SPENT })
      expect(refused.headers.get('Postern-Failure')).toBe('human_check_required')
      expect(`${refused.headers.get('Content-Security-Policy')} ${refused.text}`).not.toMatch(
        /turnstile|cloudflare|data-human|data-link/i,
      )
      expect(refused.text).toContain('Something went wrong.')
    })
  },
)
