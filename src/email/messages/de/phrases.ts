import type { RequestOrigin } from '../../mails.ts'
import type { Link, Message } from '../message.ts'
import { countryName, dayOf } from '../../../core/localized.ts'
import { clockTime, fromNow, lasting, minutesLong, moment } from '../formats.ts'

/** `Angefordert am 25. November um 22:17 UTC mit Safari auf iPhone, in der Nähe von Austin, USA.` */
export const happened = (what: string, { at, device, city, country: code }: RequestOrigin) => {
  const names = [device.browser, device.system].filter((name) => name !== undefined)
  const country = countryName(code, 'de')
  const region = country === undefined ? '' : ` (${country})`
  const near = city === undefined ? region : `, in der Nähe von ${[city, country].filter(Boolean).join(', ')}`
  const by = names.length > 0 ? ` mit ${names.join(' auf ')}` : ''
  return `${what} am ${moment(at, 'de', 'long')}${by}${near}.`
}

export const time = (at: number) => clockTime(at, 'de')
export const dateOf = (at: number) => dayOf(at, 'de')
export const minutesOf = (minutes: number) => minutesLong(minutes, 'de')
export const hoursOf = (hours: number) => lasting(hours, 'hour', 'de')
export const daysOf = (days: number) => lasting(days, 'day', 'de')
/** `in 7 Tagen`: the word has another ending there than in `7 Tage lang`. */
export const inDays = (days: number) => fromNow(days, 'day', 'de')

export const expires = (minutes: number) =>
  `Dieser Code ist ${minutesOf(minutes)} gültig. Geben Sie ihn an niemanden weiter.`

/** Of a mail that signs in. */
export const expiring = ({ minutes, linkMinutes }: { minutes: number; linkMinutes: number }) => [
  `Der Code ist ${minutesOf(minutes)} gültig, der Link ${minutesOf(linkMinutes)}. Sobald Sie einen von beiden verwenden, ist der andere ungültig.`,
  'Wir fragen Sie nie nach diesem Code. Geben Sie ihn an niemanden weiter.',
]

export const sameWords = (label: string) =>
  `Die Seite, auf der Sie den Code angefordert haben, zeigt die Wörter „${label}“. Wenn dort andere stehen, verwenden Sie diesen Code nicht.`

/** What to do if it was somebody else. `undoes` is what taking the account back takes back: singular. */
export const wasNotMe = (
  { notMe, notMeDays }: { notMe: string; notMeDays: number },
  undoes = 'die Änderung',
): Message['notYou'] => ({
  says: `Wenn Sie das waren, müssen Sie nichts tun. Wenn nicht, holen Sie Ihr Konto zurück: Dadurch werden alle Geräte abgemeldet, und ${undoes} wird rückgängig gemacht. Der Link ist ${daysOf(notMeDays)} gültig.`,
  link: { label: 'Das war ich nicht', url: notMe },
})

/** What taking the account back takes back after a sign-in. */
export const LAST_WEEK = 'jede Änderung der letzten Woche an Ihren Anmeldemethoden'

/** The same where an operator has done it. The owner may have asked for it. */
export const didNotAsk = ({ notMe, notMeDays }: { notMe: string; notMeDays: number }): Message['notYou'] => ({
  says: `Wenn Sie darum gebeten haben, müssen Sie nichts tun. Wenn nicht, holen Sie Ihr Konto zurück: Dadurch werden alle Geräte abgemeldet, und was entfernt wurde, wird wiederhergestellt. Der Link ist ${daysOf(notMeDays)} gültig.`,
  link: { label: 'Darum habe ich nicht gebeten', url: notMe },
})

export const setPassword = (url: string): Link => ({ label: 'Neues Passwort festlegen', url })

export const ofOwner = (appName: string) =>
  `Sie erhalten diese E-Mail, weil es zu dieser Adresse ein Konto bei ${appName} gibt.`
export const ofStranger = (appName: string) =>
  `Sie erhalten diese E-Mail, weil jemand diese Adresse bei ${appName} eingegeben hat.`
