import type { Child } from 'hono/jsx'
import { FormFrame } from '../../look/forms/form-frame.tsx'
import { HumanCheck } from '../../look/forms/human-check.tsx'
import { Submit } from '../../look/forms/submit.tsx'
import { Summary } from '../../look/forms/summary.tsx'
import { TextField } from '../../look/forms/text-field.tsx'
import { Glyph, type Icon } from '../../look/icons.tsx'
import type { FormState, PageForm } from './form.ts'
import type { Visit } from './visit.ts'

type Names = readonly Pick<PageForm, 'name'>[]

/** A form on a page: what was typed into it before, and what was wrong with that. */
export type Filled = {
  visit: Visit
  state: FormState
  id: string
  /** What a field of it is made of. */
  field: (
    name: string,
    value?: string | null,
  ) => { id: string; name: string; problem?: string | undefined; value?: string | undefined }
}

/** A form that sends one of several things, by the button that is pressed. */
export function filled(visit: Visit, state: FormState, forms: Names): Filled {
  const isMine = forms.some(({ name }) => name === state.form)
  const own = isMine ? state : { form: undefined, typed: {}, problems: [] }
  const id = forms[0]?.name ?? ''
  return {
    visit,
    id,
    state: own,
    field: (name, value) => ({
      id: `${id}-${name}`,
      name,
      problem: own.problems.find(({ field }) => field === name)?.text,
      value: own.typed[name] ?? value ?? undefined,
    }),
  }
}

type FormProps = Omit<Parameters<typeof FormFrame>[0], 'token'> & { of: Filled }

/** A form that is sent to its page, with what was wrong at its top. Each button says what it sends. */
export const Form = ({
  of: { visit, state, id },
  to = visit.path + visit.search,
  children,
  ...frame
}: FormProps) => (
  <FormFrame token={visit.formToken} to={to} {...frame}>
    <Summary
      title={visit.base.summary}
      problems={state.problems.map(({ field, text }) => ({ text, field: field && `${id}-${field}` }))}
    />
    {visit.siteKey !== undefined && state.form !== undefined && (
      <HumanCheck siteKey={visit.siteKey} language={visit.language} words={visit.base} />
    )}
    {children}
  </FormFrame>
)

type AddressFieldProps = {
  of: Filled
  value?: string | undefined
  autocomplete?: string
  autofocus?: boolean
}

/** The address of an account. */
export const AddressField = ({ of, value, autocomplete = 'email', autofocus }: AddressFieldProps) => (
  <TextField
    {...of.field('email', value)}
    type="email"
    label={of.visit.base.email.label}
    autocomplete={autocomplete}
    required
    autofocus={autofocus ?? false}
  />
)

/** For password managers, which keep a password under this name. */
export const Username = ({ email }: { email: string | undefined }) =>
  email === undefined ? null : <input type="email" autocomplete="username" value={email} readonly hidden />

type PressProps = Omit<Parameters<typeof Submit>[0], 'name' | 'value'> & { does: Pick<PageForm, 'name'> }

export const Press = ({ does, ...submit }: PressProps) => <Submit name="do" value={does.name} {...submit} />

type PasskeyProps = {
  visit: Visit
  /** The form that is sent with what the authenticator has answered. */
  does: Pick<PageForm, 'name'>
  asks: 'get' | 'create'
  kind?: 'primary' | 'quiet'
  icon?: Icon
  children: Child
}

/** A button that only a script can do something with. The script hides it where the browser knows no passkeys. */
export const PasskeyPress = ({
  visit,
  does,
  asks,
  kind = 'quiet',
  icon = 'passkey',
  children,
}: PasskeyProps) => {
  const { known, failed } = visit.words.problems.passkey
  const id = `${does.name}-said`
  return (
    <>
      <button
        type="button"
        class={kind === 'quiet' ? 'button quiet scripted' : 'button scripted'}
        data-passkey={asks}
        data-does={does.name}
        aria-describedby={id}
      >
        <Glyph icon={icon} />
        <span>{children}</span>
      </button>
      <p id={id} class="problem" role="status" data-known={known} data-failed={failed}></p>
    </>
  )
}
