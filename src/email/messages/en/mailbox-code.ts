import type { Facts, Message } from '../message.ts'
import { asked, good } from './phrases.ts'

export const mailboxCode = ({
  appName,
  code,
  minutes,
  at,
  place,
  device,
}: Facts<'mailboxCode'>): Message => ({
  subject: `Your ${appName} code`,
  opening: `Here is the code that proves this address is yours at ${appName}.`,
  code,
  rest: [
    good(minutes),
    asked({ at, place, device }),
    'If it was not you, do nothing: without the code nothing happens.',
  ],
})
