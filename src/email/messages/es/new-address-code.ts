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
  subject: `Confirma tu dirección para ${appName}`,
  opening: `Una cuenta de ${appName} va a pasar a esta dirección. Este es el código para aceptarlo.`,
  code,
  rest: [
    good(minutes),
    asked({ at, place, device }),
    'Si no fuiste tú, no hagas nada: sin el código no ocurre nada.',
  ],
})
