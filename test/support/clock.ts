import { vi } from 'vitest'

/** When every test begins. Its clock stands still until the test moves it. */
export const NOON = Date.UTC(2026, 10, 3, 12)

export const stopClock = () => void vi.useFakeTimers({ toFake: ['Date'], now: NOON })

/** Moves the clock; by a millisecond, where one thing has to be younger than another. */
export const pass = (ms = 1) => void vi.setSystemTime(Date.now() + ms)

/** The clock of the machine, for what knows no other. */
export const { now: machineNow } = Date
