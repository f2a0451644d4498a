import type { RequestOrigin } from '../../mails.ts'
import type { Link, Message } from '../message.ts'
import { countryName, dayOf } from '../../../core/localized.ts'
import { clockTime, lasting, minutesLong, moment } from '../formats.ts'

/** `Solicitado em 25 de novembro às 22:17 UTC pelo Safari no iPhone, perto de Austin, EUA.` */
export const happened = (what: string, { at, device, city, country: code }: RequestOrigin) => {
  const names = [device.browser, device.system].filter((name) => name !== undefined)
  const country = countryName(code, 'pt')
  const region = country === undefined ? '' : ` (${country})`
  const near = city === undefined ? region : `, perto de ${[city, country].filter(Boolean).join(', ')}`
  const by = names.length > 0 ? ` pelo ${names.join(' no ')}` : ''
  return `${what} em ${first(moment(at, 'pt', 'long'))}${by}${near}.`
}

/** The first of a month is an ordinal: `1º de março`. */
const first = (day: string) => day.replace(/^1 /, '1º ')

export const time = (at: number) => clockTime(at, 'pt')
export const dateOf = (at: number) => dayOf(at, 'pt')
export const minutesOf = (minutes: number) => minutesLong(minutes, 'pt')
export const hoursOf = (hours: number) => lasting(hours, 'hour', 'pt')
export const daysOf = (days: number) => lasting(days, 'day', 'pt')

export const expires = (minutes: number) =>
  `Este código expira em ${minutesOf(minutes)}. Não o compartilhe com ninguém.`

/** Of a mail that signs in. */
export const expiring = ({ minutes, linkMinutes }: { minutes: number; linkMinutes: number }) => [
  `O código expira em ${minutesOf(minutes)} e o link, em ${minutesOf(linkMinutes)}. Quando você usar um deles, o outro deixará de funcionar.`,
  'Nunca pediremos este código a você. Não o compartilhe com ninguém.',
]

export const sameWords = (label: string) =>
  `A página em que você pediu este código mostra as palavras “${label}”. Se ela mostrar outras, não use este código.`

/** What to do if it was somebody else. `undoes` is what taking the account back takes back. */
export const wasNotMe = (
  { notMe, notMeDays }: { notMe: string; notMeDays: number },
  undoes = 'a alteração',
): Message['notYou'] => ({
  says: `Se foi você, não precisa fazer nada. Se não foi você, recupere sua conta: isso encerra todas as sessões e desfaz ${undoes}. O link vale por ${daysOf(notMeDays)}.`,
  link: { label: 'Não fui eu', url: notMe },
})

/** What taking the account back takes back after a sign-in. */
export const LAST_WEEK = 'as alterações da última semana nas suas formas de entrar'

/** The same where an operator has done it. The owner may have asked for it. */
export const didNotAsk = ({ notMe, notMeDays }: { notMe: string; notMeDays: number }): Message['notYou'] => ({
  says: `Se você pediu isso, não precisa fazer nada. Se não pediu, recupere sua conta: isso encerra todas as sessões e traz de volta o que foi removido. O link vale por ${daysOf(notMeDays)}.`,
  link: { label: 'Eu não pedi isso', url: notMe },
})

export const setPassword = (url: string): Link => ({ label: 'Criar uma nova senha', url })

export const ofOwner = (appName: string) =>
  `Você recebeu este e-mail porque este endereço tem uma conta ${appName}.`
export const ofStranger = (appName: string) =>
  `Você recebeu este e-mail porque alguém informou este endereço em ${appName}.`
