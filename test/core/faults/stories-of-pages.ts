import { SURFACES } from '../../../src/app.ts'
import { pass } from '../../support/clock.ts'
import { FORM_STORIES, nameOfForm, staged } from '../../support/page-forms.ts'
import { owner, signedInAt } from '../../support/page-visitors.ts'
import type { Story } from './story.ts'

/** Forms of whose mail the visitor is told whether it is on its way. */
const WAIT_FOR_MAIL = new Set(['/account verify_mail', '/account/confirm mail', '/account move'])

/** What is given back after the answer to a right password. */
const BESIDE = [
  'update budgets, update password_failures',
  'update budgets, update password_failures, insert audit_events',
]

/** Every form of every page, in its own words. */
const FORMS_OF_PAGES: Story[] = FORM_STORIES.map((form) => ({
  route: `POST ${nameOfForm({ page: form.page, does: form.does })}`,
  about: form.about,
  isPage: true,
  beside: BESIDE,
  waitsForMail: WAIT_FOR_MAIL.has(nameOfForm(form)),
  async prepare(ground) {
    const { ada, asks, send } = await staged(form, ground)
    asks(ground.worker)
    const cookies = [...ada.cookies]
    return () => {
      ada.cookies.clear()
      for (const [name, value] of cookies) ada.cookies.set(name, value)
      return send()
    }
  },
}))

/** Every page as it is shown in a session that was not seen for an hour. */
const PAGES_IN_A_SESSION: Story[] = SURFACES.pages.routes
  .filter(({ method }) => method === 'GET')
  .map(({ path }) => ({
    route: `GET ${path}`,
    about: 'in a session',
    isPage: true,
    beside: ['update sessions'],
    async prepare(ground) {
      const ada = await signedInAt(ground, await owner(ground))
      pass(3_600_000)
      const cookies = [...ada.cookies]
      return () => {
        ada.cookies.clear()
        for (const [name, value] of cookies) ada.cookies.set(name, value)
        return ada.get(path, { headers: { Accept: 'text/html' } })
      }
    },
  }))

export const STORIES_OF_PAGES: Story[] = [...FORMS_OF_PAGES, ...PAGES_IN_A_SESSION]
