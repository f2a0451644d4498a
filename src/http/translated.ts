import type { AppContext } from './app-env.ts'
import { readAsset } from './asset.ts'

/** Milliseconds. A page in English now is better than one in another language later. */
const PATIENCE_MS = 1_000

/** What has been read of these assets. It stays true: the hash in a path says what the file says. */
const known = new WeakMap<Fetcher, Map<string, unknown>>()

/**
 * Words in another language than English. They are static assets, read when somebody wants them: five languages in
 * the Worker would make every start slower.
 *
 * @param path of the words; without one they are English
 * @returns English too where nothing can be read: a page is there in any case
 */
export async function translated<Words>(
  c: AppContext,
  english: Words,
  path: string | undefined,
): Promise<Words> {
  if (path === undefined) return english
  const read = known.get(c.env.assets) ?? new Map<string, unknown>()
  known.set(c.env.assets, read)
  try {
    if (!read.has(path)) read.set(path, await (await readAsset(c, path, PATIENCE_MS)).json())
    return read.get(path) as Words
  } catch {
    c.var.deps.record({ event: 'translation_failed', outcome: 'failure' })
    return english
  }
}
