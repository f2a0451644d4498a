import type { AppWords } from '../apps-words.ts'

export const apps: AppWords = {
  scopes: {
    openid: 'Know who you are',
    profile: 'See your name and language',
    email: 'See your email address',
    offline_access: 'Stay signed in while you are away',
  },
}
