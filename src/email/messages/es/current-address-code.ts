import type { Facts, Message } from '../message.ts'
import { asked, good } from './phrases.ts'

export const currentAddressCode = ({
  appName,
  code,
  minutes,
  newEmail,
  at,
  place,
  device,
}: Facts<'currentAddressCode'>): Message => ({
  subject: `Confirma la nueva dirección de tu cuenta de ${appName}`,
  opening: `Tu cuenta de ${appName} va a pasar a ${newEmail}. Este es el código para aceptarlo.`,
  code,
  rest: [
    good(minutes),
    asked({ at, place, device }),
    'Si no fuiste tú, no compartas este código y cambia tu contraseña: alguien ha iniciado sesión como tú.',
  ],
})
