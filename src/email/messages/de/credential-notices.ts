import type { Notices } from '../message.ts'
import { FACTOR_CHANGES } from './factor-changes.ts'
import { didNotAsk, happened, LAST_WEEK, ofOwner, setPassword, wasNotMe } from './phrases.ts'

/** What signs the owner in has changed, or somebody may have a copy of it. */
export const credentialNotices: Pick<
  Notices,
  'newDevice' | 'sessionReused' | 'passkeyCloned' | 'factorChanged' | 'recoveryCodeUsed' | 'secondStepResets'
> = {
  newDevice: ({ appName, notMe, notMeDays, ...mail }) => ({
    subject: `Neue Anmeldung in Ihrem Konto bei ${appName}`,
    heading: 'Neue Anmeldung in Ihrem Konto',
    says: [
      `Jemand hat sich in Ihrem Konto bei ${appName} angemeldet. Das Gerät oder das Land ist für das Konto neu.`,
    ],
    facts: [happened('Angemeldet', mail)],
    notYou: wasNotMe({ notMe, notMeDays }, LAST_WEEK),
    reason: ofOwner(appName),
  }),

  sessionReused: ({ appName, resetPage, ...mail }) => ({
    subject: `Eine Sitzung bei ${appName} wurde beendet`,
    heading: 'Wir haben eine Ihrer Sitzungen beendet',
    says: [
      `Jemand hat einen alten Schlüssel einer Ihrer Sitzungen bei ${appName} verwendet. Der Schlüssel wurde möglicherweise gestohlen, deshalb haben wir die Sitzung beendet. Melden Sie sich erneut an, um fortzufahren.`,
    ],
    facts: [happened('Verwendet', mail)],
    notYou: {
      says: 'Wenn Sie das nicht waren oder wenn es wieder geschieht, legen Sie ein neues Passwort fest: Dadurch werden alle Geräte abgemeldet.',
      link: setPassword(resetPage),
    },
    reason: ofOwner(appName),
  }),

  passkeyCloned: ({ appName, resetPage, ...mail }) => ({
    subject: `Ein Passkey Ihres Kontos bei ${appName} wurde abgelehnt`,
    heading: 'Wir haben einen Ihrer Passkeys abgelehnt',
    says: [
      `Jemand hat einen Passkey Ihres Kontos bei ${appName} verwendet, der nicht auf dem aktuellen Stand war: Möglicherweise gibt es eine Kopie davon. Wir haben ihn abgelehnt, und niemand wurde angemeldet. Ihre anderen Anmeldemethoden funktionieren wie bisher.`,
      'Wenn es wieder geschieht, melden Sie sich auf einem anderen Weg an und entfernen Sie diesen Passkey.',
    ],
    facts: [happened('Verwendet', mail)],
    notYou: {
      says: 'Wenn Sie das nicht waren, entfernen Sie den Passkey und legen Sie ein neues Passwort fest: Dadurch werden alle Geräte abgemeldet.',
      link: setPassword(resetPage),
    },
    reason: ofOwner(appName),
  }),

  factorChanged: ({ appName, change, provider = 'einem anderen Dienst', notMe, notMeDays, ...mail }) => ({
    subject: `Ihr Konto bei ${appName}: ${FACTOR_CHANGES[change].subject}`,
    heading: FACTOR_CHANGES[change].heading,
    says: [FACTOR_CHANGES[change].says.replace('{provider}', () => provider)],
    facts: [happened('Geändert', mail)],
    notYou: (change === 'second_step_reset' ? didNotAsk : wasNotMe)({ notMe, notMeDays }),
    reason: ofOwner(appName),
  }),

  recoveryCodeUsed: ({ appName, codesLeft, notMe, notMeDays, ...mail }) => ({
    subject: `Ein Wiederherstellungscode Ihres Kontos bei ${appName} wurde verwendet`,
    heading: 'Ein Wiederherstellungscode wurde verwendet',
    says: [
      `Jemand hat einen der Wiederherstellungscodes Ihres Kontos bei ${appName} verwendet, um sich anzumelden oder seine Identität zu bestätigen. Dieser Code funktioniert nicht mehr.`,
      codesLeft === 0
        ? 'Sie haben keine Wiederherstellungscodes mehr. Erstellen Sie neue.'
        : `Sie haben noch ${codesLeft} ${codesLeft === 1 ? 'Wiederherstellungscode' : 'Wiederherstellungscodes'}.`,
    ],
    facts: [happened('Verwendet', mail)],
    notYou: wasNotMe({ notMe, notMeDays }, LAST_WEEK),
    reason: ofOwner(appName),
  }),

  secondStepResets: ({ appName, ...mail }) => ({
    subject: `Ihr Konto bei ${appName}: Bestätigung in zwei Schritten wird zurückgesetzt`,
    heading: 'Die Bestätigung in zwei Schritten wird zurückgesetzt',
    says: [
      `Jemand hat die Betreiber von ${appName} gebeten, die Bestätigung in zwei Schritten für Ihr Konto zurückzusetzen, weil Authentifizierungs-App, Passkeys und Wiederherstellungscodes verloren sind.`,
      'Einen Tag nach dieser E-Mail werden sie entfernt und alle Sitzungen beendet. Danach ist bei der Anmeldung kein zweiter Schritt mehr nötig.',
    ],
    facts: [happened('Angefordert', mail)],
    notYou: {
      says: 'Wenn Sie darum gebeten haben, müssen Sie nichts tun. Wenn nicht, melden Sie sich innerhalb von 24 Stunden mit Ihrer App, einem Passkey oder einem Wiederherstellungscode an: Dadurch wird das Zurücksetzen abgebrochen. Legen Sie danach ein neues Passwort fest, denn vielleicht kennt jemand anderes Ihres.',
    },
    reason: ofOwner(appName),
  }),
}
