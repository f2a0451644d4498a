import type { EntryWords } from '../entry-words.ts'

export const entry: EntryWords = {
  or: 'oder',
  code: 'Code',
  strength: ['Schwach', 'Mittel', 'Gut', 'Stark'],
  signIn: {
    title: 'Bei {app} anmelden',
    press: 'Anmelden',
    byMail: 'Code per E‑Mail senden',
    byPasskey: 'Passkey verwenden',
    forgot: 'Passwort vergessen?',
    noAccount: 'Noch kein Konto?',
    signUp: 'Konto erstellen',
    leaving: {
      title: 'Sie sind angemeldet',
      text: 'Wir leiten Sie zu {host} weiter.',
      press: 'Weiter zu {host}',
    },
  },
  signUp: {
    title: 'Konto bei {app} erstellen',
    lead: 'Geben Sie Ihre E-Mail-Adresse ein. Wir senden Ihnen einen Code, mit dem Sie sie bestätigen.',
    press: 'Weiter',
    hasAccount: 'Sie haben schon ein Konto?',
    closed: {
      title: 'Hier können Sie kein Konto erstellen',
      text: 'Wenn Sie ein Konto haben, melden Sie sich an. Wenn Sie eines möchten, wenden Sie sich an die Betreiber des Dienstes.',
    },
  },
  mailed: {
    text: 'Wir haben einen Code und einen Link an {email} gesendet. Wenn nichts ankommt, sehen Sie im Spam-Ordner nach.',
    label: 'In der E-Mail stehen diese zwei Wörter:',
    hint: 'Acht Ziffern. Sie können den Code auch einfügen.',
    press: 'Weiter',
    never: 'Wir fragen Sie nie nach diesem Code. Geben Sie ihn an niemanden weiter.',
  },
  link: {
    here: {
      title: 'Mit dem Link fortfahren',
      press: 'Anmelden',
    },
    elsewhere: {
      title: 'Auf diesem Gerät anmelden',
      text: 'Geben Sie die E-Mail-Adresse ein, an die wir den Link gesendet haben. Oder geben Sie den Code aus der E-Mail dort ein, wo Sie ihn angefordert haben: Dann werden Sie dort angemeldet.',
      press: 'Anmelden',
      wrong:
        'Das ist nicht die Adresse, an die wir den Link gesendet haben, oder der Link funktioniert nicht mehr.',
    },
    notHere: {
      title: 'Machen Sie dort weiter, wo Sie begonnen haben',
      text: 'Geben Sie den Code aus der E-Mail dort ein, wo Sie ihn angefordert haben. Durch das Öffnen dieses Links wird niemand angemeldet.',
    },
  },
  welcome: {
    title: 'Willkommen',
    lead: 'Ihr Konto ist erstellt. Sie können sich jederzeit mit einem Code per E-Mail anmelden. Mit einem Passwort oder einem Passkey geht es schneller.',
    firstName: 'Vorname',
    lastName: 'Nachname',
    password: 'Passwort (optional)',
    passkey: 'Passkey hinzufügen',
    skip: 'Jetzt nicht',
  },
  secondStep: {
    title: 'Bestätigen Sie, dass Sie es sind',
    lead: 'Ihr Konto verlangt einen zweiten Schritt.',
    totp: 'Code aus Ihrer Authentifizierungs-App',
    hint: 'Sechs Ziffern. Sie können den Code auch einfügen.',
    press: 'Weiter',
    byPasskey: 'Passkey verwenden',
    byRecoveryCode: 'Wiederherstellungscode verwenden',
    recoveryCode: 'Wiederherstellungscode',
    recoveryHint:
      'Einer der Codes, die Sie aufbewahrt haben, als Sie die Bestätigung in zwei Schritten aktiviert haben. Jeder funktioniert nur einmal.',
    byApp: 'Authentifizierungs-App verwenden',
    lost: {
      title: 'Das hat zu lange gedauert',
      text: 'Beginnen Sie die Anmeldung zu Ihrer Sicherheit noch einmal von vorn.',
      press: 'Erneut anmelden',
    },
  },
  forgot: {
    lead: 'Geben Sie die E-Mail-Adresse Ihres Kontos ein. Wir senden Ihnen einen Code und einen Link.',
    press: 'Code per E‑Mail senden',
    mailed:
      'Wenn es zu {email} ein Konto gibt, sind ein Code und ein Link unterwegs. Sehen Sie auch im Spam-Ordner nach.',
  },
  deleting: {
    title: 'Ihr Konto wird gelöscht',
    text: 'Sie haben die Löschung angefordert. Am {date} wird das Konto mit allen Inhalten gelöscht.',
    press: 'Mein Konto behalten',
  },
  signOut: {
    title: 'Möchten Sie sich abmelden?',
    text: 'Sie sind als {email} angemeldet.',
    press: 'Abmelden',
    everywhere: 'Auf allen Geräten abmelden',
    stay: 'Angemeldet bleiben',
    done: {
      title: 'Sie sind abgemeldet',
      text: 'Wenn auch andere dieses Gerät verwenden, schließen Sie das Fenster.',
    },
  },
  broken: {
    notFound: {
      title: 'Diese Seite gibt es nicht',
      text: 'Prüfen Sie die Adresse oder beginnen Sie auf der Startseite.',
    },
    refused: {
      title: 'Diese Anfrage wurde abgelehnt',
      text: 'Sie kam nicht von einer unserer Seiten. Öffnen Sie die Seite neu und versuchen Sie es noch einmal.',
    },
    tooLarge: { title: 'Das ist zu lang', text: 'Kürzen Sie Ihre Eingabe und senden Sie sie noch einmal.' },
    tooMany: {
      title: 'Zu viele Anfragen',
      text: 'Warten Sie eine Minute und versuchen Sie es dann noch einmal.',
    },
    unavailable: {
      title: 'Wir können gerade nicht antworten',
      text: 'Es wurde nichts geändert. Versuchen Sie es gleich noch einmal.',
    },
    failed: {
      title: 'Das hat nicht funktioniert',
      text: 'Der Fehler liegt bei uns. Es wurde nichts geändert. Versuchen Sie es noch einmal.',
    },
    home: 'Zur Startseite',
  },
}
