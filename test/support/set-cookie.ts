import { decodeJwt } from 'jose'
import { expect } from 'vitest'

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
}

const STEP = /^__Host-(code|account|login|change|pwdChange)$/
const MAX_BYTES = 4_096

/**
 * The cookies of an answer, each looked at attribute by attribute on every answer any test ever gets
 *: a browser must keep them, no script may read them, and clearing repeats what setting said.
 */
export function expectSetCookies(headers: Headers, { sameSite }: { sameSite: SameSite }): SetCookie[] {
  expect(headers.get('Clear-Site-Data')).toBeNull()
  return headers.getSetCookie().map((line) => {
    const [pair = '', ...attributes] = line.split('; ')
    const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]
    const maxAge = Number(attributes.find((attribute) => attribute.startsWith('Max-Age='))?.slice(8))
    expect(Object.keys(LIVES)).toContain(name)
    expect(attributes.toSorted()).toEqual(
      [`Max-Age=${maxAge}`, 'Path=/', 'HttpOnly', 'Secure', `SameSite=${sameSite}`].toSorted(),
    )
    expect(new TextEncoder().encode(line).length).toBeLessThan(MAX_BYTES)
    expect(value === '').toBe(maxAge === 0)
    if (value !== '') expectContent({ name, value, maxAge })
    return { name, value, maxAge }
  })
}

function expectContent({ name, value, maxAge }: SetCookie) {
  const life = LIVES[name] ?? 0
  if (name === '__Host-accessToken') {
    // The cookie goes when the token does.
    expect(maxAge).toBeLessThanOrEqual(life)
    expect(Math.abs(Number(decodeJwt(value).exp) - Date.now() / 1000 - maxAge)).toBeLessThan(2)
  } else if (name === '__Host-refreshToken') {
    expect(maxAge).toBeGreaterThan(0)
    expect(maxAge).toBeLessThanOrEqual(life)
    expect(value).toMatch(/^[0-9a-f-]{36}\.\d+\.[\w-]{43}$/)
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
