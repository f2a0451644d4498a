import { describe, expect, it } from 'vitest'
import { clientFacts } from '../../src/http/client-facts.ts'
import { networkOf } from '../../src/http/network.ts'

describe('the network of a client', () => {
  it.each([
    ['192.0.2.77', '192.0.2.77', '192.0.2.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64', '2001:db8:1::/48'],
    ['2001:DB8:0001:0002::', '2001:db8:1:2::/64', '2001:db8:1::/48'],
    ['2001:db8::1', '2001:db8::/64', '2001:db8::/48'],
    ['2001:db8:0:7::192.0.2.77', '2001:db8:0:7::/64', '2001:db8::/48'],
    ['::1', '::/64', '::/48'],
  ])('of %s is %s for limits, and %s where it is stored', (address, bucket, prefix) => {
    expect(networkOf(address)).toMatchObject({ bucket, prefix })
  })

  it('of IPv6 is a /64, and lies in a /56 with twice the budget and a /48 with four times', () => {
    expect(networkOf('2001:db8:1:2ff:3::1')?.networks).toEqual([
      { name: '2001:db8:1:2ff::/64', times: 1 },
      { name: '2001:db8:1:200::/56', times: 2 },
      { name: '2001:db8:1::/48', times: 4 },
    ])
  })

  it('of IPv4 is one address', () => {
    expect(networkOf('192.0.2.77')?.networks).toEqual([{ name: '192.0.2.77', times: 1 }])
  })

  it('is the same for all addresses of an IPv6 customer, and another one for the next customer', () => {
    const bucketOf = (address: string) => networkOf(address)?.bucket
    expect(bucketOf('2001:db8:1:2:ffff::1')).toBe(bucketOf('2001:db8:1:2::'))
    expect(bucketOf('2001:db8:1:3::')).not.toBe(bucketOf('2001:db8:1:2::'))
  })

  it.each(['', 'unknown', '192.0.2', '192.0.2.256', '1.2.3.4, 5.6.7.8', '::1::', '12345::', ':', '[::1]'])(
    'is unknown when the address is %j',
    (address) => {
      expect(networkOf(address)).toBeUndefined()
    },
  )
})

describe('the place of a client', () => {
  const placeOf = (address: string) => {
    const headers = { 'CF-Connecting-IP': address }
    const request = new Request('https://auth.localhost/', { headers, cf: { city: 'Austin', country: 'US' } })
    const { city, country } = clientFacts(request, {
      requestId: 'a-request',
      config: { TRUSTED_CLIENT_KEY: undefined },
    })
    return [city, country]
  }

  it.each(['192.0.2.77', '172.32.0.1', '2001:db8::1'])('at %s is what the platform says', (address) => {
    expect(placeOf(address)).toEqual(['Austin', 'US'])
  })

  it.each([
    '127.0.0.1',
    '::1',
    '::ffff:127.0.0.1',
    '192.168.1.7',
    '::ffff:192.168.1.7',
    '10.0.0.1',
    '172.20.0.1',
    'fd00::1',
    'fe80::1',
  ])('at %s is not known, whatever the platform says', (address) => {
    expect(placeOf(address)).toEqual([undefined, undefined])
  })
})
