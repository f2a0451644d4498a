import { type DeployedStores, findDeployedStores, writeRemoteConfiguration } from './deployed-stores.ts'
import type { Place } from './database.ts'
import { QUIET } from './wrangler.ts'

export type Bindings = { DB: D1Database; KV: KVNamespace }

/**
 * The database and key-value of this machine, or the deployed ones, as a Worker has them. Wrangler opens
 * them, with the login that it has.
 */
export async function openBindings(place: Place): Promise<Bindings & { close: () => Promise<void> }> {
  const deployed = place === '--remote' ? await findDeployedStores() : undefined
  return deployed ? openRemote(deployed) : open({ configPath: 'wrangler.toml', remoteBindings: false })
}

async function openRemote(stores: DeployedStores) {
  const { configPath, remove } = writeRemoteConfiguration(stores)
  try {
    const { close, ...bindings } = await open({ configPath, persist: false, remoteBindings: true })
    return { ...bindings, close: () => close().finally(remove) }
  } catch (error) {
    remove()
    throw error
  }
}

async function open(options: { configPath: string; persist?: boolean; remoteBindings: boolean }) {
  // Wrangler reads its settings when it is loaded.
  Object.assign(process.env, QUIET, { WRANGLER_LOG: 'error' })
  const { getPlatformProxy } = await import('wrangler')
  const { env, dispose } = await getPlatformProxy<Bindings>(options)
  return { DB: env.DB, KV: env.KV, close: dispose }
}
