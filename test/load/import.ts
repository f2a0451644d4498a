import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { orEnd } from '../../src/commands/terminal.ts'
import { makeClone } from '../journey/clone.ts'
import { freePort } from '../journey/ports.ts'
import { oneOfEach, writeUsers } from '../journey/moving-users.ts'
import { importWords } from './words.ts'

/**
 * `npm run load:import -- --users 100000` imports that many users, with all kinds of hashes, into the
 * database of a running service, and exports them again. One user of each kind signs in twice. Prints times
 * and memory.
 */

const kinds = oneOfEach()
const { users } = orEnd(() => importWords(process.argv.slice(2), kinds.length))

const clone = makeClone()
const service = await clone.dev({ port: await freePort() })
try {
  const file = join(clone.folder, 'users.jsonl')
  writeUsers(file, users)
  console.log(`${users} lines, ${(statSync(file).size / 2 ** 20).toFixed(0)} MiB`)
  await measured('import', file)
  for (const { kind, email, password } of kinds) {
    const times = [await signIn({ email, password }), await signIn({ email, password })]
    console.log(`${kind}: first sign-in ${times[0]} ms, second ${times[1]} ms`)
  }
  await measured('export', join(clone.folder, 'again.jsonl'))
} finally {
  await service.stop()
  clone.remove()
}

async function signIn(body: { email: string; password: string }): Promise<number> {
  const start = performance.now()
  const answer = await fetch(`${service.url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  await answer.text()
  if (answer.status !== 200) throw new Error(`sign-in of ${body.email} answered ${answer.status}`)
  return Math.round(performance.now() - start)
}

/** Runs a command. Reads ten times a second how much memory it and its wrangler have used at most. */
async function measured(...words: string[]): Promise<void> {
  const start = performance.now()
  const command = spawn(process.execPath, ['--js-base-64', 'src/commands/users.ts', ...words], {
    cwd: clone.folder,
    stdio: 'inherit',
  })
  const peak = { own: 0, wrangler: 0 }
  const watch = setInterval(() => {
    peak.own = Math.max(peak.own, peakMib(String(command.pid)))
    peak.wrangler = Math.max(peak.wrangler, ...below(String(command.pid)).map(peakMib))
  }, 100)
  const [code] = (await once(command, 'close')) as [number]
  clearInterval(watch)
  if (code !== 0) throw new Error(`users ${words.join(' ')} failed`)
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  console.log(`${words[0]}: ${seconds} s, at most ${peak.own} MiB, its wrangler ${peak.wrangler} MiB`)
}

function peakMib(pid: string): number {
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) / 1024)
}

/** All descendants of a process. */
function below(pid: string): string[] {
  const children = read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean)
  return [...children, ...children.flatMap(below)]
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '' // The process has ended.
  }
}
