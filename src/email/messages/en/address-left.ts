import type { Facts, Message } from '../message.ts'
import { asked } from './phrases.ts'

export const addressLeft = ({
  appName,
  newEmail,
  link,
  days,
  at,
  place,
  device,
}: Facts<'addressLeft'>): Message => ({
  subject: `Your ${appName} account has a new address`,
  opening: `Your ${appName} account has moved from this address to ${newEmail}.`,
  action: { label: 'It was not me: undo', link },
  rest: [
    asked({ at, place, device }),
    `If it was you, there is nothing to do. If it was not, the link above gives the account back to this address for ${days} days; then set a new password.`,
  ],
})
