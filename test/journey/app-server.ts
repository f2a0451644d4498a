import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buildSync } from 'esbuild'

/** Where a service leads back to. */
const PAGES = new Set(['/', '/callback', '/bye'])

/** An app on another origin: one page, with the client as `postern`. */
export async function startApp() {
  const server = createServer((request, response) => {
    const isPage = PAGES.has(request.url?.split('?')[0] ?? '')
    response.writeHead(isPage ? 200 : 404, { 'Content-Type': 'text/html' }).end(isPage ? page : '')
  }).listen(0, 'localhost')
  await once(server, 'listening')
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const { outputFiles } = buildSync({
  entryPoints: ['src/client/client.ts'],
  bundle: true,
  minify: true,
  format: 'iife',
  globalName: 'postern',
  write: false,
})

const page = `<!doctype html><title>An app</title><script>${outputFiles[0]?.text}</script>`
