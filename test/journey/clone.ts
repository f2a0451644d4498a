import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '../..')
const PARTS = ['README.md', 'LICENSE', 'src', 'migrations', 'package.json', 'wrangler.toml', 'tsconfig.json']

type Clone = ReturnType<typeof makeClone>
export type Service = Awaited<ReturnType<Clone['dev']>>

/** A fresh clone after `npm ci`, in its own folder: the `.dev.vars` and `.wrangler` of a developer are not used. */
export function makeClone() {
  const folder = mkdtempSync(join(tmpdir(), 'postern-clone-'))
  for (const part of PARTS) cpSync(join(ROOT, part), join(folder, part), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  return {
    folder,

    devVars: () => ({
      text: readFileSync(join(folder, '.dev.vars'), 'utf8'),
      mode: statSync(join(folder, '.dev.vars')).mode & 0o777,
    }),

    /** Runs `npm run dev` until it has printed where things are. `said` is all that it printed. */
    async dev({ port, host }: { port: number; host?: string }) {
      const npm = run(folder, { port, host })
      const heard = listen(npm)
      await heard.until(/Health|reports a problem/)
      if (!heard.all().includes('Health')) throw new Error(`the service does not work:\n${heard.all()}`)
      return {
        url: `http://localhost:${port}`,
        said: heard.all,
        /** The id of its process group. */
        group: npm.pid as number,
        /** Ctrl-C: the whole process group gets the signal. */
        async stop() {
          const ended = once(npm, 'close')
          process.kill(-(npm.pid as number), 'SIGINT')
          await ended
        },
      }
    },

    /** Runs `npm run dev` until it ends by itself. */
    async devThatGivesUp({ port }: { port: number }) {
      const npm = run(folder, { port })
      const heard = listen(npm)
      const [code] = (await once(npm, 'close')) as [number]
      return { code, said: heard.all() }
    },

    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  }
}

function run(cwd: string, { port, host }: { port: number; host?: string | undefined }): ChildProcess {
  const env = ourEnvironment(cwd)
  return spawn('npm', ['run', '--silent', 'dev'], {
    cwd,
    env: { ...env, PORT: String(port), ...(host !== undefined && { HOST: host }) },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
}

/**
 * The environment of a newcomer, without the variables of vitest. Each clone has its own registry of running
 * Workers, because services of other clones have the same name, and any free port for its debugger.
 */
function ourEnvironment(folder: string) {
  const { NODE_ENV: _ours, VITEST: _too, NODE_EXTRA_CA_CERTS: _trusted, ...env } = process.env
  return { WRANGLER_REGISTRY_PATH: join(folder, '.registry'), INSPECTOR_PORT: '0', ...env }
}

function listen(npm: ChildProcess) {
  let said = ''
  const listeners = new Set<() => void>()
  for (const stream of [npm.stdout, npm.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said += text
      for (const listener of listeners) listener()
    })
  }
  return {
    all: () => said,
    until: (words: RegExp) =>
      new Promise<void>((resolve, reject) => {
        listeners.add(() => words.test(said) && resolve())
        npm.once('close', () => reject(new Error(`ended before it said ${words.source}:\n${said}`)))
      }),
  }
}
