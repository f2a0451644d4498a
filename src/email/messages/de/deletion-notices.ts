import type { Notices } from '../message.ts'
import { dateOf, daysOf, happened, ofOwner, wasNotMe } from './phrases.ts'

/** The account is to be deleted, and then it is. */
export const deletionNotices: Pick<Notices, 'accountDeleting' | 'accountErased'> = {
  accountDeleting: ({ appName, link, deletesAt, days, notMe, notMeDays, ...mail }) => ({
    subject: `Ihr Konto bei ${appName} wird gelöscht`,
    heading: 'Ihr Konto wird gelöscht',
    says: [
      `Jemand, der in Ihrem Konto bei ${appName} angemeldet ist, hat die Löschung angefordert. Sie wurden auf allen Geräten abgemeldet. Am ${dateOf(deletesAt)} wird das Konto mit allen Inhalten gelöscht.`,
      'Wenn Sie das waren und es sich anders überlegt haben, behalten Sie das Konto. Wenn Sie das nicht waren, holen Sie es unten zurück.',
    ],
    action: { label: 'Mein Konto behalten', url: link },
    facts: [
      `Dieser Link ist ${daysOf(days)} gültig und funktioniert nur einmal. Geben Sie ihn an niemanden weiter.`,
      happened('Angefordert', mail),
    ],
    notYou: {
      ...wasNotMe({ notMe, notMeDays }),
      says: `Wenn Sie das waren, müssen Sie nichts tun. Wenn nicht, verwendet jemand anderes Ihr Konto: Holen Sie es zurück, statt es zu behalten. Dadurch wird die Löschung abgebrochen, alle Geräte werden abgemeldet, und was geändert wurde, wird rückgängig gemacht. Der Link ist ${daysOf(notMeDays)} gültig.`,
    },
    reason: ofOwner(appName),
  }),

  accountErased: ({ appName, supportEmail, ...mail }) => ({
    subject: `Ihr Konto bei ${appName} wurde gelöscht`,
    heading: 'Ihr Konto wurde gelöscht',
    says: [
      `Ihr Konto bei ${appName} wurde mit allen Inhalten gelöscht. Das lässt sich nicht rückgängig machen.`,
    ],
    facts: [happened('Gelöscht', mail)],
    notYou: {
      says: `Wenn Sie das nicht waren, hat jemand anderes Ihr Konto verwendet. Davon ist nichts mehr vorhanden. Wenden Sie sich an ${supportEmail ?? `die Betreiber von ${appName}`}.`,
    },
    reason: `Sie erhalten diese E-Mail, weil es zu dieser Adresse ein Konto bei ${appName} gab.`,
  }),
}
