import { readFileSync } from 'node:fs'
import { Log, LogLevel, Miniflare, type MiniflareOptions } from 'miniflare'
import { workerds } from './cpu.ts'

type WorkerOf = MiniflareOptions['workers'][number]
export type WorkerOptions = {
  name: string
  /** Modules by file name, the main one first. */
  modules: Record<string, string>
  env?: WorkerOf['config']['env']
  flags?: string[]
}
export type Runtime = Awaited<ReturnType<typeof startRuntime>>

/** Of Postern's wrangler.toml. Every Worker of the bench has it. */
export const [, compatibilityDate = ''] =
  /^compatibility_date = "(.+)"$/m.exec(readFileSync('wrangler.toml', 'utf8')) ?? []

/**
 * Runs Workers in a workerd process of their own, each on a socket of its own, so that requests pass through
 * no other Worker. D1 and KV are simulated in the same process.
 */
export async function startRuntime(workers: WorkerOptions[]) {
  const before = new Set(workerds())
  const failures: string[] = []
  const miniflare = new Miniflare({
    log: new Log(LogLevel.NONE),
    logRequests: false,
    handleStructuredLogs: ({ message }) => {
      if (message.includes('"outcome":"failure"')) failures.push(message)
    },
    workers: workers.map(configure),
  })
  const urls = await Promise.all(workers.map(({ name }) => miniflare.unsafeGetDirectURL(name)))
  const pid = workerds().find((one) => !before.has(one))
  if (pid === undefined) throw new Error('workerd has not started')
  return {
    pid,
    /** Lines of Postern's log that report a failure. */
    failures,
    /** The measured Worker. `d1` is its database. */
    main: workers[0]?.name ?? '',
    /** Ports by the Worker's name. */
    ports: Object.fromEntries(workers.map(({ name }, index) => [name, Number(urls[index]?.port)])),
    d1: await miniflare.getD1Database('DB', workers[0]?.name),
    stop: () => miniflare.dispose(),
  }
}

function configure({ name, modules, env = {}, flags = [] }: WorkerOptions): WorkerOf {
  const [mainModule = ''] = Object.keys(modules)
  const esm = Object.entries(modules).map(([file, contents]) => [file, { type: 'esm' as const, contents }])
  return {
    config: {
      name,
      compatibilityDate,
      compatibilityFlags: flags,
      manifest: { mainModule, modulesRoot: '/', modules: Object.fromEntries(esm) },
      env,
    },
    dev: { unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }], stripCfConnectingIp: false },
  }
}
