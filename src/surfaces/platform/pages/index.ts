import { keepAccountOnPage } from '../../../core/account/keep-account.ts'
import { removeUnverified, takeOver } from '../../../core/account/not-opened-by-me.ts'
import { mailResetLink, resetByLink } from '../../../core/account/reset-by-link.ts'
import { notMe } from '../../../core/account/not-me.ts'
import { undoEmailChange } from '../../../core/account/undo-email-change.ts'
import { confirmByLink } from '../../../core/account/verify-email.ts'
import { eitherBody, jsonBody } from '../../../http/body.ts'
import { maybeSignedIn, sessionIn } from '../../../http/caller.ts'
import { keepDevice } from '../../../http/device-tokens.ts'
import {
  AskForReset,
  Confirm,
  confirmationForm,
  Keep,
  NotMe,
  Remove,
  Reset,
  resetForm,
  TakeOver,
  UNDO_FORMS,
  undoAnswer,
  undoForm,
} from './bodies.ts'
import { keepPage } from './keep-account.tsx'
import { mailedEnd } from './mailed-end.ts'
import { notMePage, undoPage } from './reclaim.tsx'
import { resetPasswordPage } from './reset-password.tsx'
import { verifyPage } from './verify-email.tsx'

/** The pages behind our mails. */
export const pageRoutes = [
  ...mailedEnd({
    path: '/reset-password',
    page: resetPasswordPage,
    shows: 'Show the page of a reset link; without a link it mails one',
    summary: 'Reset the password on the page, or mail a link if there is an account',
    body: eitherBody([Reset, AskForReset], resetForm),
    sets: ['device'],
    answersDevice: 'sometimes',
    refusals: ['invalid_link', 'human_check_required'],
    async act({ c, deps, body }) {
      if ('token' in body) keepDevice(c, await resetByLink(deps, { ...body, caller: undefined }))
      else await mailResetLink(deps, { ...body, sid: await sessionIn(c) })
    },
  }),

  ...mailedEnd({
    path: '/verify-email',
    page: verifyPage,
    shows: 'Show the page of the link that confirms an address',
    summary: 'Confirm the address on the page, or hand the account over',
    caller: maybeSignedIn,
    body: eitherBody([Confirm, TakeOver, Remove], confirmationForm),
    sets: ['device'],
    answersDevice: 'sometimes',
    refusals: ['invalid_link', 'unauthenticated', 'wrong_credentials', 'human_check_required'],
    async act({ c, deps, caller, body }) {
      if ('take_over' in body)
        keepDevice(c, await takeOver(deps, { ...body, password: body.take_over.password }))
      else if ('remove' in body) await removeUnverified(deps, body)
      else await confirmByLink(deps, { token: body.token, password: body.password, caller })
    },
  }),

  ...mailedEnd({
    path: '/keep-account',
    page: keepPage,
    shows: 'Show the page of the link that keeps an account',
    summary: 'Keep the account with the link and the address it was mailed to',
    body: jsonBody(Keep),
    refusals: ['invalid_link'],
    act: ({ deps, body }) => keepAccountOnPage(deps, body),
  }),

  ...mailedEnd({
    path: '/undo-email-change',
    page: undoPage,
    shows: 'Show the page of the link that undoes a change of address',
    summary: 'Take the account back with the link and the address it was mailed to',
    body: eitherBody(UNDO_FORMS, undoForm),
    sets: ['device'],
    answersDevice: true,
    refusals: ['invalid_link', 'second_step_required', 'second_step_refused', 'human_check_required'],
    async act({ c, deps, body }) {
      const { token, email, password } = body
      keepDevice(c, await undoEmailChange(deps, { token, email, password, answer: undoAnswer(body) }))
    },
  }),

  ...mailedEnd({
    path: '/not-me',
    page: notMePage,
    shows: 'Show the page of the link that says that it was somebody else',
    summary: 'Take the account back with the link of a notice and its address',
    body: jsonBody(NotMe),
    sets: ['device'],
    answersDevice: true,
    refusals: ['invalid_link'],
    async act({ c, deps, body: { token, email, password } }) {
      keepDevice(c, await notMe(deps, { token, email, password }))
    },
  }),
]
