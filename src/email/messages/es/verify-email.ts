import type { Facts, Message } from '../message.ts'
import { asked } from './phrases.ts'

export const verifyEmail = ({ appName, link, hours, at, place, device }: Facts<'verifyEmail'>): Message => ({
  subject: `Confirma tu dirección para ${appName}`,
  opening: `Se ha abierto una cuenta en ${appName} con esta dirección. Confirma que es tuya.`,
  action: { label: 'Confirmar mi dirección', link },
  rest: [
    `El enlace vale ${hours} horas. Abrirlo no cambia nada; lo hace el botón de la página.`,
    asked({ at, place, device }),
    'Si no fuiste tú, no hagas nada: sin tu confirmación la cuenta queda sin confirmar.',
  ],
})
