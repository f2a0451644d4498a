import { readFileSync } from 'node:fs'
import { buildSync } from 'esbuild'
import { Log, LogLevel, Miniflare } from 'miniflare'
import type { Attempt } from '../../../src/email/deliver.ts'
import type { Order } from './worker.ts'

const here = import.meta.dirname

/**
 * The carrier on workerd, with its real sockets. It trusts the authority of the tests by NODE_EXTRA_CA_CERTS,
 * which vitest.config.ts sets.
 */
export async function startCarrier({ emailBinding }: { emailBinding: string }) {
  const { outputFiles } = buildSync({
    entryPoints: [`${here}/worker.ts`],
    bundle: true,
    format: 'esm',
    write: false,
    external: ['cloudflare:sockets'],
  })
  const [, compatibilityDate = ''] =
    /^compatibility_date = "(.+)"$/m.exec(readFileSync('wrangler.toml', 'utf8')) ?? []
  const contents = outputFiles[0]?.text ?? ''
  const log: string[] = []
  const miniflare = new Miniflare({
    log: new Log(LogLevel.NONE),
    logRequests: false,
    handleStructuredLogs: ({ message }) => void log.push(message),
    workers: [
      {
        config: {
          name: 'carrier',
          compatibilityDate,
          compatibilityFlags: [],
          manifest: {
            mainModule: 'main.js',
            modulesRoot: '/',
            modules: { 'main.js': { type: 'esm', contents } },
          },
          env: { [emailBinding]: { type: 'send-email' } },
        },
        dev: { unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }] },
      },
    ],
  })
  const url = await miniflare.unsafeGetDirectURL('carrier')
  return {
    log,
    carry: async (order: Order): Promise<Attempt> => {
      const answer = await fetch(url, { method: 'POST', body: JSON.stringify(order) })
      return (await answer.json()) as Attempt
    },
    stop: () => miniflare.dispose(),
  }
}
