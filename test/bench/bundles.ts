import { execFileSync } from 'node:child_process'
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')
const BETTER_AUTH = join(import.meta.dirname, 'better-auth')
const INSTALLED = join(ROOT, '.wrangler/bench')
const QUIET = { WRANGLER_HIDE_BANNER: 'true', WRANGLER_SEND_METRICS: 'false' }

/**
 * Builds a Worker as `wrangler deploy` would upload it, by the wrangler.toml of a folder.
 *
 * @param script is built instead of the one that wrangler.toml names
 */
export function bundle({ folder = ROOT, script }: { folder?: string; script?: string } = {}): string {
  const out = mkdtempSync(join(tmpdir(), 'postern-bench-'))
  const args = ['deploy', ...(script ? [script] : []), '--dry-run', '--outdir', out]
  try {
    execFileSync(process.execPath, [join(ROOT, 'node_modules/wrangler/bin/wrangler.js'), ...args], {
      cwd: folder,
      stdio: 'pipe',
      env: { ...process.env, ...QUIET },
    })
    const [file = ''] = globSync('*.js', { cwd: out })
    return readFileSync(join(out, file), 'utf8')
  } finally {
    rmSync(out, { recursive: true })
  }
}

/** Better Auth is not a dependency of the project, so the bench installs it in a folder that git ignores. */
export function bundleBetterAuth(): string {
  cpSync(BETTER_AUTH, INSTALLED, { recursive: true })
  execFileSync('npm', ['ci', '--prefer-offline', '--no-fund', '--no-audit'], {
    cwd: INSTALLED,
    stdio: 'pipe',
  })
  return bundle({ folder: INSTALLED })
}
