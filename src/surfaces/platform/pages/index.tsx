import { html } from 'hono/html'
import * as z from 'zod/mini'
import { undoEmailChange } from '../../../core/account/undo-email-change.ts'
import { verifyEmail } from '../../../core/account/verify-email.ts'
import type { AppContext } from '../../../http/app-env.ts'
import { media } from '../../../http/answer-schemas.ts'
import { jsonBody } from '../../../http/body.ts'
import { jsonRoute, route } from '../../../http/route.ts'
import { PressPage } from './press.tsx'
import { ResetPasswordPage } from './reset-password.tsx'

/** One stylesheet, one script, requests to ourselves, and nothing else: no other host, nothing inline. */
const PAGE_POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const Token = z.object({ token: z.string() })

const Done = () => z.strictObject({ status: z.literal('ok') })
const HEADERS = { 'Content-Security-Policy': PAGE_POLICY }

/** The pages behind our mails. Opening one uses nothing up; only the POST behind its button does. */
export const pageRoutes = [
  route({
    method: 'GET',
    path: '/reset-password',
    summary: 'The page behind a mailed reset link',
    answers: () => [media('text/html', HEADERS)],
    handle({ c, deps: { config, client } }) {
      const { APP_NAME: appName, PASSWORD_MIN_LENGTH: least } = config
      return page(c, <ResetPasswordPage appName={appName} language={client.language} least={least} />)
    },
  }),

  route({
    method: 'GET',
    path: '/verify-email',
    summary: 'The page behind the link that confirms an address',
    answers: () => [media('text/html', HEADERS)],
    handle: ({ c }) => page(c, pressPage(c, 'verify')),
  }),

  jsonRoute({
    method: 'POST',
    path: '/verify-email',
    summary: 'Confirms an address with the token of the link',
    body: jsonBody(Token),
    answer: Done,
    refusals: ['invalid_link'],
    async handle({ deps, body }) {
      await verifyEmail(deps, body)
      return { status: 'ok' as const }
    },
  }),

  route({
    method: 'GET',
    path: '/undo-email-change',
    summary: 'The page behind the link that undoes a change of address',
    answers: () => [media('text/html', HEADERS)],
    handle: ({ c }) => page(c, pressPage(c, 'undo')),
  }),

  jsonRoute({
    method: 'POST',
    path: '/undo-email-change',
    summary: 'Undoes a change of address with the token of the link',
    body: jsonBody(Token),
    answer: Done,
    refusals: ['invalid_link'],
    async handle({ deps, body }) {
      await undoEmailChange(deps, body)
      return { status: 'ok' as const }
    },
  }),
]

const pressPage = (c: AppContext, about: 'verify' | 'undo') => {
  const { config, client } = c.var.deps
  return <PressPage appName={config.APP_NAME} language={client.language} about={about} to={c.req.path} />
}

function page(c: AppContext, content: ReturnType<typeof PressPage>) {
  return c.html(html`<!doctype html>${content}`, 200, { ...HEADERS, Vary: 'Accept-Language' })
}
