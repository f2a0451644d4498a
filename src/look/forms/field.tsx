import type { Child } from 'hono/jsx'

/** What every field has. */
export type FieldProps = {
  /** What the form posts it as. It is its id too, unless `id` says otherwise: an id stands on a page once. */
  name: string
  id?: string | undefined
  label: string
  hint?: string | undefined
  /** What is wrong and what to do. It takes the place of the hint. */
  problem?: string | undefined
  /** At the right of the label, and after the field for the keyboard: a way to go on without it. */
  aside?: Child
  /** Of its own, for scripts: `data-…`. */
  data?: Record<`data-${string}`, string>
}

type Control = Pick<FieldProps, 'name' | 'id' | 'hint' | 'problem' | 'data'>

/** What an input needs to belong to its label, its hint and its problem. */
export const controlOf = ({ name, id = name, hint, problem, data = {} }: Control) => ({
  ...data,
  id,
  name,
  'aria-describedby': problem ? `${id}-problem` : hint && `${id}-hint`,
  'aria-invalid': problem ? ('true' as const) : undefined,
})

/** The hint, or what is wrong. */
const Advice = ({ name, id = name, hint, problem }: Control) => {
  if (problem)
    return (
      <p id={`${id}-problem`} class="problem">
        {problem}
      </p>
    )
  return hint ? (
    <p id={`${id}-hint`} class="hint">
      {hint}
    </p>
  ) : null
}

/** A label above, the control, and under it the advice. */
export const Field = ({ children, ...field }: FieldProps & { children: Child }) => (
  <div class={field.aside ? 'field with-aside' : 'field'}>
    <label for={field.id ?? field.name}>{field.label}</label>
    {children}
    {field.aside && <span class="aside">{field.aside}</span>}
    <Advice {...field} />
  </div>
)
