import { once } from 'node:events'
import { cpSync, readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { createTestHarness, type TestHarness } from 'wrangler'
import { openBrowser } from './browser.ts'
import { makeClone } from './clone.ts'

/** Answers what is asked of a host. */
export type Answer = (request: Request) => Promise<Response> | Response

export type VendorStage = Awaited<ReturnType<typeof openVendorStage>>

/** Another site than those of the vendors, and a secure one for browsers (Secure Contexts §3.1). */
const HOST = 'auth.localhost'
const SERVICE = `http://${HOST}`
const CERTIFICATE = `${import.meta.dirname}/smtp/server`

/**
 * The real service where hosts of the Internet are programs of this machine, for the service and for the browser. Wrangler
 * has no word for that, but its harness for tests sends what a Worker fetches through Node.
 */
export async function openVendorStage(settings: Record<string, string>, vendors: Record<string, Answer>) {
  const clone = makeClone()
  // The harness has the assets made where the tests run, which vitest.config.ts has done, and reads them here.
  cpSync('dist', join(clone.folder, 'dist'), { recursive: true })
  const harness = createTestHarness({
    root: clone.folder,
    workers: [
      {
        configPath: 'wrangler.toml',
        secrets: {
          ENVIRONMENT: 'development',
          AUTH_SECRET: 'a secret of the tests of more than 32 characters',
          APP_URL: SERVICE,
          PASSWORD_ITERATIONS: '10000',
          ...settings,
        },
      },
    ],
  })
  const { fetch: outside } = globalThis
  const { url } = await harness.listen()
  await harness.getWorker().applyD1Migrations('DB')
  globalThis.fetch = fetchAt({ ...vendors, [HOST]: (request) => ask(harness, request) }, outside)
  const front = await startFront(vendors)
  const browser = await openBrowser({
    hosts: {
      [HOST]: Number(url.port),
      ...Object.fromEntries(Object.keys(vendors).map((host) => [host, front.port])),
    },
  })
  return {
    service: { url: SERVICE },
    browser,
    async close() {
      await browser.close()
      await front.stop()
      globalThis.fetch = outside
      await harness.close()
      clone.remove()
    },
  }
}

type Fetch = typeof globalThis.fetch

/** Asks these hosts here, and all others where they are. */
function fetchAt(hosts: Record<string, Answer>, outside: Fetch): Fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input)
    const answer = hosts[url.host]
    if (!answer) return outside(input, init)
    // A request of the Worker is of another class than those of Node.
    const { method = 'GET', headers, body } = input instanceof Request ? input : (init ?? {})
    const text = body ? await new Response(body).text() : null
    return answer(new Request(url, { method, headers: new Headers(headers), body: text }))
  }
}

/** What a test asks of the service without a browser. */
async function ask(harness: TestHarness, { url, method, headers, body }: Request): Promise<Response> {
  const text = body ? await new Response(body).text() : null
  const asked = { method, headers: Object.fromEntries(headers), body: text }
  const answer = await harness.getWorker().fetch(url, asked)
  return new Response(await answer.text(), { status: answer.status, headers: [...answer.headers] })
}

/** The vendors for browsers, all at one port and by TLS. */
async function startFront(vendors: Record<string, Answer>) {
  const tls = { key: readFileSync(`${CERTIFICATE}-key.pem`), cert: readFileSync(`${CERTIFICATE}.pem`) }
  async function pass({ method = 'GET', url, headers, body }: Asked): Promise<Response> {
    const { host = '' } = headers
    const sent = { method, headers: { 'Content-Type': headers['content-type'] ?? '' }, body }
    return (await vendors[host]?.(new Request(`https://${host}${url}`, sent))) ?? Response.error()
  }
  async function handle(incoming: IncomingMessage, outgoing: ServerResponse) {
    const { method, url = '/', headers } = incoming
    const body = method === 'POST' ? await text(incoming) : null
    const answer = await pass({ method, url, headers, body })
    outgoing.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text())
  }
  const server = createServer(tls, (incoming, outgoing) => void handle(incoming, outgoing))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

type Asked = Pick<IncomingMessage, 'headers'> & {
  method?: string | undefined
  url: string
  body: string | null
}
