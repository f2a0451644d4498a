import { vi } from 'vitest'
import { SURFACES } from '../../src/app.ts'
import { pass } from './clock.ts'
import { backTo, type Moment, thisMoment } from './database.ts'
import type { FormStory } from './form-story.ts'
import { keepOutOfLog } from './log.ts'
import { APP_FORMS } from './page-forms-of-apps.ts'
import { ACCOUNT_FORMS } from './page-forms-of-accounts.ts'
import { ENTRY_FORMS } from './page-forms-of-entries.ts'
import { PROVIDER_FORMS } from './page-forms-of-providers.ts'
import { SECURITY_FORMS } from './page-forms-of-security.ts'
import { type Ground, groundWith } from './page-visitors.ts'
import type { Answer } from './person.ts'
import { RESEND_SETTINGS } from './resend.ts'
import { visitor } from './visitor.ts'
import { type Worker, workerWith } from './worker.ts'

/** Every form of every page, at least once. */
export const FORM_STORIES: FormStory[] = [
  ...ENTRY_FORMS,
  ...ACCOUNT_FORMS,
  ...SECURITY_FORMS,
  ...APP_FORMS,
  ...PROVIDER_FORMS,
]

export const nameOfForm = ({ page, does, about }: Omit<FormStory, 'prepare'>) =>
  [`${page} ${does}`, about].filter(Boolean).join(', ')

/** The same out of the app itself: a form that is added later is in every table of the tests. */
export const FORMS: { page: string; does: string }[] = SURFACES.pages.routes
  .filter(({ method, takesForeignForms }) => method === 'POST' && !takesForeignForms)
  .flatMap(({ path, forms = [path.slice(1)] }) => forms.map((does) => ({ page: path, does })))

type Made = {
  moment: Moment
  cookies: [string, string][]
  at: number
  to: string
  fields: Fields
  typed: string[]
}
type Fields = Record<string, string>

/** A story is told once, and its moment brought back for whoever wants it again. */
const made = new Map<FormStory, Made>()

async function madeOf(story: FormStory, ground?: Ground): Promise<Made> {
  const known = made.get(story)
  if (known) return known
  const { ada, ...form } = await story.prepare(ground ?? groundWith())
  // A later moment, so that what the form writes can be told from what was there.
  pass(1_000)
  const now = { moment: await thisMoment(), cookies: [...ada.cookies], at: Date.now(), ...form }
  made.set(story, now)
  return now
}

export type Staged = Awaited<ReturnType<typeof staged>>

/**
 * The moment before a form is sent, to which D1, KV, the clock and the browser can be brought back. `ground` is where it
 * is told when nobody has told it yet.
 */
export async function staged(story: FormStory, ground?: Ground) {
  const { moment, cookies, at, to, fields, typed } = await madeOf(story, ground)
  for (const [, value] of cookies) keepOutOfLog(value)
  let asked = workerWith(RESEND_SETTINGS)
  const ada = visitor({ worker: { fetch: (request) => asked.fetch(request) }, roaming: true })
  const staged = {
    ada,
    fields,
    typed,
    to,
    before: moment,
    /** From now on it is this Worker that is asked. */
    asks: (worker: Worker) => void (asked = worker),
    async rewind() {
      await backTo(moment)
      vi.setSystemTime(at)
      ada.cookies.clear()
      for (const [name, value] of cookies) ada.cookies.set(name, value)
    },
    /** Sends the form, or what a test has otherwise of it. */
    send: (odd: Fields = {}, headers: Fields = {}): Promise<Answer> =>
      ada.send({ page: to, name: story.does, fields: { ...fields, ...odd }, headers }),
  }
  await staged.rewind()
  return staged
}
