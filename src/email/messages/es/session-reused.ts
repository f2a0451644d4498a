import type { Facts, Message } from '../message.ts'
import { asked } from './phrases.ts'

export const sessionReused = ({ appName, at, place, device }: Facts<'sessionReused'>): Message => ({
  subject: `Se ha cerrado una sesión de ${appName}`,
  opening: `Alguien usó una clave antigua de una de tus sesiones de ${appName}. Puede que la hayan robado, así que la sesión se ha cerrado.`,
  rest: [
    asked({ at, place, device }),
    'Inicia sesión de nuevo para continuar. Si ocurre más veces, cambia tu contraseña: eso cierra las sesiones de los demás.',
  ],
})
