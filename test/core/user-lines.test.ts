import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readLine, writeLine } from '../../src/commands/users/line.ts'
import { LANGUAGES } from '../../src/core/language.ts'
import { NOON } from '../support/clock.ts'
import { IMPORTED } from '../crypto/imported-hashes.ts'

const NOW = NOON
const read = (members: object) => readLine(JSON.stringify(members), NOW)
const SECRET = 'a value that nobody should see'

describe('a line of an import', () => {
  it('needs only an address, in any spelling', () => {
    expect(read({ email: ' Ada@BÜCHER.example ' })).toMatchObject({
      user: {
        email: 'ada@xn--bcher-kva.example',
        password: '!',
        role: 'user',
        verifiedAt: null,
        disabledAt: null,
        createdAt: NOW,
        language: null,
      },
    })
  })

  it('keeps an id that is a UUID, so that references to it stay valid', () => {
    const id = '6F9619FF-8B86-4011-B42D-00C04FC964FF'
    expect(read({ email: 'a@b.example', id })).toMatchObject({ user: { id: id.toLowerCase() } })
    expect(read({ email: 'a@b.example', id: '17' })).toEqual({ reasons: ['id: missing, or of a wrong type'] })
  })

  it('keeps a ban and a confirmed address, and says that the account was imported', () => {
    expect(read({ email: 'a@b.example', disabled: true, verified: true })).toMatchObject({
      user: { disabledAt: NOW, verifiedAt: NOW, openedBy: 'import' },
    })
  })

  it.each(LANGUAGES)('keeps the language of the mails: %s', (language) => {
    expect(read({ email: 'a@b.example', language })).toMatchObject({ user: { language } })
  })

  it.each([
    [{}, 'email: missing, or of a wrong type'],
    [{ email: SECRET }, 'email: not an email'],
    [
      { password: SECRET },
      'password: unknown format. With null instead, the user sets a new password by mail',
    ],
    [{ password: 5 }, 'password: missing, or of a wrong type'],
    [{ verified: 'yes' }, 'verified: missing, or of a wrong type'],
    [{ language: 'tlh' }, 'language: missing, or of a wrong type'],
    [{ role: SECRET }, 'role: missing, or of a wrong type'],
    [{ email: '' }, 'email: missing, or of a wrong type'],
    [{ last_name: SECRET.repeat(9) }, 'last_name: too long (200)'],
    [{ bio: `${SECRET}\0` }, 'bio: malformed'],
    [{ phone_number: SECRET }, 'phone_number: malformed'],
    [{ created_at: SECRET }, 'created_at: missing, or of a wrong type'],
    [{ created_at: '2099-01-01T00:00:00Z' }, 'created_at: not between 1970 and now'],
    [{ verfied: SECRET }, 'unknown member "verfied"'],
  ])('is refused by rule, never by value: %j', (members, reason) => {
    const whole = Object.keys(members).length === 0 ? members : { email: 'a@b.example', ...members }
    const result = read(whole)
    expect(result).toEqual({ reasons: [reason] })
    expect(JSON.stringify(result)).not.toContain(SECRET)
  })

  it.each(['', null])('takes %j for nothing in every member but the address', (nothing) => {
    const bare = read({ email: 'a@b.example' }) as { user: object }
    const members = ['id', 'password', 'verified', 'disabled', 'role', 'first_name', 'last_name', 'bio']
    const others = ['document_number', 'phone_number', 'address', 'language', 'created_at']
    const line = Object.fromEntries([...members, ...others].map((member) => [member, nothing]))
    const id = expect.any(String) as string
    expect(read({ ...line, email: 'a@b.example' })).toEqual({ user: { ...bare.user, id } })
  })

  it.each([undefined, '', 'x', '[]', 'null', '17', '"a@b.example"'])('is refused when it is %j', (text) => {
    expect(readLine(text, NOW)).toHaveProperty('reasons')
  })

  it('never throws, whatever it is', () => {
    const members = fc.constantFrom(
      'id',
      'email',
      'password',
      'verified',
      'role',
      'bio',
      'created_at',
      '__proto__',
    )
    const values = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom(...Object.values(IMPORTED).map(({ hash }) => hash)),
    )
    fc.assert(
      fc.property(fc.dictionary(members, values), (line) => void read(line)),
      { numRuns: 2_000 },
    )
  })

  it('is what an export writes of the same user', () => {
    const made = read({
      email: 'ada@example.com',
      password: IMPORTED.laravel.hash,
      verified: true,
      disabled: true,
      role: 'admin',
      first_name: 'Zoë',
      last_name: "O'Neill",
      bio: 'b',
      document_number: '1',
      phone_number: '+4912345',
      address: 'here',
      language: 'es',
      created_at: '2024-01-01T00:00:00.000Z',
    })
    const { user } = made as Extract<typeof made, { user: unknown }>
    expect(readLine(writeLine(user), NOW)).toEqual({ user })
    const bare = read({ email: 'ada@example.com' }) as typeof made & { user: typeof user }
    expect(readLine(writeLine(bare.user), NOW)).toEqual(bare)
    expect(writeLine(bare.user)).not.toMatch(/password|null/)
  })
})
