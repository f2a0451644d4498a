import type { Facts, Message } from '../message.ts'
import { asked } from './phrases.ts'

export const addressEntered = ({ appName, at, place, device }: Facts<'addressEntered'>): Message => ({
  subject: `Tu cuenta de ${appName} tiene una dirección nueva`,
  opening: `Tu cuenta de ${appName} ha pasado a esta dirección. Desde ahora inicia sesión con ella.`,
  rest: [
    asked({ at, place, device }),
    'Se han cerrado las demás sesiones. Si no fuiste tú, pide restablecer la contraseña: eso cierra las sesiones de los demás.',
  ],
})
