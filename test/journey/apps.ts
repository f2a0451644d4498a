import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { buildClientPackage } from '../../src/commands/client-package.ts'
import { freePort } from './ports.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const GUIDE = readFileSync(join(ROOT, 'src/docs/checking-tokens.md'), 'utf8')

const soon = () => new Promise((resolve) => setTimeout(resolve, 100))

/** The example of the guide under a heading, in a language. */
export function example(heading: string, language: string): string {
  const [, text = ''] = GUIDE.split(`\n## ${heading}\n`)
  const [chapter = ''] = text.split(/\n##/)
  const [, code] = new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 's').exec(chapter) ?? []
  if (!code) throw new Error(`the guide has no ${language} for ${heading}`)
  return code
}

/** The folder of an app, with the package of the client and the others that it needs. */
export function makeApp(files: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'postern-app-'))
  mkdirSync(join(folder, 'node_modules/postern-client'), { recursive: true })
  buildClientPackage(join(folder, 'node_modules/postern-client'))
  for (const name of ['hono', 'jose', 'express', '@cloudflare', 'wrangler'])
    symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const running: ChildProcess[] = []

  async function run(args: string[], { port, env = {} }: { port: number; env?: Record<string, string> }) {
    const { NODE_ENV: _ours, VITEST: _too, ...rest } = process.env
    const app = spawn(process.execPath, args, {
      cwd: folder,
      env: { ...rest, CLOUDFLARE_CF_FETCH_ENABLED: 'false', WRANGLER_SEND_METRICS: 'false', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    running.push(app)
    let said = ''
    for (const stream of [app.stdout, app.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => (said += text))
    const url = `http://localhost:${port}`
    while (!(await fetch(url).catch(() => undefined))) {
      if (app.exitCode !== null) throw new Error(`the app ended:\n${said}`)
      await soon()
    }
    return { url, said: () => said }
  }

  return {
    folder,

    /** Runs `wrangler dev`, which finds other Workers of this machine in the registry. */
    async worker({ registry }: { registry: string }) {
      const port = await freePort()
      const flags = [
        '--port',
        String(port),
        '--inspector-port',
        '0',
        '--show-interactive-dev-session',
        'false',
      ]
      const app = await run(['node_modules/wrangler/bin/wrangler.js', 'dev', ...flags], {
        port,
        env: { WRANGLER_REGISTRY_PATH: registry },
      })
      // When wrangler has found the service it restarts the Worker, which loses its memory.
      while (!stripVTControlCharacters(app.said()).includes('[connected]')) await soon()
      while (!(await fetch(app.url).catch(() => undefined))) await soon()
      return app
    },

    async node(file: string, { port }: { port: number }) {
      return run([file], { port })
    },

    async remove() {
      for (const app of running) {
        if (app.exitCode !== null) continue
        const ended = once(app, 'close')
        process.kill(-(app.pid as number), 'SIGINT')
        await ended
      }
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** A proxy of the keys of the service. It adds a key of the test, counts requests, and can be down. */
export async function keyProxy(serviceUrl: string, { added }: { added: object }) {
  const port = await freePort()
  const proxy = { url: `http://localhost:${port}/jwks.json`, asked: 0, isDown: false, close: () => {} }
  const keys = async () => {
    const answer = await fetch(`${serviceUrl}/.well-known/jwks.json`)
    const { keys }: { keys: object[] } = await answer.json()
    return [...keys, added]
  }
  const server = createServer((_request, response) => {
    proxy.asked += 1
    void keys().then((all) => response.writeHead(proxy.isDown ? 503 : 200).end(JSON.stringify({ keys: all })))
  }).listen(port, 'localhost')
  await once(server, 'listening')
  proxy.close = () => void server.close()
  return proxy
}
