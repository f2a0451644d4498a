import { setTimeout } from 'node:timers/promises'
import { type Ask, clientOf } from './client.ts'
import type { Operation } from './operation.ts'

/** A measurement on a slow machine ends here; the requests made until then are enough. */
const LONGEST_MS = 4_000
/** Work after the answer (mails, records) belongs to it: so long it has to come to an end. */
const SETTLING_MS = 50

/**
 * A closed loop: each connection asks, waits for the answer, and asks again, until nothing is left to ask.
 * Answers how long each answer took, in milliseconds.
 *
 * @throws when an answer is not a good one, or the log says that something after it went wrong
 */
export async function load(
  { name, of, runtime, worker, status }: Operation,
  { asks, connections }: { asks: Ask[]; connections: number },
): Promise<number[]> {
  const client = clientOf(runtime.ports[worker] as number, connections)
  const waits: number[] = []
  const end = performance.now() + LONGEST_MS
  async function askOn() {
    for (let ask = asks.pop(); ask && performance.now() < end; ask = asks.pop()) {
      const began = performance.now()
      const answer = await client.ask(ask)
      waits.push(performance.now() - began)
      // Better Auth and the floor say `null` to whom they do not know, and mean it well.
      if (answer.status !== status || answer.text === 'null')
        throw new Error(`${of}, ${name}: ${answer.status} ${answer.text}`)
    }
  }
  await Promise.all(Array.from({ length: connections }, askOn))
  await setTimeout(SETTLING_MS)
  client.close()
  if (runtime.failures.length > 0) throw new Error(`${of}, ${name}: ${runtime.failures.join('\n')}`)
  return waits
}
