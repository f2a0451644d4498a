import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** A folder that only its owner can read, for secrets on their way. It is removed however the command ends. */
export function temporaryFolder(name: string): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), `postern-${name}-`)) // mode 700
  const clear = () => rmSync(path, { recursive: true, force: true })
  const exit = () => process.exit(1)
  process.once('exit', clear)
  for (const signal of SIGNALS) process.once(signal, exit)
  return {
    path,
    remove() {
      clear()
      process.off('exit', clear)
      for (const signal of SIGNALS) process.off(signal, exit)
    },
  }
}
