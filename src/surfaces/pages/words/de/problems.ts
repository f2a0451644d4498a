import type { ProblemWords } from '../problem-words.ts'

export const problems: ProblemWords = {
  passkey: {
    known: 'Auf diesem Gerät gibt es schon einen Passkey für Ihr Konto.',
    failed: 'Der Passkey hat nicht funktioniert. Versuchen Sie es noch einmal oder auf einem anderen Weg.',
  },
  rules: {
    malformed: 'Diese Eingabe hat nicht die richtige Form. Prüfen Sie sie und versuchen Sie es noch einmal.',
    confirmation: 'Das stimmt nicht mit der Eingabe oben überein.',
    unchanged: 'Diese Adresse verwenden Sie schon.',
    not_valid: 'Diese Eingabe ist nicht möglich. Prüfen Sie sie und versuchen Sie es noch einmal.',
    unreachable: 'Eine E-Mail an diese Adresse wurde abgelehnt. Prüfen Sie die Adresse.',
  },
  tooLong: 'Verwenden Sie höchstens {most} Zeichen.',
  fields: {
    code: 'Geben Sie nur die Ziffern des Codes ein.',
    totp: 'Geben Sie die sechs Ziffern ein, die Ihre App anzeigt.',
    recovery_code: 'Geben Sie einen Ihrer Wiederherstellungscodes ein.',
    confirm: 'Das ist nicht die Adresse Ihres Kontos.',
    credential:
      'Dieser Passkey kann nicht verwendet werden. Versuchen Sie es noch einmal oder mit einem anderen.',
  },
  refusals: {
    wrong_credentials:
      'E-Mail-Adresse oder Passwort ist falsch. Prüfen Sie beides oder fordern Sie einen Code per E-Mail an.',
    wrong_current_password: 'Dieses Passwort ist falsch. Versuchen Sie es noch einmal.',
    invalid_code:
      'Dieser Code ist falsch oder funktioniert nicht mehr. Prüfen Sie ihn oder fordern Sie einen neuen an.',
    invalid_link: 'Dieser Link funktioniert nicht mehr. Fordern Sie einen neuen an.',
    first_step_missing: 'Das hat zu lange gedauert. Beginnen Sie noch einmal von vorn.',
    second_step_refused:
      'Das hat nicht funktioniert. Prüfen Sie den Code, warten Sie auf den nächsten oder wählen Sie einen anderen Weg.',
    passkey_refused:
      'Dieser Passkey hat nicht funktioniert. Verwenden Sie einen anderen oder eine andere Anmeldemethode.',
    second_step_required: 'Fügen Sie zuerst einen Passkey oder eine Authentifizierungs-App hinzu.',
    email_not_verified: 'Bestätigen Sie zuerst Ihre E-Mail-Adresse.',
    email_taken: 'Diese Adresse kann zurzeit nicht verwendet werden. Versuchen Sie es später noch einmal.',
    sign_up_closed: 'Hier können Sie kein Konto erstellen.',
    already_verified: 'Ihre E-Mail-Adresse ist schon bestätigt.',
    last_way_in: 'Das ist Ihre letzte Anmeldemethode. Fügen Sie zuerst eine andere hinzu.',
    last_administrator:
      'Außer Ihnen hat niemand Administratorrechte. Geben Sie sie zuerst einer anderen Person.',
    not_found: 'Das gibt es nicht mehr. Laden Sie die Seite neu.',
    origin_not_allowed:
      'Diese Seite war zu lange geöffnet. Es wurde nichts geändert. Senden Sie das Formular noch einmal.',
    unavailable:
      'Das ist zurzeit nicht möglich. Es wurde nichts geändert. Versuchen Sie es gleich noch einmal.',
  },
  tooMany: {
    one: 'Zu viele Versuche. Versuchen Sie es in einer Minute noch einmal.',
    other: 'Zu viele Versuche. Versuchen Sie es in {count} Minuten noch einmal.',
  },
  recentlyRecovered: {
    one: 'Ihr Konto wurde vor Kurzem zurückgeholt. Zu seiner Sicherheit ist das erst in einer Stunde wieder möglich.',
    other:
      'Ihr Konto wurde vor Kurzem zurückgeholt. Zu seiner Sicherheit ist das erst in {count} Stunden wieder möglich.',
  },
  failed: 'Das hat nicht funktioniert. Es wurde nichts geändert. Versuchen Sie es noch einmal.',
}
