import type { AccountWords } from '../account-words.ts'

export const account: AccountWords = {
  navigation: 'Votre compte',
  skip: 'Aller au contenu',
  places: {
    account: 'Profil',
    security: 'Sécurité',
    sessions: 'Appareils',
    apps: 'Applications',
    history: 'Historique',
    data: 'Vos données',
  },
  back: 'Retour à la page',
  confirm: {
    title: 'Confirmez que c’est bien vous',
    lead: 'Pour votre sécurité, nous vous demandons une confirmation avant cette modification.',
    press: 'Confirmer',
    stepHint: 'Le code de votre application d’authentification ou un code de secours.',
    mailed: 'Nous vous avons envoyé un code à six chiffres par e-mail.',
    cancel: 'Annuler',
  },
  confirmed: {
    title: 'Merci',
    text: 'Vous pouvez maintenant terminer ce que vous avez commencé.',
    press: 'Continuer',
  },
}
