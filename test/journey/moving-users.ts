import { closeSync, openSync, writeSync } from 'node:fs'
import { IMPORTED } from '../crypto/imported-hashes.ts'

const KINDS = Object.entries(IMPORTED)

/** Users of other systems, of each kind in turn. */
function movingUser(index: number) {
  const [kind, { password, hash }] = KINDS[index % KINDS.length] as (typeof KINDS)[number]
  const line = {
    email: `user${index}@example.com`,
    password: hash,
    verified: index % 3 > 0,
    first_name: `Zoë ${index}`,
    last_name: "O'Neill; --",
    created_at: new Date(1_600_000_000_000 + index * 1_000).toISOString(),
  }
  return { kind, password, email: line.email, line }
}

/** One of each kind. */
export const oneOfEach = () => KINDS.map((_, index) => movingUser(index))

export function writeUsers(file: string, count: number): void {
  const output = openSync(file, 'w')
  for (let index = 0; index < count; index += 1) {
    writeSync(output, `${JSON.stringify(movingUser(index).line)}\n`)
  }
  closeSync(output)
}
