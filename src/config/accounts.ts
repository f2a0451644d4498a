import * as z from 'zod/mini'
import { normaliseEmail } from '../core/identity/email-address.ts'
import { list, wholeNumber } from './readers.ts'

/** Whose accounts are more than others, and how long one may stay without a proven address. */
export const settings = {
  /** Addresses that are administrators as soon as they are verified. */
  ADMIN_EMAILS: z.pipe(
    z.pipe(
      list,
      z.transform((items) => items.map(normaliseEmail)),
    ),
    z.array(z.string('e-mail addresses, comma-separated')),
  ),
  /** With `closed` nobody opens an account of their own: an administrator or a command does. */
  SIGN_UP: z._default(z.enum(['open', 'closed'], 'open or closed'), 'open'),
  /** Who must have a second step. Who lacks one gets a token that is good for setting one up. */
  SECOND_STEP: z._default(
    z.enum(['optional', 'admins', 'all'], 'one of optional, admins or all'),
    'optional',
  ),
  /** With `on` an account whose address is not confirmed gets a token that is good for confirming it. */
  REQUIRE_VERIFIED_EMAIL: z._default(z.enum(['on', 'off'], 'on or off'), 'off'),
  /** Days that an account with an unverified address lives after its last use; 0 is for ever. */
  UNVERIFIED_DAYS: wholeNumber(30, { min: 0, max: 365 }),
  /** Days in which a deleted account can be brought back; 0 erases it at once. */
  DELETION_DAYS: wholeNumber(14, { min: 0, max: 365 }),
}
