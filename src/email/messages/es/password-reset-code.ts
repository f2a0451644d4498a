import type { Facts, Message } from '../message.ts'
import { asked, good } from './phrases.ts'

export const passwordResetCode = ({
  appName,
  code,
  minutes,
  at,
  place,
  device,
}: Facts<'passwordResetCode'>): Message => ({
  subject: `Restablecer tu contraseña de ${appName}`,
  opening: `Este es el código para poner una contraseña nueva en tu cuenta de ${appName}.`,
  code,
  rest: [
    good(minutes),
    asked({ at, place, device }),
    'Si no fuiste tú, no hagas nada: tu contraseña sigue igual. Nunca te pediremos este código.',
  ],
})
