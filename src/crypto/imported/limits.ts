import type { Digest, ImportedHash, ScryptCost } from './form.ts'

/**
 * What a check of a hash may cost. The limits hold for stored strings too: somebody who can write to the
 * database must not choose what a check costs.
 */

/** Of the logarithm: each step doubles the work. */
const MAX_BCRYPT_COST = 14

/**
 * 64 MiB. An isolate has 128 MiB for everything: the code, other requests, and a second check may run in it.
 * So hashes of 100 MiB, which argon2-cffi made until 2021 and Django makes today, cannot be checked.
 */
const MAX_KIB = 65_536
/** Of Argon2, in all passes. Laravel's default is half of it: 64 MiB in four passes. */
const MAX_KIB_IN_ALL = 8 * MAX_KIB
/** The same 64 MiB for scrypt, in blocks of 128 bytes. */
const MAX_BLOCKS = 2 ** 19
/** Of scrypt, p times: p repeats the work in the same memory. Workers refuse more. */
const MAX_BLOCKS_IN_ALL = 2 ** 20

/**
 * Workers compute at most 100 000 iterations in one call, by WebCrypto and by `node:crypto`. Beyond that,
 * SHA-256 and SHA-512 are computed in JavaScript: Django writes up to 1 800 000, Keycloak 210 000.
 */
const MAX_ITERATIONS: Record<Digest, number> = { sha1: 100_000, sha256: 2_000_000, sha512: 250_000 }

/** WordPress writes 13. */
const MAX_PHPASS_ROUNDS = 16

/** A parameter that is over its limit. `unit` is empty where it counts. */
export type Excess = { name: string; value: number; max: number; unit: string }

/** The first parameter that asks for too much. */
export function excessOf(imported: ImportedHash): Excess | undefined {
  return measured(imported).find(({ value, max }) => value > max)
}

function measured(imported: ImportedHash): Excess[] {
  switch (imported.scheme) {
    case 'bcrypt':
      return [{ name: 'cost', value: imported.cost, max: MAX_BCRYPT_COST, unit: '' }]
    case 'argon2i':
    case 'argon2id':
      return [
        { name: 'm', value: imported.memory, max: MAX_KIB, unit: ' KiB' },
        { name: 'm*t', value: imported.memory * imported.passes, max: MAX_KIB_IN_ALL, unit: ' KiB' },
      ]
    case 'pbkdf2': {
      const { digest, iterations } = imported
      return [{ name: `${digest} iterations`, value: iterations, max: MAX_ITERATIONS[digest], unit: '' }]
    }
    case 'phpass':
      return [{ name: 'log2 of the rounds', value: imported.rounds, max: MAX_PHPASS_ROUNDS, unit: '' }]
    default:
      return blocks(imported.cost)
  }
}

const blocks = ({ N, r, p }: ScryptCost): Excess[] => [
  { name: 'N*r', value: N * r, max: MAX_BLOCKS, unit: ' blocks of 128 bytes' },
  { name: 'N*r*p', value: N * r * p, max: MAX_BLOCKS_IN_ALL, unit: ' blocks' },
]
