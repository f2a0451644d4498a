import * as z from 'zod/mini'
import { wholeNumber } from './readers.ts'

export const settings = {
  PASSWORD_MIN_LENGTH: wholeNumber(8, { min: 8, max: 64 }),
  /** PBKDF2 iterations in total; no single call ever makes more than 100 000. */
  PASSWORD_ITERATIONS: wholeNumber(600_000, { min: 10_000, max: 1_200_000 }),
  /** Whether new passwords are looked up in the list of breached ones; five hex characters leave. */
  BREACHED_PASSWORD_CHECK: z._default(z.enum(['on', 'off'], 'on or off'), 'off'),
}
