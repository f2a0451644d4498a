import type { AdministrationDeps } from '../../src/core/administration/deps.ts'
import { guardStore } from '../../src/core/outage.ts'
import { openAdministrationStore } from '../../src/store/administration.ts'
import { bindings } from './bindings.ts'

/** What an operator does with the core of administration, until all of it is done. */
export async function operator<Result>(act: (deps: AdministrationDeps) => Promise<Result>): Promise<Result> {
  const announced: Promise<unknown>[] = []
  const result = await act({
    now: () => Date.now(),
    actor: 'operator',
    config: { ACCESS_TOKEN_TTL: 1_800 },
    store: guardStore(openAdministrationStore(bindings.DB, bindings.KV, { notBefore: 0 })),
    defer: (work) => void announced.push(work),
  })
  await Promise.all(announced)
  return result
}
