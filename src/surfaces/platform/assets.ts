import { guides, paths } from '../../../dist/assets.js'
import type { AppContext } from '../../http/app-env.ts'
import { readAsset } from '../../http/asset.ts'

/** The API document as it was built, without the address of the service. */
export const readApiDocument = async (c: AppContext) =>
  (await readAsset(c, paths['openapi.json'])).json<Record<string, unknown>>()

/** A guide as a page; undefined if there is none of this route. */
export async function readGuide(c: AppContext, route: string): Promise<string | undefined> {
  const path = Object.hasOwn(guides, route) ? guides[route] : undefined
  return path && (await readAsset(c, path)).text()
}
