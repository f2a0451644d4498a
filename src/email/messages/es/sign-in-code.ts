import type { Facts, Message } from '../message.ts'
import { asked, good } from './phrases.ts'

export const signInCode = ({ appName, code, minutes, at, place, device }: Facts<'signInCode'>): Message => ({
  subject: `Tu código para entrar en ${appName}`,
  opening: `Este es el código para terminar de iniciar sesión en ${appName}.`,
  code,
  rest: [
    good(minutes),
    asked({ at, place, device }),
    'Si no fuiste tú, alguien conoce tu contraseña: cámbiala ahora. Nunca te pediremos este código.',
  ],
})
