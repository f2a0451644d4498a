import { html } from 'hono/html'
import * as z from 'zod/mini'
import { undoEmailChange } from '../../../core/account/undo-email-change.ts'
import { verifyEmail } from '../../../core/account/verify-email.ts'
import type { AppContext } from '../../../http/app-env.ts'
import { jsonBody } from '../../../http/json-body.ts'
import type { Surface } from '../../../http/surface.ts'
import { PressPage } from './press.tsx'
import { ResetPasswordPage } from './reset-password.tsx'

/** One stylesheet, one script, requests to ourselves, and nothing else: no other host, nothing inline. */
export const PAGE_POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const Token = z.object({ token: z.string() })

/** The pages behind our mails. Opening one uses nothing up; only the POST behind its button does. */
export function pageRoutes(surface: Surface) {
  surface.get('/reset-password', (c) => {
    const { config, client } = c.var.deps
    return page(
      c,
      <ResetPasswordPage
        appName={config.APP_NAME}
        language={client.language}
        least={config.PASSWORD_MIN_LENGTH}
      />,
    )
  })

  surface.get('/verify-email', (c) => page(c, pressPage(c, 'verify')))
  surface.post('/verify-email', jsonBody(Token), async (c) => {
    await verifyEmail(c.var.deps, c.req.valid('json'))
    return c.json({ status: 'ok' })
  })

  surface.get('/undo-email-change', (c) => page(c, pressPage(c, 'undo')))
  surface.post('/undo-email-change', jsonBody(Token), async (c) => {
    await undoEmailChange(c.var.deps, c.req.valid('json'))
    return c.json({ status: 'ok' })
  })
}

const pressPage = (c: AppContext, about: 'verify' | 'undo') => {
  const { config, client } = c.var.deps
  return <PressPage appName={config.APP_NAME} language={client.language} about={about} to={c.req.path} />
}

function page(c: AppContext, content: ReturnType<typeof PressPage>) {
  c.header('Content-Security-Policy', PAGE_POLICY)
  c.header('Vary', 'Accept-Language')
  return c.html(html`<!doctype html>${content}`)
}
