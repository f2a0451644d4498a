import { convertIPv6BinaryToString, convertIPv6ToBinary, distinctRemoteAddr } from 'hono/utils/ipaddr'

/**
 * What an address is called for limits, and the part of it that may be stored. Limits count the /64 of
 * an IPv6 address, because a customer owns all of it. Stored are a /24 or a /48.
 */
export function networkOf(address: string): { bucket: string; prefix: string } | undefined {
  if (distinctRemoteAddr(address) === 'IPv4') {
    return { bucket: address, prefix: address.replace(/\d+$/, '0/24') }
  }
  const number = readIPv6(address)
  return number === undefined ? undefined : { bucket: network(number, 64), prefix: network(number, 48) }
}

/** Undefined for everything that is no IPv6 address. */
function readIPv6(address: string): bigint | undefined {
  try {
    return convertIPv6ToBinary(address)
  } catch {
    return undefined
  }
}

/** One spelling for each network (RFC 5952). */
function network(address: bigint, bits: 48 | 64): string {
  const others = BigInt(128 - bits)
  return `${convertIPv6BinaryToString((address >> others) << others)}/${bits}`
}
