import { domainOf, emailIn, namesIn } from './claims.ts'
import type { Vendor } from './vendor.ts'

/** A provider that the operator has named. It is the authority for the domains of its settings, and for no other. */
export const anyOpenId: Vendor = {
  scope: 'openid email profile',
  asks: (language) => ({ ui_locales: language }),
  hasUserInfo: true,
  identify: ({ domains }, claims) => {
    const email = emailIn(claims)
    const isEmailVerified = email !== undefined && claims['email_verified'] === true
    return {
      subject: claims['sub'],
      email,
      isEmailVerified,
      provesMailbox: isEmailVerified && domains.includes(domainOf(email) ?? ''),
      ...namesIn(claims),
    }
  },
}
