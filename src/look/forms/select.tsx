import { controlOf, Field, type FieldProps } from './field.tsx'

type SelectProps = FieldProps & {
  options: { value: string; text: string }[]
  /** The one that is chosen. */
  value?: string | undefined
}

export const Select = ({ options, value, ...field }: SelectProps) => (
  <Field {...field}>
    <span class="box choice">
      <select {...controlOf(field)}>
        {options.map((option) => (
          <option value={option.value} selected={option.value === value}>
            {option.text}
          </option>
        ))}
      </select>
    </span>
  </Field>
)
