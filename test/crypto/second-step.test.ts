import { Secret, TOTP, URI } from 'otpauth'
import { encode } from 'uqr'
import { describe, expect, it } from 'vitest'
import { newRecoveryCodes, recoveryCodeMacs } from '../../src/core/second-step/recovery-codes.ts'
import { base32, CROCKFORD, RFC_4648 } from '../../src/crypto/base32.ts'
import { base64url, fromBase64url, sha256, utf8 } from '../../src/crypto/bytes.ts'
import { openKeyring } from '../../src/crypto/keyring.ts'
import { open, seal } from '../../src/crypto/seal.ts'
import { matchTotp, newTotpSecret, totpSecretText, totpUri } from '../../src/crypto/totp.ts'
import { qrCode } from '../../src/http/qr-code.ts'
import { SECRET } from '../support/worker.ts'

const OTHER_SECRET = 'another secret of more than 32 characters'
const keyring = await openKeyring(SECRET, [])
const after = (passwordsOnly: boolean) => openKeyring(OTHER_SECRET, [{ secret: SECRET, passwordsOnly }])

describe('base32', () => {
  it.each([
    ['', ''],
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foob', 'MZXW6YQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ])('of %j is that of RFC 4648, section 10, without padding', (text, expected) => {
    expect(base32(utf8(text), RFC_4648)).toBe(expected)
  })

  it('has each character of an alphabet at its place', () => {
    // 0, 1, 2 … 31, five bits each.
    const bytes = Uint8Array.fromHex('00443214c74254b635cf84653a56d7c675be77df')
    expect(base32(bytes, RFC_4648)).toBe(RFC_4648)
    expect(base32(bytes, CROCKFORD)).toBe(CROCKFORD)
  })
})

describe('the code of an authenticator app', () => {
  const secret = utf8('12345678901234567890')
  const match = (code: string, seconds: number, lastStep = 0) =>
    matchTotp(secret, code, { now: seconds * 1000, lastStep })

  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('at %i s is that of RFC 6238, appendix B', async (seconds, code) => {
    expect(await match(code, seconds)).toBe(Math.floor(seconds / 30))
  })

  it('is the one that otpauth makes, for 200 secrets and times', async () => {
    for (let count = 1; count <= 200; count += 1) {
      // By chance, but the same in every run.
      const bytes = await sha256(utf8(`secret ${count}`))
      const [own, time] = [bytes.slice(0, 20), bytes.slice(20)]
      const now = new DataView(time.buffer).getUint32(0) * 1_000
      const app = new TOTP({ secret: new Secret({ buffer: own.buffer }) })
      const step = await matchTotp(own, app.generate({ timestamp: now }), { now, lastStep: 0 })
      expect({ count, step }).toEqual({ count, step: Math.floor(now / 30_000) })
    }
  })

  // 1 111 111 110 s is the first second of its step.
  it.each([
    ['the last second of the step after', 1_111_111_169, true],
    ['the first second of the step after that', 1_111_111_170, false],
    ['the first second of the step before', 1_111_111_080, true],
    ['the last second of the step before that', 1_111_111_079, false],
  ])('is compared in %s', async (_, seconds, isAccepted) => {
    expect(await match('050471', seconds)).toBe(isAccepted ? 37_037_037 : undefined)
  })

  it.each([29, 30, 31])('that is %i s away is accepted where its step is at most one away', async (away) => {
    for (const shift of [-away, away])
      for (let second = 0; second < 30; second += 1) {
        const step = Math.floor((second + shift) / 30)
        const found = await match('050471', 1_111_111_110 + second + shift)
        expect({ second, shift, found }).toEqual({
          second,
          shift,
          found: Math.abs(step) <= 1 ? 37_037_037 : undefined,
        })
      }
  })

  it('matches once: its step and those before are spent with it', async () => {
    expect(await match('050471', 1_111_111_111, 37_037_036)).toBe(37_037_037)
    expect(await match('050471', 1_111_111_111, 37_037_037)).toBeUndefined()
    expect(await match('050471', 1_111_111_111, 37_037_038)).toBeUndefined()
  })

  it('that stands for two steps in reach spends the later one', async () => {
    // Found by trying: the code of these two steps is the same.
    const [earlier, later] = [37_079_356, 37_079_357]
    expect(await match('186519', earlier * 30)).toBe(later)
    expect(await match('186519', earlier * 30, later)).toBeUndefined()
  })

  it.each([
    ['in two groups', '050 471', true],
    ['with another digit', '050472', false],
    ['with a digit too few', '50471', false],
    ['with a digit too many', '0504711', false],
    ['empty', '', false],
    ['in other digits', '٠٥٠٤٧١', false],
    ['with a sign', '+50471', false],
  ])('%s', async (_, code, isAccepted) => {
    expect(await match(code, 1_111_111_111)).toBe(isAccepted ? 37_037_037 : undefined)
  })

  it('comes from a secret of 160 bits that is another each time', () => {
    const secrets = Array.from({ length: 100 }, () => totpSecretText(newTotpSecret()))
    expect(secrets.every((text) => /^[A-Z2-7]{32}$/.test(text))).toBe(true)
    expect(new Set(secrets).size).toBe(100)
  })
})

describe('the URI for authenticator apps', () => {
  const secret = newTotpSecret()

  it.each([
    ['Acme', 'ada@example.com', 'Acme'],
    ['Köhler & Söhne / 100 %?#', 'ada+test@example.com', 'Köhler & Söhne / 100 %?#'],
    ['Acme: the cloud', 'ada@example.com', 'Acme - the cloud'],
    [':', 'ada@bücher.example', ' - '],
  ])('of %s and %s is read by an app', (issuer, account, shown) => {
    const uri = totpUri(secret, { issuer, account })
    expect(uri).toMatch(/^otpauth:\/\/totp\/[^/?#&+ ]+:[^/?#&+ :]+\?[^ +#/]+$/)
    expect(new URL(uri).searchParams.get('issuer')).toBe(shown)
    const read = URI.parse(uri) as TOTP
    expect(read).toMatchObject({ issuer: shown, label: account, algorithm: 'SHA1', digits: 6, period: 30 })
    expect(read.secret.hex.toLowerCase()).toBe(secret.toHex())
  })
})

describe('a QR code', () => {
  const uri = totpUri(newTotpSecret(), { issuer: 'Acme', account: 'ada@example.com' })

  it('has the modules of the symbol, dark on white, with four of white around', () => {
    const svg = qrCode(uri, 'QR code')
    const { data, size } = encode(uri, { boostEcc: true, border: 0 })
    expect(svg).toContain(`viewBox="0 0 ${size + 8} ${size + 8}"`)
    expect(svg).toContain(`<rect width="${size + 8}" height="${size + 8}" fill="#fff"/>`)
    const [, path = ''] = /<path d="([^"]+)" fill="#000"\/>/.exec(svg) ?? []
    const dark = [...path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)].flatMap(([bar, x, y, width]) => {
      expect(path).toContain(bar)
      return Array.from({ length: Number(width) }, (_, index) => `${Number(x) + index - 4} ${Number(y) - 4}`)
    })
    const expected = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`${x} ${y}`] : [])))
    expect(dark).toEqual(expected)
    expect(path.replaceAll(/M\d+ \d+h(\d+)v1h-\1z/g, '')).toBe('')
  })

  it('is markup without script, style or reference, and has an accessible name', () => {
    const svg = qrCode(uri, 'QR code of <Acme> & Co')
    expect(svg).toMatch(
      /^<svg [^<>]* role="img"[^<>]*><title>QR code of &lt;Acme> &amp; Co<\/title><rect [^<>]*\/><path [^<>]*\/><\/svg>$/,
    )
    expect(svg).not.toMatch(/style|class|script|href|url\(|\son\w+=/)
  })

  it('takes the longest name of an app and the longest address', () => {
    const longest = { issuer: '🔑'.repeat(60), account: `${'%'.repeat(64)}@${'a'.repeat(189)}` }
    expect(qrCode(totpUri(newTotpSecret(), longest), 'QR code')).toMatch(/^<svg .*<\/svg>$/)
  })
})

describe('a seal', async () => {
  const about = { subject: 'ada', purpose: 'totp' }
  const TEXT = 'a secret of Ada: ✓'
  const sealed = await seal(keyring.sealKeys, TEXT, about)

  it('opens for its account and purpose, and is another text each time', async () => {
    expect(await open(keyring.sealKeys, sealed, about)).toEqual({ text: TEXT, outdated: false })
    expect(await seal(keyring.sealKeys, TEXT, about)).not.toBe(sealed)
    expect(sealed).toMatch(/^seal1\.[\w-]{8}\.[\w-]+$/)
  })

  it.each([
    ['another account', { subject: 'eve', purpose: 'totp' }],
    ['another purpose', { subject: 'ada', purpose: 'passkey' }],
    ['the two exchanged', { subject: 'totp', purpose: 'ada' }],
    ['the border between them moved', { subject: 'da', purpose: 'totpa' }],
  ])('stays closed for %s', async (_, other) => {
    expect(await open(keyring.sealKeys, sealed, other)).toBeUndefined()
  })

  it('stays closed with any bit of it flipped', async () => {
    const [form, id, text = ''] = sealed.split('.')
    const bytes = fromBase64url(text) ?? new Uint8Array()
    expect(bytes).toHaveLength(12 + utf8(TEXT).length + 16)
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const other = bytes.map((byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
      const flipped = `${form}.${id}.${base64url(other)}`
      expect([bit, await open(keyring.sealKeys, flipped, about)]).toEqual([bit, undefined])
    }
  })

  it.each([
    ['nothing', () => ''],
    ['text that is no seal', () => 'JBSWY3DPEHPK3PXP'],
    ['a seal without text', () => sealed.replace(/\.[^.]+$/, '.')],
    ['a seal that is cut', () => sealed.slice(0, 20)],
    ['a seal with more behind it', () => `${sealed}\n`],
    ['a seal of a later form', () => sealed.replace('seal1', 'seal2')],
    ['a seal of an unknown key', () => sealed.replace(/^seal1\.[^.]+/, 'seal1.AAAAAAAA')],
  ])('is no %s', async (_, text) => {
    expect(await open(keyring.sealKeys, text(), about)).toBeUndefined()
  })

  it.each([
    ['rotated as planned', false],
    ['that leaked', true],
  ])('under a secret %s opens, and asks to be sealed anew', async (_, passwordsOnly) => {
    const { sealKeys } = await after(passwordsOnly)
    expect(await open(sealKeys, sealed, about)).toEqual({ text: TEXT, outdated: true })
    const anew = await seal(sealKeys, TEXT, about)
    expect(await open(sealKeys, anew, about)).toEqual({ text: TEXT, outdated: false })
    expect(await open(keyring.sealKeys, anew, about)).toBeUndefined()
  })

  it('is under a key that nothing else has', async () => {
    const peppers = keyring.peppers.map(({ id }) => id)
    expect(keyring.sealKeys.map(({ id }) => id)).not.toEqual(peppers)
    const [{ id }] = keyring.sealKeys
    for (const [key] of [keyring.stepKeys, keyring.signingSecrets]) {
      const other = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['decrypt'])
      expect(await open([{ id, key: other }], sealed, about)).toBeUndefined()
    }
  })
})

describe('recovery codes', () => {
  const codes = newRecoveryCodes()
  const CODE = '01AB-CDEF-GHJK-MN0Z'
  const macs = (code: string, userId = 'ada', { recoveryMacs } = keyring) =>
    recoveryCodeMacs({ recoveryMacs }, { userId, code })

  it('are ten of sixteen characters, all different', () => {
    expect(codes).toHaveLength(10)
    for (const code of codes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/)
    expect(new Set([...codes, ...newRecoveryCodes()]).size).toBe(20)
  })

  it('are found as they were shown', async () => {
    for (const code of codes) expect(await macs(code)).toEqual([expect.stringMatching(/^[\w-]{43}$/)])
    expect(new Set(await Promise.all(codes.map(async (code) => (await macs(code))?.[0]))).size).toBe(10)
  })

  it.each([
    ['small letters', '01ab-cdef-ghjk-mn0z'],
    ['no hyphens', '01ABCDEFGHJKMN0Z'],
    ['other groups, and spaces around', '  01 ABCDEF-GHJKMN 0Z\n'],
    ['hyphens of a word processor', '01AB–CDEF‑GHJK—MN0Z'],
    ['the letter O for a zero', 'O1AB-CDEF-GHJK-MNoZ'],
    ['the letter I for a one', '0IAB-CDEF-GHJK-MN0Z'],
    ['the letter l for a one', '0lAB-CDEF-GHJK-MN0Z'],
  ])('may be typed with %s', async (_, typed) => {
    expect(await macs(typed)).toEqual(await macs(CODE))
  })

  it.each([
    ['nothing', ''],
    ['a character too few', '01AB-CDEF-GHJK-MN0'],
    ['a character too many', '01AB-CDEF-GHJK-MN0ZZ'],
    ['the letter U, which none has', '01AB-CDEF-GHJK-MNUZ'],
    ['letters of other scripts', '01АB-CDEF-GHJK-MN0Z'],
    ['a letter that becomes a listed one when it is made large', '01AB-CDEF-GHJK-MNſZ'],
  ])('are never %s', async (_, typed) => {
    expect(await macs(typed)).toBeUndefined()
  })

  it('have another MAC in each account, and for each character', async () => {
    expect(await macs(CODE, 'eve')).not.toEqual(await macs(CODE))
    expect(await macs(CODE.replace('Z', 'Y'))).not.toEqual(await macs(CODE))
  })

  it.each([
    ['rotated as planned', false],
    ['that leaked', true],
  ])('made under a secret %s are still found', async (_, passwordsOnly) => {
    const [stored] = (await macs(CODE)) as [string, ...string[]]
    const [now, ...earlier] = (await macs(CODE, 'ada', await after(passwordsOnly))) as [string, ...string[]]
    expect(now).not.toBe(stored)
    expect(earlier).toEqual([stored])
  })

  it('have MACs under a key that nothing else has', async () => {
    const [key] = keyring.recoveryMacs
    const others = [keyring.refreshMacs, keyring.codeMacs, keyring.subjectMacs, keyring.deviceMacs].flat()
    for (const other of others)
      expect(await macs(CODE, 'ada', { ...keyring, recoveryMacs: [other] })).not.toEqual(
        await macs(CODE, 'ada', { ...keyring, recoveryMacs: [key] }),
      )
  })
})
