import { setTimeout } from 'node:timers/promises'
import { type Ask, clientOf } from './client.ts'
import type { Operation } from './operation.ts'

/** On a slow machine a measurement stops after this time. The requests made until then are enough. */
const LONGEST_MS = 4_000
/** Work after the answer (mails, records) is measured too. It gets this long to finish. */
const SETTLING_MS = 50

/**
 * A closed loop: each connection sends a request, waits for the answer and sends the next one, until no
 * request is left. Returns how many milliseconds each answer took.
 *
 * @throws when an answer is not the expected one, or when the log reports a failure
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
      // Better Auth and the floor answer 200 and `null` to a token that they do not accept.
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
