import { decodeJwt } from 'jose'
import { expect } from 'vitest'
import { expectDocumented, type Seen } from './documented.ts'

/** What holds for every answer that any test ever gets: its headers, its cookies, and what the API document says of it. Answers the cookies. */
export function expectSound(seen: Seen, { sameSite }: { sameSite: SameSite }): SetCookie[] {
  const cookies = expectSetCookies(seen.headers, { sameSite })
  expectCommonHeaders(seen)
  expectDocumented(seen)
  return cookies
}

export type SameSite = 'Strict' | 'Lax' | 'None'
export type SetCookie = { name: string; value: string; maxAge: number }

/** Every cookie of the service, with the seconds that what is inside is good for under the default settings. */
const LIVES: Record<string, number> = {
  '__Host-code': 600,
  '__Host-account': 900,
  '__Host-login': 600,
  '__Host-change': 600,
  '__Host-pwdChange': 600,
  '__Host-refreshToken': 14 * 86_400,
  '__Host-accessToken': 1_800,
  '__Host-device': 400 * 86_400,
}

/** The same of the pages. */
const OF_PAGES: Record<string, { life: number; value: RegExp; sameSite?: SameSite }> = {
  '__Host-session': { life: 30 * 86_400, value: /^[0-9a-f-]{36}\.\d+\.[\w-]{43}$/ },
  '__Host-form': { life: 30 * 86_400, value: /^[\w-]{43}$/ },
  '__Host-language': { life: 365 * 86_400, value: /^[a-z]{2}$/ },
  // What of it matters is sealed by the core: encoded JSON around it.
  '__Host-step-mailed': { life: 900, value: /^%7B[\w.%~!*'()-]+%7D$/ },
  '__Host-step-second': { life: 900, value: /^%7B[\w.%~!*'()-]+%7D$/ },
  '__Host-step-reset': { life: 900, value: /^%7B[\w.%~!*'()-]+%7D$/ },
  '__Host-step-keep': { life: 900, value: /^%7B[\w.%~!*'()-]+%7D$/ },
  '__Host-step-done': { life: 60, value: /^%7B[\w.%~!*'()-]+%7D$/ },
  '__Host-step-sent': { life: 600, value: /^%7B[\w.%~!*'()-]+%7D$/ },
  '__Host-step-move': { life: 900, value: /^%7B[\w.%~!*'()-]+%7D$/ },
  '__Host-step-connect': { life: 3_600, value: /^%7B[\w.%~!*'()-]+%7D$/ },
  '__Host-provider': { life: 900, value: /^%5B[\w.%~!*'()-]+%5D$/ },
  // The form of another site brings it along.
  '__Host-provider-post': { life: 900, value: /^%5B[\w.%~!*'()-]+%5D$/, sameSite: 'None' },
}

const STEP = /^__Host-(code|account|login|change|pwdChange)$/
const MAX_BYTES = 4_096

/** The cookies of an answer: a browser must keep them, no script may read them, and clearing repeats what setting said. */
function expectSetCookies(headers: Headers, { sameSite }: { sameSite: SameSite }): SetCookie[] {
  expect(headers.get('Clear-Site-Data')).toBeNull()
  return headers.getSetCookie().map((line) => {
    const [pair = '', ...attributes] = line.split('; ')
    const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]
    const maxAge = Number(attributes.find((attribute) => attribute.startsWith('Max-Age='))?.slice(8))
    const ofPages = OF_PAGES[name]
    expect([...Object.keys(LIVES), ...Object.keys(OF_PAGES)]).toContain(name)
    expect(attributes.toSorted()).toEqual(
      [
        `Max-Age=${maxAge}`,
        'Path=/',
        'HttpOnly',
        'Secure',
        `SameSite=${ofPages ? (ofPages.sameSite ?? 'Lax') : sameSite}`,
      ].toSorted(),
    )
    expect(new TextEncoder().encode(line).length).toBeLessThan(MAX_BYTES)
    expect(value === '').toBe(maxAge === 0)
    if (value !== '' && !ofPages) expectCookieValue({ name, value, maxAge })
    if (value !== '' && ofPages) {
      expect(maxAge).toBeLessThanOrEqual(ofPages.life)
      expect(value).toMatch(ofPages.value)
    }
    return { name, value, maxAge }
  })
}

function expectCookieValue({ name, value, maxAge }: SetCookie) {
  const life = LIVES[name] ?? 0
  if (name === '__Host-accessToken') {
    // The cookie goes when the token does.
    expect(maxAge).toBeLessThanOrEqual(life)
    expect(Math.abs(Number(decodeJwt(value).exp) - Date.now() / 1000 - maxAge)).toBeLessThan(2)
  } else if (name === '__Host-refreshToken') {
    expect(maxAge).toBeGreaterThan(0)
    expect(maxAge).toBeLessThanOrEqual(life)
    expect(value).toMatch(/^[0-9a-f-]{36}\.\d+\.[\w-]{43}$/)
  } else if (name === '__Host-device') {
    expect(maxAge).toBe(life)
    expect(value).toMatch(/^([0-9a-f-]{36}(\.[\w-]+){4}~?){1,5}$/)
  } else {
    expect(name).toMatch(STEP)
    expect(maxAge).toBe(life)
    expectSealed(value)
  }
}

/** A JWE in its compact form, encrypted with our own key and nothing wrapped: only its header can be read. */
function expectSealed(value: string) {
  const [header = '', wrappedKey, iv, content, tag, ...more] = value.split('.')
  expect(JSON.parse(atob(header))).toEqual({ alg: 'dir', enc: 'A256GCM' })
  expect([wrappedKey, more]).toEqual(['', []])
  for (const part of [iv, content, tag]) expect(part).toMatch(/^[\w-]{16,}$/)
}

/** What every refusal says to programs, and no other answer. */
const FAILURE = /^[a-z_]+(; member=\w+; rule=[a-z_]+(; limit=\d+)?)*$/

/** What every answer of the service carries. */
function expectCommonHeaders({ path, status, headers }: Seen) {
  const isKeySet = /\/\.well-known\/jwks\.json\/?$/.test(new URL(path).pathname) && status === 200
  expect({
    id: headers.get('X-Request-Id'),
    sniff: headers.get('X-Content-Type-Options'),
    referrer: headers.get('Referrer-Policy'),
    transport: headers.get('Strict-Transport-Security'),
    resource: headers.get('Cross-Origin-Resource-Policy'),
    cache: headers.get('Cache-Control'),
    policy: headers.get('Content-Security-Policy'),
    server: headers.get('Server') ?? headers.get('X-Powered-By'),
  }).toEqual({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    sniff: 'nosniff',
    referrer: expect.stringMatching(/^(no-referrer|same-origin|strict-origin)$/),
    transport: 'max-age=31536000; includeSubDomains',
    resource: 'same-origin',
    cache: isKeySet ? 'public, max-age=300' : expect.stringMatching(/^no-store$|^public, max-age=\d+$/),
    policy: expect.stringMatching(/^default-src 'none'.*; frame-ancestors 'none'/),
    server: null,
  })
  expect(headers.get('Postern-Failure') ?? '').toMatch(status < 400 ? /^$/ : FAILURE)
  if (status >= 400 || headers.has('Set-Cookie')) expect(headers.get('Cache-Control')).toBe('no-store')
}
