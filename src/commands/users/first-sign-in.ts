import { type ImportedHash, readImported } from '../../crypto/imported/form.ts'

/** Ten of our hashes take about a second of CPU. */
export const SLOW = 10

/** Whether the first sign-in with this stored string takes so long that whoever imports it should know. */
export function isSlow(stored: string): boolean {
  const imported = readImported(stored)
  return imported !== undefined && timesOurs(imported) > SLOW
}

/**
 * What a check costs, as a multiple of one of our hashes with 600 000 iterations. The factors come from
 * `npm run bench -- --imported`; another machine has others, but not by much, since both sides change.
 */
export function timesOurs(imported: ImportedHash): number {
  switch (imported.scheme) {
    case 'bcrypt':
      return 2 ** imported.cost / 1_000
    case 'argon2i':
    case 'argon2id':
      return (imported.memory * imported.passes) / 6_300
    case 'pbkdf2':
      return imported.iterations / ITERATIONS_OF_ONE[imported.digest](imported.iterations)
    case 'phpass':
      return 2 ** imported.rounds / 10_000
    default:
      return (imported.cost.N * imported.cost.r * imported.cost.p) / 270_000
  }
}

/** How many iterations take as long as one of our hashes: the platform's, or beyond its limit ours. */
const ITERATIONS_OF_ONE = {
  sha1: () => 900_000,
  sha256: (iterations: number) => (iterations > 100_000 ? 110_000 : 600_000),
  sha512: (iterations: number) => (iterations > 100_000 ? 12_000 : 110_000),
}
