import type { Facts, Message } from '../message.ts'
import { asked } from './phrases.ts'

export const verifyEmail = ({ appName, link, hours, at, place, device }: Facts<'verifyEmail'>): Message => ({
  subject: `Confirm your address for ${appName}`,
  opening: `An account was opened at ${appName} with this address. Please confirm that it is yours.`,
  action: { label: 'Confirm my address', link },
  rest: [
    `The link is good for ${hours} hours. Opening it changes nothing; the button on the page behind it does.`,
    asked({ at, place, device }),
    'If it was not you, do nothing: without your confirmation the account stays unconfirmed.',
  ],
})
