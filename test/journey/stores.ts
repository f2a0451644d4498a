import { join, resolve } from 'node:path'
import { getPlatformProxy } from 'wrangler'
import type { Bindings } from '../../src/commands/bindings.ts'

const ROOT = resolve(import.meta.dirname, '../..')

/** The database and key-value in files at a path, or in memory. */
export const openStores = (persist: { path: string } | false) =>
  getPlatformProxy<Bindings>({
    configPath: join(ROOT, 'wrangler.toml'),
    persist,
    remoteBindings: false,
    envFiles: [],
  })

/** The files that `npm run dev` uses in a folder. */
export const stateOf = (folder: string) => ({ path: join(folder, '.wrangler/state/v3') })
