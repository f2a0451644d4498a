import type { Facts, Message } from '../message.ts'
import { asked, good } from './phrases.ts'

export const newAddressCode = ({
  appName,
  code,
  minutes,
  at,
  place,
  device,
}: Facts<'newAddressCode'>): Message => ({
  subject: `Confirm your address for ${appName}`,
  opening: `A ${appName} account is to move to this address. Here is the code that agrees to it.`,
  code,
  rest: [
    good(minutes),
    asked({ at, place, device }),
    'If it was not you, do nothing: without the code nothing happens.',
  ],
})
