import { Failure, type FailureCode } from '../../../core/failure.ts'
import type { Members } from '../../../http/body.ts'
import type { Typed } from '../../../http/form.ts'
import { readMailedLink } from '../../../http/mailed-link.ts'

export type FieldName = 'link' | 'email' | 'password' | 'step'

/**
 * A form behind a mailed link, as plain facts. The script of the page reads them and sends JSON; where no script runs
 * the service reads them and makes the same members of what the form has sent.
 */
export type MailedForm = {
  /** What its field `do` says. */
  name: string
  /** The fields that may not be empty. */
  needs: readonly FieldName[]
  /** The state of the page after success. */
  done: string
  /** The same where the password was left empty. */
  doneWithoutPassword?: string
  /** The state for a link that no longer works. Without it the address may be the wrong one, and is typed again. */
  broken?: string
  /** The member that the password is in. */
  nest?: string
  /** A member that says by being true what is wanted. */
  flag?: string
  /** The link says for which address it is. */
  addressInLink?: true
  /** The answer has a cookie for this browser. */
  remember?: true
}

/** A form as it is shown again. */
type FormState = {
  name: string
  /** What was typed, but for secrets. */
  typed: Typed
  /** The rule that a field has broken. */
  broken: Partial<Record<FieldName, string>>
  /** What is said where no field is to blame. */
  failed: 'failed' | 'tooMany' | 'human' | undefined
  asksStep: boolean
}

/** Which state of a page is seen, where the service decides that. */
export type Shown = { view: string; form?: FormState }

/** The view of a form: that of whoever has a link, or that of whoever has none. */
const viewOf = ({ needs }: MailedForm) => (needs.includes('link') ? 'open' : 'lost')

const typedInto = (typed: Typed, name: FieldName) => typed[name] ?? ''

/**
 * What a script would have sent.
 *
 * @throws Failure invalid_input with the names of the fields
 */
export function membersOf(form: MailedForm, typed: Typed): Members {
  const missing = form.needs.filter((name) => typedInto(typed, name) === '')
  if (missing.length > 0)
    throw new Failure('invalid_input', { issues: missing.map((member) => ({ member, rule: 'missing' })) })
  const link = readMailedLink(typedInto(typed, 'link'))
  const email = form.addressInLink ? link?.email : typedInto(typed, 'email')
  const isWhole = link !== undefined && email !== undefined
  if (form.needs.includes('link') && !isWhole)
    throw new Failure('invalid_input', { issues: [{ member: 'link', rule: 'malformed' }] })

  const password = typedInto(typed, 'password')
  const typedPassword = password === '' ? {} : { password }
  return {
    ...(link && { token: link.token }),
    ...(email && { email }),
    ...(form.nest === undefined ? typedPassword : { [form.nest]: typedPassword }),
    ...(form.flag !== undefined && { [form.flag]: true }),
    ...codeIn(typedInto(typed, 'step').trim()),
  }
}

/** A code of an app has six digits, with a space in the middle where it was typed as it is shown. */
const codeIn = (step: string): Members =>
  step === '' ? {} : { [/^\d{3} ?\d{3}$/.test(step) ? 'totp' : 'recovery_code']: step }

/** The page after success. */
export const doneWith = (form: MailedForm, typed: Typed): Shown => ({
  view: (typedInto(typed, 'password') === '' && form.doneWithoutPassword) || form.done,
})

/** The page after a refusal: the end of a link, or the form with what was wrong. */
export function refusedWith(form: MailedForm, typed: Typed, failure: Failure): Shown {
  const { code } = failure
  if (code === 'invalid_link' && form.broken !== undefined) return { view: form.broken }
  const broken = brokenBy(failure)
  const isNamed = Object.keys(broken).length > 0 || code === 'second_step_required'
  const [link, step] = [typedInto(typed, 'link'), typedInto(typed, 'step')]
  const email = form.addressInLink ? (readMailedLink(link)?.email ?? '') : typedInto(typed, 'email')
  return {
    view: viewOf(form),
    form: {
      name: form.name,
      typed: { link, email },
      broken,
      failed: isNamed ? undefined : (FAILED_BY[code] ?? 'failed'),
      asksStep: step !== '' || code === 'second_step_required',
    },
  }
}

/** Where the core names what is in a field by another name. */
const FIELDS: Record<string, FieldName> = {
  link: 'link',
  email: 'email',
  password: 'password',
  take_over: 'password',
  totp: 'step',
  recovery_code: 'step',
}

const BROKEN_BY: Partial<Record<FailureCode, FormState['broken']>> = {
  wrong_credentials: { password: 'wrong' },
  second_step_refused: { step: 'not_allowed' },
  invalid_link: { email: 'wrong' },
}

const FAILED_BY: Partial<Record<FailureCode, FormState['failed']>> = {
  too_many_requests: 'tooMany',
  human_check_required: 'human',
}

function brokenBy({ code, details: { issues = [] } }: Failure): FormState['broken'] {
  const found = issues.flatMap(({ member, rule }) => (FIELDS[member] ? [[FIELDS[member], rule]] : []))
  return code === 'invalid_input' ? Object.fromEntries(found.toReversed()) : (BROKEN_BY[code] ?? {})
}
