import { dayOf } from '../../core/localized.ts'
import { OutcomeCard } from '../../look/outcome-card.tsx'
import { fill } from '../../look/words/naming.ts'
import { done } from './answers.ts'
import type { Card } from './page.tsx'
import { stepLeft } from './steps.ts'
import type { Visit } from './visit.ts'

/** Whoever deletes their account is signed out. */
export const SIGNED_OUT = '/signed-out'
const DELETED = 'deleted'

/**
 * The account is deleted. A page of its own says so, which a reload shows again: the form could not be sent again.
 *
 * @param at milliseconds: when the account will be erased; undefined when it is
 */
export const sayDeleted = (visit: Visit, at: number | undefined): Response =>
  done(visit, DELETED, { path: SIGNED_OUT, at })

/** What is said then, for a while. Undefined when nothing was deleted in this browser. */
export function deletedCard({ c, language, words }: Visit): Card | undefined {
  const said = stepLeft(c, 'done')
  if (said?.path !== SIGNED_OUT || said.what !== DELETED) return undefined
  const { title, text, now } = words.record.data.deleted
  const when = said.at === undefined ? now : fill(text, { date: dayOf(said.at, language) })
  return { title, content: <OutcomeCard icon="trash" title={title} text={when} /> }
}
