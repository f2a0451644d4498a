import type { SecurityWords } from '../security-words.ts'

export const security: SecurityWords = {
  lead: 'Wie Sie sich anmelden und was andere fernhält.',
  done: {
    password: 'Ihr Passwort wurde gespeichert. Alle anderen Geräte wurden abgemeldet.',
    passkey: 'Ihr Passkey wurde hinzugefügt.',
    passkey_renamed: 'Ihr Passkey hat einen neuen Namen.',
    passkey_removed: 'Der Passkey wurde entfernt.',
    app_removed: 'Die Authentifizierungs-App wurde entfernt.',
    second_step_on: 'Die Bestätigung in zwei Schritten ist aktiviert. Alle anderen Geräte wurden abgemeldet.',
    second_step_off: 'Die Bestätigung in zwei Schritten ist deaktiviert.',
    mail_on: 'Sie können sich wieder mit einem Code per E-Mail anmelden.',
    mail_off: 'Mit einem Code per E-Mail kann sich niemand mehr anmelden.',
  },
  confirm: {
    title: 'Bestätigen Sie, dass Sie es sind',
    text: 'Bestätigen Sie, dass Sie es sind, bevor Sie hier etwas ändern. Die Bestätigung gilt zehn Minuten.',
    press: 'Bestätigen, dass ich es bin',
  },
  demanded: {
    title: 'Bestätigung in zwei Schritten erforderlich',
    text: 'Fügen Sie einen Passkey oder eine Authentifizierungs-App hinzu. Bis dahin bleiben Teile Ihres Kontos gesperrt.',
  },
  resetting: {
    title: 'Ihre Bestätigung in zwei Schritten wird zurückgesetzt',
    text: 'Jemand hat uns gebeten, morgen Ihre Passkeys und Ihre Authentifizierungs-App zu entfernen. Wenn Sie das nicht waren, melden Sie sich ab und mit Ihrem zweiten Schritt wieder an: Dadurch wird das Zurücksetzen abgebrochen.',
    textOn:
      'Jemand hat uns gebeten, am {date} Ihre Passkeys und Ihre Authentifizierungs-App zu entfernen. Wenn Sie das nicht waren, melden Sie sich ab und mit Ihrem zweiten Schritt wieder an: Dadurch wird das Zurücksetzen abgebrochen.',
  },
  on: 'Aktiviert',
  off: 'Deaktiviert',
  password: {
    has: 'Sie haben ein Passwort.',
    hasNone: 'Sie melden sich ohne Passwort an.',
    set: 'Passwort festlegen',
    change: 'Passwort ändern',
    press: 'Passwort speichern',
  },
  passkeys: {
    title: 'Passkeys',
    text: 'Melden Sie sich mit Ihrem Fingerabdruck, Ihrem Gesicht oder der Sperre Ihres Geräts an. Mit einer gefälschten Seite kann niemand einen Passkey stehlen.',
    none: {
      title: 'Noch keine Passkeys',
      text: 'Ein Passkey ist schneller und sicherer als ein Passwort.',
    },
    movesWithAddress:
      'Passkeys gehören zur Adresse dieses Dienstes. Wenn er auf eine andere Domain umzieht, müssen Sie sie erneut hinzufügen.',
    added: 'Hinzugefügt am {date}',
    used: 'Zuletzt verwendet am {date}',
    neverUsed: 'Noch nie verwendet',
    name: 'Name',
    nameHint: 'Damit Sie ihn wiedererkennen, zum Beispiel „Arbeits-Laptop“.',
    add: 'Passkey hinzufügen',
    press: 'Passkey hinzufügen',
    edit: 'Umbenennen oder entfernen',
    rename: 'Namen speichern',
    remove: {
      text: 'Mit ihm kann sich dann niemand mehr anmelden. Löschen Sie ihn auch auf Ihrem Gerät.',
      press: 'Passkey entfernen',
    },
  },
  app: {
    title: 'Authentifizierungs-App',
    text: 'Eine App auf Ihrem Telefon zeigt sechs Ziffern, die Sie nach Ihrem Passwort eingeben.',
    since: 'Hinzugefügt am {date}',
    add: {
      title: 'Authentifizierungs-App hinzufügen',
      text: 'Jede App für Einmalcodes ist geeignet, zum Beispiel 1Password, Google Authenticator oder die Passwörter-App Ihres Telefons.',
      press: 'App hinzufügen',
    },
    isOther:
      'Das ist ein neuer Code. Der vorige gilt nicht mehr: Scannen Sie diesen und entfernen Sie den alten Eintrag aus Ihrer App.',
    scan: 'Scannen Sie diesen Code mit Ihrer App.',
    secret: 'Oder geben Sie diesen Schlüssel in der App ein:',
    code: 'Code aus der App',
    hint: 'Sechs Ziffern. Die App zeigt alle 30 Sekunden neue.',
    confirm: 'Bestätigen und aktivieren',
    remove: {
      title: 'App entfernen',
      text: 'Wir fragen dann nicht mehr nach Codes aus dieser App. Wenn Sie keinen anderen zweiten Schritt haben, wird auch die Bestätigung in zwei Schritten deaktiviert.',
      press: 'App entfernen',
    },
  },
  secondStep: {
    title: 'Bestätigung in zwei Schritten',
    text: 'Nach Ihrem Passwort, einem Code per E-Mail oder einem verbundenen Konto fragen wir nach einem Passkey oder nach einem Code aus Ihrer App.',
    turnOn: 'Aktivieren',
    turnOff: {
      title: 'Deaktivieren',
      text: 'Für die Anmeldung genügt dann Ihr Passwort, Ihr Postfach oder ein verbundenes Konto allein.',
      press: 'Deaktivieren',
    },
    codesLeft: {
      none: 'Sie haben keine Wiederherstellungscodes mehr.',
      one: 'Sie haben noch einen Wiederherstellungscode.',
      other: 'Sie haben noch {count} Wiederherstellungscodes.',
    },
    newCodes: {
      title: 'Neue Wiederherstellungscodes',
      text: 'Sie erhalten zehn neue Codes. Die bisherigen funktionieren dann nicht mehr.',
      press: 'Neue Codes erstellen',
    },
  },
  codes: {
    title: 'Bewahren Sie Ihre Wiederherstellungscodes auf',
    text: 'Wenn Sie Ihr Gerät verlieren, ersetzt jeder dieser Codes einmal den zweiten Schritt. Bewahren Sie sie dort auf, wo Sie sie auch ohne dieses Gerät finden. Wir zeigen sie nur jetzt.',
    name: 'Wiederherstellungscodes',
    owner: 'Wiederherstellungscodes für {app}',
    file: 'wiederherstellungscodes.txt',
    copy: 'Kopieren',
    copied: 'Kopiert',
    download: 'Herunterladen',
    print: 'Drucken',
    kept: 'Ich habe sie aufbewahrt',
  },
  mail: {
    title: 'Anmeldung per E‑Mail',
    text: 'Wir senden Ihnen einen Code und einen Link, mit denen Sie sich anmelden können. Deaktivieren Sie das, wenn andere Ihre E-Mails lesen können.',
    turnOn: 'Aktivieren',
    turnOff: {
      title: 'Deaktivieren',
      text: 'Für die Anmeldung brauchen Sie dann Ihr Passwort oder einen Passkey.',
      press: 'Deaktivieren',
    },
  },
}
