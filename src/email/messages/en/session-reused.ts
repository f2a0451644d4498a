import type { Facts, Message } from '../message.ts'
import { asked } from './phrases.ts'

export const sessionReused = ({ appName, at, place, device }: Facts<'sessionReused'>): Message => ({
  subject: `A ${appName} session was ended`,
  opening: `Somebody used an old key of one of your ${appName} sessions. It may have been stolen, so the session was ended.`,
  rest: [
    asked({ at, place, device }),
    'Sign in again to go on. If this happens more than once, change your password: that signs everybody else out.',
  ],
})
