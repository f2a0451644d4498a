import { describe, expect, it } from 'vitest'
import { openKeyring } from '../../src/crypto/keyring.ts'
import { hashPassword, verifyPassword } from '../../src/crypto/password-hash.ts'
import { SECRET } from '../support/worker.ts'
import { hashWork } from '../support/work.ts'

/**
 * Made without our code, by Node's own crypto, from the secret of the tests and the salt 00 01 … 0f:
 *
 *     const pepper = hkdfSync('sha256', secret, '', 'postern/v1/password-pepper', 32)
 *     let key = createHmac('sha256', pepper).update(password.normalize('NFC')).digest()
 *     for (let call = 1; call <= c; call += 1)
 *       key = pbkdf2Sync(key, Buffer.concat([salt, Buffer.from([call])]), i, 32, 'sha256')
 *     `$pbkdf2-sha256-chain$v=1,i=${i},c=${c},k=${id}$${salt}$${key}`   // base64url; id: 6 bytes of HKDF
 */
const KNOWN = {
  sixTimes100k:
    '$pbkdf2-sha256-chain$v=1,i=100000,c=6,k=xK6Aw1uX$AAECAwQFBgcICQoLDA0ODw$Dlc4uVnG-Oe3PnvArcCoJoKhJxIjLs7PEL-66JhpLJY',
  twice50k:
    '$pbkdf2-sha256-chain$v=1,i=50000,c=2,k=xK6Aw1uX$AAECAwQFBgcICQoLDA0ODw$qLJ-ILPmtE03FGsXutwpMj8boi4IhTrN4k7cFKmy6sc',
  /** Made from `Crème brûlée` with composed letters. */
  french:
    '$pbkdf2-sha256-chain$v=1,i=10000,c=1,k=xK6Aw1uX$AAECAwQFBgcICQoLDA0ODw$b2jYwD0aFW9dFtGREypskA1IvV5ecME7Ck1VVV-BQGQ',
}

const { peppers } = await openKeyring(SECRET, [])
const check = (password: string, stored: string | undefined, iterations = 10_000) =>
  verifyPassword(password, stored, { peppers, iterations })

describe('the hash of a password', () => {
  it.each([
    ['600 000 iterations in six calls', 'SecurePass123!', KNOWN.sixTimes100k, 600_000],
    ['100 000 iterations in two calls', 'SecurePass123!', KNOWN.twice50k, 100_000],
    ['letters with accents', 'Crème brûlée', KNOWN.french, 10_000],
  ])('is the one Node computes: %s', async (_, password, stored, iterations) => {
    expect(await check(password, stored, iterations)).toMatchObject({ correct: true, unreadable: false })
    expect((await check(`${password} `, stored, iterations)).correct).toBe(false)
  })

  it('is the same for composed and decomposed accents, but not for compatibility forms', async () => {
    expect((await check('Crème brûlée'.normalize('NFD'), KNOWN.french)).correct).toBe(true)
    const ligature = await hashPassword('ﬁnal answer', { pepper: peppers[0], iterations: 10_000 })
    expect((await check('ﬁnal answer', ligature)).correct).toBe(true)
    expect((await check('final answer', ligature)).correct).toBe(false)
  })

  it('has a salt of its own, and names its parameters and its pepper', async () => {
    const make = () => hashPassword('SecurePass123!', { pepper: peppers[0], iterations: 600_000 })
    const [first, second] = [await make(), await make()]
    const form = /^\$pbkdf2-sha256-chain\$v=1,i=100000,c=6,k=xK6Aw1uX\$([\w-]{22})\$([\w-]{43})$/
    expect(form.exec(first)?.[1]).not.toBe(form.exec(second)?.[1])
    expect(form.exec(first)?.[2]).not.toBe(form.exec(second)?.[2])
    expect(form.test(first) && form.test(second)).toBe(true)
  })

  it.each([
    [10_000, [10_000]],
    [100_000, [100_000]],
    [100_001, [50_001, 50_001]],
    [220_000, [73_334, 73_334, 73_334]],
    [600_000, Array<number>(6).fill(100_000)],
  ])('of %i iterations never asks the platform for more than 100 000 at once', async (total, calls) => {
    const work = hashWork()
    await hashPassword('SecurePass123!', { pepper: peppers[0], iterations: total })
    expect(work.calls()).toEqual(calls)
  })

  it('does not verify without the key outside the database', async () => {
    const { peppers: others } = await openKeyring('another secret of more than 32 characters', [])
    expect(
      await verifyPassword('SecurePass123!', KNOWN.twice50k, { peppers: others, iterations: 10_000 }),
    ).toMatchObject({ correct: false, outdated: false, unreadable: true })
  })
})

describe('a stored string of another form, or out of bounds', () => {
  const [, , parameters = '', salt = '', hash = ''] = KNOWN.twice50k.split('$')
  const string = (text: string) => `$pbkdf2-sha256-chain$${text}$${salt}$${hash}`

  it.each([
    ['a huge number of iterations', string('v=1,i=4000000000,c=1,k=xK6Aw1uX')],
    ['more iterations than one call may have', string('v=1,i=100001,c=1,k=xK6Aw1uX')],
    ['no iterations', string('v=1,i=0,c=1,k=xK6Aw1uX')],
    ['a number in another notation', string('v=1,i=1e5,c=1,k=xK6Aw1uX')],
    ['a huge number of calls', string('v=1,i=100000,c=99,k=xK6Aw1uX')],
    ['calls beyond two digits', string('v=1,i=100000,c=4000000000,k=xK6Aw1uX')],
    ['another version', string('v=2,i=50000,c=2,k=xK6Aw1uX')],
    ['an unknown pepper', string('v=1,i=50000,c=2,k=AAAAAAAA')],
    ['a short salt', `$pbkdf2-sha256-chain$${parameters}$AAECAwQ$${hash}`],
    ['a salt that is no base64url', `$pbkdf2-sha256-chain$${parameters}$AAECAwQFBgcICQoLDA0OD=$${hash}`],
    ['a truncated hash', `$pbkdf2-sha256-chain$${parameters}$${salt}$${hash.slice(0, 20)}`],
    ['an empty hash', `$pbkdf2-sha256-chain$${parameters}$${salt}$`],
    ['the plain PBKDF2 of other systems', `$pbkdf2-sha256$i=4000000000$${salt}$${hash}`],
    ['Argon2 with enormous memory', '$argon2id$v=19$m=8388608,t=100,p=1$c2FsdHNhbHQ$aGFzaGhhc2g'],
    ['something after it', `${KNOWN.twice50k}$`],
    ['a line before it', `x\n${KNOWN.twice50k}`],
    ['garbage', 'garbage'],
    ['nothing', ''],
  ])('is refused after the work of a dummy: %s', async (_, stored) => {
    const work = hashWork()
    expect(await check('SecurePass123!', stored)).toMatchObject({
      correct: false,
      outdated: false,
      unreadable: true,
    })
    expect(work.calls()).toEqual([10_000])
  })
})

describe('the work of a check', () => {
  it('is the same without an account and with one, whose hash is older or newer', async () => {
    const work = hashWork()
    const cost = async (stored: string | undefined) => {
      work.forget()
      await check('a wrong password', stored, 100_000)
      return work.total()
    }
    const today = await hashPassword('SecurePass123!', { pepper: peppers[0], iterations: 100_000 })
    expect([await cost(undefined), await cost(today), await cost(KNOWN.french)]).toEqual([
      100_000, 100_000, 100_000,
    ])
  })

  it.each([
    ['fewer iterations', KNOWN.french, 'Crème brûlée', 100_000, true],
    ['more iterations', KNOWN.twice50k, 'SecurePass123!', 50_000, true],
    ['the same total in other calls', KNOWN.twice50k, 'SecurePass123!', 100_000, true],
    ['the parameters of today', KNOWN.french, 'Crème brûlée', 10_000, false],
  ])('says whether a string is outdated: %s', async (_, stored, password, iterations, outdated) => {
    expect(await check(password, stored, iterations)).toMatchObject({
      correct: true,
      outdated,
      unreadable: false,
    })
  })

  it('says that a string is outdated when its pepper is not the current one', async () => {
    const rotated = await openKeyring('another secret of more than 32 characters', [
      { secret: SECRET, passwordsOnly: false },
    ])
    expect(
      await verifyPassword('Crème brûlée', KNOWN.french, { peppers: rotated.peppers, iterations: 10_000 }),
    ).toMatchObject({ correct: true, outdated: true, unreadable: false })
  })
})
