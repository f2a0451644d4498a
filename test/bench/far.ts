import { startBetterAuth } from './better-auth.ts'
import { load } from './load.ts'
import { startMails } from './mails.ts'
import { markdown } from './markdown.ts'
import { type Operation, operationsOf } from './operation.ts'
import { startPostern } from './postern.ts'
import { betterAuthWorker, far, posternWorkers } from './workers.ts'

const users = 1_000
/** The fewest, so that the hash does not hide the distance. */
const iterations = 10_000
/** Milliseconds that each D1 trip takes more: about an ocean. */
const DISTANCE_MS = 100
const REQUESTS = 5
/** D1 trips that somebody waits for. */
const GOAL = 2

/**
 * Measures how long one person waits where D1 is near and where it is far. The difference says how many trips one after
 * another they wait for, whatever else an operation takes: what is done after the answer is not part of it.
 */
export async function measureFar(said: (line: string) => void): Promise<string> {
  const mails = await startMails()
  const [ours, theirs] = [posternWorkers(), betterAuthWorker()]
  async function waitsAt(distanceMs: number): Promise<Map<string, { operation: Operation; wait: number }>> {
    said(`D1 ${distanceMs} ms away`)
    const main = far(ours.main, distanceMs)
    const services = [
      await startPostern({ ...ours, main, users, iterations, mails }),
      await startBetterAuth({ worker: far(theirs, distanceMs), users, mails }),
    ]
    const waits = new Map<string, { operation: Operation; wait: number }>()
    for (const operation of services.flatMap(operationsOf))
      waits.set(`${operation.of}, ${operation.name}`, { operation, wait: await waitFor(operation) })
    await Promise.all(services.map(({ runtime }) => runtime.stop()))
    return waits
  }
  const near = await waitsAt(0)
  const away = await waitsAt(DISTANCE_MS)
  await mails.stop()

  const rows = [...near].map(([name, { operation, wait }]) => {
    const farWait = away.get(name)?.wait ?? NaN
    const trips = (farWait - wait) / DISTANCE_MS
    // The hash of Better Auth takes some milliseconds more or less each time.
    const result = Math.round(trips) <= GOAL ? 'reached' : 'missed'
    return [
      operation.name,
      operation.of,
      wait.toFixed(0),
      farWait.toFixed(0),
      trips.toFixed(1),
      operation.of === 'Postern' ? result : '',
    ]
  })
  return markdown(
    ['operation', 'of', 'near, ms', `D1 ${DISTANCE_MS} ms away`, 'trips waited for', `at most ${GOAL}`],
    rows,
  )
}

/** Milliseconds to an answer for one person: the least of a few, because other work on this machine only adds to it. */
async function waitFor(operation: Operation): Promise<number> {
  // The first requests may find empty caches.
  await load(operation, { asks: await operation.prepare(REQUESTS), connections: 1 })
  return Math.min(...(await load(operation, { asks: await operation.prepare(REQUESTS), connections: 1 })))
}
