import type { Facts, Message } from '../message.ts'
import { asked } from './phrases.ts'

export const passwordChanged = ({ appName, at, place, device }: Facts<'passwordChanged'>): Message => ({
  subject: `Your ${appName} password was changed`,
  opening: `The password of your ${appName} account was changed, and other sessions were signed out.`,
  rest: [
    asked({ at, place, device }),
    'If it was you, there is nothing to do. If it was not, ask for a password reset at once: that signs everybody else out.',
  ],
})
