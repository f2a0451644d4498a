import * as fc from 'fast-check'
import { afterEach, beforeAll, beforeEach, vi } from 'vitest'
import { bindings, forgetRequests } from './bindings.ts'
import { stopClock } from './clock.ts'
import { emptied, migratedDatabase } from './database.ts'
import { captureLog, expectNoSecretInLog } from './log.ts'
import { deferredWork } from './worker.ts'

// What was green once is green again: a generated case that is new is looked for by a seed of one's own.
fc.configureGlobal({ seed: Number(bindings.MODEL_SEED || 20_261_127) })

beforeAll(migratedDatabase)

beforeEach(() => {
  captureLog()
  forgetRequests()
  // The clock stands still until a test moves it: no answer depends on when a test runs, or how fast.
  stopClock()
  // Nothing but this machine may be asked for anything.
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    throw new Error(`a test asked for ${String(input instanceof Request ? input.url : input)}`)
  })
})

afterEach(async () => {
  await deferredWork()
  vi.restoreAllMocks()
  vi.useRealTimers()
  await emptied()
  expectNoSecretInLog()
})
