import type { Facts, Message } from '../message.ts'
import { asked } from './phrases.ts'

export const addressLeft = ({
  appName,
  newEmail,
  link,
  days,
  at,
  place,
  device,
}: Facts<'addressLeft'>): Message => ({
  subject: `Tu cuenta de ${appName} tiene una dirección nueva`,
  opening: `Tu cuenta de ${appName} ha pasado de esta dirección a ${newEmail}.`,
  action: { label: 'No fui yo: deshacer', link },
  rest: [
    asked({ at, place, device }),
    `Si fuiste tú, no hay nada que hacer. Si no, el enlace de arriba devuelve la cuenta a esta dirección durante ${days} días; después pon una contraseña nueva.`,
  ],
})
