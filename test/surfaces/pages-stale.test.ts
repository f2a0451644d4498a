import { describe, expect, it } from 'vitest'
import { PASSWORD } from '../support/account.ts'
import { dump, rows } from '../support/database.ts'
import { FORM_STORIES, nameOfForm, staged } from '../support/page-forms.ts'
import { resend } from '../support/resend.ts'
import { SECRET_FIELDS } from '../support/wrong-fields.ts'

/** What a stolen session must not be enough for. */
const ASK_FOR_A_PROOF = new Set([
  '/account move',
  '/account codes, of an account with a second step',
  '/account/sessions end_others',
  '/account/data export',
  '/account/data delete',
  '/account/security password',
  '/account/security passkey_options',
  '/account/security passkey',
  '/account/security remove_passkey',
  '/account/security app',
  '/account/security remove_app',
  '/account/security second_step_on',
  '/account/security second_step_off',
  '/account/security recovery_codes',
  '/account/security mail_on',
  '/account/security mail_off',
  '/account/security disconnect',
  '/account/connect connect',
  '/welcome passkey_options',
  '/welcome passkey',
  '/welcome password',
])

const OF_SESSIONS = FORM_STORIES.filter(({ page }) => /^\/(account|welcome|sign-out)/.test(page)).map(
  (story) => [nameOfForm(story), story] as const,
)
const GUARDED = OF_SESSIONS.filter(([name]) => ASK_FOR_A_PROOF.has(name))
const FREE = OF_SESSIONS.filter(([name]) => !ASK_FOR_A_PROOF.has(name))

/** As if all proofs were given a moment too long ago to be fresh; everything else is as young as it was. */
const makeStale = () => rows('update sessions set auth_time = auth_time - 601000')

it('the list is of forms that are there', () => {
  expect(GUARDED.map(([name]) => name).toSorted()).toEqual([...ASK_FOR_A_PROOF].toSorted())
})

/** What an answer shows of what has happened. */
const outcomeOf = ({ status, headers }: { status: number; headers: Headers }) => [
  status,
  headers.get('Location'),
  headers.get('Content-Disposition'),
]

describe('a form that is sent when the last proof is old', () => {
  it.each(GUARDED)(
    'waits for one more proof, changes nothing, and goes on at a press: %s',
    async (_, story) => {
      const form = await staged(story)
      const mailbox = resend()
      const done = outcomeOf(await form.send())
      await form.rewind()
      await makeStale()
      const before = await dump()
      const asked = await form.send()
      expect([asked.status, asked.headers.get('Postern-Failure')]).toEqual([403, 'sign_in_again'])
      expect(await dump()).toBe(before)

      const { ada, fields, typed } = form
      const page = await ada.arriveAt(asked, form.to)
      const secrets = typed.filter((field) => SECRET_FIELDS.has(field))
      for (const field of secrets) expect(page.text).not.toContain(fields[field])
      const kept = page.text.includes('name="kept"')
      expect(kept).toBe(secrets.length === 0)
      // An account that asks for a second step proves itself with that: other tests do.
      if (!page.text.includes('name="password"') && !page.text.includes('value="mail"')) return

      if (page.text.includes('value="mail"')) {
        await ada.press('mail')
        const to = mailbox.heard.at(-1)?.to ?? ''
        await ada.press('code', { code: mailbox.codeTo(to) })
      } else await ada.press('password', { password: PASSWORD })
      if (!kept) return expect([ada.page.status, ada.page.path]).toEqual([200, story.page])
      const waiting = ada.formOf(story.does)
      expect(waiting.fields).toMatchObject(Object.fromEntries(typed.map((field) => [field, fields[field]])))
      const answer = await ada.send({ page: waiting.to ?? '', name: story.does, fields: waiting.fields })
      return expect(outcomeOf(answer)).toEqual(done)
    },
  )

  it.each(FREE)('is not asked for one: %s', async (_, story) => {
    const form = await staged(story)
    resend()
    const done = outcomeOf(await form.send())
    await form.rewind()
    await makeStale()
    expect(outcomeOf(await form.send())).toEqual(done)
  })
})
