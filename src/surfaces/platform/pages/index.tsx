import * as z from 'zod/mini'
import { keepAccountOnPage } from '../../../core/account/keep-account.ts'
import { removeUnverified, takeOver } from '../../../core/account/not-opened-by-me.ts'
import { mailResetLink, resetByLink } from '../../../core/account/reset-by-link.ts'
import { notMe } from '../../../core/account/not-me.ts'
import { undoEmailChange } from '../../../core/account/undo-email-change.ts'
import { confirmByLink } from '../../../core/account/verify-email.ts'
import type { AppContext } from '../../../http/app-env.ts'
import { media } from '../../../http/answer-schemas.ts'
import { eitherBody, jsonBody } from '../../../http/body.ts'
import type { DeviceTokens } from '../../../core/sign-in/known-devices.ts'
import { maybeSignedIn, sessionIn } from '../../../http/caller.ts'
import { writeCookie } from '../../../http/cookies.ts'
import { answerDevice, deviceCookie } from '../../../http/device-tokens.ts'
import { jsonRoute, route } from '../../../http/route.ts'
import {
  AskForReset,
  Confirm,
  confirmationForm,
  Keep,
  Remove,
  Reset,
  resetForm,
  TakeOver,
  NotMe,
  UNDO_FORMS,
  undoAnswer,
  undoForm,
} from './bodies.ts'
import { keepPage } from './keep-account.tsx'
import { type MailedPage, mailedPage } from './layout.tsx'
import { policyForm, policyOf } from '../../../look/policy.ts'
import { resetPasswordPage } from './reset-password.tsx'
import { notMePage, undoPage } from './reclaim.tsx'
import { verifyPage } from './verify-email.tsx'

const Done = () => z.strictObject({ status: z.literal('ok') })

const ALLOWED = { script: "'self'", connect: "'self'" }

const pageRoute = (path: string, summary: string, of: MailedPage) =>
  route({
    method: 'GET',
    path,
    summary,
    answers: () => [media('text/html', { 'Content-Security-Policy': policyForm(ALLOWED) })],
    async handle({ c, deps: { config, client } }) {
      const policy = await policyOf(config, ALLOWED)
      const headers = { 'Content-Security-Policy': policy, Vary: 'Accept-Language' }
      return c.html(mailedPage({ of, config, language: client.language }), 200, headers)
    },
  })

/** The browser is known to the account from now on: pages keep the token in a cookie, where no script sees it. */
function keepDevice(c: AppContext, done: { devices: DeviceTokens }): void {
  const { value, seconds } = deviceCookie(answerDevice(c, done))
  writeCookie(c, 'device', value, seconds)
}

/** The pages behind our mails. Opening one uses nothing up; only the POST behind its button does. */
export const pageRoutes = [
  pageRoute(
    '/reset-password',
    'Show the page of a reset link; without a link it mails one',
    resetPasswordPage,
  ),

  jsonRoute({
    method: 'POST',
    path: '/reset-password',
    summary: 'Reset the password on the page, or mail a link if there is an account',
    body: eitherBody([Reset, AskForReset], resetForm),
    answer: Done,
    sets: ['device'],
    answersDevice: 'sometimes',
    refusals: ['invalid_link', 'human_check_required'],
    async handle({ c, deps, body }) {
      if ('token' in body) keepDevice(c, await resetByLink(deps, { ...body, caller: undefined }))
      else await mailResetLink(deps, { ...body, sid: await sessionIn(c) })
      return { status: 'ok' as const }
    },
  }),

  pageRoute('/verify-email', 'Show the page of the link that confirms an address', verifyPage),

  jsonRoute({
    method: 'POST',
    path: '/verify-email',
    summary: 'Confirm the address on the page, or hand the account over',
    caller: maybeSignedIn,
    body: eitherBody([Confirm, TakeOver, Remove], confirmationForm),
    answer: Done,
    sets: ['device'],
    answersDevice: 'sometimes',
    refusals: ['invalid_link', 'unauthenticated', 'wrong_credentials', 'human_check_required'],
    async handle({ c, deps, caller, body }) {
      if ('take_over' in body)
        keepDevice(c, await takeOver(deps, { ...body, password: body.take_over.password }))
      else if ('remove' in body) await removeUnverified(deps, body)
      else await confirmByLink(deps, { token: body.token, password: body.password, caller })
      return { status: 'ok' as const }
    },
  }),

  pageRoute('/keep-account', 'Show the page of the link that keeps an account', keepPage),

  jsonRoute({
    method: 'POST',
    path: '/keep-account',
    summary: 'Keep the account with the link and the address it was mailed to',
    body: jsonBody(Keep),
    answer: Done,
    refusals: ['invalid_link'],
    async handle({ deps, body }) {
      await keepAccountOnPage(deps, body)
      return { status: 'ok' as const }
    },
  }),

  pageRoute('/undo-email-change', 'Show the page of the link that undoes a change of address', undoPage),

  jsonRoute({
    method: 'POST',
    path: '/undo-email-change',
    summary: 'Take the account back with the link and the address it was mailed to',
    body: eitherBody(UNDO_FORMS, undoForm),
    answer: Done,
    sets: ['device'],
    answersDevice: true,
    refusals: ['invalid_link', 'second_step_required', 'second_step_refused', 'human_check_required'],
    async handle({ c, deps, body }) {
      const { token, email, password } = body
      keepDevice(c, await undoEmailChange(deps, { token, email, password, answer: undoAnswer(body) }))
      return { status: 'ok' as const }
    },
  }),

  pageRoute('/not-me', 'Show the page of the link that says that it was somebody else', notMePage),

  jsonRoute({
    method: 'POST',
    path: '/not-me',
    summary: 'Take the account back with the link of a notice and its address',
    body: jsonBody(NotMe),
    answer: Done,
    sets: ['device'],
    answersDevice: true,
    refusals: ['invalid_link'],
    async handle({ c, deps, body: { token, email, password } }) {
      keepDevice(c, await notMe(deps, { token, email, password }))
      return { status: 'ok' as const }
    },
  }),
]
