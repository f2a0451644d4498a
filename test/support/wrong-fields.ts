import type { Ready } from './form-story.ts'
import { otherThan } from './mails.ts'

/** What a secret field may hold instead: of the right form, and wrong. Others say something of their own. */
const WRONG: Record<string, (right: string) => string> = {
  code: otherThan,
  code_current: otherThan,
  code_new: otherThan,
  totp: otherThan,
  step: (right) => (/^\d+$/.test(right) ? otherThan(right) : 'AAAA-BBBB-CCCC-DDDD'),
  recovery_code: () => 'AAAA-BBBB-CCCC-DDDD',
  // Too short for a new one.
  password: () => 'no',
  link: () => `#token=${'x'.repeat(43)}`,
  confirm: () => 'somebody-else@example.org',
  email: () => 'no address',
  credential: (right) => right.replace(/(?<="(?:signature|attestationObject)":"[\w-]{20})[\w-]{4}/, 'AAAA'),
}

/** What decides whether a form is refused, each with something that is. */
export const wrongOf = ({
  fields,
  typed,
}: Pick<Ready, 'fields' | 'typed'>): [field: string, wrong: string][] =>
  typed.flatMap((field) => {
    const wrong = WRONG[field]?.(fields[field] ?? '')
    return wrong === undefined ? [] : [[field, wrong]]
  })

/** What a page shows to nobody again. */
export const SECRET_FIELDS = new Set(
  Object.keys(WRONG).filter((field) => !['confirm', 'email', 'link'].includes(field)),
)
