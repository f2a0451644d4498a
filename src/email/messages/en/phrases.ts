import type { RequestOrigin } from '../../mails.ts'
import type { Link, Message } from '../message.ts'
import { countryName, dayOf } from '../../../core/localized.ts'
import { clockTime, lasting, minutesLong, moment } from '../formats.ts'

/** `Requested Nov 25, 22:17 UTC from Safari on iPhone near Austin, US.` Readers know their own requests by it. */
export const happened = (what: string, { at, device, city, country: code }: RequestOrigin) => {
  const names = [device.browser, device.system].filter((name) => name !== undefined)
  const country = countryName(code, 'en')
  const region = country === undefined ? '' : ` (${country})`
  const near = city === undefined ? region : ` near ${[city, country].filter(Boolean).join(', ')}`
  return `${what} ${moment(at, 'en', 'short')}${names.length > 0 ? ` from ${names.join(' on ')}` : ''}${near}.`
}

export const time = (at: number) => clockTime(at, 'en')
export const dateOf = (at: number) => dayOf(at, 'en')
export const minutesOf = (minutes: number) => minutesLong(minutes, 'en')
export const hoursOf = (hours: number) => lasting(hours, 'hour', 'en')
export const daysOf = (days: number) => lasting(days, 'day', 'en')

export const expires = (minutes: number) =>
  `This code expires in ${minutesOf(minutes)}. Do not share it with anyone.`

/** Of a mail that signs in. */
export const expiring = ({ minutes, linkMinutes }: { minutes: number; linkMinutes: number }) => [
  `The code expires in ${minutesOf(minutes)}, the link in ${minutesOf(linkMinutes)}. Once you use one, the other stops working.`,
  'We never ask for this code. Do not share it with anyone.',
]

export const sameWords = (label: string) =>
  `The page where you asked shows the words “${label}”. If it shows others, do not use this code.`

/** What to do if it was somebody else. `undoes` is what taking the account back takes back. */
export const wasNotMe = (
  { notMe, notMeDays }: { notMe: string; notMeDays: number },
  undoes = 'the change',
): Message['notYou'] => ({
  says: `If it was you, there is nothing to do. If it was not you, take your account back: that signs everyone out and undoes ${undoes}. The link works for ${daysOf(notMeDays)}.`,
  link: { label: 'This was not me', url: notMe },
})

/** The same where an operator has done it. The owner may have asked for it. */
export const didNotAsk = ({ notMe, notMeDays }: { notMe: string; notMeDays: number }): Message['notYou'] => ({
  says: `If you asked for it, there is nothing to do. If you did not, take your account back: that signs everyone out and brings back what was removed. The link works for ${daysOf(notMeDays)}.`,
  link: { label: 'I did not ask for this', url: notMe },
})

export const setPassword = (url: string): Link => ({ label: 'Set a new password', url })

export const ofOwner = (appName: string) =>
  `You received this email because this address has an account at ${appName}.`
export const ofStranger = (appName: string) =>
  `You received this email because someone entered this address at ${appName}.`
