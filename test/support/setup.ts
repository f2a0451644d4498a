import { applyD1Migrations, reset } from 'cloudflare:test'
import { afterEach, beforeEach, vi } from 'vitest'
import { bindings } from './bindings.ts'
import { deferredWork, watchDeferredWork } from './deferred.ts'
import { captureLog, expectNoSecretInLog } from './log.ts'

watchDeferredWork()

beforeEach(async () => {
  await applyD1Migrations(bindings.DB, bindings.MIGRATIONS)
  captureLog()
  // Nothing but this machine may be asked for anything.
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    throw new Error(`a test asked for ${String(input instanceof Request ? input.url : input)}`)
  })
})

afterEach(async () => {
  await deferredWork()
  expectNoSecretInLog()
  vi.restoreAllMocks()
  vi.useRealTimers()
  await reset()
})
