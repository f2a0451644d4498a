import { randomUUID } from 'node:crypto'
import { type App, expectEqual, type Scene } from './app.ts'
import { PASSWORD } from './page-story.ts'

const TSCONFIG = (module: string) =>
  JSON.stringify({
    compilerOptions: { module, target: 'ES2022', strict: true, types: ['node'], outDir: 'dist' },
    include: ['*.ts'],
  })

/** Somebody registers at the service and comes with the token; without one, and with another one, nobody gets in. */
async function byToken({ url, service }: Scene, paths: string[]): Promise<void> {
  const post = async (path: string, body: object, headers: Record<string, string> = {}) => {
    const answer = await fetch(service + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
    return (await answer.json()) as { data: { access_token: string; refresh_token: string } }
  }
  const person = { name: 'Ada', email: `${randomUUID()}@example.com`, password: PASSWORD }
  const { data } = await post('/api/v1/register', person)
  const statusOf = async (path: string, token?: string) =>
    (await fetch(url + path, { headers: token ? { Authorization: `Bearer ${token}` } : {} })).status
  for (const path of paths) {
    expectEqual(await statusOf(path, data.access_token), 200, `${path} with a token`)
    expectEqual(await statusOf(path), 401, `${path} without`)
    expectEqual(await statusOf(path, data.refresh_token), 401, `${path} with a refresh token`)
  }
  const headers = { Authorization: `Bearer ${data.access_token}` }
  await post('/api/v1/logout', { token: data.refresh_token }, headers)
  if (paths.includes('/binding/me'))
    expectEqual(await statusOf('/binding/me', data.access_token), 401, 'the binding after a sign-out')
}

/** A plain Node project under `module: node16`, with a script that signs in and asks its own API. */
export const node16: App = {
  name: 'node16',
  port: 8814,
  packages: ['typescript', '@types/node', 'jose'],
  build: [['npx', 'tsc']],
  start: ['node', 'dist/server.js'],
  files: ({ service, url }) => ({
    'package.json': '{ "private": true, "type": "module" }',
    'tsconfig.json': TSCONFIG('node16'),
    'server.ts': `
import { createServer } from 'node:http'
import { createClient, memoryStorage } from 'postern-client'
import { keyVerifier } from 'postern-client/verify'

const verifier = keyVerifier({ issuer: '${service}' })

createServer(async (request, response) => {
  if (request.url === '/story') {
    const client = createClient({ url: '${service}', storage: memoryStorage(), apis: ['${url}'] })
    await client.api.register({ name: 'Ada', email: \`\${crypto.randomUUID()}@example.com\`, password: '${PASSWORD}' })
    const mine = await client.fetch('${url}/me')
    const token: string | null = await client.token()
    await client.account.logout()
    response.end(JSON.stringify([mine.status, token?.split('.').length, await client.token()]))
    return
  }
  const token = request.headers.authorization?.replace(/^Bearer /, '') ?? ''
  const checked = await verifier.verify(token)
  response.writeHead(checked.valid ? 200 : 401).end(checked.valid ? checked.claims.userId : '')
}).listen(8814, 'localhost')
`,
  }),
  async story(scene) {
    await byToken(scene, ['/me'])
    const said: unknown = await (await fetch(`${scene.url}/story`)).json()
    expectEqual(said, [200, 3, null], 'a client in Node')
  },
}

/** Express, in TypeScript under `module: nodenext`. */
export const express: App = {
  name: 'express',
  port: 8815,
  packages: ['typescript', '@types/node', 'express', '@types/express', 'jose'],
  build: [['npx', 'tsc']],
  start: ['node', 'dist/server.js'],
  files: ({ service }) => ({
    'package.json': '{ "private": true, "type": "module" }',
    'tsconfig.json': TSCONFIG('nodenext'),
    'server.ts': `
import express from 'express'
import { keyVerifier } from 'postern-client/verify'

const verifier = keyVerifier({ issuer: '${service}' })

express()
  .use(async (request, response, next) => {
    const [, token = ''] = /^Bearer +(\\S+)$/i.exec(request.get('Authorization') ?? '') ?? []
    const checked = await verifier.verify(token)
    if (checked.valid) {
      response.locals.user = checked.claims
      next()
    } else if (checked.reason === 'unavailable') response.sendStatus(503)
    else response.set('WWW-Authenticate', 'Bearer').sendStatus(401)
  })
  .get('/me', (_request, response) => response.json(response.locals.user))
  .listen(8815, 'localhost')
`,
  }),
  story: (scene) => byToken(scene, ['/me']),
}

/** A Worker that asks the service by its binding, and checks by the public keys. */
export const worker: App = {
  name: 'worker',
  port: 8816,
  packages: ['wrangler', 'typescript', 'hono', 'jose'],
  build: [
    ['npx', 'wrangler', 'types'],
    ['npx', 'tsc', '--noEmit'],
  ],
  start: [
    'npx',
    'wrangler',
    'dev',
    '--port',
    '8816',
    '--inspector-port',
    '0',
    '--show-interactive-dev-session',
    'false',
  ],
  files: ({ service }) => ({
    'package.json': '{ "private": true, "type": "module" }',
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        module: 'esnext',
        moduleResolution: 'bundler',
        target: 'es2022',
        lib: ['es2022'],
        strict: true,
        types: ['./worker-configuration.d.ts'],
      },
      include: ['*.ts'],
    }),
    'wrangler.toml': `
name = "app"
main = "index.ts"
compatibility_date = "2026-10-23"
[[services]]
binding = "AUTH"
service = "postern"
entrypoint = "Verifier"
`,
    'index.ts': `
import { env } from 'cloudflare:workers'
import { Hono } from 'hono'
import { requireUser } from 'postern-client/hono'

const byBinding = requireUser({ verifier: env.AUTH })
const byKeys = requireUser({ issuer: '${service}' })

export default new Hono<{ Bindings: Env }>()
  .get('/binding/me', byBinding, (c) => c.json(c.var.user))
  .get('/keys/me', byKeys, (c) => c.json(c.var.user))
`,
  }),
  story: (scene) => byToken(scene, ['/binding/me', '/keys/me']),
}
