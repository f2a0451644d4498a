import * as z from 'zod/mini'
import { finishPasswordReset, startPasswordReset } from '../../core/account/reset-by-code.ts'
import { Failure } from '../../core/failure.ts'
import { code, email, password } from '../../core/identity/fields.ts'
import { mailedCodes } from '../../core/ledger/code-maker.ts'
import { keepDevice } from '../../http/device-tokens.ts'
import { PasswordField } from '../../look/forms/password-field.tsx'
import { CodeField } from '../../look/forms/code-field.tsx'
import { OutcomeCard } from '../../look/outcome-card.tsx'
import { Heading } from '../../look/heading.tsx'
import { pageSessionIn } from '../../http/page-session.ts'
import { done, goTo } from './answers.ts'
import { AddressField, filled, Form, Press, Username } from './controls.tsx'
import { typedDigits } from './digits.ts'
import { form, type FormState } from './form.ts'
import { page } from './page.tsx'
import { endStep, leaveStep, stepLeft } from './steps.ts'
import type { Visit } from './visit.ts'
import { fill } from '../../look/words/naming.ts'

const PATH = '/forgot-password'

async function mailReset(visit: Visit, email: string): Promise<Response> {
  const { c, deps, search } = visit
  const { step, seconds } = await startPasswordReset(deps, {
    email,
    codes: mailedCodes,
    earlierStep: stepLeft(c, 'reset')?.request,
    sid: (await pageSessionIn(c))?.sid,
  })
  leaveStep(c, 'reset', { request: step, email, seconds })
  return goTo(visit, PATH + search)
}

const ask = form({
  name: 'mail',
  schema: z.object({ email }),
  act: (visit, { email }) => mailReset(visit, email),
})

/** The mail may have been lost. */
const again = form({
  name: 'again',
  schema: z.object({}),
  act: (visit) => mailReset(visit, begun(visit).email),
})

const begun = ({ c }: Visit) => {
  const step = stepLeft(c, 'reset')
  if (!step) throw new Failure('first_step_missing')
  return step
}

const reset = form({
  name: 'reset',
  schema: z.object({ code: typedDigits(code), password }),
  at: { invalid_code: 'code' },
  async act(visit, { code, password }) {
    const { c, deps } = visit
    const wanted = {
      step: begun(visit).request,
      code,
      newPassword: password,
      caller: undefined,
      member: 'password',
    }
    keepDevice(c, await finishPasswordReset(deps, wanted))
    endStep(c, 'reset')
    return done(visit, 'reset')
  },
})

function askCard(visit: Visit, state: FormState) {
  const { forgot } = visit.words.entry
  const of = filled(visit, state, [ask])
  return {
    title: visit.base.reset.ask.title,
    content: (
      <>
        <Heading title={visit.base.reset.ask.title} lead={forgot.lead} />
        <Form of={of}>
          <AddressField of={of} autocomplete="username" autofocus />
          <Press does={ask}>{forgot.press}</Press>
        </Form>
      </>
    ),
  }
}

/** Begins anew, with another address. */
const Again = ({ visit: { base, search } }: { visit: Visit }) => (
  <a href={`${PATH}${search === '' ? '?' : `${search}&`}again`}>{base.reset.ask.again}</a>
)

function resetCard(visit: Visit, state: FormState, address: string) {
  const { config, words } = visit
  const { forgot, mailed, code } = words.entry
  const of = filled(visit, state, [reset])
  return {
    title: visit.base.reset.ask.title,
    end: <Again visit={visit} />,
    content: (
      <>
        <Heading title={visit.base.reset.ask.asked.title} lead={fill(forgot.mailed, { email: address })} />
        <Form of={of}>
          <Username email={address} />
          <CodeField {...of.field('code')} digits={8} label={code} hint={mailed.hint} />
          <PasswordField
            {...of.field('password')}
            words={visit.base}
            kind="new-password"
            strength={{ levels: words.entry.strength, least: config.PASSWORD_MIN_LENGTH }}
            label={visit.base.password.new}
            hint={fill(visit.base.password.hint, { least: config.PASSWORD_MIN_LENGTH })}
          />
          <Press does={reset}>{visit.base.reset.press}</Press>
        </Form>
        <Form of={filled(visit, state, [again])}>
          <Press does={again} kind="quiet">
            {words.profile.verify.again}
          </Press>
        </Form>
      </>
    ),
  }
}

/** A new password for whoever has forgotten theirs, by the code of a mail. The link of the mail leads to another page. */
export const forgotPasswordRoutes = page({
  path: PATH,
  summary: 'Reset a forgotten password',
  forms: [ask, again, reset],
  show(visit, state) {
    const { c, words, search } = visit
    const { signIn } = words.entry
    const isAgain = c.req.query('again') !== undefined
    const step = isAgain ? undefined : stepLeft(c, 'reset')
    // For a while, so that a reload and a form that was sent twice show it too.
    const isDone = stepLeft(c, 'done')?.path === PATH
    if (isDone && !step && !isAgain && state.form === undefined) {
      const next = { href: `/sign-in${search}`, text: signIn.press }
      return {
        title: visit.base.reset.done.title,
        end: <Again visit={visit} />,
        content: <OutcomeCard icon="done" {...visit.base.reset.done} next={next} />,
      }
    }
    return step && state.form !== ask.name ? resetCard(visit, state, step.email) : askCard(visit, state)
  },
})
