import { inTime, REQUEST_MS } from '../core/deadline.ts'
import type { AppContext } from './app-env.ts'

/**
 * Reads what was built beside the Worker.
 *
 * @param path where the file is served, with the hash of its content
 * @param patienceMs how long the request waits for it
 */
export async function readAsset(c: AppContext, path: string, patienceMs = REQUEST_MS): Promise<Response> {
  const { deadline } = c.var.deps
  const answer = await inTime(deadline.cut(patienceMs), c.env.assets.fetch(new URL(path, 'https://assets')))
  if (!answer.ok) throw new Error(`asset ${path}: ${answer.status}`)
  return answer
}
