import type { Facts, Message } from '../message.ts'
import { asked } from './phrases.ts'

export const addressEntered = ({ appName, at, place, device }: Facts<'addressEntered'>): Message => ({
  subject: `Your ${appName} account has a new address`,
  opening: `Your ${appName} account has moved to this address. Sign in with it from now on.`,
  rest: [
    asked({ at, place, device }),
    'Other sessions were signed out. If it was not you, ask for a password reset: that signs everybody else out.',
  ],
})
