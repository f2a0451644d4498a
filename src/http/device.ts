import type { Client } from '../core/deps.ts'

/** The most specific first: browsers also send the names of older ones. */
const BROWSERS = {
  Edg: 'Edge',
  OPR: 'Opera',
  SamsungBrowser: 'Samsung Internet',
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

/** Browser and system in our own words: nothing that a client sends gets into a mail. */
export function deviceOf(userAgent: string): Client['device'] {
  const find = (names: Record<string, string>) =>
    Object.entries(names).find(([token]) => userAgent.includes(token))?.[1]
  return { browser: find(BROWSERS), system: find(SYSTEMS) }
}
