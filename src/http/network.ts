import type { Client } from '../core/deps.ts'
import { convertIPv6BinaryToString, convertIPv6ToBinary, distinctRemoteAddr } from 'hono/utils/ipaddr'

type Found = {
  /** What the address is called where one name is enough. */
  bucket: string
  /** The networks it lies in, as names for exact budgets. */
  networks: Client['networks']
  /** The part of it that may be stored: a /24 or a /48. */
  prefix: string
}

/**
 * What an address is called for limits. Limits count the /64 of an IPv6 address, because a customer owns all
 * of it. Some customers own more, so a /56 has twice the budget of a client and a /48 four times.
 */
export function networkOf(address: string): Found | undefined {
  const kind = distinctRemoteAddr(address)
  if (kind === 'IPv4') {
    const prefix = address.replace(/\d+$/, '0/24')
    return { bucket: address, networks: [{ name: address, times: 1 }], prefix }
  }
  const number = kind === 'IPv6' ? readIPv6(address) : undefined
  if (number === undefined) return undefined
  const bucket = network(number, 64)
  const prefix = network(number, 48)
  const networks: Client['networks'] = [
    { name: bucket, times: 1 },
    { name: network(number, 56), times: 2 },
    { name: prefix, times: 4 },
  ]
  return { bucket, networks, prefix }
}

/** Loopback, private and link-local addresses (RFC 1918, RFC 4193): nobody can say where such a client is. */
const PRIVATE =
  /^(?:(?:::ffff:)?(?:127\.|10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.)|::1$|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:)/i

export const isPrivate = (address: string): boolean => PRIVATE.test(address)

/** Undefined for everything that is no IPv6 address. */
function readIPv6(address: string): bigint | undefined {
  try {
    return convertIPv6ToBinary(address)
  } catch {
    return undefined
  }
}

/** One spelling for each network (RFC 5952). */
function network(address: bigint, bits: 48 | 56 | 64): string {
  const others = BigInt(128 - bits)
  return `${convertIPv6BinaryToString((address >> others) << others)}/${bits}`
}
