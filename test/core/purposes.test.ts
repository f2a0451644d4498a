import { describe, expect, it } from 'vitest'
import {
  digitsOf,
  PURPOSES,
  SURVIVES_A_PASSWORD,
  SURVIVES_EVERYTHING,
} from '../../src/core/ledger/purposes.ts'
import type { Purpose } from '../../src/store/tables/challenges.ts'

const purposes = Object.entries(PURPOSES) as [Purpose, (typeof PURPOSES)[Purpose]][]

describe('the table of purposes', () => {
  it.each(purposes.filter(([, { redeemedBy }]) => redeemedBy.startsWith('code')))(
    'gives a code for %s 8 digits if anybody may begin it, else 6',
    (purpose, { begunBy }) => {
      expect(digitsOf(purpose)).toBe(begunBy === 'anyone' ? 8 : 6)
    },
  )

  it('lets nothing but the links that take an account back, or keep it, outlive a taken-over account', () => {
    expect(SURVIVES_EVERYTHING.toSorted()).toEqual(['keep_account', 'not_me', 'undo_email_change'])
  })

  it('lets a new password end everything but what proves an address', () => {
    expect(SURVIVES_A_PASSWORD.toSorted()).toEqual([
      'keep_account',
      'not_me',
      'undo_email_change',
      'verify_email',
    ])
  })

  it.each(purposes)('says how long what is made for %s lives', (_, { lives }) => {
    const seconds = lives({ CODE_TTL: 601, RESET_LINK_TTL: 3_601 })
    expect(seconds).toBeGreaterThanOrEqual(300)
    expect(seconds).toBeLessThanOrEqual(14 * 86_400)
  })
})
