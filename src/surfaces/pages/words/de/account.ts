import type { AccountWords } from '../account-words.ts'

export const account: AccountWords = {
  navigation: 'Ihr Konto',
  skip: 'Zum Inhalt springen',
  places: {
    account: 'Profil',
    security: 'Sicherheit',
    sessions: 'Geräte',
    apps: 'Apps',
    history: 'Verlauf',
    data: 'Ihre Daten',
  },
  back: 'Zurück zur Seite',
  confirm: {
    title: 'Bestätigen Sie, dass Sie es sind',
    lead: 'Zu Ihrer Sicherheit fragen wir vor dieser Änderung noch einmal nach.',
    press: 'Bestätigen',
    stepHint: 'Der Code aus Ihrer Authentifizierungs-App oder ein Wiederherstellungscode.',
    mailed: 'Wir haben Ihnen einen Code mit sechs Ziffern per E-Mail gesendet.',
    cancel: 'Abbrechen',
  },
  confirmed: {
    title: 'Vielen Dank',
    text: 'Jetzt können Sie abschließen, was Sie begonnen haben.',
    press: 'Weiter',
  },
}
