import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { clientOf } from './client.ts'
import { cpuOf } from './cpu.ts'
import { median } from './measure.ts'
import { compatibilityDate } from './runtime.ts'

const STARTS = 20
/** In starts of an empty Worker, because machines differ: 1.5 times what commit 627dce2 took. */
const GOAL = 3

const EMPTY = 'export default { fetch: () => new Response() }'

const CONFIG = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .started)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")]
);
const started :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = "${compatibilityDate}"
);`

/**
 * Measures how much more CPU the start of a built Worker takes than the start of an empty one. The two take
 * turns, so that other work on this machine slows both.
 */
export async function measureStart(worker: string): Promise<string> {
  const samples = { worker: [] as number[], empty: [] as number[] }
  // The first start of each reads files from the disk. It is not counted.
  await cpuOfStart(worker)
  await cpuOfStart(EMPTY)
  for (let start = 0; start < STARTS; start += 1) {
    samples.worker.push(await cpuOfStart(worker))
    samples.empty.push(await cpuOfStart(EMPTY))
  }
  const [own, empty] = [median(samples.worker), median(samples.empty)]
  const times = (own - empty) / empty
  return (
    `Starting Postern takes ${(own - empty).toFixed(0)} ms of CPU more than starting an empty Worker ` +
    `(${own.toFixed(0)} and ${empty.toFixed(0)} ms, medians of ${STARTS} starts). That is ` +
    `${times.toFixed(1)} times the start of the empty one. Goal: at most ${GOAL.toFixed(1)}, ` +
    `${times <= GOAL ? 'reached' : 'missed'}.`
  )
}

/**
 * Starts a workerd of its own and asks it once. The Worker has no bindings: Postern answers that it is
 * misconfigured, after all its routes are set up.
 */
async function cpuOfStart(worker: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'postern-start-'))
  writeFileSync(join(folder, 'worker.js'), worker)
  writeFileSync(join(folder, 'config.capnp'), CONFIG)
  const workerd = spawn('workerd', ['serve', '--control-fd=3', join(folder, 'config.capnp')], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  })
  const ended = once(workerd, 'exit')
  try {
    const [message] = (await Promise.race([once(workerd.stdio[3] as Readable, 'data'), ended])) as [Buffer]
    const { port } = JSON.parse(String(message)) as { port: number }
    const client = clientOf(port, 1)
    await client.ask({ path: '/' })
    const cpu = cpuOf(workerd.pid as number)
    client.close()
    return cpu
  } finally {
    workerd.kill()
    await ended
    rmSync(folder, { recursive: true })
  }
}
