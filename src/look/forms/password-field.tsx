import { controlOf, Field, type FieldProps } from './field.tsx'
import { type Levels, Strength } from './strength.tsx'

type PasswordFieldProps = FieldProps & {
  kind: 'current-password' | 'new-password'
  /** Of the button in the field. */
  words: { show: string; hide: string }
  /** For a new password: shows how hard it is to guess, from `least` characters on. */
  strength?: { levels: Levels; least: number } | undefined
  required?: boolean
  autofocus?: boolean
}

/**
 * A field that password managers understand, that takes a paste, and that can show what was typed. It never
 * has a value: no page says a password back.
 */
export const PasswordField = ({
  kind,
  words,
  strength,
  required = true,
  autofocus = false,
  ...field
}: PasswordFieldProps) => (
  <Field {...field}>
    <span class="box">
      <input
        {...controlOf(field)}
        type="password"
        autocomplete={kind}
        autocapitalize="off"
        spellcheck={false}
        required={required}
        autofocus={autofocus}
      />
      <button
        type="button"
        class="scripted"
        aria-controls={field.id ?? field.name}
        aria-label={`${words.show}: ${field.label}`}
        data-show={words.show}
        data-hide={words.hide}
      >
        {words.show}
      </button>
    </span>
    {strength && <Strength of={field.id ?? field.name} {...strength} />}
  </Field>
)
