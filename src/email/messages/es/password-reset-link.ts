import type { Facts, Message } from '../message.ts'
import { asked, good } from './phrases.ts'

export const passwordResetLink = ({
  appName,
  link,
  minutes,
  at,
  place,
  device,
}: Facts<'passwordResetLink'>): Message => ({
  subject: `Restablecer tu contraseña de ${appName}`,
  opening: `Con este enlace pones una contraseña nueva en tu cuenta de ${appName}.`,
  action: { label: 'Poner una contraseña nueva', link },
  rest: [
    good(minutes),
    asked({ at, place, device }),
    'Si no fuiste tú, no hagas nada: tu contraseña sigue igual.',
  ],
})
