import * as z from 'zod/mini'
import { DAY, wholeNumber } from './readers.ts'

/** How long things live, in seconds, and how tokens travel. */
export const settings = {
  ACCESS_TOKEN_TTL: wholeNumber(1_800, { min: 60, max: DAY }),
  REFRESH_TOKEN_TTL: wholeNumber(14 * DAY, { min: 60, max: 365 * DAY }),
  SESSION_TTL: wholeNumber(30 * DAY, { min: 60, max: 365 * DAY }),
  CODE_TTL: wholeNumber(600, { min: 60, max: 3_600 }),
  RESET_LINK_TTL: wholeNumber(3_600, { min: 60, max: DAY }),
  COOKIE_SAMESITE: z._default(z.enum(['Strict', 'Lax', 'None'], 'Strict, Lax or None'), 'Lax'),
  /** Unix seconds. Tokens and sessions from before are dead: for after a database was restored. */
  NOT_BEFORE: wholeNumber(0, { min: 0, max: 9_999_999_999 }),
}
