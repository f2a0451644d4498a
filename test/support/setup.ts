import { afterEach, beforeAll, beforeEach, vi } from 'vitest'
import { forgetRequests } from './bindings.ts'
import { stopClock } from './clock.ts'
import { emptied, migratedDatabase } from './database.ts'
import { captureLog, expectNoSecretInLog } from './log.ts'
import { deferredWork } from './worker.ts'

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
