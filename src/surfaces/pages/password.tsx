import * as z from 'zod/mini'
import { setOwnPassword } from '../../core/account/set-password.ts'
import { password } from '../../core/identity/fields.ts'
import { Fold } from '../../look/account/fold.tsx'
import { Panel } from '../../look/account/panel.tsx'
import { PasswordField } from '../../look/forms/password-field.tsx'
import type { AccountForm, AccountVisit, SentVisit } from './account-page.tsx'
import { welcomedOr } from './answers.ts'
import { keepSession } from './browser.ts'
import { filled, Form, Press, Username } from './controls.tsx'
import { form, type FormState, UNTOUCHED } from './form.ts'
import type { Visit } from './visit.ts'
import { fill } from '../../look/words/naming.ts'

/** By itself, after a refusal: in the panel that it was folded away in. A card needs none. */
function refusedView(visit: Visit, state: FormState) {
  const form = newPasswordView(visit, state)
  if (visit.path === '/welcome') return form
  return (
    <Panel id="password" title={visit.base.password.label}>
      {form}
    </Panel>
  )
}

export function newPasswordView(visit: Visit, state: FormState, email?: string) {
  const { security, entry } = visit.words
  const of = filled(visit, state, [setPassword])
  return (
    <Form of={of}>
      <Username email={email} />
      <PasswordField
        {...of.field('password')}
        kind="new-password"
        label={visit.base.password.new}
        hint={fill(visit.base.password.hint, { least: visit.config.PASSWORD_MIN_LENGTH })}
        words={visit.base}
        strength={{ levels: entry.strength, least: visit.config.PASSWORD_MIN_LENGTH }}
      />
      <Press does={setPassword}>{security.password.press}</Press>
    </Form>
  )
}

/** The first password, or another one. Every other session ends. */
export const setPassword: AccountForm = {
  ...form({
    name: 'password',
    schema: z.object({ password }),
    async act(visit: SentVisit, { password }) {
      const tokens = await setOwnPassword(visit.deps, { caller: visit.caller, password })
      if (tokens) await keepSession(visit.c, tokens)
      return welcomedOr(visit, 'password')
    },
  }),
  view: refusedView,
}

export function PasswordPanel({ visit }: { visit: AccountVisit }) {
  const { account, words } = visit
  const { password } = words.security
  const has = account.security.password
  return (
    <Panel id="password" title={visit.base.password.label} text={has ? password.has : password.hasNone}>
      {account.isFresh && (
        <Fold title={has ? password.change : password.set}>
          {newPasswordView(visit, UNTOUCHED, account.user.email)}
        </Fold>
      )}
    </Panel>
  )
}
