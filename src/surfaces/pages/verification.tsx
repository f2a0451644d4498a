import * as z from 'zod/mini'
import { mailVerification } from '../../core/account/verification-mail.ts'
import { confirmByCode } from '../../core/account/verify-email.ts'
import { code } from '../../core/identity/fields.ts'
import { CodeField } from '../../look/forms/code-field.tsx'
import { Panel } from '../../look/account/panel.tsx'
import type { AccountForm, SentVisit } from './account-page.tsx'
import { done } from './answers.ts'
import { filled, Form, Press } from './controls.tsx'
import { typedDigits } from './digits.ts'
import { form, type FormState } from './form.ts'
import type { Visit } from './visit.ts'

/** What an account is shown whose address is not confirmed yet. */
export function verificationView(visit: Visit, state: FormState) {
  const { entry, profile } = visit.words
  const { verify } = profile
  const of = filled(visit, state, [confirmAddress, mailAgain])
  return (
    <Panel id="verify" title={visit.base.verify.title} text={verify.text}>
      <Form of={of}>
        <CodeField {...of.field('code')} digits={8} label={entry.code} hint={entry.mailed.hint} />
        <Press does={confirmAddress}>{verify.press}</Press>
        <Press does={mailAgain} kind="quiet">
          {verify.again}
        </Press>
      </Form>
    </Panel>
  )
}

export const confirmAddress: AccountForm = {
  ...form({
    name: 'verify',
    at: { invalid_code: 'code' },
    schema: z.object({ code: typedDigits(code) }),
    async act(visit: SentVisit, { code }) {
      await confirmByCode(visit.deps, { caller: visit.caller, code })
      return done(visit, 'verified')
    },
  }),
  view: verificationView,
}

export const mailAgain: AccountForm = {
  ...form({
    name: 'verify_mail',
    schema: z.object({}),
    async act(visit: SentVisit) {
      await mailVerification(visit.deps, { caller: visit.caller })
      return done(visit, 'mailed')
    },
  }),
  view: verificationView,
}
