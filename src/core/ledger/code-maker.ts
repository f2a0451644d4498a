import type { ReadyConfig } from '../../config/config.ts'
import { equal, utf8 } from '../../crypto/bytes.ts'
import { randomDigits } from '../../crypto/random.ts'

/** Where the codes of a flow come from. A surface chooses. */
export type CodeMaker = {
  make: (count: number, digits: number) => string[]
  /** False when the caller knows the codes already. */
  areMailed: boolean
}

/** All different: two codes that could be mistaken for each other would prove only one mailbox. */
export const mailedCodes: CodeMaker = {
  areMailed: true,
  make: (count, digits) => {
    const codes = new Set<string>()
    while (codes.size < count) codes.add(randomDigits(digits))
    return [...codes]
  },
}

/** For test suites of apps: every code is this one, and no mail is sent. */
const testCodes: CodeMaker = {
  areMailed: false,
  make: (count) => Array<string>(count).fill('1234'),
}

/**
 * The maker that a request may have: with the right TEST_PWD that of the tests. In every other case the
 * flow is the normal one, whatever a client sends.
 */
export const codesFor = ({ TEST_PWD }: Pick<ReadyConfig, 'TEST_PWD'>, given: unknown): CodeMaker =>
  TEST_PWD !== undefined && typeof given === 'string' && equal(utf8(TEST_PWD), utf8(given))
    ? testCodes
    : mailedCodes
