import type { AppWords } from '../apps-words.ts'

export const apps: AppWords = {
  scopes: {
    openid: 'Saber quién eres',
    profile: 'Ver tu nombre y tu idioma',
    email: 'Ver tu dirección de correo electrónico',
    offline_access: 'Mantener la sesión cuando no estés',
  },
}
