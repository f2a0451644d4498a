import { notices } from './pt/notices.ts'
import { requests } from './pt/requests.ts'
import type { Texts } from './message.ts'

/** As it is written in Brazil. */
export const portuguese: Texts = {
  messages: { ...requests, ...notices },
  frame: {
    copyAddress: 'Se o botão não funcionar, copie este endereço no seu navegador:',
    questions: 'Dúvidas? Escreva para',
    terms: 'Termos',
    privacy: 'Privacidade',
    colon: ':',
  },
}
