import type { Notices } from '../message.ts'
import { credentialNotices } from './credential-notices.ts'
import { deletionNotices } from './deletion-notices.ts'
import { daysOf, happened, inDays, minutesOf, ofOwner, ofStranger, setPassword, wasNotMe } from './phrases.ts'

export const notices: Notices = {
  ...credentialNotices,
  ...deletionNotices,

  addressTaken: ({ appName, ...mail }) => ({
    subject: `Zu dieser Adresse gibt es bereits ein Konto bei ${appName}`,
    heading: 'Zu dieser Adresse gibt es bereits ein Konto',
    says: [
      `Jemand wollte ein Konto bei ${appName} auf diese Adresse umstellen. Zu ihr gibt es aber bereits ein Konto. Es wurde nichts geändert.`,
      'Wenn Sie das waren, melden Sie sich stattdessen mit dieser Adresse an.',
    ],
    facts: [happened('Angefordert', mail)],
    notYou: { says: 'Wenn Sie das nicht waren, müssen Sie nichts tun.' },
    reason: ofOwner(appName),
  }),

  signUpClosed: ({ appName, supportEmail, ...mail }) => ({
    subject: `Zu dieser Adresse gibt es kein Konto bei ${appName}`,
    heading: 'Zu dieser Adresse gibt es kein Konto',
    says: [
      `Jemand wollte sich mit dieser Adresse bei ${appName} anmelden. Zu ihr gibt es aber kein Konto. Nur die Betreiber von ${appName} können Konten erstellen.`,
      `Wenn Sie ein Konto mit einer anderen Adresse haben, melden Sie sich damit an. Wenn Sie ein Konto möchten, wenden Sie sich an ${supportEmail ?? 'die Betreiber'}.`,
    ],
    facts: [happened('Angefordert', mail)],
    notYou: { says: 'Wenn Sie das nicht waren, müssen Sie nichts tun.' },
    reason: ofStranger(appName),
  }),

  mailSignInOff: ({ appName, supportEmail, ...mail }) => ({
    subject: `Ihr Konto bei ${appName} erlaubt keine Anmeldung per E-Mail`,
    heading: 'Sie können sich nicht per E‑Mail anmelden',
    says: [
      `Jemand wollte sich per E-Mail in Ihrem Konto bei ${appName} anmelden. Das Konto erlaubt das zurzeit nicht. Niemand wurde angemeldet.`,
      `Wenn Sie das waren, melden Sie sich auf einem anderen Weg an. Wenn das nicht geht, wenden Sie sich an ${supportEmail ?? `die Betreiber von ${appName}`}.`,
    ],
    facts: [happened('Angefordert', mail)],
    notYou: { says: 'Wenn Sie das nicht waren, müssen Sie nichts tun.' },
    reason: ofOwner(appName),
  }),

  unverifiedGoes: ({ appName, days, home }) => ({
    subject: `Ihr Konto bei ${appName} wird ${inDays(days)} gelöscht`,
    heading: `Ihr Konto wird ${inDays(days)} gelöscht`,
    says: [
      `Die Adresse Ihres Kontos bei ${appName} wurde nie bestätigt. Um das Konto zu behalten, melden Sie sich an und bestätigen Sie Ihre Adresse.`,
    ],
    ...(home !== undefined && { action: { label: `Weiter zu ${appName}`, url: home } }),
    facts: ['Wenn Sie nichts tun, wird das Konto mit allen Inhalten gelöscht.'],
    notYou: { says: 'Wenn Sie dieses Konto nicht erstellt haben, müssen Sie nichts tun.' },
    reason: `Sie erhalten diese E-Mail, weil jemand mit dieser Adresse ein Konto bei ${appName} erstellt hat.`,
  }),

  passwordChanged: ({ appName, resetPage, ...mail }) => ({
    subject: `Ihr Passwort für ${appName} wurde geändert`,
    heading: 'Ihr Passwort wurde geändert',
    says: [`Ihr Konto bei ${appName} hat ein neues Passwort. Alle anderen Sitzungen wurden beendet.`],
    facts: [happened('Geändert', mail)],
    notYou: {
      says: 'Wenn Sie das waren, müssen Sie nichts tun. Wenn nicht, legen Sie jetzt ein neues Passwort fest: Dadurch werden alle Geräte abgemeldet.',
      link: setPassword(resetPage),
    },
    reason: ofOwner(appName),
  }),

  dataExported: ({ appName, notMe, notMeDays, ...mail }) => ({
    subject: `Eine Kopie Ihrer Daten bei ${appName} wurde heruntergeladen`,
    heading: 'Eine Kopie Ihrer Daten wurde heruntergeladen',
    says: [
      `Jemand, der in Ihrem Konto bei ${appName} angemeldet ist, hat heruntergeladen, was wir über Sie speichern: Ihr Profil, Ihre Sitzungen und den Verlauf Ihres Kontos. Passwörter sind nicht enthalten.`,
    ],
    facts: [happened('Heruntergeladen', mail)],
    notYou: {
      ...wasNotMe({ notMe, notMeDays }),
      says: `Wenn Sie das waren, müssen Sie nichts tun. Wenn nicht, holen Sie Ihr Konto zurück: Dadurch werden alle Geräte abgemeldet, aber die Kopie lässt sich nicht zurückholen. Der Link ist ${daysOf(notMeDays)} gültig.`,
    },
    reason: ofOwner(appName),
  }),

  addressLeft: ({ appName, newEmail, link, days, ...mail }) => ({
    subject: `Ihr Konto bei ${appName} hat eine neue Adresse`,
    heading: 'Ihre E‑Mail-Adresse wurde geändert',
    says: [
      `Ihr Konto bei ${appName} hat jetzt die Adresse ${newEmail}. Mit der bisherigen Adresse können Sie sich nicht mehr anmelden.`,
      'Wenn Sie das nicht waren, holen Sie das Konto zurück: Es bekommt wieder die bisherige Adresse, und alle Geräte werden abgemeldet.',
    ],
    action: { label: 'Konto zurückholen', url: link },
    facts: [
      `Dieser Link ist ${daysOf(days)} gültig. Geben Sie ihn an niemanden weiter.`,
      happened('Geändert', mail),
    ],
    notYou: { says: 'Wenn Sie das waren, müssen Sie nichts tun.' },
    reason: `Sie erhalten diese E-Mail, weil es zu dieser Adresse ein Konto bei ${appName} gab.`,
  }),

  addressEntered: ({ appName, formerEmail, days, resetPage, ...mail }) => ({
    subject: `Ihr Konto bei ${appName} hat eine neue Adresse`,
    heading: 'Ihre E‑Mail-Adresse wurde geändert',
    says: [
      `Ihr Konto bei ${appName} wurde von ${formerEmail} auf diese Adresse umgestellt. Melden Sie sich ab jetzt mit dieser Adresse an. Alle anderen Sitzungen wurden beendet.`,
    ],
    facts: [
      `Wer die E-Mails an ${formerEmail} liest, kann das Konto ${daysOf(days)} lang zurückholen.`,
      happened('Geändert', mail),
    ],
    notYou: {
      says: 'Wenn Sie das nicht waren, legen Sie jetzt ein neues Passwort fest: Dadurch werden alle Geräte abgemeldet.',
      link: setPassword(resetPage),
    },
    reason: ofOwner(appName),
  }),

  accountBack: ({ appName, formerEmail, link, minutes, ...mail }) => ({
    subject: `Ihr Konto bei ${appName} gehört wieder Ihnen`,
    heading: 'Ihr Konto gehört wieder Ihnen',
    says: [
      formerEmail === undefined
        ? `Sie haben Ihr Konto bei ${appName} zurückgeholt. Alle Sitzungen wurden beendet.`
        : `Ihr Konto bei ${appName} hat nicht mehr die Adresse ${formerEmail}, sondern wieder diese. Alle Sitzungen wurden beendet.`,
      link === undefined
        ? 'Melden Sie sich mit Ihrem neuen Passwort an.'
        : 'Das alte Passwort funktioniert nicht mehr. Legen Sie ein neues fest.',
      'Passkeys und Authentifizierungs-Apps sind wieder auf dem Stand von vor einer Woche. Was Sie seitdem hinzugefügt haben, müssen Sie erneut hinzufügen.',
    ],
    ...(link !== undefined && { action: setPassword(link) }),
    facts: [
      ...(minutes === undefined
        ? []
        : [
            `Dieser Link ist ${minutesOf(minutes)} gültig und funktioniert nur einmal. Geben Sie ihn an niemanden weiter.`,
          ]),
      happened('Zurückgeholt', mail),
    ],
    notYou: {
      says: 'Wenn Sie das nicht waren, liest jemand anderes Ihre E-Mails. Ändern Sie zuerst das Passwort Ihres Postfachs.',
    },
    reason: ofOwner(appName),
  }),

  accountGone: ({ appName, email, supportEmail, ...mail }) => ({
    subject: `Das Konto bei ${appName} gehört nicht mehr zu dieser Adresse`,
    heading: 'Das Konto gehört nicht mehr zu dieser Adresse',
    says: [
      `Das Konto bei ${appName}, das zu dieser Adresse gehörte, hat wieder seine frühere Adresse ${email}. Jemand, der die E-Mails dort liest, hat es zurückgeholt. Sie wurden abgemeldet.`,
    ],
    facts: [happened('Zurückgeholt', mail)],
    notYou: {
      says: `Wenn das nicht beabsichtigt war, wenden Sie sich an ${supportEmail ?? `die Betreiber von ${appName}`}.`,
    },
    reason: `Sie erhalten diese E-Mail, weil es zu dieser Adresse ein Konto bei ${appName} gab.`,
  }),

  codesRefused: ({ appName, resetPage, ...mail }) => ({
    subject: `Falsche Codes für Ihr Konto bei ${appName}`,
    heading: 'Jemand hat falsche Codes eingegeben',
    says: [
      `Jemand hat das Passwort Ihres Kontos bei ${appName} eingegeben und danach mehrere falsche Codes. Keiner dieser Codes wurde akzeptiert.`,
      'Wenn Sie das waren, versuchen Sie es noch einmal mit einem neuen Code.',
    ],
    facts: [happened('Zuletzt versucht', mail)],
    notYou: {
      says: 'Wenn Sie das nicht waren, kennt jemand Ihr Passwort. Legen Sie jetzt ein neues fest: Dadurch werden alle Geräte abgemeldet.',
      link: setPassword(resetPage),
    },
    reason: ofOwner(appName),
  }),

  administratorActed: ({ appName, act, about, by, ...mail }) => ({
    subject: `Änderung durch die Administration von ${appName}`,
    ...{
      role_granted: {
        heading: 'Jemand hat Administratorrechte erhalten',
        says: [
          `${by} hat ${about} Administratorrechte erteilt. Die Rechte gelten, sobald die Adresse bestätigt ist.`,
        ],
      },
      role_removed: {
        heading: 'Jemand hat keine Administratorrechte mehr',
        says: [`${by} hat ${about} die Administratorrechte entzogen.`],
      },
      password_set: {
        heading: 'Die Administration hat ein Passwort festgelegt',
        says: [`${by} hat für ${about} ein neues Passwort festgelegt.`],
      },
    }[act],
    facts: [happened('Geändert', mail)],
    notYou: {
      says: `Wenn das nicht beabsichtigt war, verwendet möglicherweise jemand anderes das Konto von ${by}. Sprechen Sie mit der Person, der es gehört, und beenden Sie die Sitzungen des Kontos.`,
    },
    reason: `Sie erhalten diese E-Mail, weil Sie Administratorrechte bei ${appName} haben.`,
  }),

  testMail: ({ appName, ...mail }) => ({
    subject: `Eine Test-E-Mail von ${appName}`,
    heading: 'E‑Mails kommen an',
    says: [
      `Dies ist eine Test-E-Mail von ${appName}. Sie wurde mit den E-Mail-Einstellungen des Dienstes gesendet.`,
    ],
    facts: [happened('Gesendet', mail)],
    notYou: { says: 'Wenn Sie das nicht waren, müssen Sie nichts tun.' },
    reason: `Sie erhalten diese E-Mail, weil die Betreiber von ${appName} einen Test an diese Adresse gesendet haben.`,
  }),
}
