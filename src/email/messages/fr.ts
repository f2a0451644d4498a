import { notices } from './fr/notices.ts'
import { requests } from './fr/requests.ts'
import type { Texts } from './message.ts'

export const french: Texts = {
  messages: { ...requests, ...notices },
  frame: {
    copyAddress: 'Si le bouton ne fonctionne pas, copiez cette adresse dans votre navigateur :',
    questions: 'Des questions ? Écrivez à',
    terms: 'Conditions d’utilisation',
    privacy: 'Confidentialité',
    colon: ' :',
  },
}
