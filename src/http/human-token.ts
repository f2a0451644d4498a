import type { ReadyConfig } from '../config/config.ts'
import type { FailureCode } from '../core/failure.ts'
import type { AppContext } from './app-env.ts'
import type { Typed } from './form.ts'

/** The field that the widget of Turnstile writes its token into. */
export const HUMAN_FIELD = 'cf-turnstile-response'

/** Turnstile's own bound. */
const LENGTH = 2_048

export const humanToken = (text: string | null | undefined): string | undefined => text?.slice(0, LENGTH)

/** What a form brings stands for the header that programs send. A widget that is not done yet brings nothing. */
export function keepHumanToken(c: AppContext, typed: Typed): void {
  const token = humanToken(typed[HUMAN_FIELD])
  if (!token) return
  const { deps } = c.var
  c.set('deps', { ...deps, client: { ...deps.client, humanToken: token } })
}

/**
 * The site key for a form that is shown again with a check: where one is asked for, and where one was used up by
 * a form that was refused for something else. Undefined where there is none, or nobody asks.
 */
export const siteKeyFor = (
  { TURNSTILE_SITE_KEY }: Pick<ReadyConfig, 'TURNSTILE_SITE_KEY'>,
  { typed, code }: { typed: Typed; code: FailureCode },
): string | undefined =>
  code === 'human_check_required' || typed[HUMAN_FIELD] !== undefined ? TURNSTILE_SITE_KEY : undefined
