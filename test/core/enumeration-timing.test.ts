import { createExecutionContext } from 'cloudflare:test'
import { describe, expect, it } from 'vitest'
import index from '../../src/index.ts'
import { freshEmail, registered } from '../support/account.ts'
import { ADDRESS_ROUTES } from './address-routes.ts'
import { bindings, forgetRequests } from '../support/bindings.ts'
import { rows } from '../support/database.ts'
import { deferredWork, type Worker } from '../support/worker.ts'
import { person } from '../support/person.ts'

/**
 * A measurement, made on request: `VITE_TIMINGS=200 npm test -- enumeration-timing`. It is read and not judged,
 * because on a busy machine it is noise. enumeration.test.ts shows the same by counting the work. Other runs only see
 * that it can be made: that no limit stops it.
 */
const ASKED = import.meta.env['VITE_TIMINGS'] as string | undefined
const SAMPLES = Number(ASKED ?? 4)

const median = (times: number[]) => times.toSorted((left, right) => left - right)[times.length >> 1] ?? 0

/**
 * The chance that a request about a known address takes longer than one about an unknown one (the area
 * under the curve, Mann–Whitney's U as a share): 0.5 tells nothing, 0 and 1 tell everything.
 */
function longer(known: number[], unknown: number[]): number {
  const wins = known.flatMap((left) => unknown.map((right) => (left > right ? 1 : left === right ? 0.5 : 0)))
  return wins.reduce<number>((sum, win) => sum + win, 0) / wins.length
}

/** Notes how long the Worker takes to answer. What it does behind that is none of the answer. */
const timed = (times: number[]): Worker => ({
  async fetch(request) {
    const incoming = request as Request<unknown, IncomingRequestCfProperties>
    const start = performance.now()
    const answer = await index.fetch(incoming, bindings, createExecutionContext())
    times.push(performance.now() - start)
    return answer
  },
})

describe('how well time tells a known address from an unknown one', () => {
  it.each(ADDRESS_ROUTES)('$route', async ({ route, ask }) => {
    const [ada, eve] = [await registered(), await registered()]
    const times = { known: [] as number[], unknown: [] as number[] }
    const take = async (kind: keyof typeof times) => {
      const address = kind === 'known' ? ada.email : freshEmail()
      const { status } = await ask(
        person({ worker: timed(times[kind]), roaming: true }),
        address,
        eve.tokens.access,
      )
      expect(status).not.toBe(429)
      await deferredWork()
      forgetRequests()
      await rows('delete from budgets')
      await rows('delete from password_failures')
      await rows('delete from mail_buckets')
    }
    for (let n = 0; n < SAMPLES; n += 1) {
      const first = crypto.getRandomValues(new Uint8Array(1))[0] ?? 0
      for (const kind of first % 2 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const))
        await take(kind)
    }
    const [known, unknown] = [median(times.known), median(times.unknown)]
    const power = longer(times.known, times.unknown).toFixed(2)
    if (ASKED) console.info(`${route}: ${power}, medians ${known.toFixed(1)} and ${unknown.toFixed(1)} ms`)
    expect(times.known).toHaveLength(SAMPLES)
  })
})
