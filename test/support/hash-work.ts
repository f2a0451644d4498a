import { vi } from 'vitest'

/** The PBKDF2 calls from now on, as the iterations of each. */
export function hashWork() {
  const spy = vi.spyOn(crypto.subtle, 'deriveBits')
  const calls = () =>
    spy.mock.calls
      .map(([algorithm]) => algorithm as { name: string; iterations?: number })
      .filter(({ name }) => name === 'PBKDF2')
      .map(({ iterations }) => Number(iterations))
  return {
    calls,
    total: () => calls().reduce((sum, iterations) => sum + iterations, 0),
    forget: () => spy.mockClear(),
  }
}
