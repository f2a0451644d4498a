import type { RequestOrigin } from '../../mails.ts'
import type { Link, Message } from '../message.ts'
import { countryName, dayOf } from '../../../core/localized.ts'
import { clockTime, lasting, minutesLong, moment } from '../formats.ts'

/** `Solicitado el 25 de noviembre a las 22:17 UTC desde Safari en iPhone, cerca de Austin, EE. UU.` */
export const happened = (what: string, { at, device, city, country: code }: RequestOrigin) => {
  const names = [device.browser, device.system].filter((name) => name !== undefined)
  const country = countryName(code, 'es')
  const region = country === undefined ? '' : ` (${country})`
  const near = city === undefined ? region : `, cerca de ${[city, country].filter(Boolean).join(', ')}`
  const from = names.length > 0 ? ` desde ${names.join(' en ')}` : ''
  return `${what} el ${moment(at, 'es', 'long')}${from}${near}`.replace(/\.?$/, '.')
}

export const time = (at: number) => clockTime(at, 'es')
export const dateOf = (at: number) => dayOf(at, 'es')
export const minutesOf = (minutes: number) => minutesLong(minutes, 'es')
export const hoursOf = (hours: number) => lasting(hours, 'hour', 'es')
export const daysOf = (days: number) => lasting(days, 'day', 'es')

export const expires = (minutes: number) =>
  `Este código caduca en ${minutesOf(minutes)}. No lo compartas con nadie.`

/** Of a mail that signs in. */
export const expiring = ({ minutes, linkMinutes }: { minutes: number; linkMinutes: number }) => [
  `El código caduca en ${minutesOf(minutes)} y el enlace, en ${minutesOf(linkMinutes)}. Cuando uses uno, el otro dejará de funcionar.`,
  'Nunca te pedimos este código. No lo compartas con nadie.',
]

export const sameWords = (label: string) =>
  `La página donde lo pediste muestra las palabras «${label}». Si muestra otras, no uses este código.`

/** What to do if it was somebody else. `undoes` is what taking the account back takes back. */
export const wasNotMe = (
  { notMe, notMeDays }: { notMe: string; notMeDays: number },
  undoes = 'el cambio',
): Message['notYou'] => ({
  says: `Si fuiste tú, no tienes que hacer nada. Si no fuiste tú, recupera tu cuenta: así se cierran todas las sesiones y se deshace ${undoes}. El enlace sirve durante ${daysOf(notMeDays)}.`,
  link: { label: 'No fui yo', url: notMe },
})

/** The same where an operator has done it. The owner may have asked for it. */
export const didNotAsk = ({ notMe, notMeDays }: { notMe: string; notMeDays: number }): Message['notYou'] => ({
  says: `Si lo pediste tú, no tienes que hacer nada. Si no lo pediste, recupera tu cuenta: así se cierran todas las sesiones y vuelve lo que se quitó. El enlace sirve durante ${daysOf(notMeDays)}.`,
  link: { label: 'No lo pedí', url: notMe },
})

export const setPassword = (url: string): Link => ({ label: 'Crear una contraseña nueva', url })

export const ofOwner = (appName: string) =>
  `Recibes este correo porque esta dirección tiene una cuenta de ${appName}.`
export const ofStranger = (appName: string) =>
  `Recibes este correo porque alguien escribió esta dirección en ${appName}.`
