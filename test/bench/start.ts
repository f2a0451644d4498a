import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { clientOf } from './client.ts'
import { cpuOf } from './cpu.ts'
import type { Goal } from './goals.ts'
import { markdown } from './markdown.ts'
import { median } from './measure.ts'
import { ORIGIN, SECRET } from './operations/better-auth/requests.ts'
import { compatibilityDate, type WorkerOptions } from './runtime.ts'

const STARTS = 20
/**
 * In starts of an empty Worker, because machines differ. The whole process may take 1.5 times what it took before passkeys,
 * pages and apps came: commit 627dce2 took 2.1 starts of an empty Worker, so 1.5 times that are 2.15 above one.
 */
const GOAL = 2.15

const EMPTY = 'export default { fetch: () => new Response() }'

/** A built Worker, and a path where it answers without a database once it is set up completely. */
export type Startable = { name: string; script: string; path: string; texts?: Record<string, string> }

/** Both built Workers, without bindings but for what Better Auth insists on. Postern answers that it is misconfigured. */
export const startables = ({
  postern,
  betterAuth,
}: {
  postern: WorkerOptions
  betterAuth: WorkerOptions
}): Startable[] => [
  { name: 'Postern', script: postern.modules['built.js'] ?? '', path: '/' },
  {
    name: 'Better Auth',
    script: betterAuth.modules['worker.js'] ?? '',
    path: '/api/auth/ok',
    texts: { BETTER_AUTH_SECRET: SECRET, BETTER_AUTH_URL: ORIGIN },
  },
]

const configOf = (texts: Record<string, string>) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .started)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")]
);
const started :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  bindings = [${Object.entries(texts)
    .map(([name, text]) => `(name = "${name}", text = "${text}")`)
    .join()}],
  compatibilityDate = "${compatibilityDate}"
);`

/** CPU in milliseconds and memory in MiB of a workerd process, from its start to its first answer. */
type Start = { cpu: number; memory: number }

/**
 * Measures starts of built Workers and of an empty one, by turns, so that other work on this machine slows all of
 * them. The goal is about the first one.
 */
export async function measureStarts(built: Startable[]): Promise<{ table: string; goal: Goal }> {
  const workers = [...built, { name: 'an empty Worker', script: EMPTY, path: '/' }]
  const starts = new Map<Startable, Start[]>()
  for (let start = 0; start <= STARTS; start += 1)
    for (const worker of workers) {
      const measured = await startOf(worker)
      // The first start of each reads files from the disk. It is not counted.
      if (start > 0) starts.set(worker, [...(starts.get(worker) ?? []), measured])
    }
  const figures = workers.map((worker) => {
    const of = (name: keyof Start) => median((starts.get(worker) ?? []).map((start) => start[name]))
    return { name: worker.name, cpu: of('cpu'), memory: of('memory') }
  })
  const empty = figures.at(-1) as (typeof figures)[number]
  const times = (cpu: number) => (cpu - empty.cpu) / empty.cpu
  const rows = figures.map(({ name, cpu, memory }) => [
    name,
    cpu.toFixed(0),
    (cpu - empty.cpu).toFixed(0),
    times(cpu).toFixed(1),
    memory.toFixed(0),
    (memory - empty.memory).toFixed(0),
  ])
  const value = times(figures[0]?.cpu ?? NaN)
  return {
    table: markdown(
      [`start (median of ${STARTS})`, 'CPU, ms', 'above empty', '÷ empty', 'memory, MiB', 'above empty'],
      rows,
    ),
    goal: {
      what: 'start above an empty Worker’s ÷ that',
      atMost: GOAL,
      measured: value.toFixed(2),
      isReached: value <= GOAL,
    },
  }
}

/** Starts a workerd of its own and asks it once. */
async function startOf({ script, path, texts = {} }: Startable): Promise<Start> {
  const folder = mkdtempSync(join(tmpdir(), 'postern-start-'))
  writeFileSync(join(folder, 'worker.js'), script)
  writeFileSync(join(folder, 'config.capnp'), configOf(texts))
  const workerd = spawn('workerd', ['serve', '--control-fd=3', join(folder, 'config.capnp')], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  })
  const ended = once(workerd, 'exit')
  try {
    const [message] = (await Promise.race([once(workerd.stdio[3] as Readable, 'data'), ended])) as [Buffer]
    const { port } = JSON.parse(String(message)) as { port: number }
    const client = clientOf(port, 1)
    const answer = await client.ask({ path })
    const pid = workerd.pid as number
    const start = { cpu: cpuOf(pid), memory: memoryOf(pid) }
    client.close()
    if (answer.status === 404) throw new Error(`${path}: ${answer.text}`)
    return start
  } finally {
    workerd.kill()
    await ended
    rmSync(folder, { recursive: true })
  }
}

/** MiB of a process that are in memory (VmRSS of proc_pid_status(5), in kB). */
function memoryOf(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) / 1_024
}
