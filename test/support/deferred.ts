import index from '../../src/index.ts'

/** Also where a test has stopped the clock. */
const { setTimeout: soon } = globalThis

const pending = new Set<Promise<unknown>>()

/** Keeps account of the work that the Worker has promised to finish after its answers. */
export function watchDeferredWork() {
  const { fetch } = index
  index.fetch = (request, env, context) => {
    const waitUntil = (work: Promise<unknown>) => {
      pending.add(work)
      context.waitUntil(work.finally(() => pending.delete(work)))
    }
    return fetch(request, env, { ...context, waitUntil, passThroughOnException: () => undefined })
  }
}

/** Resolves when no such work is left: what it does belongs to the test that caused it. */
export async function deferredWork() {
  while (pending.size > 0) await new Promise((resolve) => soon(resolve, 1))
}
