import * as z from 'zod/mini'
import { code, password, recoveryCode } from '../../core/identity/fields.ts'
import { askForPasskey } from '../../core/passkeys/ask.ts'
import { authenticationResponse } from '../../core/passkeys/bodies.ts'
import { mailReauthentication } from '../../core/second-step/by-mail.ts'
import { reauthenticate } from '../../core/second-step/reauthenticate.ts'
import { jsonText } from '../../http/form.ts'
import { accountPage, type SentVisit } from './account-page.tsx'
import { goTo, nextOf } from './answers.ts'
import { keepSession } from './browser.ts'
import { ASKS, CONFIRM, confirmCard, methodsIn } from './confirm-first.tsx'
import { typedDigits } from './digits.ts'
import { form, UNTOUCHED } from './form.ts'
import { goOnCard } from './go-on.tsx'
import { isDoneAlready } from './sent-before.ts'
import type { Visit } from './visit.ts'

/** What every form of the card carries along. */
const carried = { methods: z.optional(z.string()), kept: z.optional(z.string()) }

type Proof = Parameters<typeof reauthenticate>[1]['answer']

/** The session is fresh. A form that waited goes on at a press: its page sends it, as any other form. */
async function prove(visit: SentVisit, answer: Proof, kept: string | undefined): Promise<Response> {
  const { c, deps, caller } = visit
  await keepSession(c, await reauthenticate(deps, { caller, answer }))
  return goOn(visit, kept)
}

function goOn(visit: Visit, kept: string | undefined): Response | Promise<Response> {
  const back = nextOf(visit)
  return kept === undefined ? goTo(visit, back) : goOnCard(visit, { to: back, kept })
}

const byPassword = form({
  ...ASKS.password,
  at: { wrong_current_password: 'password' },
  schema: z.object({ password, ...carried }),
  act: (visit: SentVisit, { password, kept }) => prove(visit, { kind: 'password', password }, kept),
})

const APP_CODE = /^\d{3} ?\d{3}$/

/** A code of an app and a recovery code do not look alike: one field takes both. */
const byStep = form({
  ...ASKS.step,
  at: { second_step_refused: 'step' },
  schema: z.object({ step: recoveryCode, ...carried }),
  act: (visit: SentVisit, { step, kept }) =>
    prove(visit, { kind: APP_CODE.test(step.trim()) ? 'totp' : 'recovery_code', code: step.trim() }, kept),
})

const byPasskey = form({
  ...ASKS.passkey,
  schema: z.object({ credential: jsonText(authenticationResponse), ...carried }),
  act: (visit: SentVisit, { credential, kept }) => prove(visit, { kind: 'passkey', credential }, kept),
})

const passkeyOptions = form({
  ...ASKS.options,
  schema: z.object({}),
  act: async ({ c, deps, caller }: SentVisit) =>
    c.json(await askForPasskey(deps, { token: undefined, caller, isProofAgain: true })),
})

const mailCode = form({
  ...ASKS.mail,
  schema: z.object(carried),
  async act(visit: SentVisit, { kept }) {
    await mailReauthentication(visit.deps, visit.caller)
    return confirmCard(visit, { state: UNTOUCHED, methods: ['code'], kept, isMailed: true, status: 200 })
  },
})

const byCode = form({
  ...ASKS.code,
  at: { invalid_code: 'code' },
  schema: z.object({ code: typedDigits(code), ...carried }),
  act: (visit: SentVisit, { code, kept }) => prove(visit, { kind: 'mailbox', code }, kept),
})

/** One more proof, before what a stolen session must not be enough for. */
export const confirmRoutes = accountPage({
  path: CONFIRM,
  summary: 'Prove once more who you are',
  title: ({ words }) => words.account.confirm.title,
  forms: [byPassword, byStep, byPasskey, passkeyOptions, mailCode, byCode],
  show(visit) {
    const { account, returnTo } = visit
    // An app may ask for a proof that is younger than one that is fresh here.
    if (account.isFresh && (!returnTo || returnTo.isOurs)) return goTo(visit, nextOf(visit))
    return confirmCard(visit, { state: UNTOUCHED, methods: account.methods, kept: undefined, status: 200 })
  },
  async refused(visit, { failure, typed, state, status }) {
    const { kept } = typed
    // A code that was sent twice has made the session fresh already. What waits is sent by a press, which finds out.
    if (await isDoneAlready(visit, { typed, failure })) return goOn(visit, kept)
    return confirmCard(visit, {
      state,
      // What is asked for can change meanwhile: the refusal says what helps now.
      methods: failure.details.methods ?? methodsIn(typed),
      kept,
      isMailed: state.form === byCode.name,
      status,
    })
  },
})
