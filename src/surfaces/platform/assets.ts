import { guides, paths } from '../../../dist/assets.js'
import { inTime, REQUEST_MS } from '../../core/deadline.ts'
import type { AppContext } from '../../http/app-env.ts'

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
