import { notices } from './de/notices.ts'
import { requests } from './de/requests.ts'
import type { Texts } from './message.ts'

export const german: Texts = {
  messages: { ...requests, ...notices },
  frame: {
    copyAddress: 'Wenn die Schaltfläche nicht funktioniert, kopieren Sie diese Adresse in Ihren Browser:',
    questions: 'Fragen? Schreiben Sie an',
    terms: 'Nutzungsbedingungen',
    privacy: 'Datenschutz',
    colon: ':',
  },
}
