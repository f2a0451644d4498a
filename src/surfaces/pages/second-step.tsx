import * as z from 'zod/mini'
import { Failure } from '../../core/failure.ts'
import { recoveryCode, totp } from '../../core/identity/fields.ts'
import { askForPasskey } from '../../core/passkeys/ask.ts'
import { authenticationResponse } from '../../core/passkeys/bodies.ts'
import { passSecondStep } from '../../core/second-step/pass.ts'
import type { Answer } from '../../core/second-step/prove.ts'
import { jsonText } from '../../http/form.ts'
import { TextField } from '../../look/forms/text-field.tsx'
import { CodeField } from '../../look/forms/code-field.tsx'
import { Heading } from '../../look/heading.tsx'
import { welcome } from './answers.ts'
import { filled, Form, PasskeyPress, Press } from './controls.tsx'
import { typedDigits } from './digits.ts'
import { form, type FormState } from './form.ts'
import { lostCard } from './lost.tsx'
import { page } from './page.tsx'
import { stepLeft } from './steps.ts'
import type { Visit } from './visit.ts'

const waiting = (visit: Visit) => {
  const step = stepLeft(visit.c, 'second')
  if (!step) throw new Failure('first_step_missing')
  return step
}

const pass = async (visit: Visit, answer: Answer) =>
  welcome(visit, await passSecondStep(visit.deps, { token: waiting(visit).token, answer }))

const byApp = form({
  name: 'totp',
  schema: z.object({ totp: typedDigits(totp) }),
  at: { second_step_refused: 'totp' },
  act: async (visit, { totp: code }) => pass(visit, { kind: 'totp', code }),
})

const byRecoveryCode = form({
  name: 'recovery_code',
  schema: z.object({ recovery_code: recoveryCode }),
  at: { second_step_refused: 'recovery_code' },
  act: async (visit, { recovery_code: code }) => pass(visit, { kind: 'recovery_code', code }),
})

const byPasskey = form({
  name: 'passkey',
  schema: z.object({ credential: jsonText(authenticationResponse) }),
  act: async (visit, { credential }) => pass(visit, { kind: 'passkey', credential }),
})

const passkeyOptions = form({
  name: 'passkey_options',
  schema: z.object({}),
  async act(visit) {
    const { token } = waiting(visit)
    return visit.c.json(await askForPasskey(visit.deps, { token, caller: undefined, isProofAgain: false }))
  },
})

/** A link to the same page, which asks for something else. */
const askingFor = ({ path, search }: Visit, wanted: 'totp' | 'recovery_code') =>
  `${path}${search === '' ? '?' : `${search}&`}by=${wanted}`

/** What is asked for: what the visitor has chosen, else what the account has. */
function wantedOf({ c }: Visit, state: FormState, methods: readonly string[]) {
  const chosen = state.form ?? c.req.query('by')
  if (chosen === 'recovery_code' || chosen === 'totp') return chosen
  return ['totp', 'recovery_code'].find((each) => methods.includes(each))
}

type OtherProps = { visit: Visit; wanted: string | undefined; methods: readonly string[] }

/** What else can be typed. */
function Other({ visit, wanted, methods }: OtherProps) {
  const { byApp, byRecoveryCode } = visit.words.entry.secondStep
  const other = wanted === 'totp' ? 'recovery_code' : 'totp'
  if (wanted === undefined || !methods.includes(other)) return null
  return <a href={askingFor(visit, other)}>{other === 'totp' ? byApp : byRecoveryCode}</a>
}

function card(visit: Visit, state: FormState, methods: readonly string[]) {
  const { secondStep } = visit.words.entry
  const wanted = wantedOf(visit, state, methods)
  const of = filled(visit, state, [byApp, byRecoveryCode, byPasskey])
  return {
    title: secondStep.title,
    // After too many wrong codes only a new sign-in helps.
    end: (
      <>
        <Other visit={visit} wanted={wanted} methods={methods} />
        <a href={`/sign-in${visit.search}`}>{secondStep.lost.press}</a>
      </>
    ),
    content: (
      <>
        <Heading title={secondStep.title} lead={secondStep.lead} />
        <Form of={of}>
          {wanted === 'totp' && (
            <>
              <CodeField
                {...of.field('totp')}
                digits={6}
                autofocus
                label={secondStep.totp}
                hint={secondStep.hint}
              />
              <Press does={byApp}>{secondStep.press}</Press>
            </>
          )}
          {wanted === 'recovery_code' && (
            <>
              <TextField
                {...of.field('recovery_code')}
                autofocus
                label={secondStep.recoveryCode}
                hint={secondStep.recoveryHint}
              />
              <Press does={byRecoveryCode}>{secondStep.press}</Press>
            </>
          )}
          {methods.includes('passkey') && (
            <PasskeyPress visit={visit} does={byPasskey} asks="get">
              {secondStep.byPasskey}
            </PasskeyPress>
          )}
        </Form>
      </>
    ),
  }
}

/** What is asked for after the first step, where the account wants more. */
export const secondStepRoutes = page({
  path: '/second-step',
  summary: 'Finish a sign-in with its second step',
  forms: [byApp, byRecoveryCode, byPasskey, passkeyOptions],
  show(visit, state) {
    const step = stepLeft(visit.c, 'second')
    if (step) return card(visit, state, step.methods)
    return lostCard(visit)
  },
})
