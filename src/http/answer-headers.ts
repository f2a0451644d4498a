import type { AppContext } from './app-env.ts'

/** Opened in a browser, an answer may do nothing. */
const EMPTY_POLICY = "default-src 'none'; frame-ancestors 'none'"

/** Headers of every answer, whoever made it (OWASP REST security; ASVS 3.4, 14.3.2). */
export async function answerHeaders(c: AppContext, next: () => Promise<void>) {
  c.set('requestId', crypto.randomUUID())
  await next()
  const { headers } = c.res
  headers.set('X-Request-Id', c.var.requestId)
  headers.set('X-Content-Type-Options', 'nosniff')
  setUnlessSet(headers, 'Referrer-Policy', 'no-referrer')
  headers.set('Strict-Transport-Security', 'max-age=31536000; includeSubDomains')
  headers.set('Cross-Origin-Resource-Policy', 'same-origin')
  setUnlessSet(headers, 'Cache-Control', 'no-store')
  setUnlessSet(headers, 'Content-Security-Policy', EMPTY_POLICY)
}

function setUnlessSet(headers: Headers, name: string, value: string) {
  if (!headers.has(name)) headers.set(name, value)
}
