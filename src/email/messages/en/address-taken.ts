import type { Facts, Message } from '../message.ts'
import { asked } from './phrases.ts'

export const addressTaken = ({ appName, at, place, device }: Facts<'addressTaken'>): Message => ({
  subject: `Your ${appName} address`,
  opening: `Somebody wanted to move a ${appName} account to this address, which already has an account. Nothing was changed.`,
  rest: [
    asked({ at, place, device }),
    'If it was you, sign in with this address, or ask for a password reset. If it was not, there is nothing to do.',
  ],
})
