import { describe, expect, it } from 'vitest'
import { happenedSince } from '../core/faults/happened-since.ts'
import { expectWellFormed } from '../support/html.ts'
import { FORM_STORIES, nameOfForm, staged } from '../support/page-forms.ts'
import type { Answer } from '../support/person.ts'
import { resend } from '../support/resend.ts'
import { sample } from '../support/sample.ts'

/** What is sent is good once, or once a while: one press does it, and the other one is told that it is used up. */
const GOOD_ONCE = new Set([
  '/sign-in passkey',
  '/sign-in-mail code',
  '/sign-in-mail code, that opens an account',
  '/sign-in-mail link',
  '/sign-in-mail elsewhere',
  '/second-step totp',
  '/second-step recovery_code',
  '/second-step passkey',
  '/forgot-password reset',
  '/sign-in/keep keep',
  '/account verify',
  '/account codes',
  '/account codes, of an account with a second step',
  '/account/data export',
  '/account/data delete',
  '/account/confirm step',
  '/account/confirm step, by a recovery code',
  '/account/confirm passkey',
  '/account/confirm code',
  '/account/security passkey',
  '/account/security confirm_app',
  '/welcome passkey',
])

/** A right password is right twice: each press opens a session, or proves the one that there is. */
const EACH_BY_ITSELF = new Set(['/sign-in password', '/account/confirm password'])

const outcomeOf = ({ status, headers }: Answer) => [status, headers.get('Location')]

function expectPage({ status, headers, text }: Answer) {
  expect(status, text).toBeLessThan(500)
  const type = headers.get('Content-Type') ?? ''
  if (status >= 400) expect(type).toBe('text/html; charset=UTF-8')
  if (type.startsWith('text/html')) expectWellFormed(text)
}

/** One of each page, and those that have been wrong. */
const STORIES = sample(FORM_STORIES, ({ page, does }) => [does === 'confirm_app' ? does : page])

describe('a form that is sent twice at once', () => {
  it.each(STORIES.map((story) => [nameOfForm(story), story] as const))(
    'is answered by two pages, and has one effect: %s',
    async (name, story) => {
      const form = await staged(story)
      resend()
      const once = outcomeOf(await form.send())
      const { rows: effect } = await happenedSince(form.before)
      await form.rewind()

      const answers = await Promise.all([form.send(), form.send()])
      for (const answer of answers) expectPage(answer)
      const outcomes = answers.map(outcomeOf).filter((each) => each.join() === once.join())
      expect(outcomes, answers.map(outcomeOf).join()).toHaveLength(GOOD_ONCE.has(name) ? 1 : 2)
      const { rows } = await happenedSince(form.before)
      if (!EACH_BY_ITSELF.has(name)) expect(rows).toEqual(effect)
    },
  )

  it('is one that is there, where the list says so', () => {
    const names = new Set(FORM_STORIES.map(nameOfForm))
    expect(GOOD_ONCE.union(EACH_BY_ITSELF).difference(names)).toEqual(new Set())
  })
})
