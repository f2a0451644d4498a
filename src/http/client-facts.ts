import type { ReadyConfig } from '../config/config.ts'
import type { BrowserSession, Client } from '../core/deps.ts'
import { isTrustedFrontEnd } from '../core/limits/front-end.ts'
import { deviceOf } from './device.ts'
import { deviceTokensIn } from './device-tokens.ts'
import { earlierSessionIn, languageChosenIn } from './cookies.ts'
import { isForgedCookieUse } from './origin.ts'
import { humanToken } from './human-token.ts'
import { languageOf } from './accept-language.ts'
import { isPrivate, networkOf } from './network.ts'

/** What decides whether a request may name its client. */
type Trust = Pick<ReadyConfig, 'TRUSTED_CLIENT_KEY'>

/** All whose address is not known are one client. */
const UNKNOWN = 'unknown'
/** Browsers send about 150 characters. What is longer is cut. */
const USER_AGENT_LENGTH = 300
/** Control and format characters: what they do to the terminal that shows them is the sender's choice. */
const INVISIBLE = /[\p{Cc}\p{Cf}]/gu

/**
 * What a request says of its sender. The address is read from `CF-Connecting-IP`, which the platform sets, or
 * from `Postern-Client-IP` of a trusted front end. A client can write what it likes into `X-Forwarded-For`
 * and its like, so they are not read.
 */
export function clientFacts(
  request: Request,
  {
    requestId,
    config,
    browserSession = 'refresh',
  }: {
    requestId: string
    config: Trust
    /** What browsers keep their sessions in that call this surface. */
    browserSession?: BrowserSession | undefined
  },
): Client {
  const named = addressNamed(request.headers, config)
  const address = named ?? request.headers.get('CF-Connecting-IP') ?? ''
  const network = networkOf(address)
  // What the platform knows of whoever connects is of the front end, where that has named another.
  const { asn, ...place } = (named === undefined && request.cf) || {}
  // On a developer's machine `cf` is made up, or is that of the machine.
  const { city, country } = isPrivate(address) ? {} : place
  const userAgent = request.headers.get('User-Agent')?.replaceAll(INVISIBLE, '').slice(0, USER_AGENT_LENGTH)
  return {
    requestId,
    bucket: network?.bucket ?? UNKNOWN,
    networks: network?.networks ?? [{ name: UNKNOWN, times: 1 }],
    // Without `cf` no edge of Cloudflare stands in front, and nobody knows which network is whose.
    operator: request.cf && named === undefined ? `AS${typeof asn === 'number' ? asn : UNKNOWN}` : undefined,
    ipPrefix: network?.prefix,
    country: typeof country === 'string' ? country : undefined,
    city: typeof city === 'string' ? city : undefined,
    userAgent,
    device: deviceOf(userAgent ?? ''),
    humanToken: humanToken(request.headers.get('Turnstile-Token')),
    earlier: isForgedCookieUse(request) ? undefined : earlierSessionIn(request.headers, browserSession),
    deviceTokens: deviceTokensIn(request.headers),
    language: languageOf(request.headers.get('Accept-Language') ?? '', chosenIn(request, browserSession)),
  }
}

/** On pages what was chosen at their foot comes before what the browser says. */
const chosenIn = ({ headers }: Request, kind: BrowserSession) =>
  kind === 'page' ? languageChosenIn(headers) : undefined

/** The address that a trusted front end names; undefined for everybody else, who is what they connect from. */
function addressNamed(headers: Headers, config: Trust): string | undefined {
  const named = headers.get('Postern-Client-IP')
  if (named === null || !isTrustedFrontEnd(config, headers.get('Postern-Client-Key'))) return undefined
  return named
}
