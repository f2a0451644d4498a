import type { Client } from '../core/deps.ts'
import { LANGUAGES, type Language } from '../core/language.ts'

/** Browsers send about 150 characters; the rest of a longer one tells nothing. */
const USER_AGENT_LENGTH = 300
/** Turnstile's own bound. */
const HUMAN_TOKEN_LENGTH = 2_048

/**
 * What a request says of its sender. Only `CF-Connecting-IP` is set by the platform; the left side of
 * `X-Forwarded-For` and everything like it is the client's own word and is not read.
 */
export function clientFacts(request: Request, requestId: string): Client {
  const network = networkOf(request.headers.get('CF-Connecting-IP') ?? '')
  const { city, country } = request.cf ?? {}
  const userAgent = request.headers.get('User-Agent')?.slice(0, USER_AGENT_LENGTH)
  return {
    requestId,
    bucket: network?.bucket ?? 'unknown',
    ipPrefix: network?.prefix,
    country: typeof country === 'string' ? country : undefined,
    place: [city, country].filter((part) => typeof part === 'string').join(', ') || undefined,
    userAgent,
    device: userAgent === undefined ? undefined : deviceOf(userAgent),
    humanToken: request.headers.get('Turnstile-Token')?.slice(0, HUMAN_TOKEN_LENGTH),
    language: languageOf(request.headers.get('Accept-Language') ?? ''),
  }
}

/** Most telling first: every browser claims to be its predecessors too. */
const BROWSERS = {
  Edg: 'Edge',
  OPR: 'Opera',
  Firefox: 'Firefox',
  FxiOS: 'Firefox',
  CriOS: 'Chrome',
  Chrome: 'Chrome',
  Safari: 'Safari',
  curl: 'curl',
}
const SYSTEMS = {
  Android: 'Android',
  iPhone: 'iPhone',
  iPad: 'iPad',
  Windows: 'Windows',
  'Mac OS X': 'macOS',
  CrOS: 'ChromeOS',
  Linux: 'Linux',
}

/** Browser and system in our words: of what a client sends nothing gets into a mail. */
function deviceOf(userAgent: string): string | undefined {
  const find = (names: Record<string, string>) =>
    Object.entries(names).find(([token]) => userAgent.includes(token))?.[1]
  return [find(BROWSERS), find(SYSTEMS)].filter((name) => name !== undefined).join(', ') || undefined
}

/** RFC 9110 §12.5.4: the heaviest language we write, English if there is none. */
function languageOf(acceptLanguage: string): Language {
  const wishes = acceptLanguage.split(',').map((wish) => {
    const [tag = '', weight = ''] = wish
      .trim()
      .toLowerCase()
      .split(/\s*;\s*q=/)
    return {
      language: LANGUAGES.find((language) => tag === language || tag.startsWith(`${language}-`)),
      weight: weight === '' ? 1 : Number(weight),
    }
  })
  const known = wishes.filter(({ language, weight }) => language && weight > 0)
  return known.toSorted((left, right) => right.weight - left.weight)[0]?.language ?? 'en'
}

/**
 * The name of an address for limits (an IPv6 customer owns a whole /64, so that is one client) and the
 * part of it that may be stored (/24, /48).
 */
function networkOf(address: string): { bucket: string; prefix: string } | undefined {
  const octets = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.\d{1,3}$/.exec(address)
  if (octets) return { bucket: address, prefix: `${octets[1]}.${octets[2]}.${octets[3]}.0/24` }
  // The URL parser knows every spelling of an IPv6 address and writes one.
  const canonical = /^[0-9a-f:.]+$/i.test(address)
    ? URL.parse(`http://[${address}]`)?.hostname.slice(1, -1)
    : undefined
  if (!canonical) return undefined
  const [left = '', right] = canonical.split('::')
  const head = left === '' ? [] : left.split(':')
  const tail = right === undefined || right === '' ? [] : right.split(':')
  const groups =
    right === undefined ? head : [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail]
  return { bucket: `${groups.slice(0, 4).join(':')}::/64`, prefix: `${groups.slice(0, 3).join(':')}::/48` }
}
