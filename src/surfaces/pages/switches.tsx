import * as z from 'zod/mini'
import { changeSecurity, renewRecoveryCodes } from '../../core/factors/security.ts'
import { Badge } from '../../look/account/badge.tsx'
import { Fold } from '../../look/account/fold.tsx'
import { Panel } from '../../look/account/panel.tsx'
import type { AccountForm, AccountVisit, SentVisit } from './account-page.tsx'
import { done } from './answers.ts'
import { filled, Form, Press } from './controls.tsx'
import { form, UNTOUCHED } from './form.ts'
import { showCodes, withCodes } from './recovery-codes.tsx'
import { counted } from '../../look/words/naming.ts'

type Wanted = { secondStep?: boolean; mailSignIn?: boolean }

/** A form that is one press. */
const switching = (name: string, what: string, { secondStep, mailSignIn }: Wanted): AccountForm =>
  form({
    name,
    schema: z.object({}),
    async act(visit: SentVisit) {
      const { deps, caller } = visit
      const { recoveryCodes } = await changeSecurity(deps, { caller, secondStep, mailSignIn })
      if (recoveryCodes) return showCodes(visit, recoveryCodes)
      return done(visit, what)
    },
  })

export const secondStepOn = withCodes(switching('second_step_on', 'second_step_on', { secondStep: true }))
export const secondStepOff = switching('second_step_off', 'second_step_off', { secondStep: false })
export const mailOn = switching('mail_on', 'mail_on', { mailSignIn: true })
export const mailOff = switching('mail_off', 'mail_off', { mailSignIn: false })

export const newCodes = withCodes(
  form({
    name: 'recovery_codes',
    schema: z.object({}),
    async act(visit: SentVisit) {
      return showCodes(visit, await renewRecoveryCodes(visit.deps, visit.caller))
    },
  }),
)

const Switch = ({ visit, does, text }: { visit: AccountVisit; does: AccountForm; text: string }) => (
  <Form of={filled(visit, UNTOUCHED, [does])}>
    <Press does={does} kind="quiet">
      {text}
    </Press>
  </Form>
)

type Taken = { title: string; text: string; press: string }

/** What makes the account weaker says so first. */
const TakeAway = ({ visit, does, words }: { visit: AccountVisit; does: AccountForm; words: Taken }) => (
  <Fold title={words.title}>
    <Form of={filled(visit, UNTOUCHED, [does])}>
      <p class="muted">{words.text}</p>
      <Press does={does} kind="danger">
        {words.press}
      </Press>
    </Form>
  </Fold>
)

const State = ({ visit, isOn }: { visit: AccountVisit; isOn: boolean }) => (
  <Badge
    text={isOn ? visit.words.security.on : visit.words.security.off}
    {...(isOn && { kind: 'success' as const })}
  />
)

export function SecondStepPanel({ visit }: { visit: AccountVisit }) {
  const { security, isFresh } = visit.account
  const { secondStep } = visit.words.security
  const isOn = security.secondStep
  const hasFactor = security.totp || security.passkeys > 0
  return (
    <Panel
      id="second-step"
      title={secondStep.title}
      text={secondStep.text}
      badge={<State visit={visit} isOn={isOn} />}
    >
      {!isOn && !hasFactor && <p class="muted">{visit.words.problems.refusals.second_step_required}</p>}
      {isOn && <p>{counted(secondStep.codesLeft, security.recoveryCodesLeft)}</p>}
      {isFresh && !isOn && hasFactor && <Switch visit={visit} does={secondStepOn} text={secondStep.turnOn} />}
      {isFresh && isOn && (
        <>
          <TakeAway visit={visit} does={newCodes} words={secondStep.newCodes} />
          <TakeAway visit={visit} does={secondStepOff} words={secondStep.turnOff} />
        </>
      )}
    </Panel>
  )
}

export function MailPanel({ visit }: { visit: AccountVisit }) {
  const { security, isFresh } = visit.account
  const { mail } = visit.words.security
  return (
    <Panel
      id="mail"
      title={mail.title}
      text={mail.text}
      badge={<State visit={visit} isOn={security.mailSignIn} />}
    >
      {isFresh && !security.mailSignIn && <Switch visit={visit} does={mailOn} text={mail.turnOn} />}
      {isFresh && security.mailSignIn && <TakeAway visit={visit} does={mailOff} words={mail.turnOff} />}
    </Panel>
  )
}
