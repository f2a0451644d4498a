import * as z from 'zod/mini'
import { finishPasswordReset, startPasswordReset } from '../../core/account/reset-by-code.ts'
import { Failure } from '../../core/failure.ts'
import { code, email, password } from '../../core/identity/fields.ts'
import { mailedCodes } from '../../core/ledger/code-maker.ts'
import { keepDevice } from '../../http/device-tokens.ts'
import { TextField } from '../../look/forms/text-field.tsx'
import { PasswordField } from '../../look/forms/password-field.tsx'
import { CodeField } from '../../look/forms/code-field.tsx'
import { OutcomeCard } from '../../look/outcome-card.tsx'
import { Heading } from '../../look/heading.tsx'
import { pageSessionIn } from '../../http/page-session.ts'
import { done, goTo } from './answers.ts'
import { forgetSession } from './browser.ts'
import { filled, Form, Press } from './controls.tsx'
import { typedDigits } from './digits.ts'
import { form, type FormState } from './form.ts'
import { page } from './page.tsx'
import { endStep, leaveStep, stepLeft } from './steps.ts'
import type { Visit } from './visit.ts'

const PATH = '/forgot-password'

const ask = form({
  name: 'mail',
  schema: z.object({ email }),
  async act(visit, { email }) {
    const { c, deps, search } = visit
    const { step, seconds } = await startPasswordReset(deps, {
      email,
      codes: mailedCodes,
      earlierStep: stepLeft(c, 'reset')?.request,
      sid: (await pageSessionIn(c))?.sid,
    })
    leaveStep(c, 'reset', { request: step, email, seconds })
    return goTo(visit, PATH + search)
  },
})

const reset = form({
  name: 'reset',
  schema: z.object({ code: typedDigits(code), password }),
  at: { invalid_code: 'code' },
  async act(visit, { code, password }) {
    const { c, deps } = visit
    const step = stepLeft(c, 'reset')
    if (!step) throw new Failure('first_step_missing')
    const wanted = { step: step.request, code, newPassword: password, caller: undefined, member: 'password' }
    keepDevice(c, await finishPasswordReset(deps, wanted))
    endStep(c, 'reset')
    // Every session has ended, that of this browser too.
    forgetSession(c)
    return done(visit, 'reset')
  },
})

function askCard(visit: Visit, state: FormState) {
  const { forgot, email } = visit.words.entry
  const of = filled(visit, state, [ask])
  return {
    title: forgot.title,
    content: (
      <>
        <Heading title={forgot.title} lead={forgot.lead} />
        <Form of={of}>
          <TextField {...of.field('email')} type="email" label={email} autocomplete="username" required />
          <Press does={ask}>{forgot.press}</Press>
        </Form>
      </>
    ),
  }
}

function resetCard(visit: Visit, state: FormState, address: string) {
  const { config, words, search } = visit
  const { forgot, mailed, code, newPassword, passwordHint } = words.entry
  const of = filled(visit, state, [reset])
  return {
    title: forgot.title,
    content: (
      <>
        <Heading title={mailed.title} lead={forgot.mailed(address)} />
        <Form of={of}>
          {/* For password managers, which save what is typed under this name. */}
          <input type="email" autocomplete="username" value={address} readonly hidden />
          <CodeField {...of.field('code')} digits={8} label={code} hint={mailed.hint} />
          <PasswordField
            {...of.field('password')}
            words={visit.words.entry}
            kind="new-password"
            strength={{ levels: words.entry.strength, least: config.PASSWORD_MIN_LENGTH }}
            label={newPassword}
            hint={passwordHint(config.PASSWORD_MIN_LENGTH)}
          />
          <Press does={reset}>{forgot.set}</Press>
        </Form>
        <a href={`${PATH}${search === '' ? '?' : `${search}&`}again`}>{mailed.other}</a>
      </>
    ),
  }
}

/** A new password for whoever has forgotten theirs, by the code of a mail. The link of the mail leads to another page. */
export const forgotPasswordRoutes = page({
  path: PATH,
  summary: 'Reset a forgotten password',
  forms: [ask, reset],
  show(visit, state) {
    const { c, words, search } = visit
    const { forgot, signIn } = words.entry
    if (stepLeft(c, 'done')?.path === PATH) {
      endStep(c, 'done')
      const next = { href: `/sign-in${search}`, text: signIn.press }
      return { title: forgot.done.title, content: <OutcomeCard icon="done" {...forgot.done} next={next} /> }
    }
    const step = c.req.query('again') === undefined ? stepLeft(c, 'reset') : undefined
    return step && state.form !== ask.name ? resetCard(visit, state, step.email) : askCard(visit, state)
  },
})
