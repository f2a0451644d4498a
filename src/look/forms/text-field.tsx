import { controlOf, Field, type FieldProps } from './field.tsx'

type TextFieldProps = FieldProps & {
  type?: 'text' | 'email' | 'url' | 'tel' | undefined
  /** What was typed before. */
  value?: string | undefined
  /** What password managers and keyboards fill it with, for instance `username webauthn`. */
  autocomplete?: string | undefined
  required?: boolean
  readonly?: boolean
  autofocus?: boolean
  /** No autocorrection and no capital at the beginning: for what is no prose, such as a recovery code. */
  verbatim?: boolean
  maxlength?: number | undefined
}

export const TextField = ({
  type = 'text',
  value,
  autocomplete = 'off',
  required = false,
  readonly = false,
  autofocus = false,
  verbatim = type !== 'text',
  maxlength,
  ...field
}: TextFieldProps) => (
  <Field {...field}>
    <span class="box">
      <input
        {...controlOf(field)}
        type={type}
        value={value}
        autocomplete={autocomplete}
        required={required}
        readonly={readonly}
        autofocus={autofocus}
        maxlength={maxlength}
        {...(verbatim && { autocapitalize: 'off', spellcheck: false, autocorrect: 'off' })}
      />
    </span>
  </Field>
)
