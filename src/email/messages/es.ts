import { notices } from './es/notices.ts'
import { requests } from './es/requests.ts'
import type { Texts } from './message.ts'

export const spanish: Texts = {
  messages: { ...requests, ...notices },
  frame: {
    copyAddress: 'Si el botón no funciona, copia esta dirección en tu navegador:',
    questions: '¿Tienes preguntas? Escribe a',
    terms: 'Términos',
    privacy: 'Privacidad',
    colon: ':',
  },
}
