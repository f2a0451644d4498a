import { Failure } from '../core/failure.ts'
import type { AppContext } from './app-env.ts'

/**
 * A form is sent by a page of ours, or it is forged: browsers name the origin of the page with every POST, and those
 * that say how the page is related say that it is the same one (ASVS 3.5.1). An allowed origin of an app is not ours.
 *
 * @throws Failure origin_not_allowed
 */
export function requireOwnForm(c: AppContext): void {
  const { config } = c.var.deps
  if (c.req.header('Origin') !== config.APP_URL)
    throw new Failure('origin_not_allowed', { reason: 'form_origin' })
  const site = c.req.header('Sec-Fetch-Site')
  if (site !== undefined && site !== 'same-origin')
    throw new Failure('origin_not_allowed', { reason: 'form_site' })
}

/**
 * Whether a request may bring the session of the browser: a page of ours sends it, or somebody has followed a link in
 * the address bar or in another page. A frame, an image or a script of another site gets the page of nobody.
 */
export function isOwnVisit({ method, headers }: Request): boolean {
  const site = headers.get('Sec-Fetch-Site') ?? 'none'
  if (site === 'same-origin' || site === 'none') return true
  const isVisit = headers.get('Sec-Fetch-Mode') === 'navigate' && headers.get('Sec-Fetch-Dest') === 'document'
  return isVisit && ['GET', 'HEAD'].includes(method)
}
