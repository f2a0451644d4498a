import type { AdministrationDeps } from '../../core/administration/deps.ts'
import { announceEnd } from '../../core/sessions/announce-end.ts'
import { guardStore } from '../../core/outage.ts'
import { openAdministrationStore } from '../../store/administration.ts'
import { type Bindings, openBindings } from '../bindings.ts'
import { isWithoutTables, NO_TABLES, type Place } from '../database.ts'
import { withProgress } from '../progress.ts'
import { giveUp } from '../terminal.ts'
import { whileBusy, wordsOf } from '../while-busy.ts'

/** As long as an access token may live at most, by the bound of ACCESS_TOKEN_TTL. */
const LONGEST_TOKEN_S = 86_400

/** A store far away, or on a slow machine, may take this long. */
const PATIENCE_MS = 60_000

/** Runs the core of administration on the stores of a place, and waits until all it began is done. */
export async function administer<Result>(
  place: Place,
  act: (deps: AdministrationDeps) => Promise<Result>,
): Promise<Result> {
  const { close, ...bindings } = await withProgress('Opening the database', openBindings(place))
  try {
    return await withStores(bindings, act)
  } catch (error) {
    if (isWithoutTables(wordsOf(error))) giveUp(NO_TABLES[place])
    throw error
  } finally {
    await close()
  }
}

export async function withStores<Result>(
  { DB, KV }: Bindings,
  act: (deps: AdministrationDeps) => Promise<Result>,
): Promise<Result> {
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
