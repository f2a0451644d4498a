import type { Deps } from '../deps.ts'
import { Failure, type Issue } from '../failure.ts'

export const PASSWORD_MAX_LENGTH = 256

/** A context word shorter than this says nothing about a password that happens to hold it. */
const SHORTEST_CONTEXT_WORD = 4
/** Seconds, where the list of common passwords cannot be read. */
const RETRY_AFTER = 10

/** "A few characters around" a context word, as in `postern2026!`. */
const FEW = 5

const PRODUCT = 'postern'

/**
 * Refuses a password that guessing programs try first (NIST SP 800-63B-4 §3.1.1.2, ASVS 6.2.1–6.2.12):
 * too short or too long in code points, on the list of common passwords, or the user's own address or
 * our name with a few characters around; and, where that is switched on, breached ones. No rule about
 * kinds of characters.
 *
 * @param member the name to complain about
 * @throws Failure invalid_input with one issue; unavailable when the list of common passwords cannot be read
 */
export async function checkNewPassword(
  { config, isBreached, isCommon, record }: Pick<Deps, 'config' | 'isBreached' | 'isCommon' | 'record'>,
  password: string,
  { email, member }: { email: string; member: string },
): Promise<void> {
  const refuse = (issue: Omit<Issue, 'member'>) =>
    new Failure('invalid_input', { issues: [{ member, ...issue }] })
  const normal = password.normalize('NFC')
  const length = [...normal].length
  if (length < config.PASSWORD_MIN_LENGTH) {
    throw refuse({ rule: 'too_short', limit: config.PASSWORD_MIN_LENGTH })
  }
  if (length > PASSWORD_MAX_LENGTH) throw refuse({ rule: 'too_long', limit: PASSWORD_MAX_LENGTH })
  const folded = normal.toLowerCase()
  if (await isOnList(isCommon, folded)) throw refuse({ rule: 'too_common' })
  const [localPart = ''] = email.split('@')
  const context = [email, localPart, PRODUCT, config.APP_NAME.toLowerCase()]
  if (context.some((word) => isMostly(folded, word))) throw refuse({ rule: 'too_personal' })
  if (config.BREACHED_PASSWORD_CHECK === 'off') return
  // A list that does not answer must not keep anybody from registering: it fails open, and says so.
  const breached = await isBreached(password).catch(() => {
    record({ event: 'breach_list_failed', outcome: 'failure' })
    return false
  })
  if (breached) throw refuse({ rule: 'breached' })
}

const isMostly = (password: string, word: string) =>
  word.length >= SHORTEST_CONTEXT_WORD && password.includes(word) && password.length - word.length <= FEW

/** The list is part of the service: without it nobody sets a password that guessing programs try first. */
async function isOnList(isCommon: Deps['isCommon'], password: string): Promise<boolean> {
  try {
    return await isCommon(password)
  } catch (cause) {
    throw new Failure('unavailable', { reason: 'common_passwords', cause, retryAfter: RETRY_AFTER })
  }
}
