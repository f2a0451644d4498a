import { describe, expect, it } from 'vitest'
import { SURFACES } from '../../src/app.ts'
import { registered } from '../support/account.ts'
import { pass } from '../support/clock.ts'
import { dump, keyValueDump, rows } from '../support/database.ts'
import { FORM_STORIES, nameOfForm, staged } from '../support/page-forms.ts'
import { groundWith, owner, signedInAt } from '../support/page-visitors.ts'
import { type Answer, HOME } from '../support/person.ts'
import { resend } from '../support/resend.ts'
import { EVERY_CASE, shareOf } from '../support/sample.ts'

const DAY = 86_400_000

/** How a session comes to be worth nothing, as D1 says it. */
const DEATHS: Record<string, () => unknown> = {
  'was copied before the last proof': () => rows('update sessions set generation = generation + 1'),
  'was made by a proof that a restored database forgot': () =>
    rows('update sessions set generation = generation - 1'),
  'has ended': () => rows(`update sessions set revoked_at = 1, revoked_reason = 'signed_out'`),
  'idles for too long': () => rows('update sessions set idle_expires_at = 1'),
  'has lived for too long': () => rows('update sessions set expires_at = 1'),
  'is of an account that is disabled': () => rows('update users set disabled_at = 1'),
  'is of an account that is being deleted': async () => {
    await rows('update users set deletes_at = ?', Date.now() + 30 * DAY)
    await rows(`update sessions set revoked_at = 1, revoked_reason = 'account_deleting'`)
  },
  'is of an account that is gone': () => rows('delete from users'),
  'is gone': () => rows('delete from sessions'),
  'is of somebody else now': () => rows(`update sessions set user_id = 'somebody else'`),
}

const isOfAccount = (path: string) => /^\/(account|welcome|sign-out|consent)/.test(path)

/** Where whoever is not signed in is led from this page. */
const leadsTo = (page: string, query = '') =>
  page === '/sign-out'
    ? '/signed-out'
    : `/sign-in?${new URLSearchParams({ return_to: page + query }).toString()}`

/** All that may be different afterwards: what was refused is in the history. */
const changeable = async () => [await dump({ without: ['audit_events'] }), await keyValueDump()]

/** No page and nothing of the account: the visitor signs in, and comes back. */
function expectLedTo({ status, headers, text }: Answer, to: string, about: string) {
  expect([about, status, headers.get('Location')]).toEqual([about, 303, to])
  // The cookie of now may be another one: this request may have been on its way while it was made.
  expect(headers.getSetCookie(), about).toEqual([])
  expect(text, about).toBe('')
}

/** It forgets a step that the browser had in mind, and asks nobody. */
const OF_THE_BROWSER = '/account cancel_move'

const FORMS = FORM_STORIES.filter(({ page }) => isOfAccount(page))
  .map((story) => [nameOfForm(story), story] as const)
  .filter(([name]) => name !== OF_THE_BROWSER)
const NAMES = FORMS.map(([name]) => name)
/** By default a part of the forms, each with its share of deaths, and a part of the deaths for all else. */
const SOME_FORMS = FORMS.filter((_, n) => EVERY_CASE || n % 5 === 0)
const SOME_DEATHS = Object.keys(DEATHS).filter((_, n) => EVERY_CASE || n % 3 === 0)

describe('a form of a session that is worth nothing', () => {
  it.each(SOME_FORMS)('changes nothing, and leads to where one signs in: %s', async (name, story) => {
    const form = await staged(story)
    resend()
    for (const death of shareOf(name, NAMES, Object.keys(DEATHS))) {
      await form.rewind()
      await DEATHS[death]?.()
      const before = await changeable()
      expectLedTo(await form.send(), leadsTo(story.page), death)
      expect(await changeable(), death).toEqual(before)
    }
  })

  it('leads there with the token of another session too, and without any', async () => {
    const other = await signedInAt(groundWith(), await registered())
    const { form_token = '' } = other.formOf('profile').fields
    for (const [name, story] of FORMS.filter((_, n) => n % 7 === 0)) {
      const form = await staged(story)
      await rows('update sessions set revoked_at = 1')
      const before = await changeable()
      for (const token of [form_token, '', 'x']) {
        expectLedTo(await form.send({ form_token: token }), leadsTo(story.page), name)
        form.ada.cookies.set('__Host-form', 'x')
      }
      expect(await changeable(), name).toEqual(before)
    }
  })

  it.each(SOME_DEATHS)('changes the language of the browser alone: %s', async (death) => {
    const story = FORM_STORIES.find((each) => nameOfForm(each) === '/language language, in a session')
    if (!story) throw new Error('no such form')
    const form = await staged(story)
    await DEATHS[death]?.()
    const before = await changeable()
    const answer = await form.send()
    expect([answer.status, answer.headers.get('Location')]).toEqual([303, `${HOME}/account`])
    expect(answer.headers.getSetCookie().map((line) => line.split(';')[0])).toEqual(['__Host-language=de'])
    expect(await changeable()).toEqual(before)
  })
})

/** Of those an app or a provider is told: surfaces/authorize.test.ts, federation-attacks.test.ts. */
const OF_OTHERS = new Set(['/authorize', '/logout', '/sign-in/with/:provider', '/callback/:provider'])
const PAGES = SURFACES.pages.routes
  .filter(({ method, path }) => method === 'GET' && !OF_OTHERS.has(path))
  .map(({ path }) => path)
const DOCUMENT = { headers: { Accept: 'text/html', 'Sec-Fetch-Site': 'none', 'Sec-Fetch-Mode': 'navigate' } }

describe('a page of a session that is worth nothing', () => {
  it.each(SOME_DEATHS)('is none of an account, read or asked about by HEAD: it %s', async (death) => {
    const ground = groundWith()
    const ada = await signedInAt(ground, await owner(ground))
    await DEATHS[death]?.()
    const before = await changeable()
    for (const path of PAGES) {
      const answer = await ada.get(`${path}?before=x`, DOCUMENT)
      const head = await ada.ask('HEAD', `${path}?before=x`, undefined, DOCUMENT)
      if (isOfAccount(path)) {
        expectLedTo(answer, leadsTo(path, '?before=x'), path)
        expect([path, head.status]).toEqual([path, 303])
        continue
      }
      expect([path, answer.status, head.status]).toEqual([path, 200, 200])
      expect(answer.text, path).not.toContain('Ada')
      // Only the token of its forms: nobody is signed in, or out.
      expect(answer.headers.getSetCookie().map((line) => line.split('=')[0])).toEqual(['__Host-form'])
      expect(head.headers.getSetCookie(), path).toEqual([])
    }
    expect(await changeable()).toEqual(before)
  })
})

describe('a page that is read an hour later', () => {
  it.each(PAGES.filter(isOfAccount))('is the only thing that lets the session live on: %s', async (path) => {
    const ground = groundWith()
    const ada = await signedInAt(ground, await owner(ground))
    pass(3_600_000)
    const before = await dump()
    const head = await ada.ask('HEAD', path, undefined, DOCUMENT)
    expect(await dump()).toBe(before)
    const { status } = await ada.get(path, DOCUMENT)
    expect(status).toBe(head.status)
    const withoutSeen = { withoutColumns: ['rotated_at', 'idle_expires_at', 'user_agent', 'ip_prefix'] }
    const touched = await dump()
    expect(touched).not.toBe(before)
    pass(3_599_999)
    await ada.get(path, DOCUMENT)
    expect(await dump()).toBe(touched)
    pass(1)
    const then = await dump(withoutSeen)
    await ada.get(path, DOCUMENT)
    expect([await dump(withoutSeen), (await dump()) === touched]).toEqual([then, false])
  })
})
