import type { Words } from './words.ts'

export const de: Words = {
  failed: 'Das hat nicht funktioniert. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.',
  tooMany: 'Zu viele Versuche. Warten Sie einige Minuten und versuchen Sie es dann noch einmal.',
  missing: 'Füllen Sie dieses Feld aus.',
  show: 'Anzeigen',
  hide: 'Verbergen',
  backTo: 'Zurück zu {app}',
  closePage: 'Sie können diese Seite jetzt schließen.',
  terms: 'Nutzungsbedingungen',
  privacy: 'Datenschutz',
  support: 'Support kontaktieren',
  language: 'Sprache',
  summary: 'Bitte prüfen Sie Folgendes:',
  human: {
    required: 'Bestätigen Sie, dass Sie ein Mensch sind, und senden Sie das Formular dann noch einmal.',
    unscripted:
      'Dafür wird JavaScript gebraucht. Schalten Sie es ein und senden Sie das Formular dann noch einmal.',
  },
  link: {
    label: 'Link aus der E-Mail',
    hint: 'Kopieren Sie den ganzen Link aus der E-Mail und fügen Sie ihn hier ein.',
    notAllowed:
      'Das ist nicht der ganze Link. Kopieren Sie ihn noch einmal aus der E-Mail, vom Anfang bis zum Ende.',
  },
  email: {
    label: 'E-Mail-Adresse',
    notAnEmail: 'Geben Sie eine E-Mail-Adresse ein, zum Beispiel ada@example.com.',
  },
  password: {
    label: 'Passwort',
    new: 'Neues Passwort',
    hint: 'Mindestens {least} Zeichen. Gut geeignet sind ein paar Wörter, die nichts miteinander zu tun haben.',
    tooShort: 'Verwenden Sie mindestens {least} Zeichen.',
    tooLong: 'Verwenden Sie weniger Zeichen.',
    tooCommon: 'Dieses Passwort wird zu häufig verwendet. Wählen Sie eines, das schwerer zu erraten ist.',
    breached:
      'Dieses Passwort ist durch ein Datenleck bekannt geworden. Wählen Sie eines, das Sie noch nie verwendet haben.',
    tooPersonal:
      'Dieses Passwort ähnelt zu sehr Ihrer E-Mail-Adresse oder unserem Namen. Wählen Sie ein anderes.',
    notAllowed: 'Dieses Passwort kann nicht verwendet werden. Wählen Sie ein anderes.',
  },
  secondStep: {
    label: 'Zweiter Schritt',
    hint: 'Für Ihr Konto ist die Bestätigung in zwei Schritten aktiviert. Geben Sie den Code aus Ihrer Authentifizierungs-App oder einen Wiederherstellungscode ein.',
    wrong:
      'Dieser Code ist falsch oder wurde schon verwendet. Warten Sie auf den nächsten oder geben Sie einen Wiederherstellungscode ein.',
    byPasskey: 'Passkey verwenden',
  },
  reset: {
    title: 'Neues Passwort festlegen',
    explain: 'Sie werden auf allen Geräten abgemeldet.',
    press: 'Passwort festlegen',
    broken: {
      title: 'Dieser Link funktioniert nicht mehr',
      text: 'Er ist abgelaufen, wurde schon verwendet oder durch einen neueren ersetzt.',
    },
    newLink: 'Neuen Link anfordern',
    done: {
      title: 'Ihr Passwort wurde geändert',
      text: 'Sie wurden auf allen Geräten abgemeldet. Melden Sie sich mit Ihrem neuen Passwort an.',
    },
    ask: {
      title: 'Passwort zurücksetzen',
      explain:
        'Geben Sie die E-Mail-Adresse Ihres Kontos ein. Wir senden Ihnen einen Link, mit dem Sie ein neues Passwort festlegen können.',
      press: 'Link senden',
      asked: {
        title: 'Sehen Sie in Ihrem Postfach nach',
        text: 'Wenn es zu dieser Adresse ein Konto gibt, ist ein Link für ein neues Passwort unterwegs. Wenn in einigen Minuten nichts ankommt, sehen Sie im Spam-Ordner nach.',
      },
      again: 'Andere Adresse verwenden',
    },
  },
  verify: {
    title: 'E‑Mail-Adresse bestätigen',
    explain: 'Geben Sie das Passwort ein, das Sie für Ihr Konto gewählt haben.',
    press: 'Adresse bestätigen',
    wrongPassword:
      'Das ist nicht das Passwort des Kontos. Wenn Sie das Konto nicht erstellt haben, wählen Sie unten die entsprechende Option.',
    done: {
      title: 'Ihre E‑Mail-Adresse ist bestätigt',
      text: 'Sie wurden auf allen Geräten abgemeldet. Melden Sie sich an, um fortzufahren.',
    },
    broken: {
      title: 'Dieser Link funktioniert nicht mehr',
      text: 'Er ist abgelaufen, wurde schon verwendet oder durch einen neueren ersetzt. Wenn Ihre Adresse noch nicht bestätigt ist, melden Sie sich an und fordern Sie einen neuen Link an.',
    },
    lost: {
      title: 'Öffnen Sie den Link noch einmal',
      text: 'Diese Seite benötigt den Link aus unserer E-Mail. Öffnen Sie die E-Mail und folgen Sie dem Link noch einmal.',
    },
    notMine: 'Ich habe dieses Konto nicht erstellt',
    takeOver: {
      title: 'Konto übernehmen',
      explain:
        'Jemand hat Ihre E-Mail-Adresse verwendet. Sie können das Konto behalten: Es ist am Anfang leer.',
      press: 'Konto übernehmen',
      done: {
        title: 'Das Konto gehört Ihnen',
        text: 'Niemand sonst kann es verwenden. Melden Sie sich mit Ihrer E-Mail-Adresse und Ihrem neuen Passwort an.',
      },
    },
    remove: {
      title: 'Konto entfernen',
      explain: 'Wir löschen es mit allen Inhalten.',
      press: 'Konto entfernen',
      done: {
        title: 'Das Konto wurde entfernt',
        text: 'Ihre E-Mail-Adresse wird hier nicht mehr verwendet.',
      },
    },
    wrongAddress:
      'Geben Sie die Adresse ein, an die wir die E-Mail gesendet haben. Wenn sie richtig ist, funktioniert der Link nicht mehr.',
  },
  keep: {
    title: 'Konto behalten',
    explain:
      'Ihr Konto wird bald gelöscht. Geben Sie die E-Mail-Adresse des Kontos ein, um es mit allen Inhalten zu behalten.',
    press: 'Konto behalten',
    wrongAddress:
      'Geben Sie die Adresse ein, an die wir die E-Mail gesendet haben. Wenn sie richtig ist, funktioniert der Link nicht mehr.',
    done: {
      title: 'Ihr Konto bleibt bestehen',
      text: 'Es wurde nichts gelöscht. Melden Sie sich an, um fortzufahren. Wenn Sie die Löschung nicht angefordert haben, legen Sie ein neues Passwort fest.',
    },
    lost: {
      title: 'Öffnen Sie den Link noch einmal',
      text: 'Diese Seite benötigt den Link aus unserer E-Mail. Öffnen Sie die E-Mail und folgen Sie dem Link noch einmal.',
    },
  },
  notMe: {
    title: 'Waren Sie das nicht?',
    explain:
      'Holen Sie Ihr Konto zurück. Alle Geräte werden abgemeldet, und Passkeys und Authentifizierungs-Apps sind wieder auf dem Stand von vor einer Woche. Was Sie seitdem hinzugefügt haben, müssen Sie erneut hinzufügen.',
    hint: 'Das alte Passwort funktioniert dann nicht mehr. Lassen Sie das Feld leer, um später ein neues festzulegen.',
    press: 'Konto zurückholen',
    wrongAddress:
      'Geben Sie die Adresse ein, an die wir die E-Mail gesendet haben. Wenn sie richtig ist, funktioniert der Link nicht mehr.',
    done: {
      title: 'Ihr Konto gehört wieder Ihnen',
      text: 'Alle Geräte wurden abgemeldet. Melden Sie sich mit Ihrem neuen Passwort an.',
    },
    mailed: {
      title: 'Ihr Konto gehört wieder Ihnen',
      text: 'Alle Geräte wurden abgemeldet. Wir haben Ihnen einen Link gesendet, mit dem Sie ein neues Passwort festlegen können.',
    },
    lost: {
      title: 'Öffnen Sie den Link noch einmal',
      text: 'Diese Seite benötigt den Link aus unserer E-Mail. Öffnen Sie die E-Mail und folgen Sie dem Link noch einmal.',
    },
  },
  undo: {
    title: 'Konto zurückholen',
    explain:
      'Jemand hat Ihr Konto auf eine andere E-Mail-Adresse umgestellt. Wenn Sie das nicht waren, holen Sie es zurück. Alle Geräte werden abgemeldet.',
    hint: 'Das alte Passwort funktioniert dann nicht mehr. Lassen Sie das Feld leer, um später ein neues festzulegen.',
    press: 'Konto zurückholen',
    wrongAddress:
      'Geben Sie die Adresse ein, an die wir die E-Mail gesendet haben. Wenn sie richtig ist, funktioniert der Link nicht mehr.',
    done: {
      title: 'Ihr Konto gehört wieder Ihnen',
      text: 'Es hat wieder Ihre E-Mail-Adresse, und alle Geräte wurden abgemeldet. Melden Sie sich mit Ihrem neuen Passwort an.',
    },
    mailed: {
      title: 'Ihr Konto gehört wieder Ihnen',
      text: 'Es hat wieder Ihre E-Mail-Adresse, und alle Geräte wurden abgemeldet. Wir haben Ihnen einen Link gesendet, mit dem Sie ein neues Passwort festlegen können.',
    },
    lost: {
      title: 'Öffnen Sie den Link noch einmal',
      text: 'Diese Seite benötigt den Link aus unserer E-Mail. Öffnen Sie die E-Mail und folgen Sie dem Link noch einmal.',
    },
  },
}
