import * as z from 'zod/mini'
import type { SmtpServer } from '../email/smtp/server.ts'

const RULE =
  'smtps://user:password@host:465, or smtp://user:password@host:587; percent-encoded; not port 25, which is blocked'

/** The ports of RFC 8314 §7.3 and RFC 6409. */
const PORTS = { 'smtps:': 465, 'smtp:': 587 } as const
const BLOCKED_PORT = 25
/** URL leaves the host of such an address as it is written, and `connect` throws at any other. */
const HOST = /^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])$/i

/** The value holds a password, so a rule never shows it. */
export const smtpUrl = z.pipe(
  z.string(RULE),
  z.pipe(
    z.transform(readSmtpUrl),
    z.custom<SmtpServer>((server) => server !== undefined, RULE),
  ),
)

function readSmtpUrl(text: string): SmtpServer | undefined {
  const url = URL.parse(text)
  if (!url || (url.protocol !== 'smtps:' && url.protocol !== 'smtp:')) return undefined
  const { hostname, username, password, protocol } = url
  const hasMore = !['', '/'].includes(url.pathname) || url.search !== '' || url.hash !== ''
  if (hostname === '' || hasMore || (username === '') !== (password === '')) return undefined
  const port = url.port === '' ? PORTS[protocol] : Number(url.port)
  const [user, secret] = [decoded(username), decoded(password)]
  if (
    !HOST.test(hostname) ||
    port === 0 ||
    port === BLOCKED_PORT ||
    user === undefined ||
    secret === undefined
  )
    return undefined
  const credentials = user === '' ? undefined : { user, password: secret }
  return { host: hostname.toLowerCase(), port, isImplicitTls: protocol === 'smtps:', credentials }
}

/** Undefined when it is not percent-encoded well, or would end a line or a field of the protocol. */
function decoded(text: string): string | undefined {
  try {
    const value = decodeURIComponent(text)
    return /\p{Cc}/u.test(value) ? undefined : value
  } catch {
    return undefined
  }
}
