import type { Facts, Message } from '../message.ts'
import { asked } from './phrases.ts'

export const passwordChanged = ({ appName, at, place, device }: Facts<'passwordChanged'>): Message => ({
  subject: `Se ha cambiado tu contraseña de ${appName}`,
  opening: `Se ha cambiado la contraseña de tu cuenta de ${appName} y se han cerrado las demás sesiones.`,
  rest: [
    asked({ at, place, device }),
    'Si fuiste tú, no hay nada que hacer. Si no, pide ahora mismo restablecer la contraseña: eso cierra las sesiones de los demás.',
  ],
})
