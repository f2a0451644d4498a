const MAX_LENGTH = 254
const MAX_LOCAL_LENGTH = 64

/** RFC 5321 dot-string, with the letters, marks and digits of all scripts (RFC 6531). */
const LOCAL_PART = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u

/** RFC 2047: programs that decode such a word in an address would mail to another one. */
const ENCODED_WORD = '=?'

/**
 * Only these characters reach the URL parser, which would take `/`, `?`, `#`, `:` and `%` for more than a domain. The
 * last three are dots of East Asian scripts, which it takes for `.` (UTS #46 §4).
 */
const DOMAIN = /^[\p{L}\p{M}\p{N}.\u3002\uff0e\uff61-]+$/u
const ASCII_DOMAIN = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

/**
 * The one form of an e-mail address: trimmed, NFC, domain in ASCII (punycode), lower case. The result is
 * what is stored, compared and mailed to, so that no two spellings of one mailbox are two accounts and no
 * code goes to a look-alike of the address that was asked for. Undefined when it is no address.
 */
export function normaliseEmail(input: string): string | undefined {
  if (!input.isWellFormed()) return undefined
  const [local, domain, ...more] = input.trim().normalize('NFC').split('@')
  if (!local || !domain || more.length > 0) return undefined
  const localPart = local.toLowerCase().normalize('NFC')
  if (localPart.length > MAX_LOCAL_LENGTH || !LOCAL_PART.test(localPart)) return undefined
  if (localPart.includes(ENCODED_WORD)) return undefined
  const host = asciiDomain(domain)
  if (!host) return undefined
  const address = `${localPart}@${host}`
  return address.length <= MAX_LENGTH ? address : undefined
}

/** UTS #46 as the platform's URL parser does it; an IP address or a name without a dot is no mail domain. */
function asciiDomain(domain: string): string | undefined {
  if (!DOMAIN.test(domain)) return undefined
  const host = URL.parse(`http://${domain}`)?.hostname
  return host && host.length <= 253 && ASCII_DOMAIN.test(host) ? host : undefined
}
