/** The one rule of addresses that a browser is sent to with a code, or after a sign-out. */

const MAX_LENGTH = 2_000

/** Printable characters of ASCII, without the space. */
const PRINTABLE = /^[\x21-\x7e]+$/

/** A domain backwards. The dot keeps out `javascript:`, `data:` and whatever else a browser acts upon (RFC 8252 §7.1). */
const REVERSED_DOMAIN = /^[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)+$/

/** Where the port is chosen anew at each start of the app: before it, the port, and what is behind it. */
const LOOPBACK = /^(http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost))(?::([1-9]\d{0,4}))?([/?].*)?$/

const LAST_PORT = 65_535

/** By https, to a program on the user's own machine that listens on a port, or to one that has a scheme of its own. */
type RedirectKind = 'web' | 'loopback' | 'scheme'

/**
 * Why an address cannot be registered, as a sentence; undefined for one that can. An address is written in the one
 * form in which it is compared later, so that no two registered ones mean the same.
 *
 * @param isDevelopment whether `localhost` counts as loopback: elsewhere its name could be made to lead away
 *   (RFC 8252 §8.3)
 */
export function redirectProblem(
  text: string,
  { isDevelopment }: { isDevelopment: boolean },
): string | undefined {
  if (text.length > MAX_LENGTH) return `An address has at most ${MAX_LENGTH} characters.`
  if (!PRINTABLE.test(text) || text.includes('\\'))
    return 'An address has printable ASCII characters only, without spaces and backslashes.'
  if (text.includes('*')) return 'An address has no wildcard: register each one.'
  if (text.includes('#')) return 'An address has no fragment: leave out the # and what follows it.'
  const url = URL.parse(text)
  if (!url) return 'An address is whole, such as https://app.example.com/callback.'
  if (/^[^/?]*\/\/[^/?]*@/.test(text)) return 'An address has no user name and no password before its host.'
  return schemeProblem(url, { isDevelopment }) ?? formProblem(text, url)
}

function schemeProblem({ protocol, hostname }: URL, { isDevelopment }: { isDevelopment: boolean }) {
  if (protocol === 'https:') return undefined
  if (protocol !== 'http:') {
    return REVERSED_DOMAIN.test(protocol.slice(0, -1))
      ? undefined
      : 'A scheme of an app is its domain backwards, such as com.example.app:/callback. Any other address begins with https.'
  }
  if (hostname === '127.0.0.1' || hostname === '[::1]') return undefined
  if (hostname !== 'localhost')
    return 'An address begins with https. Only those of the same machine may begin with http: 127.0.0.1 and [::1].'
  return isDevelopment
    ? undefined
    : 'Write 127.0.0.1 instead of localhost, which can be made to lead elsewhere.'
}

function formProblem(text: string, { href, protocol }: URL): string | undefined {
  if (!href.startsWith(`${protocol}/`))
    return `An address has a path behind its scheme: ${protocol}/callback.`
  // Without a path an address of the web means the root, which many write without the slash.
  return href === text || href === `${text}/` ? undefined : `Write it as ${href}.`
}

/** The kind of a registered address. */
export function kindOfRedirect(uri: string): RedirectKind {
  if (uri.startsWith('https:')) return 'web'
  return uri.startsWith('http:') ? 'loopback' : 'scheme'
}

/** The host that people see; undefined where the address leads to their own machine. */
export const hostOfRedirect = (uri: string): string | undefined =>
  kindOfRedirect(uri) === 'web' ? new URL(uri).host : undefined

/**
 * The registered address that a request means by this one: the same, character by character (RFC 9700 §2.1). With a
 * loopback address the port is free, and nothing else (RFC 8252 §7.3).
 */
export function findRedirect(registered: readonly string[], given: string): string | undefined {
  const wanted = withoutPort(given)
  return registered.find(
    (uri) =>
      uri === given ||
      (wanted !== undefined && kindOfRedirect(uri) === 'loopback' && withoutPort(uri) === wanted),
  )
}

/** Undefined for what is no loopback address. */
function withoutPort(uri: string): string | undefined {
  const [, origin, port = '1', rest = ''] = LOOPBACK.exec(uri) ?? []
  return origin !== undefined && Number(port) <= LAST_PORT ? `${origin}${rest}` : undefined
}
