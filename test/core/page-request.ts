import { openPlatform } from '../../src/compose.ts'
import type { Env } from '../../src/config/config.ts'
import type { Deps } from '../../src/core/deps.ts'
import type { PageCaller } from '../../src/core/tokens/caller.ts'
import { clientFacts } from '../../src/http/client-facts.ts'
import { claimsOf, type Tokens } from '../support/account.ts'
import { bindings } from '../support/bindings.ts'
import { rows } from '../support/database.ts'
import { HOME, randomAddress } from '../support/person.ts'
import { boundTo } from '../support/wrapped.ts'

type Options = { settings?: Partial<Env>; headers?: Record<string, string> }

/**
 * What a page asks of the core, in a request of its own, until the deferred work is done too. Answers how many trips to
 * D1 it has made.
 */
export async function inPage<Result>(
  act: (deps: Deps) => Promise<Result>,
  { settings = {}, headers = {} }: Options = {},
): Promise<{ result: Result; trips: number }> {
  let trips = 0
  const { DB } = boundTo((trip, actually) => {
    if (trip.part === 'd1') trips += 1
    return actually()
  })
  const deferred: Promise<unknown>[] = []
  const request = new Request(HOME, { headers: { 'CF-Connecting-IP': randomAddress(), ...headers } })
  const deps = await openPlatform({ ...bindings, DB, ...settings }).openDeps({
    client: (config) =>
      clientFacts(request, { requestId: crypto.randomUUID(), config, browserSession: 'page' }),
    route: () => 'a page',
    context: { waitUntil: (work) => void deferred.push(work) },
  })
  try {
    const result = await act(deps)
    return { result, trips }
  } finally {
    for (let work = deferred.shift(); work; work = deferred.shift()) await work
  }
}

/** Whoever has the session of these tokens in the cookie of a page: its present generation. */
export async function callerOf({ access }: Pick<Tokens, 'access'>): Promise<PageCaller> {
  const { sid, sub } = claimsOf(access) as { sid: string; sub: string }
  const [session] = await rows<{ generation: number }>('select generation from sessions where id = ?', sid)
  return { pageSid: sid, userId: sub, generation: session?.generation ?? -1 }
}
