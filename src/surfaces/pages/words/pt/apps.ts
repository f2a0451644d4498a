import type { AppWords } from '../apps-words.ts'

export const apps: AppWords = {
  scopes: {
    openid: 'Saber quem você é',
    profile: 'Ver seu nome e seu idioma',
    email: 'Ver seu endereço de e-mail',
    offline_access: 'Manter a sessão enquanto você está fora',
  },
}
