import type { HtmlEscapedString } from 'hono/utils/html'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { policyOf } from '../../look/policy.ts'
import type { Visit } from './visit.ts'

const ALLOWED = { script: "'self'", connect: "'self'", form: "'self'" }

const HEADERS = {
  // A window that has opened a page of ours cannot reach into it, nor the page into the window.
  'Cross-Origin-Opener-Policy': 'same-origin',
  // Without it browsers would send `Origin: null` with our own forms.
  'Referrer-Policy': 'same-origin',
  Vary: 'Accept-Language, Cookie',
}

/** A page as it is answered. */
export async function answerPage(
  { c, config }: Visit,
  page: HtmlEscapedString | Promise<HtmlEscapedString>,
  status: ContentfulStatusCode,
) {
  return c.html(page, status, { ...HEADERS, 'Content-Security-Policy': await policyOf(config, ALLOWED) })
}
