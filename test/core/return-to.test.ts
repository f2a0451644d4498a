import { describe, expect, it } from 'vitest'
import type { ReadyConfig } from '../../src/config/config.ts'
import { returnTo } from '../../src/http/return-to.ts'

const config = {
  APP_URL: 'https://auth.example.com',
  ALLOWED_ORIGINS: ['https://app.example.com', 'http://localhost:3000', 'capacitor://localhost'],
  ENVIRONMENT: 'production',
} as ReadyConfig

const to = (text: string | undefined) => returnTo(config, text)

/** Each looks like a page of ours or of the app to a person, to a prefix, or to a careless parser. */
const LOOK_ALIKES = [
  'https://evil.example',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '/\n//evil.example',
  ' //evil.example',
  'https:evil.example',
  'https:/evil.example',
  'https:\\\\evil.example',
  'https://app.example.com.evil.example/',
  'https://app.example.com@evil.example/',
  'https://app.example.com:443@evil.example/',
  'https://user@app.example.com/',
  'https://user:password@app.example.com/',
  'https://app.example.com%2eevil.example/',
  'https://evil.example/https://app.example.com/',
  'https://evil.example#https://app.example.com/',
  'https://evil.example?https://app.example.com/',
  'https://evil.example\\@app.example.com/',
  'https://app.example.com:8443/',
  'http://app.example.com/',
  'https://sub.app.example.com/',
  'https://xapp.example.com/',
  'https://app.example.co/',
  'https://аpp.example.com/',
  'https://auth.example.com.evil.example/',
  'http://auth.example.com/account',
  'https://auth.example.com:444/account',
  'http://localhost:3001/',
  'http://127.0.0.1:3000/',
  'capacitor://localhost/',
  'javascript:alert(1)',
  'javascript://app.example.com/%0aalert(1)',
  'JaVaScRiPt:alert(1)',
  'data:text/html,hello',
  'vbscript:x',
  'file:///etc/passwd',
  'blob:https://app.example.com/1',
  'ftp://app.example.com/',
  'https://',
  'https://[',
  `https://app.example.com/${'a'.repeat(9_000)}`,
]

describe('where a page leads when it is done', () => {
  it('is a page of an allowed origin, whatever its path', () => {
    const url = 'https://app.example.com/a/b?c=d#e'
    expect(to(url)).toEqual({ url, isOurs: false })
    expect(to('https://APP.example.com')).toEqual({ url: 'https://app.example.com/', isOurs: false })
    expect(to('http://localhost:3000/x')).toEqual({ url: 'http://localhost:3000/x', isOurs: false })
  })

  it('is a page of ours, by its path or its whole address', () => {
    const url = 'https://auth.example.com/account/security?x=1'
    expect(to('/account/security?x=1')).toEqual({ url, isOurs: true })
    expect(to(url)).toEqual({ url, isOurs: true })
  })

  it('keeps the host also where a path begins with two slashes', () => {
    expect(to('https://auth.example.com//evil.example')?.url).toBe('https://auth.example.com//evil.example')
  })

  it.each(LOOK_ALIKES)('is not %s', (text) => {
    const found = to(text)
    // What the parser of browsers reads as a path of ours leads to a page of ours that is not there.
    if (found) expect(new URL(found.url).origin).toBe(config.APP_URL)
    else expect(found).toBeUndefined()
  })

  it('is nowhere without a wish', () => {
    expect(to(undefined)).toBeUndefined()
  })

  it('is every port of this machine in development, and only there', () => {
    const development = { ...config, ENVIRONMENT: 'development' } as ReadyConfig
    expect(returnTo(development, 'http://127.0.0.1:5173/x')?.url).toBe('http://127.0.0.1:5173/x')
    expect(to('http://127.0.0.1:5173/x')).toBeUndefined()
  })
})
