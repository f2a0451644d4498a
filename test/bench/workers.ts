import { buildSync } from 'esbuild'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundle, bundleBetterAuth } from './bundles.ts'
import type { WorkerOptions } from './runtime.ts'

const script = (name: string): WorkerOptions => ({
  name,
  modules: { 'worker.js': bundle({ script: `test/bench/workers/${name}.ts` }) },
})

/** A Worker, and the others in the same workerd. */
export type Company = { main: WorkerOptions; beside: WorkerOptions[] }

/** A Worker that calls the verifier of another one. */
const callerOf = (worker: string): WorkerOptions => ({
  ...script('caller'),
  env: { AUTH: { type: 'worker', worker, exportName: 'Verifier' } },
})

export const posternWorkers = (): Company => ({
  main: {
    name: 'postern',
    modules: { 'worker.js': wrapperOf('unlimited'), 'built.js': bundle() },
    env: {
      COMMON_PASSWORDS: { type: 'text', value: readFileSync('src/services/common-passwords.txt', 'utf8') },
    },
  },
  beside: [callerOf('postern')],
})

export const floorWorkers = (): Company => ({ main: script('floor'), beside: [callerOf('floor')] })

/** bcrypt, scrypt and MD5 come from `node:crypto`. */
export const importedWorker = (): WorkerOptions => ({
  ...script('imported'),
  env: { DB: { type: 'd1', id: 'db' } },
  flags: ['nodejs_compat'],
})

export const betterAuthWorker = (): WorkerOptions => ({
  name: 'better-auth',
  modules: { 'worker.js': bundleBetterAuth() },
  flags: ['nodejs_compat'],
})

/** The same Worker inside one that counts what it asks of D1 and KV. */
export const counted = (worker: WorkerOptions): WorkerOptions => inside('counted', worker)

/** The same Worker inside one whose D1 is so many milliseconds away. */
export const far = (worker: WorkerOptions, distanceMs: number): WorkerOptions => ({
  ...inside('far', worker),
  env: { ...worker.env, DISTANCE_MS: { type: 'text', value: String(distanceMs) } },
})

const inside = (wrapper: string, worker: WorkerOptions): WorkerOptions => ({
  ...worker,
  modules: { [`${wrapper}.js`]: wrapperOf(wrapper), ...worker.modules },
})

/** A module that wraps a bundle, as JavaScript. The bundle itself stays outside. */
function wrapperOf(name: string): string {
  const entryPoints = [join(import.meta.dirname, `workers/${name}.ts`)]
  const external = ['cloudflare:*']
  return (
    buildSync({ entryPoints, external, bundle: true, format: 'esm', write: false }).outputFiles[0]?.text ?? ''
  )
}
