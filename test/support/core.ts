import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import type { Deps } from '../../src/core/deps.ts'
import { clientFacts } from '../../src/http/client-facts.ts'
import { openDeps } from '../../src/open.ts'
import { bindings } from './bindings.ts'
import { HOME } from './person.ts'

/** Calls the core as a request would that no surface has; answers when deferred work has ended too. */
export async function inCore<Result>(
  act: (deps: Deps) => Promise<Result>,
  { KV = bindings.KV }: { KV?: KVNamespace } = {},
): Promise<Result> {
  const context = createExecutionContext()
  const client = clientFacts(new Request(HOME), crypto.randomUUID())
  const deps = await openDeps({ ...bindings, KV }, { client, route: () => 'test', context })
  try {
    return await act(deps)
  } finally {
    await waitOnExecutionContext(context)
  }
}
