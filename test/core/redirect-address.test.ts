import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  findRedirect,
  hostOfRedirect,
  kindOfRedirect,
  redirectProblem,
} from '../../src/core/apps/redirect-address.ts'

const inProduction = (text: string) => redirectProblem(text, { isDevelopment: false })
const inDevelopment = (text: string) => redirectProblem(text, { isDevelopment: true })

const WEB = 'https://app.example.com/auth/callback'
const LOOPBACK = 'http://127.0.0.1/callback'
const SCHEME = 'com.example.app:/callback'

describe('an address that may be registered', () => {
  it.each([
    [WEB, 'web', 'app.example.com'],
    ['https://app.example.com', 'web', 'app.example.com'],
    ['https://app.example.com/', 'web', 'app.example.com'],
    ['https://app.example.com:8443/cb?tenant=1&x=%2F', 'web', 'app.example.com:8443'],
    ['https://192.0.2.1/cb', 'web', '192.0.2.1'],
    ['https://xn--exmple-cua.example/cb', 'web', 'xn--exmple-cua.example'],
    [LOOPBACK, 'loopback', undefined],
    ['http://127.0.0.1:7999/callback', 'loopback', undefined],
    ['http://[::1]/callback', 'loopback', undefined],
    [SCHEME, 'scheme', undefined],
    ['com.example.my-app:/a/b?c=d', 'scheme', undefined],
    ['com.example.app://callback', 'scheme', undefined],
    [`https://app.example.com/${'a'.repeat(1_976)}`, 'web', 'app.example.com'],
  ])('is %s', (text, kind, host) => {
    expect([inProduction(text), inDevelopment(text)]).toEqual([undefined, undefined])
    expect([kindOfRedirect(text), hostOfRedirect(text)]).toEqual([kind, host])
    expect(findRedirect([text], text)).toBe(text)
  })

  it('is localhost in development only', () => {
    expect(inDevelopment('http://localhost:3000/cb')).toBeUndefined()
    expect(inProduction('http://localhost:3000/cb')).toMatch('127.0.0.1 instead of localhost')
    expect(kindOfRedirect('http://localhost:3000/cb')).toBe('loopback')
  })
})

describe('an address that may not be registered', () => {
  it.each([
    ['', 'printable'],
    ['app.example.com/cb', 'whole'],
    ['/callback', 'whole'],
    ['//app.example.com/cb', 'whole'],
    ['https://', 'whole'],
    ['https://[', 'whole'],
    [' https://app.example.com/cb', 'printable'],
    ['https://app.example.com/c b', 'printable'],
    ['https://app.example.com/\tcb', 'printable'],
    ['https://app.example.com/\u0000', 'printable'],
    ['https://app.exämple.com/cb', 'printable'],
    ['https://app.example.com\\cb', 'printable'],
    [`https://app.example.com/${'a'.repeat(1_977)}`, '2000'],
    ['https://*.example.com/cb', 'wildcard'],
    ['https://app.example.com/*', 'wildcard'],
    ['https://app.example.com/cb#', 'fragment'],
    ['https://app.example.com/cb#top', 'fragment'],
    ['com.example.app:/cb#top', 'fragment'],
    ['https://ada@app.example.com/cb', 'user name'],
    ['https://ada:word@app.example.com/cb', 'user name'],
    ['https://@app.example.com/cb', 'user name'],
    ['com.example.app://ada@callback/x', 'user name'],
    ['http://app.example.com/cb', 'begins with https'],
    ['http://localhost.example.com/cb', 'begins with https'],
    ['http://127.0.0.1.example.com/cb', 'begins with https'],
    ['http://127.0.0.2/cb', 'begins with https'],
    ['http://app.localhost/cb', 'begins with https'],
    ['http://0.0.0.0/cb', 'begins with https'],
    ['javascript:alert(1)', 'domain backwards'],
    ['javascript://app.example.com/%0aalert(1)', 'domain backwards'],
    ['data:text/html,x', 'domain backwards'],
    ['vbscript:x', 'domain backwards'],
    ['file:///etc/passwd', 'domain backwards'],
    ['blob:https://app.example.com/1', 'domain backwards'],
    ['ftp://app.example.com/', 'domain backwards'],
    ['myapp://callback', 'domain backwards'],
    ['myapp:/callback', 'domain backwards'],
    ['com..app:/callback', 'domain backwards'],
    ['com.example.:/callback', 'domain backwards'],
    ['com.example.app:callback', 'path behind'],
    ['https://APP.example.com/cb', 'Write it as https://app.example.com/cb.'],
    ['HTTPS://app.example.com/cb', 'Write it as https://app.example.com/cb.'],
    ['https:app.example.com/cb', 'Write it as https://app.example.com/cb.'],
    ['https:///app.example.com/cb', 'Write it as https://app.example.com/cb.'],
    ['https://app.example.com:443/cb', 'Write it as https://app.example.com/cb.'],
    ['https://app.example.com/x/../cb', 'Write it as https://app.example.com/cb.'],
    ['https://app.example.com/x/%2e%2E/cb', 'Write it as https://app.example.com/cb.'],
    ['https://app.example.com/./cb', 'Write it as https://app.example.com/cb.'],
    ['https://app.example.com?x=1', 'Write it as https://app.example.com/?x=1.'],
    ['https://0x7f.1/cb', 'Write it as https://127.0.0.1/cb.'],
    ['http://127.1/cb', 'Write it as http://127.0.0.1/cb.'],
    ['http://127.0.0.1:080/cb', 'Write it as http://127.0.0.1/cb.'],
    ['http://[0:0:0:0:0:0:0:1]/cb', 'Write it as http://[::1]/cb.'],
    ['Com.Example.App:/cb', 'Write it as com.example.app:/cb.'],
  ])('is %j', (text, words) => {
    expect(inProduction(text)).toMatch(words)
    expect(inDevelopment(text)).toMatch(words)
  })

  it('is refused in one sentence or two, whatever is asked for', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl()), (text) => {
        const problem = inProduction(text)
        if (problem !== undefined) expect(problem).toMatch(/^[A-Z].*\.$/)
        else expect(findRedirect([text], text)).toBe(text)
      }),
    )
  })
})

/** What a careless comparison takes for the same address. */
const LOOK_ALIKES: ((uri: string) => string)[] = [
  (uri) => uri.toUpperCase(),
  (uri) => uri.replace('callback', 'Callback'),
  (uri) => uri.replace('callback', '%63allback'),
  (uri) => `${uri}/`,
  (uri) => `${uri}/.`,
  (uri) => `${uri}/..`,
  (uri) => `${uri}?`,
  (uri) => `${uri}?next=https://evil.example`,
  (uri) => `${uri}#`,
  (uri) => `${uri}#fragment`,
  (uri) => `${uri}%00`,
  (uri) => `${uri}\\`,
  (uri) => `${uri} `,
  (uri) => ` ${uri}`,
  (uri) => `${uri}\n`,
  (uri) => `${uri}.evil.example`,
  (uri) => uri.replace('callback', 'x/../callback'),
  (uri) => uri.replace('callback', './callback'),
  (uri) => uri.replace('/callback', '//callback'),
  (uri) => uri.replace('/callback', '\\callback'),
  (uri) => uri.replace('/callback', ''),
  (uri) => uri.replace('://', '://ada@'),
  (uri) => uri.replace('://', '://evil.example@'),
  (uri) => uri.replace('://', ':'),
  (uri) => uri.replace('://', ':\\\\'),
  (uri) => uri.replace(':/', '://'),
  (uri) => uri.replace(/^https?/, (scheme) => (scheme === 'http' ? 'https' : 'http')),
  (uri) => uri.replace('app.example.com', 'app.example.com.'),
  (uri) => uri.replace('app.example.com', 'app.example.com.evil.example'),
  (uri) => uri.replace('app.example.com', 'evil.example'),
  (uri) => uri.replace('app.example.com', 'app.example.com:443'),
  (uri) => uri.replace('app.example.com', 'app.example.com:8443'),
  (uri) => uri.replace('127.0.0.1', 'localhost'),
  (uri) => uri.replace('127.0.0.1', '127.0.0.2'),
  (uri) => uri.replace('127.0.0.1', '127.1'),
  (uri) => uri.replace('127.0.0.1', '[::1]'),
  (uri) => uri.replace('127.0.0.1', '127.0.0.1.evil.example'),
  (uri) => uri.replace('127.0.0.1', '127.0.0.1:'),
  (uri) => uri.replace('127.0.0.1', '127.0.0.1:0'),
  (uri) => uri.replace('127.0.0.1', '127.0.0.1:080'),
  (uri) => uri.replace('127.0.0.1', '127.0.0.1:65536'),
  (uri) => uri.replace('127.0.0.1', '127.0.0.1:80:80'),
  (uri) => uri.replace('127.0.0.1', '127.0.0.1:80@evil.example'),
  (uri) => uri.replace('127.0.0.1', '127.0.0.1:8o'),
  (uri) => uri.replace('com.example', 'com.examp1e'),
]

describe('the registered address that a request means', () => {
  it.each([WEB, LOOPBACK, SCHEME])('is never %s for one that looks like it', (uri) => {
    const others = LOOK_ALIKES.map((look) => look(uri)).filter((other) => other !== uri)
    expect(others.length).toBeGreaterThan(20)
    expect(others.filter((other) => findRedirect([uri], other) !== undefined)).toEqual([])
  })

  it('is the same text: any other than a loopback address matches nothing else', () => {
    const at = fc.nat({ max: 60 })
    const mutation = fc.tuple(
      fc.constantFrom(WEB, SCHEME),
      at,
      fc.nat({ max: 3 }),
      fc.string({ maxLength: 3 }),
    )
    fc.assert(
      fc.property(mutation, ([uri, begin, length, put]) => {
        const other = uri.slice(0, begin) + put + uri.slice(begin + length)
        expect(findRedirect([uri], other)).toBe(other === uri ? uri : undefined)
      }),
    )
  })

  it('is that of a loopback address with any port, and nothing else', () => {
    const port = fc.integer({ min: 1, max: 65_535 }).map((number) => `:${number}`)
    const ports = fc.tuple(
      fc.constantFrom('127.0.0.1', '[::1]', 'localhost'),
      fc.oneof(fc.constant(''), port),
      port,
    )
    fc.assert(
      fc.property(ports, ([host, registered, given]) => {
        const uri = `http://${host}${registered}/cb?x=1`
        expect(findRedirect([WEB, uri], `http://${host}${given}/cb?x=1`)).toBe(uri)
        for (const other of ['/cb', '/cb?x=2', '/cb/?x=1', '/cb?x=1#', ''])
          expect(findRedirect([uri], `http://${host}${given}${other}`)).toBeUndefined()
      }),
    )
  })

  it('is one of several, and none of none', () => {
    expect(findRedirect([LOOPBACK, WEB, SCHEME], SCHEME)).toBe(SCHEME)
    expect(findRedirect([], WEB)).toBeUndefined()
    expect(findRedirect(['https://app.example.com'], 'https://app.example.com/')).toBeUndefined()
  })
})
