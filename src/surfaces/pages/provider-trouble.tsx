import type { CameBack } from '../../core/federation/come-back.ts'
import type { Provider, Trouble } from '../../core/federation/provider.ts'
import { Failure, type FailureCode } from '../../core/failure.ts'
import { RETRY_AFTER } from '../../core/outage.ts'
import { startRefusal } from '../../http/refuse.ts'
import { OutcomeCard } from '../../look/outcome-card.tsx'
import { fill } from '../../look/words/naming.ts'
import { dialect } from './failures.ts'
import { stage } from './stage.tsx'
import type { Visit } from './visit.ts'

/** Why nobody was signed in by a provider. */
type Why = Trouble['trouble'] | Extract<CameBack['kind'], 'lost' | 'unusable'> | 'closed'

const CODES: Record<Exclude<Why, 'cancelled'>, FailureCode> = {
  refused: 'wrong_credentials',
  unusable: 'wrong_credentials',
  lost: 'first_step_missing',
  down: 'unavailable',
  closed: 'sign_up_closed',
}

/** Says what was wrong, and leads back to where everything else works. */
export function troubleCard(
  visit: Visit,
  {
    provider: { label: provider },
    trouble,
    isConnecting = false,
  }: { provider: Provider; trouble: Why; isConnecting?: boolean },
): Response | Promise<Response> {
  const { words, search } = visit
  const { refusals, again } = words.providers
  const { title, text } = refusals[trouble]
  const next = isConnecting
    ? { href: '/account/security', text: words.account.back }
    : { href: `/sign-in${search}`, text: again }
  const content = (
    <OutcomeCard
      icon={trouble === 'cancelled' ? 'info' : 'alert'}
      title={title}
      text={fill(text, { provider })}
      next={next}
    />
  )
  const card = { title, content }
  // Nothing has failed: the visitor has changed their mind.
  if (trouble === 'cancelled') return stage(visit, card, 200)
  const failure = new Failure(CODES[trouble], trouble === 'down' ? { retryAfter: RETRY_AFTER } : {})
  return stage(visit, card, startRefusal(dialect, failure, visit.c).status)
}
