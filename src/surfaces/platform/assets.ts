import { guides, mark, paths } from '../../../dist/assets.js'
import { inTime, REQUEST_MS } from '../../core/deadline.ts'
import type { AppContext } from '../../http/app-env.ts'

/** Where browsers load what the pages need. Static assets are served before the Worker. */
export const PAGES_CSS = paths['pages.css']
export const PAGES_JS = paths['pages.js']
export const MAILBOX_JS = paths['mailbox.js']
export const COPY_JS = paths['copy.js']
export const REFERENCE_CSS = paths['reference.css']
export const REFERENCE_JS = paths['reference.js']
export const SCALAR_JS = paths['scalar.js']

/** An arch with an open door, as SVG, in the colour that a brand may replace. */
export const MARK = mark

/** The API document as it was built, without the address of the service. */
export const readApiDocument = async (c: AppContext) =>
  (await readAsset(c, paths['openapi.json'])).json<Record<string, unknown>>()

/** A guide as a page; undefined if there is none of this route. */
export async function readGuide(c: AppContext, route: string): Promise<string | undefined> {
  const path = Object.hasOwn(guides, route) ? guides[route] : undefined
  return path && (await readAsset(c, path)).text()
}

async function readAsset(c: AppContext, path: string): Promise<Response> {
  const { deadline } = c.var.deps
  const answer = await inTime(deadline.cut(REQUEST_MS), c.env.assets.fetch(new URL(path, 'https://assets')))
  if (!answer.ok) throw new Error(`asset ${path}: ${answer.status}`)
  return answer
}
