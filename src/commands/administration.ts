import type { AdministrationDeps } from '../core/administration/deps.ts'
import { announceEnd } from '../core/sessions/announce-end.ts'
import { Failure } from '../core/failure.ts'
import { guardStore } from '../core/outage.ts'
import type { Bindings } from './bindings.ts'
import { openPlace, type Place, refused } from './database.ts'
import { giveUp, printLine } from './terminal.ts'
import { whileBusy, wordsOf } from './while-busy.ts'

/** As long as an access token may live at most, by the bound of ACCESS_TOKEN_TTL. */
const LONGEST_TOKEN_S = 86_400

/** A store far away, or on a slow machine, may take this long. */
const PATIENCE_MS = 60_000

/** Runs the core of administration on the stores of a place, and prints the lines that it answers. */
export async function administer(
  place: Place,
  act: (deps: AdministrationDeps) => Promise<string[]>,
): Promise<void> {
  const { close, ...bindings } = await openPlace(place)
  try {
    for (const line of await withStores(bindings, act)) printLine(line)
  } catch (error) {
    if (error instanceof Failure) refused(place, wordsOf(rootOf(error.cause)))
    throw error
  } finally {
    await close()
  }
}

export async function withStores<Result>(
  { DB, KV }: Bindings,
  act: (deps: AdministrationDeps) => Promise<Result>,
): Promise<Result> {
  // Here, because Drizzle takes a second to load, and help and refusals need none of it.
  const { openAdministrationStore } = await import('../store/administration.ts')
  const store = guardStore(openAdministrationStore(DB, KV, { notBefore: 0 }), { patienceMs: PATIENCE_MS })
  const { addRevocation } = store.keyValue
  const announced: Promise<unknown>[] = []
  const deps: AdministrationDeps = {
    now: () => Date.now(),
    actor: 'operator',
    config: { ACCESS_TOKEN_TTL: LONGEST_TOKEN_S },
    store: { ...store, keyValue: { addRevocation: (...entry) => whileBusy(() => addRevocation(...entry)) } },
    defer: (work) => void announced.push(work),
  }
  const result = await whileBusy(() => act(deps))
  const failed = (await Promise.allSettled(announced)).some(({ status }) => status === 'rejected')
  if (failed) {
    giveUp(
      'The sessions have ended, but key-value could not be told: services that ask the Verifier may accept ' +
        'the access tokens until they expire.',
    )
  }
  return result
}

/** Tells key-value which sessions have ended with the accounts that an import has erased. */
export const announceEnded = (bindings: Bindings, sids: string[]): Promise<void> =>
  withStores(bindings, async (deps) => announceEnd(deps, sids))

/** Drizzle's wrapper would print the statement with its values. */
const rootOf = (error: unknown): unknown =>
  error instanceof Error && error.cause instanceof Error ? rootOf(error.cause) : error
