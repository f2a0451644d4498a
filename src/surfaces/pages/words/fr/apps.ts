import type { AppWords } from '../apps-words.ts'

export const apps: AppWords = {
  scopes: {
    openid: 'Savoir qui vous êtes',
    profile: 'Voir votre nom et votre langue',
    email: 'Voir votre adresse e-mail',
    offline_access: 'Garder la session ouverte en votre absence',
  },
}
