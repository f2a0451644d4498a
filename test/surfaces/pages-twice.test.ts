import { describe, expect, it } from 'vitest'
import { pass } from '../support/clock.ts'
import { FORM_STORIES, nameOfForm, staged } from '../support/page-forms.ts'
import { at, groundWith, guarded, owner, signedInAt } from '../support/page-visitors.ts'
import { appOf } from '../support/second-step.ts'
import { EVERY_CASE } from '../support/sample.ts'
import type { Visitor } from '../support/visitor.ts'

/** Once an hour, and the first answer is on its way. */
const NOT_AT_ONCE = '/account/data export'

/** Those that do their work once. The others do it again, which is tried with all of them by `EVERY_CASE`. */
const ONCE =
  /^\/(sign-in passkey$|sign-in-mail [^a]|second-step|forgot-password reset|sign-in\/keep|sign-out|welcome)|verify$|codes|delete|confirm (step|passkey$|code)|(confirm|remove)_app|second_step_on|security passkey$/

/** What uses something up: a code, a link, a passkey's answer, a step. */
const USES_UP =
  /^\/(sign-in passkey$|sign-in-mail (code|link|elsewhere)|second-step (totp|recovery_code|passkey$)|forgot-password reset)/

const TWICE = FORM_STORIES.filter((story) => {
  const name = nameOfForm(story)
  return name !== NOT_AT_ONCE && (EVERY_CASE || ONCE.test(name))
})

describe('a form that is sent twice by one press too many', () => {
  it.each(TWICE.map((story) => [nameOfForm(story), story] as const))(
    'leads where it has led, and gives a stranger nothing: %s',
    async (name, story) => {
      const form = await staged(story)
      const before = [...form.ada.cookies]
      const first = await form.send()
      const second = await form.send()
      const led = [first, second].map(({ status, headers }) => [status, headers.get('Location')])
      expect(led[1], second.text).toEqual(led[0])

      if (!USES_UP.test(name)) return
      // Who has copied all that was sent, and has not the session that it has made.
      form.ada.cookies.clear()
      for (const [cookie, value] of before) form.ada.cookies.set(cookie, value)
      const third = await form.send()
      expect([third.status, third.headers.get('Location')]).toEqual([422, null])
      expect(third.headers.getSetCookie().filter((line) => line.startsWith('__Host-session='))).toEqual([])
    },
  )
})

const CODES = /[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}/g
const OTHERS = 'The old ones stop working.'

/** Loads the page anew that was the answer to a form: a browser sends the form again. */
async function reload(ada: Visitor, name: string, fields: Record<string, string>) {
  const page = '/account/security'
  return ada.arriveAt(await ada.send({ page, name, fields }), page)
}

describe('a page that is the answer to a form is loaded anew', () => {
  it('with recovery codes: there are ten others, and it says so', async () => {
    const ground = groundWith()
    const ada = await signedInAt(ground, await owner(ground), '/account/security')
    await ada.press('app')
    const { fields } = ada.formOf('confirm_app')
    const app = appOf(new URL(fields['uri'] ?? '').searchParams.get('secret') ?? '')
    const sent = { ...fields, code: app() }
    const first = await reload(ada, 'confirm_app', sent)
    const again = await reload(ada, 'confirm_app', sent)
    expect([first.status, again.status]).toEqual([200, 200])
    const [codes = [], others = []] = [first, again].map(({ words }) => words.match(CODES) ?? [])
    expect([codes.length, others.length, new Set([...codes, ...others]).size]).toEqual([10, 10, 20])
    expect([first, again].map(({ words }) => words.includes(OTHERS))).toEqual([false, true])
    // Another code is another form.
    expect((await reload(ada, 'confirm_app', { ...sent, code: '000000' })).status).toBe(422)
  })

  it('with recovery codes, when the proof is no longer fresh: another one is asked for', async () => {
    const ground = groundWith()
    const account = await guarded(ground)
    const ada = await signedInAt(ground, account, '/account/security')
    const { fields } = ada.formOf('recovery_codes')
    const first = await reload(ada, 'recovery_codes', fields)
    expect(first.words.match(CODES)).toHaveLength(10)
    pass(601_000)
    expect((await reload(ada, 'recovery_codes', fields)).status).toBe(403)
  })

  it('with the key of an app: there is another one, and it says so', async () => {
    const ground = groundWith()
    const ada = await signedInAt(ground, await owner(ground), '/account/security')
    const { fields } = ada.formOf('app')
    const first = await reload(ada, 'app', fields)
    const again = await reload(ada, 'app', fields)
    expect([first, again].map(({ words }) => words.includes('This is a new code.'))).toEqual([false, true])
  })

  it('of a deleted account: it says once more that it will be erased', async () => {
    const ground = groundWith()
    const account = await owner(ground)
    const ada = await signedInAt(ground, account, '/account/data')
    const deleted = await ada.press('delete', { confirm: account.email })
    expect([deleted.path, deleted.words]).toEqual([
      '/signed-out',
      expect.stringContaining('will be erased on'),
    ])
    expect((await ada.open('/signed-out')).words).toBe(deleted.words)
    const eve = await at(ground, '/signed-out')
    expect(eve.page.words).toContain('You are signed out')
  })
})
