import { notices } from './en/notices.ts'
import { requests } from './en/requests.ts'
import type { Texts } from './message.ts'

export const english: Texts = {
  messages: { ...requests, ...notices },
  frame: {
    copyAddress: 'If the button does not work, copy this address into your browser:',
    questions: 'Questions? Write to',
    terms: 'Terms',
    privacy: 'Privacy',
    colon: ':',
  },
}
