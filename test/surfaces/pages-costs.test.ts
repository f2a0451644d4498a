import { describe, expect, it } from 'vitest'
import { SURFACES } from '../../src/app.ts'
import { registered } from '../support/account.ts'
import { pass } from '../support/clock.ts'
import { FORM_STORIES, FORMS, nameOfForm, staged } from '../support/page-forms.ts'
import { groundWith, signedInAt } from '../support/page-visitors.ts'
import { wrongOf } from '../support/wrong-fields.ts'
import { visitor } from '../support/visitor.ts'
import { countTrips, linesAlone, observed } from '../support/work.ts'

/** Round trips to D1, rows written, operations on KV, and mails; deferred work included. */
type Cost = [d1: number, rows: number, kv: number, mails: number]

const COSTS: Record<string, Cost> = {
  '/sign-in password': [2, 7, 0, 0],
  '/sign-in password, where a second step is asked for': [2, 6, 0, 0],
  '/sign-in password, to an account that is being deleted': [2, 5, 0, 0],
  '/sign-in mail': [2, 5, 1, 1],
  '/sign-in passkey_options': [0, 0, 0, 0],
  '/sign-in passkey': [2, 8, 0, 0],
  '/sign-up mail': [2, 5, 1, 1],
  '/sign-in-mail again': [2, 5, 1, 1],
  '/sign-in-mail code': [2, 10, 1, 0],
  '/sign-in-mail code, that opens an account': [2, 14, 1, 0],
  '/sign-in-mail link': [2, 5, 0, 0],
  '/sign-in-mail elsewhere': [2, 5, 0, 0],
  '/second-step totp': [2, 10, 0, 0],
  '/second-step recovery_code': [2, 9, 0, 1],
  '/second-step passkey_options': [1, 0, 0, 0],
  '/second-step passkey': [2, 10, 0, 0],
  '/forgot-password mail': [2, 5, 1, 1],
  '/forgot-password again': [2, 6, 1, 1],
  // In KV are the code, and then each session that has ended.
  '/forgot-password reset': [2, 12, 2, 1],
  '/sign-in/keep keep': [1, 5, 0, 0],
  '/language language': [0, 0, 0, 0],
  '/language language, in a session': [1, 2, 0, 0],
  '/account profile': [1, 2, 0, 0],
  '/account language': [1, 2, 0, 0],
  '/account verify': [2, 5, 1, 0],
  '/account verify_mail': [2, 4, 0, 1],
  '/account move': [2, 5, 1, 2],
  '/account codes': [2, 17, 3, 2],
  '/account codes, of an account with a second step': [2, 17, 3, 2],
  '/account cancel_move': [0, 0, 0, 0],
  '/account/sessions end': [2, 3, 1, 0],
  '/account/sessions end_others': [2, 5, 2, 0],
  '/account/apps remove': [2, 3, 1, 0],
  '/account/data export': [2, 1, 0, 1],
  '/account/data delete': [2, 10, 2, 1],
  '/account/confirm password': [2, 4, 0, 0],
  '/account/confirm step': [2, 6, 0, 0],
  '/account/confirm step, by a recovery code': [2, 5, 0, 1],
  '/account/confirm passkey_options': [1, 0, 0, 0],
  '/account/confirm passkey': [2, 6, 0, 0],
  '/account/confirm mail': [2, 4, 0, 1],
  '/account/confirm code': [2, 3, 0, 0],
  '/sign-out here': [1, 3, 1, 0],
  '/sign-out everywhere': [1, 6, 2, 0],
  '/account/security password': [2, 5, 1, 1],
  '/account/security passkey_options': [2, 1, 0, 0],
  '/account/security passkey': [2, 6, 0, 1],
  '/account/security rename_passkey': [1, 1, 0, 0],
  '/account/security remove_passkey': [2, 3, 0, 1],
  '/account/security app': [2, 2, 0, 0],
  '/account/security confirm_app': [2, 27, 1, 1],
  '/account/security remove_app': [2, 13, 0, 1],
  '/account/security second_step_on': [2, 24, 1, 1],
  '/account/security second_step_off': [2, 12, 0, 1],
  '/account/security recovery_codes': [2, 31, 0, 1],
  '/account/security mail_on': [2, 2, 0, 1],
  '/account/security mail_off': [2, 2, 0, 1],
  '/account/security disconnect': [2, 2, 0, 1],
  '/sign-in/address mail': [2, 5, 1, 1],
  '/account/connect connect': [2, 6, 0, 1],
  '/account/connect later': [0, 0, 0, 0],
  '/consent allow': [2, 2, 0, 0],
  '/consent allow, to an app on the device': [1, 0, 0, 0],
  '/consent refuse': [1, 0, 0, 0],
  '/welcome passkey_options': [2, 1, 0, 0],
  '/welcome passkey': [2, 7, 0, 1],
  '/welcome password': [2, 3, 0, 1],
}

const costOf = ({ last }: ReturnType<typeof observed>): Cost => {
  const { trips, rows, mails, mailsAfter } = last()
  const { d1, kv } = countTrips(trips)
  return [d1, rows, kv, mails + mailsAfter]
}

describe('a form', () => {
  it.each(FORM_STORIES.map((story) => [nameOfForm(story), story] as const))(
    'costs what the table says, and no more when it is refused: %s',
    async (name, story) => {
      const form = await staged(story)
      const service = observed()
      form.asks(service.worker)
      const answer = await form.send()
      expect(answer.status, answer.text).toBeLessThan(400)
      expect(costOf(service)).toEqual(COSTS[name])
      // The line of what was done stands or falls with it.
      expect(linesAlone(service.last().trips)).toEqual({ before: [], after: [] })

      const [d1] = COSTS[name] ?? [0]
      for (const [field, wrong] of wrongOf(form)) {
        await form.rewind()
        const refused = await form.send({ [field]: wrong })
        expect([field, refused.status >= 400 && refused.status < 500]).toEqual([field, true])
        expect(costOf(service)[0], `${field} is ${wrong}`).toBeLessThanOrEqual(d1)
      }
    },
  )

  it('has a row, whatever it is called and wherever it is', () => {
    const rows = Object.keys(COSTS)
    expect(rows.toSorted()).toEqual(FORM_STORIES.map(nameOfForm).toSorted())
    expect(FORMS.map(nameOfForm).filter((name) => !rows.includes(name))).toEqual([])
  })
})

/** Pages that show nothing to whoever is not signed in. */
const isOfAccount = (path: string) => /^\/(account|welcome|sign-out|consent)/.test(path)
/** They lead whoever is signed in to the account, or on to an app. */
const LOOK_FOR_A_SESSION = new Set(['/sign-in', '/sign-up', '/signed-out'])

/** What apps ask by is counted in surfaces/apps-costs.test.ts, and the way to providers in federation-costs.test.ts. */
const ELSEWHERE = new Set(['/authorize', '/logout', '/sign-in/with/:provider', '/callback/:provider'])

const PAGES = SURFACES.pages.routes
  .filter(({ method, path }) => method === 'GET' && !ELSEWHERE.has(path))
  .map(({ path }) => path)

describe('a page', () => {
  it.each(PAGES)('costs no round trip for strangers, and one in a session: %s', async (path) => {
    const service = observed()
    const asked = visitor({ worker: service.worker })
    const shown = await asked.get(path)
    expect([shown.status, costOf(service)]).toEqual([isOfAccount(path) ? 303 : 200, [0, 0, 0, 0]])

    const ada = await signedInAt(groundWith(), await registered())
    for (const [name, value] of ada.cookies) asked.cookies.set(name, value)
    const isRead = isOfAccount(path) || LOOK_FOR_A_SESSION.has(path)
    await asked.get(path)
    expect(costOf(service)).toEqual([isRead ? 1 : 0, 0, 0, 0])

    // Once an hour it is written down that the session is in use.
    pass(3_600_000)
    await asked.get(path)
    expect(costOf(service)).toEqual([isRead ? 2 : 0, isRead ? 1 : 0, 0, 0])
    await asked.get(path)
    expect(costOf(service)).toEqual([isRead ? 1 : 0, 0, 0, 0])

    asked.cookies.set('__Host-session', 'x')
    await asked.get(path)
    expect(costOf(service)).toEqual([0, 0, 0, 0])
  })
})

describe('a form of the first steps that is sent where somebody is signed in', () => {
  const stories = FORM_STORIES.filter(({ page }) => LOOK_FOR_A_SESSION.has(page))

  it.each(stories.map((story) => [nameOfForm(story), story] as const))(
    'costs no more than two round trips: %s',
    async (_, story) => {
      const form = await staged(story)
      const other = await signedInAt(groundWith(), await registered())
      form.ada.cookies.set('__Host-session', other.cookies.get('__Host-session') ?? '')
      const service = observed()
      form.asks(service.worker)
      for (const [field, wrong] of wrongOf(form)) {
        const { status } = await form.send({ [field]: wrong })
        expect([status >= 400 && status < 500, costOf(service)[0]]).toEqual([true, expect.any(Number)])
        expect(costOf(service)[0]).toBeLessThanOrEqual(2)
      }
      await form.send()
      expect(costOf(service)[0]).toBeLessThanOrEqual(2)
    },
  )
})
