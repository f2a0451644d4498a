import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * A folder that only its owner can read, for secrets on their way. It is removed however the command ends:
 * terminal.ts turns signals into an exit.
 */
export function temporaryFolder(name: string): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), `postern-${name}-`)) // mode 700
  const clear = () => rmSync(path, { recursive: true, force: true })
  process.once('exit', clear)
  return {
    path,
    remove() {
      clear()
      process.off('exit', clear)
    },
  }
}
