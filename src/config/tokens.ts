import * as z from 'zod/mini'
import type { Contradiction } from './contradiction.ts'
import { DAY, wholeNumber } from './readers.ts'

/** How long things live, in seconds, and how tokens travel. */
export const settings = {
  ACCESS_TOKEN_TTL: wholeNumber(1_800, { min: 60, max: DAY }),
  REFRESH_TOKEN_TTL: wholeNumber(14 * DAY, { min: 60, max: 365 * DAY }),
  SESSION_TTL: wholeNumber(30 * DAY, { min: 60, max: 365 * DAY }),
  CODE_TTL: wholeNumber(600, { min: 60, max: 3_600 }),
  RESET_LINK_TTL: wholeNumber(3_600, { min: 1_800, max: DAY }),
  COOKIE_SAMESITE: z._default(z.enum(['Strict', 'Lax', 'None'], 'one of Strict, Lax or None'), 'Lax'),
  /** Unix seconds. Tokens and sessions from before are dead: for after a database was restored. */
  NOT_BEFORE: wholeNumber(0, { min: 0, max: 9_999_999_999 }),
}

export const contradictions: Contradiction<typeof settings>[] = [
  {
    setting: 'REFRESH_TOKEN_TTL',
    rule: 'at least ACCESS_TOKEN_TTL',
    when: ({ REFRESH_TOKEN_TTL, ACCESS_TOKEN_TTL }) => REFRESH_TOKEN_TTL < ACCESS_TOKEN_TTL,
  },
  {
    setting: 'SESSION_TTL',
    rule: 'at least REFRESH_TOKEN_TTL',
    when: ({ SESSION_TTL, REFRESH_TOKEN_TTL }) => SESSION_TTL < REFRESH_TOKEN_TTL,
  },
  {
    setting: 'RESET_LINK_TTL',
    rule: 'at least CODE_TTL, because one mail can carry both',
    when: ({ RESET_LINK_TTL, CODE_TTL }) => RESET_LINK_TTL < CODE_TTL,
  },
]
