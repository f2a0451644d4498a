import type { ReadyConfig } from '../../config/config.ts'
import { equal, utf8 } from '../../crypto/bytes.ts'

/** Whether a request comes from a front end that may name its client. Compared in constant time. */
export const isTrustedFrontEnd = (
  { TRUSTED_CLIENT_KEY: key }: Pick<ReadyConfig, 'TRUSTED_CLIENT_KEY'>,
  given: string | null,
): boolean => key !== undefined && given !== null && equal(utf8(key), utf8(given))
