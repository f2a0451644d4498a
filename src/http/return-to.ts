import type { ReadyConfig } from '../config/config.ts'
import { isListed } from './origin.ts'

/** Where a page leads when it is done. `isOurs`: another page of the service, where the visitor stays. */
export type ReturnTo = { url: string; isOurs: boolean }

/** It sends the browser on to an app. */
const LEADS_ON = '/authorize'

const MAX_LENGTH = 8_192

/**
 * Where the query says that a visitor is to be brought: a page of ours, or a page of an allowed origin, whatever its
 * path. Everything else is ignored, or any site could send people on from a page of ours (ASVS 3.7.2, RFC 9700 §4.11).
 * It is the parser of browsers that reads it, so no spelling means one place here and another one there.
 */
export function returnTo(config: ReadyConfig, text: string | undefined): ReturnTo | undefined {
  if (text === undefined || text.length > MAX_LENGTH) return undefined
  const url = URL.parse(text, config.APP_URL)
  if (!url || url.username !== '' || url.password !== '' || !/^https?:$/.test(url.protocol)) return undefined
  const isOurs = url.origin === config.APP_URL
  // Whole, also where it is ours: a path that begins with two slashes would be another host.
  return isOurs || isListed(config, url.origin)
    ? { url: url.href, isOurs: isOurs && url.pathname !== LEADS_ON }
    : undefined
}
