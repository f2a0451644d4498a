/**
 * The name of an address for limits (an IPv6 customer owns a whole /64, so that is one client) and the
 * part of it that may be stored (/24, /48).
 */
export function networkOf(address: string): { bucket: string; prefix: string } | undefined {
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
