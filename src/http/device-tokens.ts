import { parse } from 'hono/utils/cookie'
import type { SignedIn } from '../core/sign-in/open-session.ts'
import type { AppContext } from './app-env.ts'
import { writeCookie } from './cookies.ts'

/** A sign-in answers a device token in this header. Clients send back what they have: several, by commas. */
export const DEVICE_HEADER = 'Postern-Device'

const COOKIE = '__Host-device'
/** Between the tokens of the cookie. A comma may not stand in a cookie (RFC 6265 §4.1.1). */
const SEPARATOR = '~'
/** Seconds. */
const COOKIE_LIFE = 400 * 86_400
/** Five tokens in a header and five in a cookie are shorter. */
const MAX_LENGTH = 2_048

/** The device tokens that a request brings, by header or cookie, as text: whether they are ours is for the core. */
export function deviceTokensIn(headers: Headers): string[] {
  const inCookie = parse(headers.get('Cookie') ?? '', COOKIE)[COOKIE] ?? ''
  return [
    ...(headers.get(DEVICE_HEADER) ?? '').slice(0, MAX_LENGTH).split(','),
    ...inCookie.slice(0, MAX_LENGTH).split(SEPARATOR),
  ]
    .map((token) => token.trim())
    .filter((token) => token !== '')
}

/** Answers the device token of a sign-in, and gives back the tokens for the body. */
export function answerDevice<Answer extends Pick<SignedIn, 'devices'>>(
  c: Pick<AppContext, 'header'>,
  signedIn: Answer,
): Answer {
  c.header(DEVICE_HEADER, signedIn.devices[0])
  return signedIn
}

/** All accounts that this browser is known to, for the cookie. */
export const deviceCookie = ({ devices }: Pick<SignedIn, 'devices'>) => ({
  value: devices.join(SEPARATOR),
  seconds: COOKIE_LIFE,
})

/** The browser is known to the account from now on: pages keep the token in a cookie, where no script sees it. */
export function keepDevice(c: AppContext, done: Pick<SignedIn, 'devices'>): void {
  const { value, seconds } = deviceCookie(answerDevice(c, done))
  writeCookie(c, 'device', value, seconds)
}
