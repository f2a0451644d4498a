import { controlOf, Field, type FieldProps } from './field.tsx'

type CodeFieldProps = FieldProps & {
  /** How many digits the code has. */
  digits: number
  required?: boolean
  autofocus?: boolean
}

/**
 * A code of digits, which phones offer above the keyboard. No `maxlength`: it would cut a pasted "123 456". The
 * script leaves the digits; without it spaces arrive with the form.
 */
export const CodeField = ({ digits, required = true, autofocus = false, ...field }: CodeFieldProps) => (
  <Field {...field}>
    <span class="box">
      <input
        {...controlOf(field)}
        class="digits"
        type="text"
        inputmode="numeric"
        autocomplete="one-time-code"
        autocapitalize="off"
        spellcheck={false}
        required={required}
        autofocus={autofocus}
        data-digits={digits}
      />
    </span>
  </Field>
)
