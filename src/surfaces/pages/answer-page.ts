import type { HtmlEscapedString } from 'hono/utils/html'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { FORM_PAGE_HEADERS, policyOf } from '../../look/policy.ts'
import type { Visit } from './visit.ts'

const ALLOWED = { script: "'self'", connect: "'self'", form: "'self'" }

/** A page as it is answered. */
export async function answerPage(
  { c, config, siteKey }: Visit,
  page: HtmlEscapedString | Promise<HtmlEscapedString>,
  status: ContentfulStatusCode,
) {
  return c.html(page, status, {
    ...FORM_PAGE_HEADERS,
    'Content-Security-Policy': await policyOf(config, { ...ALLOWED, human: siteKey !== undefined }),
  })
}
