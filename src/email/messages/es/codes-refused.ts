import type { Facts, Message } from '../message.ts'
import { asked } from './phrases.ts'

export const codesRefused = ({ appName, at, place, device }: Facts<'codesRefused'>): Message => ({
  subject: `Alguien intentó entrar en ${appName}`,
  opening: `Alguien inició sesión en ${appName} con tu contraseña y después escribió un código equivocado tras otro. Nadie ha entrado.`,
  rest: [
    asked({ at, place, device }),
    'Si fuiste tú, pide un código nuevo e inténtalo otra vez. Si no, alguien conoce tu contraseña: cámbiala ahora.',
  ],
})
