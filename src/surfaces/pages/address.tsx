import * as z from 'zod/mini'
import { finishEmailChange, startEmailChange } from '../../core/account/change-email.ts'
import { Failure } from '../../core/failure.ts'
import { code, email } from '../../core/identity/fields.ts'
import { mailedCodes } from '../../core/ledger/code-maker.ts'
import { TextField } from '../../look/forms/text-field.tsx'
import { CodeField } from '../../look/forms/code-field.tsx'
import { Panel } from '../../look/account/panel.tsx'
import type { AccountForm, AccountVisit, SentVisit } from './account-page.tsx'
import { done, goTo } from './answers.ts'
import { keepSession } from './browser.ts'
import { ConfirmLink } from './confirm-link.tsx'
import { filled, Form, Press } from './controls.tsx'
import { typedDigits } from './digits.ts'
import { form, type FormState, UNTOUCHED } from './form.ts'
import { endStep, leaveStep, stepLeft } from './steps.ts'
import type { Visit } from './visit.ts'
import { fill } from '../../look/words/naming.ts'

/** The address of the account: what it is, and how it moves. */
export function addressView(visit: AccountVisit) {
  const { account, c, words } = visit
  const { address } = words.profile
  if (account.user.verifiedAt === null) return null
  if (stepLeft(c, 'move')) return codesView(visit, UNTOUCHED)
  if (account.isFresh) return moveView(visit, UNTOUCHED)
  return (
    <Panel id="address" title={address.title} text={fill(address.is, { email: account.user.email })}>
      <ConfirmLink visit={visit} text={address.change} />
    </Panel>
  )
}

function moveView(visit: Visit, state: FormState) {
  const { address } = visit.words.profile
  const of = filled(visit, state, [moveAddress])
  return (
    <Panel id="address" title={address.title} text={address.text}>
      <Form of={of}>
        <TextField {...of.field('email')} type="email" label={address.email} autocomplete="email" required />
        <Press does={moveAddress}>{address.press}</Press>
      </Form>
    </Panel>
  )
}

/** Mails a code to both addresses. */
export const moveAddress: AccountForm = {
  ...form({
    name: 'move',
    fields: { newEmail: 'email' },
    schema: z.object({ email }),
    async act(visit: SentVisit, { email: newEmail }) {
      const { c, deps, caller } = visit
      const wanted = { caller, newEmail, codes: mailedCodes, mustBeFresh: true }
      const { step, seconds } = await startEmailChange(deps, wanted)
      leaveStep(c, 'move', { request: step, email: newEmail, seconds })
      return goTo(visit, '/account#address')
    },
  }),
  view: moveView,
}

function codesView(visit: Visit, state: FormState) {
  const { address } = visit.words.profile
  const of = filled(visit, state, [confirmMove, cancelMove])
  const to = stepLeft(visit.c, 'move')?.email
  // It took too long: there is nothing that the codes could move.
  if (to === undefined) return null
  return (
    <Panel id="address" title={address.title} text={fill(address.mailed, { email: to })}>
      <Form of={of}>
        <CodeField {...of.field('code_current')} digits={6} label={address.codeCurrent} />
        <CodeField {...of.field('code_new')} digits={6} label={address.codeNew} />
        <Press does={confirmMove}>{address.move}</Press>
        <Press does={cancelMove} kind="quiet">
          {address.cancel}
        </Press>
      </Form>
    </Panel>
  )
}

/** Both codes move the account. Every other session ends; this one goes on. */
export const confirmMove: AccountForm = {
  ...form({
    name: 'codes',
    schema: z.object({ code_current: typedDigits(code), code_new: typedDigits(code) }),
    async act(visit: SentVisit, { code_current: currentCode, code_new: newCode }) {
      const { c, deps, caller } = visit
      const step = stepLeft(c, 'move')
      if (!step) throw new Failure('first_step_missing')
      const moved = { caller, step: step.request, currentCode, newCode }
      await keepSession(c, await finishEmailChange(deps, moved))
      endStep(c, 'move')
      return done(visit, 'moved')
    },
  }),
  view: codesView,
}

export const cancelMove: AccountForm = form({
  name: 'cancel_move',
  schema: z.object({}),
  async act(visit: SentVisit) {
    endStep(visit.c, 'move')
    return goTo(visit, '/account')
  },
})
