import type { Facts, Message } from '../message.ts'
import { asked, good } from './phrases.ts'

export const signInCode = ({ appName, code, minutes, at, place, device }: Facts<'signInCode'>): Message => ({
  subject: `Your ${appName} sign-in code`,
  opening: `Here is the code to finish signing in to ${appName}.`,
  code,
  rest: [
    good(minutes),
    asked({ at, place, device }),
    'If it was not you, somebody knows your password: change it now. We never ask you for this code.',
  ],
})
