import { storable } from '../../src/commands/users/password.ts'
import { BY_DEFAULT } from '../crypto/system-hashes.ts'
import { cpuOf } from './cpu.ts'
import { median } from './measure.ts'
import { startRuntime } from './runtime.ts'
import { markdown } from './markdown.ts'
import { importedWorker } from './workers.ts'

const ROUNDS = 3

/**
 * What the first sign-in with a hash of another system costs, as a multiple of one of our hashes. Both are
 * measured by turns, so other work on this machine slows both alike.
 */
export async function compareImported(said: (line: string) => void): Promise<string> {
  const runtime = await startRuntime([importedWorker()])
  const url = `http://127.0.0.1:${runtime.ports[runtime.main]}/`
  const ask = async (body: object) => {
    const before = cpuOf(runtime.pid)
    const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body) })
    await answer.text()
    if (!answer.ok) throw new Error(`${JSON.stringify(body)}: ${answer.status}`)
    return cpuOf(runtime.pid) - before
  }
  const rows: string[][] = []
  for (const [system, { password, hash }] of Object.entries(BY_DEFAULT)) {
    const result = storable(hash)
    if ('refusal' in result) continue
    said(system)
    await ask({ password, stored: result.string })
    const rounds: { ours: number; theirs: number }[] = []
    for (let round = 0; round < ROUNDS; round += 1)
      rounds.push({ ours: await ask({ password }), theirs: await ask({ password, stored: result.string }) })
    const ratio = median(rounds.map(({ ours, theirs }) => theirs / ours))
    rows.push([system, ratio.toFixed(1), median(rounds.map(({ theirs }) => theirs)).toFixed(0)])
  }
  await runtime.stop()
  return markdown(['system', '× our hash', 'CPU, ms'], rows)
}
