import type { FailureCode, Issue } from '../../../core/failure.ts'
import type { Words } from '../../../look/words/words.ts'
import { type Counted, type Naming, counted, fill } from '../../../look/words/naming.ts'

type Rule = Issue['rule']

/** Sentences about what is wrong with a form. Each says what to do. */
export type ProblemWords = {
  /** Of a field, whatever its name. Those that mailed pages say too are among their words. */
  rules: Record<Exclude<Rule, keyof ReturnType<typeof sharedRules> | 'too_short' | 'too_long'>, string>
  tooLong: Naming<'most'>
  /** Of fields whose form is one of a kind. */
  fields: Readonly<Record<string, string>>
  /** Of the whole form. */
  refusals: Partial<Record<FailureCode, string>>
  tooMany: Counted
  recentlyRecovered: Counted
  /** For refusals that have no sentence of their own. */
  failed: string
  /** Of a passkey that is on the account already, and of one that did not work. */
  passkey: { known: string; failed: string }
}

const sharedRules = ({ missing, email, password }: Words) => ({
  missing,
  not_a_string: missing,
  not_an_email: email.notAnEmail,
  too_common: password.tooCommon,
  breached: password.breached,
  too_personal: password.tooPersonal,
})

/** What is said of a field. */
export function brokenField(
  { problems, base }: { problems: ProblemWords; base: Words },
  field: string,
  { rule, limit = 0 }: Issue,
): string {
  if (rule === 'too_short') return limit > 1 ? fill(base.password.tooShort, { least: limit }) : base.missing
  if (rule === 'too_long') return fill(problems.tooLong, { most: limit })
  const isForm = rule === 'malformed' || rule === 'not_valid'
  // Two codes are asked for at once where an address changes.
  const kind = field.replace(/_(current|new)$/, '')
  return (isForm && problems.fields[kind]) || { ...sharedRules(base), ...problems.rules }[rule]
}

/**
 * What is said of a whole form.
 *
 * @param retryAfter seconds
 */
export function refusedForm(
  { problems: words, base }: { problems: ProblemWords; base: Words },
  code: FailureCode,
  retryAfter = 0,
): string {
  if (code === 'human_check_required') return base.human.required
  if (code === 'too_many_requests') return counted(words.tooMany, Math.max(1, Math.ceil(retryAfter / 60)))
  if (code === 'recently_recovered')
    return counted(words.recentlyRecovered, Math.max(1, Math.ceil(retryAfter / 3_600)))
  return words.refusals[code] ?? words.failed
}
