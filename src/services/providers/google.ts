import { domainOf, emailIn, namesIn } from './claims.ts'
import type { Vendor } from './vendor.ts'

const GIVEN_OUT = new Set(['gmail.com', 'googlemail.com'])

/**
 * Google gives out addresses of Gmail, and with `hd` those of an organisation that it hosts. Any other address it
 * has verified once, and its owner may be another by now:
 * https://developers.google.com/identity/gsi/web/guides/verify-google-id-token
 */
export const google: Vendor = {
  scope: 'openid email profile',
  identify: (_, claims) => {
    const email = emailIn(claims)
    const { email_verified, hd } = claims
    const isEmailVerified = email !== undefined && email_verified === true
    const isHosted = typeof hd === 'string' && hd !== ''
    return {
      subject: claims['sub'],
      email,
      isEmailVerified,
      provesMailbox: isEmailVerified && (GIVEN_OUT.has(domainOf(email) ?? '') || isHosted),
      ...namesIn(claims),
    }
  },
}
