import type { Requests } from '../message.ts'
import {
  expires,
  expiring,
  happened,
  hoursOf,
  minutesOf,
  ofOwner,
  ofStranger,
  sameWords,
  setPassword,
  time,
} from './phrases.ts'

export const requests: Requests = {
  mailboxCode: ({ appName, code, minutes, ...mail }) => ({
    subject: `Ihr Bestätigungscode für ${appName} (${time(mail.at)})`,
    heading: 'Bestätigen Sie Ihre E‑Mail-Adresse',
    says: [`Geben Sie diesen Code ein, um diese Adresse für ${appName} zu bestätigen.`],
    code,
    facts: [expires(minutes), happened('Angefordert', mail)],
    notYou: {
      says: 'Wenn Sie das nicht waren, ignorieren Sie diese E-Mail: Ohne den Code passiert nichts.',
    },
    reason: ofStranger(appName),
  }),

  signInCode: ({ appName, code, minutes, resetPage, ...mail }) => ({
    subject: `Ihr Anmeldecode für ${appName} (${time(mail.at)})`,
    heading: 'Schließen Sie die Anmeldung ab',
    says: [`Geben Sie diesen Code ein, um sich bei ${appName} anzumelden.`],
    code,
    facts: [expires(minutes), happened('Angefordert', mail)],
    notYou: {
      says: 'Wenn Sie das nicht waren, kennt jemand Ihr Passwort. Legen Sie jetzt ein neues fest.',
      link: setPassword(resetPage),
    },
    reason: `Sie erhalten diese E-Mail, weil jemand das Passwort Ihres Kontos bei ${appName} eingegeben hat.`,
  }),

  reauthenticateCode: ({ appName, code, minutes, resetPage, ...mail }) => ({
    subject: `Bestätigen Sie Ihre Identität bei ${appName} (${time(mail.at)})`,
    heading: 'Bestätigen Sie, dass Sie es sind',
    says: [`Geben Sie diesen Code dort ein, wo Sie bei ${appName} angemeldet sind.`],
    code,
    facts: [expires(minutes), happened('Angefordert', mail)],
    notYou: {
      says: 'Wenn Sie das nicht waren, ist jemand anderes in Ihrem Konto angemeldet. Legen Sie jetzt ein neues Passwort fest: Dadurch werden alle Geräte abgemeldet.',
      link: setPassword(resetPage),
    },
    reason: ofOwner(appName),
  }),

  currentAddressCode: ({ appName, code, minutes, newEmail, resetPage, ...mail }) => ({
    subject: `Bestätigen Sie die neue Adresse Ihres Kontos bei ${appName} (${time(mail.at)})`,
    heading: 'Bestätigen Sie die Änderung Ihrer E‑Mail-Adresse',
    says: [
      `Geben Sie diesen Code ein, um Ihr Konto bei ${appName} auf ${newEmail} umzustellen. Wir haben einen zweiten Code an die neue Adresse gesendet: Sie brauchen beide.`,
    ],
    code,
    facts: [expires(minutes), happened('Angefordert', mail)],
    notYou: {
      says: 'Wenn Sie das nicht waren, ist jemand anderes in Ihrem Konto angemeldet. Legen Sie jetzt ein neues Passwort fest: Dadurch werden alle Geräte abgemeldet.',
      link: setPassword(resetPage),
    },
    reason: ofOwner(appName),
  }),

  newAddressCode: ({ appName, code, minutes, ...mail }) => ({
    subject: `Bestätigen Sie Ihre neue Adresse für ${appName} (${time(mail.at)})`,
    heading: 'Bestätigen Sie Ihre neue E‑Mail-Adresse',
    says: [`Geben Sie diesen Code ein, um diese Adresse für Ihr Konto bei ${appName} zu verwenden.`],
    code,
    facts: [expires(minutes), happened('Angefordert', mail)],
    notYou: {
      says: 'Wenn Sie das nicht waren, ignorieren Sie diese E-Mail: Ohne den Code wird diese Adresse keinem Konto zugeordnet.',
    },
    reason: `Sie erhalten diese E-Mail, weil jemand diese Adresse als neue Adresse eines Kontos bei ${appName} eingegeben hat.`,
  }),

  passwordResetCode: ({ appName, code, minutes, link, linkMinutes, ...mail }) => ({
    subject: `Setzen Sie Ihr Passwort für ${appName} zurück (${time(mail.at)})`,
    heading: 'Setzen Sie Ihr Passwort zurück',
    says: [
      `Geben Sie diesen Code dort ein, wo Sie ihn angefordert haben, um ein neues Passwort für Ihr Konto bei ${appName} festzulegen. Oder öffnen Sie den Link unten, der in jedem Browser funktioniert.`,
    ],
    code,
    action: setPassword(link),
    facts: [
      `Der Code ist ${minutesOf(minutes)} gültig, der Link ${minutesOf(linkMinutes)}. Sobald Sie einen von beiden verwenden, ist der andere ungültig. Geben Sie Code und Link an niemanden weiter.`,
      happened('Angefordert', mail),
    ],
    notYou: {
      says: 'Wenn Sie das nicht waren, ignorieren Sie diese E-Mail: Ihr Passwort bleibt unverändert.',
    },
    reason: `Sie erhalten diese E-Mail, weil jemand ein neues Passwort für Ihr Konto bei ${appName} angefordert hat.`,
  }),

  passwordResetLink: ({ appName, link, minutes, ...mail }) => ({
    subject: `Setzen Sie Ihr Passwort für ${appName} zurück (${time(mail.at)})`,
    heading: 'Setzen Sie Ihr Passwort zurück',
    says: [`Öffnen Sie den Link unten, um ein neues Passwort für Ihr Konto bei ${appName} festzulegen.`],
    action: setPassword(link),
    facts: [
      `Dieser Link ist ${minutesOf(minutes)} gültig und funktioniert nur einmal. Geben Sie ihn an niemanden weiter.`,
      happened('Angefordert', mail),
    ],
    notYou: {
      says: 'Wenn Sie das nicht waren, ignorieren Sie diese E-Mail: Ihr Passwort bleibt unverändert.',
    },
    reason: `Sie erhalten diese E-Mail, weil jemand ein neues Passwort für Ihr Konto bei ${appName} angefordert hat.`,
  }),

  verifyEmail: ({ appName, code, minutes, link, hours, ...mail }) => ({
    subject: `Bestätigen Sie Ihre Adresse für ${appName} (${time(mail.at)})`,
    heading: 'Bestätigen Sie Ihre E‑Mail-Adresse',
    says: [
      `Willkommen bei ${appName}. Geben Sie diesen Code dort ein, wo Sie angemeldet sind. Oder öffnen Sie den Link unten und geben Sie das Passwort ein, das Sie gewählt haben.`,
    ],
    code,
    action: { label: 'Meine Adresse bestätigen', url: link },
    facts: [
      `Der Code ist ${minutesOf(minutes)} gültig, der Link ${hoursOf(hours)}. Geben Sie Code und Link an niemanden weiter.`,
      happened('Angefordert', mail),
    ],
    notYou: {
      says: 'Wenn Sie dieses Konto nicht erstellt haben, öffnen Sie den Link und wählen Sie „Ich habe dieses Konto nicht erstellt“. Dort können Sie das Konto entfernen oder übernehmen.',
    },
    reason: `Sie erhalten diese E-Mail, weil jemand mit dieser Adresse ein Konto bei ${appName} erstellt hat.`,
  }),

  signInMail: ({ appName, code, minutes, link, linkMinutes, label, ...mail }) => ({
    subject: `Anmeldung bei ${appName} (${time(mail.at)})`,
    heading: 'Melden Sie sich an',
    says: [
      `Geben Sie diesen Code dort ein, wo Sie ihn angefordert haben, um sich bei ${appName} anzumelden. Oder öffnen Sie den Link unten.`,
      sameWords(label),
    ],
    code,
    action: { label: 'Weiter', url: link },
    facts: [...expiring({ minutes, linkMinutes }), happened('Angefordert', mail)],
    notYou: {
      says: 'Wenn Sie das nicht waren, ignorieren Sie diese E-Mail: Ohne sie kann sich niemand anmelden.',
    },
    reason: ofOwner(appName),
  }),

  signUpMail: ({ appName, code, minutes, link, linkMinutes, label, ...mail }) => ({
    subject: `Erstellen Sie Ihr Konto bei ${appName} (${time(mail.at)})`,
    heading: 'Erstellen Sie Ihr Konto',
    says: [
      `Geben Sie diesen Code dort ein, wo Sie ihn angefordert haben, um mit dieser Adresse ein Konto bei ${appName} zu erstellen. Oder öffnen Sie den Link unten.`,
      sameWords(label),
    ],
    code,
    action: { label: 'Weiter', url: link },
    facts: [...expiring({ minutes, linkMinutes }), happened('Angefordert', mail)],
    notYou: {
      says: 'Wenn Sie das nicht waren, ignorieren Sie diese E-Mail: Ohne sie wird kein Konto erstellt.',
    },
    reason: ofStranger(appName),
  }),
}
