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
  subject: `Tu código de ${appName}`,
  opening: `Este es el código que demuestra que esta dirección es tuya en ${appName}.`,
  code,
  rest: [
    good(minutes),
    asked({ at, place, device }),
    'Si no fuiste tú, no hagas nada: sin el código no ocurre nada.',
  ],
})
