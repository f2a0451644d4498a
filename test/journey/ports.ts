import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * Ports below those that systems give out by themselves (from 32 768 on Linux): no outgoing connection and
 * no server on port 0 takes one of them between the moment it is found free and the moment it is used.
 */
const FIRST = 12_000
const PER_WORKER = 500

/** Vitest numbers the workers that run at the same time from 1 on: each has its own range. */
const worker = Number(process.env['VITEST_POOL_ID'] ?? 1)
const start = FIRST + (worker % 30) * PER_WORKER
/** Where in the range: two runs of the suite on one machine rarely begin at the same place. */
let offset = Math.floor(Math.random() * PER_WORKER)

/** A port that nobody listens on, and that this test run gives out once. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < PER_WORKER; tries += 1) {
    offset = (offset + 1) % PER_WORKER
    // Others may ask while this one looks.
    const port = start + offset
    if (await isFree(port)) return port
  }
  throw new Error(`no free port from ${start} to ${start + PER_WORKER - 1}`)
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer().listen(port, 'localhost')
  try {
    await once(probe, 'listening')
  } catch {
    return false
  }
  probe.close()
  await once(probe, 'close')
  return true
}
