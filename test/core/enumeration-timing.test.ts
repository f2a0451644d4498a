import { describe, expect, it } from 'vitest'
import { freshEmail, registered } from '../support/account.ts'
import { ADDRESS_ROUTES } from './address-routes.ts'
import { rows } from '../support/database.ts'
import { deferredWork } from '../support/worker.ts'
import { person } from '../support/person.ts'

/**
 * A measurement, made on request: `VITE_TIMINGS=200 npm test -- enumeration-timing`. It is read and not judged,
 * because on a busy machine it is noise. enumeration.test.ts shows the same by counting the work.
 */
const SAMPLES = Number(import.meta.env['VITE_TIMINGS'] ?? 0)

const median = (times: number[]) => times.toSorted((left, right) => left - right)[times.length >> 1] ?? 0

/**
 * The chance that a request about a known address takes longer than one about an unknown one (the area
 * under the curve, Mann–Whitney's U as a share): 0.5 tells nothing, 0 and 1 tell everything.
 */
function longer(known: number[], unknown: number[]): number {
  const wins = known.flatMap((left) => unknown.map((right) => (left > right ? 1 : left === right ? 0.5 : 0)))
  return wins.reduce<number>((sum, win) => sum + win, 0) / wins.length
}

describe.runIf(SAMPLES > 0)('how well time tells a known address from an unknown one', () => {
  it.each(ADDRESS_ROUTES)('$route', async ({ route, ask }) => {
    const [ada, eve] = [await registered(), await registered()]
    const times = { known: [] as number[], unknown: [] as number[] }
    const take = async (kind: keyof typeof times) => {
      const address = kind === 'known' ? ada.email : freshEmail()
      const by = person({ roaming: true })
      const start = performance.now()
      const { status } = await ask(by, address, eve.tokens.access)
      times[kind].push(performance.now() - start)
      expect(status).not.toBe(429)
      await deferredWork()
      await rows('delete from budgets')
      await rows('delete from password_failures')
    }
    for (let n = 0; n < SAMPLES; n += 1) {
      const first = crypto.getRandomValues(new Uint8Array(1))[0] ?? 0
      for (const kind of first % 2 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const))
        await take(kind)
    }
    const [known, unknown] = [median(times.known), median(times.unknown)]
    const power = longer(times.known, times.unknown).toFixed(2)
    console.info(`${route}: ${power}, medians ${known.toFixed(1)} and ${unknown.toFixed(1)} ms`)
    expect(times.known).toHaveLength(SAMPLES)
  })
})
