import { OutcomeCard } from '../../look/outcome-card.tsx'
import type { Card } from './page.tsx'
import type { Visit } from './visit.ts'

/** The step before was too long ago, or done in another browser: the sign-in begins anew. */
export function lostCard({ search, words }: Visit): Card {
  const { title, text, press } = words.entry.secondStep.lost
  const next = { href: `/sign-in${search}`, text: press }
  return { title, content: <OutcomeCard icon="lost" title={title} text={text} next={next} /> }
}
