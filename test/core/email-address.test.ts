import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normaliseEmail } from '../../src/core/identity/email-address.ts'

describe('an e-mail address', () => {
  it.each([
    ['ada@example.org', 'ada@example.org'],
    ['Ada.Lovelace@Example.ORG', 'ada.lovelace@example.org'],
    ['  ada@example.org\t', 'ada@example.org'],
    ['ada+tag@example.org', 'ada+tag@example.org'],
    ["o'brien&sons@example.org", "o'brien&sons@example.org"],
    ['ada@exämple.org', 'ada@xn--exmple-cua.org'],
    ['ada@EXÄMPLE.org', 'ada@xn--exmple-cua.org'],
    ['ada@XN--EXMPLE-CUA.org', 'ada@xn--exmple-cua.org'],
    ['ada@例え。jp', 'ada@xn--r8jz45g.jp'],
    ['ada@ｅｘａｍｐｌｅ．ｏｒｇ', 'ada@example.org'],
    ['ÉCOLE@example.org', 'école@example.org'],
    ['e\u0301cole@example.org', 'école@example.org'],
    ['用户@example.org', '用户@example.org'],
    ['a@b.co', 'a@b.co'],
    [`${'a'.repeat(64)}@example.org`, `${'a'.repeat(64)}@example.org`],
  ])('is normalized: %j to %j', (input, form) => {
    expect(normaliseEmail(input)).toBe(form)
  })

  it.each([
    '',
    ' ',
    'ada',
    '@',
    'ada@',
    '@example.org',
    'ada@@example.org',
    'ada@example.org@evil.example',
    'ada@example',
    'ada@localhost',
    'ada@127.0.0.1',
    'ada@0x7f.1',
    'ada@[127.0.0.1]',
    'ada@[::1]',
    'ada@example.123',
    'ada@.example.org',
    'ada@example..org',
    'ada@-example.org',
    'ada@example-.org',
    'ada@example.org.',
    'ada@exa mple.org',
    'ada@example.org:25',
    'ada@example.org/path',
    'ada@example.org?x',
    'ada@example.org#x',
    'ada@user:pw.example.org',
    'ada@exa%6dple.org',
    'ada@exa_mple.org',
    '.ada@example.org',
    'ada.@example.org',
    'a..da@example.org',
    'ada lovelace@example.org',
    '"ada"@example.org',
    'ada(comment)@example.org',
    'Ada <ada@example.org>',
    'ada,bob@example.org',
    'ada;bob@example.org',
    'ada@example.org,bob@example.org',
    'ada@example.org\r\nBcc: bob@example.org',
    '=?utf-8?q?bob=40evil.example=3e=00?=ada@example.org',
    'ada.=?utf-8?b?Ym9i?=@example.org',
    'a\nda@example.org',
    'a\0da@example.org',
    'a\u200bda@example.org',
    'a\u202eda@example.org',
    'ada@exam\u00adple\u200b.org\u0000',
    'ada\ud800@example.org',
    `${'a'.repeat(65)}@example.org`,
    `ada@${'a'.repeat(64)}.org`,
    `ada@${'a.'.repeat(130)}org`,
  ])('is refused: %j', (input) => {
    expect(normaliseEmail(input)).toBeUndefined()
  })

  const anything = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.emailAddress(),
    fc
      .tuple(fc.string({ unit: 'grapheme', maxLength: 12 }), fc.string({ unit: 'grapheme', maxLength: 12 }))
      .map(([local, domain]) => `${local}@${domain}.org`),
  )

  it('does not change when it is normalized twice', () => {
    fc.assert(
      fc.property(anything, (input) => {
        const form = normaliseEmail(input)
        if (form !== undefined) expect(normaliseEmail(form)).toBe(form)
      }),
      { numRuns: 2_000 },
    )
  })

  it('is short, has one @, an ASCII domain, and nothing that a header or a mail could stumble over', () => {
    fc.assert(
      fc.property(anything, (input) => {
        const form = normaliseEmail(input)
        if (form === undefined) return
        expect(form.length).toBeLessThanOrEqual(254)
        expect(form).toMatch(/^[^@\s\p{Cc}\p{Cf}<>"(),:;[\]\\]+@[a-z0-9.-]+\.[a-z0-9-]+$/u)
      }),
      { numRuns: 2_000 },
    )
  })

  it('does not depend on case or on how accents are composed', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (input) => {
        const form = normaliseEmail(input)
        expect(normaliseEmail(input.toUpperCase())).toBe(form)
        expect(normaliseEmail(` ${input.normalize('NFD')} `)).toBe(form)
      }),
    )
  })
})
