import type { FactorChanges } from '../message.ts'

/** What each change of a factor is called. The name of the app stands before the subject. */
export const FACTOR_CHANGES: FactorChanges = {
  totp_added: {
    subject: 'Authentifizierungs-App hinzugefügt',
    heading: 'Eine Authentifizierungs-App wurde hinzugefügt',
    says: 'Ab jetzt ist bei der Anmeldung mit Passwort oder per E-Mail ein zweiter Schritt nötig, zum Beispiel ein Code aus dieser App. Alle anderen Sitzungen wurden beendet.',
  },
  totp_removed: {
    subject: 'Authentifizierungs-App entfernt',
    heading: 'Eine Authentifizierungs-App wurde entfernt',
    says: 'Mit Codes aus dieser App können Sie sich nicht mehr anmelden. Wenn kein anderer zweiter Schritt eingerichtet ist, ist auch die Bestätigung in zwei Schritten deaktiviert.',
  },
  passkey_added: {
    subject: 'Passkey hinzugefügt',
    heading: 'Ein Passkey wurde hinzugefügt',
    says: 'Ab jetzt können Sie sich mit diesem Passkey ohne Passwort anmelden.',
  },
  first_passkey_added: {
    subject: 'Passkey hinzugefügt',
    heading: 'Ein Passkey wurde hinzugefügt',
    says: 'Ab jetzt können Sie sich mit diesem Passkey ohne Passwort anmelden, und jede andere Anmeldemethode verlangt einen zweiten Schritt. Alle anderen Sitzungen wurden beendet.',
  },
  passkey_removed: {
    subject: 'Passkey entfernt',
    heading: 'Ein Passkey wurde entfernt',
    says: 'Mit diesem Passkey können Sie sich nicht mehr anmelden. Wenn kein anderer zweiter Schritt eingerichtet ist, ist auch die Bestätigung in zwei Schritten deaktiviert.',
  },
  recovery_codes: {
    subject: 'neue Wiederherstellungscodes erstellt',
    heading: 'Neue Wiederherstellungscodes wurden erstellt',
    says: 'Die bisherigen Wiederherstellungscodes funktionieren nicht mehr.',
  },
  second_step_on: {
    subject: 'Bestätigung in zwei Schritten aktiviert',
    heading: 'Die Bestätigung in zwei Schritten wurde aktiviert',
    says: 'Ab jetzt ist bei der Anmeldung mit Passwort oder per E-Mail ein zweiter Schritt nötig. Alle anderen Sitzungen wurden beendet.',
  },
  second_step_off: {
    subject: 'Bestätigung in zwei Schritten deaktiviert',
    heading: 'Die Bestätigung in zwei Schritten wurde deaktiviert',
    says: 'Bei der Anmeldung ist kein zweiter Schritt mehr nötig. Die Wiederherstellungscodes funktionieren nicht mehr.',
  },
  second_step_reset: {
    subject: 'Bestätigung in zwei Schritten zurückgesetzt',
    heading: 'Die Bestätigung in zwei Schritten wurde zurückgesetzt',
    says: 'Die Betreiber des Dienstes haben die Authentifizierungs-App, die Passkeys und die Wiederherstellungscodes Ihres Kontos entfernt. Alle Sitzungen wurden beendet. Bei der Anmeldung ist kein zweiter Schritt mehr nötig.',
  },
  mail_sign_in_on: {
    subject: 'Anmeldung per E-Mail aktiviert',
    heading: 'Die Anmeldung per E‑Mail wurde aktiviert',
    says: 'Ab jetzt können Sie sich mit einem Code oder einem Link aus einer E-Mail ohne Passwort anmelden.',
  },
  mail_sign_in_off: {
    subject: 'Anmeldung per E-Mail deaktiviert',
    heading: 'Die Anmeldung per E‑Mail wurde deaktiviert',
    says: 'Mit Codes und Links aus E-Mails können Sie sich nicht mehr anmelden. Die anderen Anmeldemethoden bleiben unverändert.',
  },
  connection_added: {
    subject: 'Konto eines anderen Dienstes verbunden',
    heading: 'Ein Konto eines anderen Dienstes wurde verbunden',
    says: 'Ab jetzt kann man sich mit einem Konto bei {provider} ohne Passwort in Ihrem Konto anmelden.',
  },
  connection_removed: {
    subject: 'Konto eines anderen Dienstes getrennt',
    heading: 'Ein Konto eines anderen Dienstes wurde getrennt',
    says: 'Mit diesem Konto bei {provider} ist keine Anmeldung mehr möglich. Die anderen Anmeldemethoden bleiben unverändert.',
  },
}
