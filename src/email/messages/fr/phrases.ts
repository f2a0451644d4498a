import type { RequestOrigin } from '../../mails.ts'
import type { Link, Message } from '../message.ts'
import { countryName, dayOf } from '../../../core/localized.ts'
import { clockTime, lasting, minutesLong, moment } from '../formats.ts'

/** `Demandé le 25 novembre à 22:17 UTC depuis Safari sur iPhone (lieu approximatif : Austin, États-Unis).` */
export const happened = (what: string, { at, device, city, country: code }: RequestOrigin) => {
  const names = [device.browser, device.system].filter((name) => name !== undefined)
  const place = [city, countryName(code, 'fr')].filter(Boolean).join(', ')
  const from = names.length > 0 ? ` depuis ${names.join(' sur ')}` : ''
  const near = place === '' ? '' : ` (lieu approximatif : ${place})`
  return `${what} le ${first(moment(at, 'fr', 'long'))}${from}${near}.`
}

/** The first of a month is an ordinal: `1er mars`. */
const first = (day: string) => day.replace(/^1 /, '1er ')

export const time = (at: number) => clockTime(at, 'fr')
export const dateOf = (at: number) => dayOf(at, 'fr')
export const minutesOf = (minutes: number) => glued(minutesLong(minutes, 'fr'))
export const hoursOf = (hours: number) => glued(lasting(hours, 'hour', 'fr'))
export const daysOf = (days: number) => glued(lasting(days, 'day', 'fr'))

/** No line ends between a number and what it counts. Intl glues hours and days alone. */
const glued = (duration: string) => duration.replace(' ', '\u00a0')

export const expires = (minutes: number) =>
  `Ce code expire dans ${minutesOf(minutes)}. Ne le partagez avec personne.`

/** Of a mail that signs in. */
export const expiring = ({ minutes, linkMinutes }: { minutes: number; linkMinutes: number }) => [
  `Le code expire dans ${minutesOf(minutes)}, le lien dans ${minutesOf(linkMinutes)}. Dès que vous utilisez l’un, l’autre cesse de fonctionner.`,
  'Nous ne vous demanderons jamais ce code. Ne le partagez avec personne.',
]

export const sameWords = (label: string) =>
  `La page où vous avez demandé ce code affiche les mots « ${label} ». Si elle en affiche d’autres, n’utilisez pas ce code.`

/** What to do if it was somebody else. `undoes` is what taking the account back takes back. */
export const wasNotMe = (
  { notMe, notMeDays }: { notMe: string; notMeDays: number },
  undoes = 'la modification',
): Message['notYou'] => ({
  says: `Si c’était vous, vous n’avez rien à faire. Sinon, récupérez votre compte : cela ferme toutes les sessions et annule ${undoes}. Le lien est valable ${daysOf(notMeDays)}.`,
  link: { label: 'Ce n’était pas moi', url: notMe },
})

/** What taking the account back takes back after a sign-in. */
export const LAST_WEEK = 'les modifications apportées à vos moyens de connexion depuis une semaine'

/** The same where an operator has done it. The owner may have asked for it. */
export const didNotAsk = ({ notMe, notMeDays }: { notMe: string; notMeDays: number }): Message['notYou'] => ({
  says: `Si vous l’avez demandé, vous n’avez rien à faire. Sinon, récupérez votre compte : cela ferme toutes les sessions et rétablit ce qui a été supprimé. Le lien est valable ${daysOf(notMeDays)}.`,
  link: { label: 'Je ne l’ai pas demandé', url: notMe },
})

export const setPassword = (url: string): Link => ({ label: 'Choisir un nouveau mot de passe', url })

export const ofOwner = (appName: string) =>
  `Vous recevez cet e-mail car cette adresse est associée à un compte ${appName}.`
export const ofStranger = (appName: string) =>
  `Vous recevez cet e-mail car quelqu’un a saisi cette adresse sur ${appName}.`
