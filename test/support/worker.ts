import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { exports } from 'cloudflare:workers'
import type { Env } from '../../src/config/config.ts'
import index from '../../src/index.ts'
import { bindings } from './bindings.ts'

/** Whatever answers HTTP. */
export type Worker = { fetch: (request: Request) => Promise<Response> }

const main = exports as unknown as { default: { fetch: (request: Request) => Promise<Response> } }

/** The Worker as it is deployed: the runtime takes each request to it, and its limiter is that of wrangler.toml. */
export const deployedWorker: Worker = {
  // A binding follows redirects, unless it is told to hand them on as they are.
  fetch: (request) => main.default.fetch(new Request(request, { redirect: 'manual' })),
}

/** The same Worker with other settings or wrapped bindings; `undefined` takes one away. Answers when deferred work has ended too. */
export function workerWith(changes: { [Name in keyof Env]?: Env[Name] | undefined }): Worker {
  const env = { ...bindings, ...changes } as Env
  return {
    fetch: async (request) => {
      const context = createExecutionContext()
      const incoming = request as Request<unknown, IncomingRequestCfProperties>
      const answer = await index.fetch(incoming, env, context)
      await waitOnExecutionContext(context)
      return answer
    },
  }
}

/** The Worker with the settings of test/vitest.config.ts, asked in this isolate, which costs a third of the time. */
export const theWorker: Worker = workerWith({})

/** A rotation or a leak needs two Workers on one database: these are the settings that differ. */
export const SECRET = bindings.AUTH_SECRET as string

/** Also where a test has stopped the clock. */
const { setTimeout: soon } = globalThis

const pending = new Set<Promise<unknown>>()

const { fetch } = index

/** Keeps account of the work that the Worker has promised to finish after its answers. */
index.fetch = (request, env, context) => {
  const waitUntil = (work: Promise<unknown>) => {
    pending.add(work)
    context.waitUntil(work.finally(() => pending.delete(work)))
  }
  return fetch(request, env, { ...context, waitUntil, passThroughOnException: () => undefined })
}

/** Resolves when no such work is left: what it does belongs to the test that caused it. */
export async function deferredWork() {
  while (pending.size > 0) await new Promise((resolve) => soon(resolve, 1))
}
