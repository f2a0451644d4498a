import type { Child } from 'hono/jsx'
import type { Reader } from './reader.ts'

const describedBy = (id: string, hint?: string) =>
  hint === undefined ? `${id}-problem` : `${id}-hint ${id}-problem`

type Field = { id: string; label: string; hint?: string | undefined; children: Child }

/** A label, a box with the input, and under it the hint. A problem takes the place of the hint. */
const Field = ({ id, label, hint, children }: Field) => (
  <div class="field">
    <label for={id}>{label}</label>
    <span class="box">{children}</span>
    {hint !== undefined && (
      <p id={`${id}-hint`} class="hint">
        {hint}
      </p>
    )}
    <p id={`${id}-problem`} class="problem" aria-live="polite"></p>
  </div>
)

type Password = {
  reader: Reader
  id: string
  kind?: 'new-password' | 'current-password'
  optional?: boolean
  hint?: string
  /** What is said of a password that is not the right one. */
  wrong?: string
}

/** A field that password managers understand, that takes a paste, and that can show what was typed. */
export const PasswordField = ({
  reader: { words, config },
  id,
  kind = 'new-password',
  optional = false,
  hint,
  wrong,
}: Password) => {
  const { password } = words
  const label = kind === 'new-password' ? password.new : password.label
  return (
    <Field id={id} label={label} hint={hint}>
      <input
        id={id}
        name="password"
        type="password"
        autocomplete={kind}
        autocapitalize="off"
        spellcheck={false}
        required={!optional}
        aria-describedby={describedBy(id, hint)}
        data-missing={words.missing}
        data-wrong={wrong}
        data-too-short={password.tooShort(config.PASSWORD_MIN_LENGTH)}
        data-too-long={password.tooLong}
        data-too-common={password.tooCommon}
        data-breached={password.breached}
        data-too-personal={password.tooPersonal}
        data-not-allowed={password.notAllowed}
      />
      <button
        type="button"
        aria-controls={id}
        aria-label={`${words.show}: ${label}`}
        data-show={words.show}
        data-hide={words.hide}
      >
        {words.show}
      </button>
    </Field>
  )
}

type Address = {
  reader: Reader
  id: string
  autocomplete: 'username' | 'off'
  /** Filled in from the link, and not to be changed. */
  readonly?: boolean
  wrong?: string
}

export const AddressField = ({ reader: { words }, id, autocomplete, readonly = false, wrong }: Address) => (
  <Field id={id} label={words.email.label}>
    <input
      id={id}
      name="email"
      type="email"
      autocomplete={autocomplete}
      required
      readonly={readonly}
      aria-describedby={describedBy(id)}
      data-missing={words.missing}
      data-wrong={wrong}
      data-not-an-email={words.email.notAnEmail}
      data-not-allowed={words.email.notAnEmail}
    />
  </Field>
)

/** The second step: a code of an app or a recovery code. The script shows it where it is asked for. */
export const SecondStepField = ({ reader: { words }, id }: { reader: Reader; id: string }) => (
  <div data-step hidden>
    <Field id={id} label={words.secondStep.label} hint={words.secondStep.hint}>
      <input
        id={id}
        name="step"
        type="text"
        autocomplete="one-time-code"
        autocapitalize="off"
        spellcheck={false}
        aria-describedby={describedBy(id, words.secondStep.hint)}
        data-missing={words.missing}
        data-not-allowed={words.secondStep.wrong}
      />
    </Field>
  </div>
)
