import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { METHODS, type Method } from '../../core/failure.ts'
import type { Typed } from '../../http/form.ts'
import { TextField } from '../../look/forms/text-field.tsx'
import { PasswordField } from '../../look/forms/password-field.tsx'
import { CodeField } from '../../look/forms/code-field.tsx'
import { Heading } from '../../look/heading.tsx'
import { filled, Form, PasskeyPress, Press } from './controls.tsx'
import { type FormState, isSentAgain, losesWords, UNTOUCHED } from './form.ts'
import { stage } from './stage.tsx'
import type { Visit } from './visit.ts'

export const CONFIRM = '/account/confirm'

/** What each button of the card sends. confirm.tsx acts on it. */
export const ASKS = {
  password: { name: 'password' },
  step: { name: 'step' },
  passkey: { name: 'passkey' },
  options: { name: 'passkey_options' },
  mail: { name: 'mail' },
  code: { name: 'code' },
} as const

/** What makes the session fresh, as the card carries it from one try to the next. It is shown, and decides nothing. */
export const methodsIn = (typed: Typed): Method[] =>
  METHODS.filter((method) => (typed['methods'] ?? '').split(' ').includes(method))

/**
 * What was typed into the form that made a proof necessary: it is sent again after the proof. Passwords and codes are not
 * among it.
 */
const writeKept = (typed: Typed) =>
  JSON.stringify(Object.fromEntries(Object.entries(typed).filter(([name]) => isSentAgain(name))))

/** Asks for one more proof before what was sent is done. */
export const confirmFirst = (
  visit: Visit,
  { typed, methods, status }: { typed: Typed; methods: readonly Method[]; status: ContentfulStatusCode },
) => {
  // The page that was left, with where it leads itself.
  const page = visit.path + visit.search
  const back = {
    ...visit,
    returnTo: { url: page, isOurs: true },
    search: `?${new URLSearchParams({ return_to: page }).toString()}`,
  }
  return confirmCard(back, {
    state: UNTOUCHED,
    methods,
    kept: losesWords(typed) ? undefined : writeKept(typed),
    status,
  })
}

/** The card: what the account can prove itself with. `kept` is a form that waits. */
export function confirmCard(
  visit: Visit,
  {
    state,
    methods,
    kept,
    isMailed = false,
    status,
  }: {
    state: FormState
    methods: readonly Method[]
    kept: string | undefined
    isMailed?: boolean
    status: ContentfulStatusCode
  },
) {
  const {
    entry,
    account: { confirm },
  } = visit.words
  const of = filled({ ...visit, path: CONFIRM }, state, Object.values(ASKS))
  const has = (...wanted: Method[]) => wanted.some((method) => methods.includes(method))
  const content = (
    <>
      <Heading title={confirm.title} lead={confirm.lead} />
      <Form of={of}>
        <input type="hidden" name="methods" value={methods.join(' ')} />
        {kept !== undefined && <input type="hidden" name="kept" value={kept} />}
        {has('password') && (
          <>
            <PasswordField
              {...of.field('password')}
              words={visit.base}
              kind="current-password"
              label={visit.base.password.label}
              autofocus
            />
            <Press does={ASKS.password}>{confirm.press}</Press>
          </>
        )}
        {has('totp', 'recovery_code') && (
          <>
            <TextField
              {...of.field('step')}
              label={visit.base.secondStep.label}
              hint={confirm.stepHint}
              autocomplete="one-time-code"
              autofocus={!has('password')}
            />
            <Press does={ASKS.step}>{confirm.press}</Press>
          </>
        )}
        {has('code') && isMailed && (
          <>
            <CodeField {...of.field('code')} digits={6} label={entry.code} hint={confirm.mailed} autofocus />
            <Press does={ASKS.code}>{confirm.press}</Press>
          </>
        )}
        {has('code') && !isMailed && <Press does={ASKS.mail}>{entry.signIn.byMail}</Press>}
        {has('passkey') && (
          <PasskeyPress visit={visit} does={ASKS.passkey} asks="get">
            {entry.signIn.byPasskey}
          </PasskeyPress>
        )}
      </Form>
    </>
  )
  // The request of an app would ask again.
  const back = visit.returnTo?.isOurs === true ? visit.returnTo.url : '/account'
  const end = <a href={back}>{confirm.cancel}</a>
  return stage(visit, { title: confirm.title, content, end }, status)
}
