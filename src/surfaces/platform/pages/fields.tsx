import type { Child } from 'hono/jsx'
import type { FieldProps } from '../../../look/forms/field.tsx'
import { PasswordField } from '../../../look/forms/password-field.tsx'
import { Glyph } from '../../../look/icons.tsx'
import { TextField } from '../../../look/forms/text-field.tsx'
import type { FieldName } from './mailed-form.ts'
import type { MailedReader } from './reader.ts'
import { fill } from '../../../look/words/naming.ts'

/** How a field is filled, and what is wrong with that. */
type About = { problem: string | undefined; value: string | undefined; isAsked: boolean }

/** A field of a form behind a mailed link. The script and the service say the same of a broken rule. */
export type MailedField = {
  name: FieldName
  id: string
  /** What is said of each broken rule; `not_allowed` of every other one. */
  says: Record<string, string>
  show: (about: About) => Child
}

/** The script looks for a sentence under the name of its rule. */
const dataOf = (says: MailedField['says']): NonNullable<FieldProps['data']> =>
  Object.fromEntries(Object.entries(says).map(([rule, text]) => [`data-${rule.replaceAll('_', '-')}`, text]))

/** What a script reads in the address, and whoever has none pastes. */
export function linkField({ words, shown, siteKey }: MailedReader, form: string): MailedField {
  const [name, id] = ['link', `${form}-link`] as const
  return {
    name,
    id,
    says: { missing: words.missing, not_allowed: words.link.notAllowed },
    show: (about) => (
      <div class={shown ? undefined : 'unscripted'} data-link={siteKey === undefined ? undefined : ''}>
        <TextField {...about} {...{ name, id }} label={words.link.label} hint={words.link.hint} verbatim />
      </div>
    ),
  }
}

type Address = { id: string; autocomplete?: 'username' | 'off'; wrong?: string }

export function addressField(
  { words }: MailedReader,
  { id, autocomplete = 'off', wrong }: Address,
): MailedField {
  const { label, notAnEmail } = words.email
  const says = { missing: words.missing, not_allowed: notAnEmail, ...(wrong !== undefined && { wrong }) }
  const props = { name: 'email', id, type: 'email', autocomplete, label, data: dataOf(says) } as const
  return { name: 'email', id, says, show: (about) => <TextField {...about} {...props} required /> }
}

/** The address that the link names, beside a new password: password managers save both. */
export function accountField({ words, shown }: MailedReader): MailedField {
  const { label, notAnEmail } = words.email
  const says = { missing: words.missing, not_allowed: notAnEmail }
  const props = { name: 'email', id: 'account', type: 'email', autocomplete: 'username', label } as const
  return {
    name: 'email',
    id: 'account',
    says,
    show: (about) => (
      <div class={shown ? undefined : 'scripted'} hidden={Boolean(shown && !about.value)}>
        <TextField {...about} {...props} data={dataOf(says)} readonly />
      </div>
    ),
  }
}

type Password = {
  id?: string
  kind?: 'new-password' | 'current-password'
  optional?: true
  hint?: string
  /** What is said of a password that is not the right one. */
  wrong?: string
}

export function passwordField(
  { words, config }: MailedReader,
  { id = 'password', kind = 'new-password', optional, hint, wrong }: Password,
): MailedField {
  const { password } = words
  const says = {
    missing: words.missing,
    too_short: fill(password.tooShort, { least: config.PASSWORD_MIN_LENGTH }),
    too_long: password.tooLong,
    too_common: password.tooCommon,
    breached: password.breached,
    too_personal: password.tooPersonal,
    not_allowed: password.notAllowed,
    ...(wrong !== undefined && { wrong }),
  }
  const label = kind === 'new-password' ? password.new : password.label
  const props = { name: 'password', id, kind, label, hint, words, data: dataOf(says) }
  return {
    name: 'password',
    id,
    says,
    show: ({ problem }) => <PasswordField {...props} problem={problem} required={!optional} />,
  }
}

/** A code of an app, a recovery code or a passkey, where the account asks for one. */
export function stepField({ words, config, shown }: MailedReader): MailedField {
  const { label, hint, wrong, byPasskey } = words.secondStep
  // The script asks the API for what an authenticator is asked with.
  const takesPasskeys = !shown && config.PASSKEY_RP_ID !== undefined && config.SURFACES.includes('account-v1')
  const says = { missing: words.missing, not_allowed: wrong }
  const props = { name: 'step', id: 'step', autocomplete: 'one-time-code', label, hint, data: dataOf(says) }
  return {
    name: 'step',
    id: 'step',
    says,
    show: ({ problem, isAsked }) => (
      <div data-step hidden={!isAsked}>
        <TextField {...props} problem={problem} autofocus={isAsked && problem === undefined} verbatim />
        {takesPasskeys && (
          <button type="button" class="button quiet" data-step-passkey hidden>
            <Glyph icon="passkey" />
            <span>{byPasskey}</span>
          </button>
        )}
      </div>
    ),
  }
}
