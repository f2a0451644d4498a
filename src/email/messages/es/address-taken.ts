import type { Facts, Message } from '../message.ts'
import { asked } from './phrases.ts'

export const addressTaken = ({ appName, at, place, device }: Facts<'addressTaken'>): Message => ({
  subject: `Tu dirección en ${appName}`,
  opening: `Alguien quiso pasar una cuenta de ${appName} a esta dirección, que ya tiene una cuenta. No se ha cambiado nada.`,
  rest: [
    asked({ at, place, device }),
    'Si fuiste tú, inicia sesión con esta dirección o pide restablecer la contraseña. Si no, no hay nada que hacer.',
  ],
})
