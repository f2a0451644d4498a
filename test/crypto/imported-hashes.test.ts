import * as fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { storable } from '../../src/commands/users/password.ts'
import { readImported } from '../../src/crypto/imported/form.ts'
import { openKeyring } from '../../src/crypto/keyring.ts'
import { NO_PASSWORD, verifyPassword } from '../../src/crypto/password-hash.ts'
import { IMPORTED, LONG, MORE_IMPORTED, stored } from './imported-hashes.ts'
import { BY_DEFAULT } from './system-hashes.ts'
import { EVERY_CASE, sample } from '../support/sample.ts'
import { SECRET } from '../support/worker.ts'
import { hashWork } from '../support/work.ts'

const { peppers } = await openKeyring(SECRET, [])
const check = (password: string, string: string | undefined) =>
  verifyPassword(password, string, { peppers, iterations: 10_000 })

/** Systems whose default is over a limit. */
const TOO_COSTLY = {
  'Django, Argon2': 'm=102400 KiB is over the limit of 65536 KiB',
  'argon2-cffi before 21.2': 'm=102400 KiB is over the limit of 65536 KiB',
  'passlib, PBKDF2 with SHA-1': 'sha1 iterations=131000 is over the limit of 100000',
}

/** Of "correct horse", with a low cost: by passlib's own bcrypt, and by Python's bcrypt as WordPress calls it. */
const PREPARED = {
  'passlib, version 1': '$bcrypt-sha256$2b,6$564lxiscckAhOUvMoz5bPO$GAUftsvLF9uF0mV.gz2HU3kOlTjHD5W',
  'passlib, version 2': '$bcrypt-sha256$v=2,t=2b,r=6$nowEX4xkNHt1vjSAdhux2e$zlWY686zDnC42Lev.9x2mevPv298Lp6',
  wordpress: '$wp$2b$05$MdYbHLKOlzEU6CDZsU58wuaO.EI6NZBCHhATsze6oSYniJTySTL4a',
}

/** Made by passlib, with 2^8 rounds. */
const PHPASS = '$P$6DMb0SrVLSK13H.bv7PpbVdJgyfzAN0'

const MORE = Object.entries(MORE_IMPORTED).map(
  ([name, [password, hash]]): [string, { password: string; hash: string }] => [name, { password, hash }],
)

/** By default one hash of each algorithm: many take a second or more. */
const ofEachAlgorithm = <Of extends { hash: string }>(systems: [string, Of][]) =>
  sample(systems, ([, { hash }]) => [/^(\$?[\w-]+)/.exec(stored(hash) ?? '')?.[1] ?? hash])

describe('a hash of another system', () => {
  it.each(ofEachAlgorithm([...Object.entries(IMPORTED), ...MORE]))(
    'accepts the password it was made from, and asks the platform for 100 000 iterations at most: %s',
    async (_, { password, hash }) => {
      const work = hashWork()
      const right = await check(password, stored(hash))
      expect(right).toMatchObject({ correct: true, outdated: true, unreadable: false })
      expect(work.calls().filter((iterations) => iterations > 100_000)).toEqual([])
    },
  )

  // Hashes that take seconds are tested with a wrong password in test/journey.
  it.each(ofEachAlgorithm(MORE))('refuses any other password: %s', async (_, { password, hash }) => {
    const wrong = await check(`${password} `, stored(hash))
    expect(wrong).toMatchObject({ correct: false, outdated: false, unreadable: false })
  })

  it('by bcrypt counts the first 72 bytes of a password', async () => {
    expect((await check(LONG.password, LONG.hash)).correct).toBe(true)
    expect((await check(`${LONG.password.slice(0, 72)} and more`, LONG.hash)).correct).toBe(true)
    expect((await check(LONG.password.slice(0, 71), LONG.hash)).correct).toBe(false)
  })

  it('is checked without normalizing the password, except for a hash of Better Auth', async () => {
    const [word, hash] = MORE_IMPORTED['bcrypt of other letters']
    expect((await check(word.normalize('NFD'), hash)).correct).toBe(false)
    const [ligature, betterAuth] = MORE_IMPORTED['Better Auth, of a ligature']
    expect((await check(ligature.normalize('NFKD'), stored(betterAuth))).correct).toBe(true)
  })

  it('by Argon2 is checked in memory that is given back before the answer', async () => {
    const transfer = vi.spyOn(ArrayBuffer.prototype, 'transfer')
    await check('a wrong password', MORE_IMPORTED['argon2id in four lanes, by argon2'][1])
    const [memory] = transfer.mock.contexts
    expect(memory).toHaveProperty('detached', true)
    expect(transfer.mock.calls).toEqual([[0]])
  })

  it('makes a wrong password cost at least what an unknown account costs', async () => {
    const work = hashWork()
    await check('a wrong password', IMPORTED.supabase.hash)
    expect(work.calls()).toEqual([10_000])
  })
})

describe('what a system writes by default', () => {
  const taken = Object.entries(BY_DEFAULT).filter(([, { hash }]) => 'string' in storable(hash))

  // What is in IMPORTED too has been checked above. Long PBKDF2 with SHA-512 takes half a minute in vitest;
  // `npm run bench -- --imported` checks it.
  const unchecked = taken.filter(
    ([system, of]) => system !== 'Keycloak 24, or FIPS' && !Object.values<object>(IMPORTED).includes(of),
  )

  it.each(ofEachAlgorithm(unchecked))(
    'is taken, and accepts its password: %s',
    async (_, { password, hash }) => {
      expect(await check(password, stored(hash))).toMatchObject({ correct: true, outdated: true })
    },
  )

  it.each(Object.entries(TOO_COSTLY))('is refused with the limit that it exceeds: %s', (system, reason) => {
    const { hash } = BY_DEFAULT[system] ?? { hash: '' }
    expect(storable(hash)).toEqual({
      refusal: `too costly: ${reason}. With null instead, the user sets a new password by mail`,
    })
  })

  it('is taken or refused for every system of the list', () => {
    const refused = Object.keys(TOO_COSTLY)
    expect([...taken.map(([system]) => system), ...refused].toSorted()).toEqual(
      Object.keys(BY_DEFAULT).toSorted(),
    )
  })

  it.each(Object.entries(PREPARED))(
    'by bcrypt of a digest accepts no other password: %s',
    async (_, hash) => {
      expect((await check('correct horse', stored(hash))).correct).toBe(true)
      for (const other of ['correct horsE', 'correct horse more', ''])
        expect((await check(other, stored(hash))).correct).toBe(false)
    },
  )

  it('by WordPress does not count spaces around a password, as WordPress does not', async () => {
    expect((await check(' correct horse\n', stored(PREPARED.wordpress))).correct).toBe(true)
    expect((await check('\u2003correct horse', stored(PREPARED.wordpress))).correct).toBe(false)
  })

  it('by phpass accepts no other password', async () => {
    expect((await check('correct horse', PHPASS)).correct).toBe(true)
    expect((await check('correct horsE', PHPASS)).correct).toBe(false)
  })
})

describe('an account without a password', () => {
  it.each([
    ['', null],
    [NO_PASSWORD, null],
    ['!', ''],
    ['!Hk2jaAMbMdvdvSY8cnkX81dbidrFlZS1xETzQEeI', '!Hk2jaAMbMdvdvSY8cnkX81dbidrFlZS1xETzQEeI'],
  ])(
    'refuses the password %j, after the work that an unknown account costs; exported as %j',
    async (password, exported) => {
      const work = hashWork()
      expect(await check(password, stored(exported))).toMatchObject({
        correct: false,
        outdated: false,
        unreadable: false,
      })
      expect(work.calls()).toEqual([10_000])
    },
  )
})

describe('a stored string of Firebase whose separator is no base64 of whole bytes', () => {
  it.each(['ss=B', 'ss=BwABC', 'ss=BwABCDEFG'])('refuses every password: %s', async (separator) => {
    const string = stored(IMPORTED.firebase.hash)?.replace('ss=Bw', separator)
    expect(string).toContain(`,${separator},`)
    expect(await check(IMPORTED.firebase.password, string)).toMatchObject({
      correct: false,
      unreadable: true,
    })
  })
})

describe('a hash that is unknown or too costly', () => {
  const [salt, hash] = ['c29tZSBzYWx0IG9mIHRleHQ', 'gffX798IJVSoaZQIwRJAaHa+l28I4491YQgo+y/UMaQ']
  const bcrypt = 'abcdefghijklmnopqrstuud/5IuQmqhVO0kfNEbHJM.fJkPiliBzC'

  it.each([
    `$2a$15$${bcrypt}`,
    `$2a$03$${bcrypt}`,
    `$2a$6$${bcrypt}`,
    `$2x$06$${bcrypt}`,
    `$2a$06$${bcrypt}C`,
    `$2a$06$${bcrypt.slice(1)}`,
    `$argon2id$v=19$m=65537,t=1,p=1$${salt}$${hash}`,
    `$argon2id$v=19$m=65536,t=9,p=1$${salt}$${hash}`,
    `$argon2id$v=19$m=8,t=1,p=2$${salt}$${hash}`,
    `$argon2id$v=19$m=1024,t=1,p=129$${salt}$${hash}`,
    `$argon2id$v=19$m=1024,t=0,p=1$${salt}$${hash}`,
    `$argon2id$v=16$m=1024,t=1,p=1$${salt}$${hash}`,
    `$argon2d$v=19$m=1024,t=1,p=1$${salt}$${hash}`,
    `$argon2id$v=19$m=1024,t=1,p=1$c29tZXNh$${hash}`,
    `$scrypt$ln=17,r=8,p=1$${salt}$${hash}`,
    `$scrypt$ln=16,r=8,p=3$${salt}$${hash}`,
    `$scrypt$ln=16,r=1,p=1$${salt}$${hash}`,
    `$scrypt$ln=99,r=99,p=99$${salt}$${hash}`,
    `$scrypt$ln=0,r=8,p=1$${salt}$${hash}`,
    `$scrypt$ln=14,r=8,p=1$${salt}$c2hvcnQ`,
    IMPORTED.firebase.hash.replace('n=14', 'n=17'),
    IMPORTED.firebase.hash.replace('r=8', 'r=9'),
    IMPORTED.firebase.hash.replace('WmXA==', 'WmXAAAAA'),
    `$pbkdf2-sha256$i=2000001$${salt}$${hash}`,
    `$pbkdf2-sha512$i=250001$${salt}$${hash}`,
    `$pbkdf2-sha1$i=100001$${salt}$${hash}`,
    `$bcrypt-unknown$2b$06$${bcrypt}`,
    '$P$FrdLTuXcB.I8ZBuGNfo0UywyHyMkrk/',
    '$P$!rdLTuXcB.I8ZBuGNfo0UywyHyMkrk/',
    'AQAAAAMAAYagAAAAEH8OEJdPa+s6Fc+b4QZfCfACClhez4qGHNB0wd0Sgs1i9sF9C2X7bz+IuiAh9FUupw==',
    `$pbkdf2-md5$i=1000$${salt}$${hash}`,
    `$pbkdf2-constructor$i=1000$${salt}$${hash}`,
    `$sha256$i=1000$${salt}$${hash}`,
    '5f4dcc3b5aa765d61d8327deb882cf99',
    'correct horse',
  ])(
    'is not imported, and if it is stored, every password is refused after the usual work: %s',
    async (string) => {
      const work = hashWork()
      expect(storable(string)).toHaveProperty('refusal')
      expect(await check('correct horse', string)).toMatchObject({
        correct: false,
        outdated: false,
        unreadable: true,
      })
      expect(work.calls()).toEqual([10_000])
    },
  )

  it('never makes the parser throw', () => {
    const parts = fc.constantFrom(
      ...[...Object.entries(IMPORTED), ...MORE].flatMap(([, { hash }]) => hash.split(/(?<=[$,:=])/)),
    )
    const pieced = fc.array(fc.oneof(parts, fc.string({ maxLength: 5 })), { maxLength: 12 })
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      pieced.map((pieces) => pieces.join('')),
    )
    fc.assert(
      fc.property(anything, (string) => {
        readImported(string)
        const result = storable(string)
        return 'refusal' in result || stored(result.string) === result.string
      }),
      { numRuns: EVERY_CASE ? 5_000 : 500 },
    )
  })

  it('refuses the password once a character of salt or hash has changed', async () => {
    const cheap = [IMPORTED.supabase, { password: 'correct horse', hash: MORE_IMPORTED['PBKDF2-SHA-256'][1] }]
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...cheap),
        fc.nat(),
        fc.string({ minLength: 1, maxLength: 1 }),
        async (of, at, by) => {
          // Only salt and hash, after the last dollar, change. The cost stays the same.
          const from = of.hash.lastIndexOf('$') + 23
          const place = from + (at % (of.hash.length - from - 1))
          fc.pre(of.hash[place] !== by)
          const changed = of.hash.slice(0, place) + by + of.hash.slice(place + 1)
          return !(await check(of.password, changed)).correct
        },
      ),
      { numRuns: EVERY_CASE ? 60 : 10 },
    )
  })
})
