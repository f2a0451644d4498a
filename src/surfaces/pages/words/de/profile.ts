import type { ProfileWords } from '../profile-words.ts'

export const profile: ProfileWords = {
  done: {
    profile: 'Ihr Profil wurde gespeichert.',
    language: 'Ihre Sprache wurde gespeichert.',
    verified: 'Ihre E-Mail-Adresse ist bestätigt.',
    mailed: 'Wir haben Ihnen einen neuen Code per E-Mail gesendet.',
    moved: 'Ihr Konto hat jetzt die neue E-Mail-Adresse. Alle anderen Geräte wurden abgemeldet.',
  },
  profile: {
    title: 'Profil',
    text: 'Was Apps über Sie anzeigen können.',
    members: {
      first_name: 'Vorname',
      last_name: 'Nachname',
      bio: 'Über Sie',
      phone_number: 'Telefonnummer',
      address: 'Postanschrift',
      document_number: 'Ausweisnummer',
    },
    press: 'Profil speichern',
  },
  language: {
    text: 'Für diese Seiten und für die E-Mails, die wir Ihnen senden.',
    press: 'Sprache speichern',
  },
  verify: {
    text: 'Wir haben Ihnen einen Code per E-Mail gesendet. Bis Sie ihn eingeben, bleiben Teile Ihres Kontos gesperrt.',
    press: 'Bestätigen',
    again: 'Neuen Code per E-Mail senden',
  },
  address: {
    title: 'E‑Mail-Adresse',
    is: 'Sie melden sich mit {email} an.',
    change: 'E-Mail-Adresse ändern',
    text: 'Wir senden einen Code an jede der beiden Adressen. Sie brauchen beide Codes.',
    email: 'Neue E-Mail-Adresse',
    press: 'Codes per E‑Mail senden',
    mailed: 'Wir haben einen Code an Ihre bisherige Adresse und einen zweiten an {email} gesendet.',
    codeCurrent: 'Code von Ihrer bisherigen Adresse',
    codeNew: 'Code von der neuen Adresse',
    move: 'E-Mail-Adresse ändern',
    cancel: 'Abbrechen',
  },
}
