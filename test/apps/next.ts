import { randomUUID } from 'node:crypto'
import { type App, expectEqual, type Scene } from './app.ts'
import { inTwoTabs, PASSWORD } from './page-story.ts'
import { REACT_FORM } from './vite.ts'

/** Signs in on the server: a client for this one request. */
const ROUTE_SIGN_IN = (service: string) => `
import { createClient, memoryStorage, Refusal } from 'postern-client'

export async function POST(request: Request) {
  const { email, password, name } = await request.json()
  const client = createClient({ url: '${service}', storage: memoryStorage() })
  try {
    await client.api.register({ name, email, password })
    await new Promise((later) => setTimeout(later, 200))
    return Response.json({ name: (await client.account.me()).names })
  } catch (error) {
    if (error instanceof Refusal) return Response.json({ kind: error.kind }, { status: error.status })
    throw error
  }
}
`

const ROUTE_ME = (service: string) => `
import { keyVerifier } from 'postern-client/verify'

const verifier = keyVerifier({ issuer: '${service}' })

export async function GET(request: Request) {
  const token = request.headers.get('Authorization')?.replace(/^Bearer /, '') ?? ''
  const checked = await verifier.verify(token)
  return checked.valid ? Response.json(checked.claims) : new Response(null, { status: 401 })
}
`

const SERVER_PAGE = (service: string) => `
import { connection } from 'next/server'
import { Suspense } from 'react'
import { createClient, memoryStorage } from 'postern-client'

export default function Page() {
  return <Suspense fallback="…"><Who /></Suspense>
}

async function Who() {
  await connection()
  const client = createClient({ url: '${service}', storage: memoryStorage() })
  return <p id="server">{(await client.isSignedIn()) ? 'somebody' : 'nobody'}</p>
}
`

/** The page of the server has asked nobody, visitors at the same moment are not mixed up, and a token opens the route. */
async function story(scene: Scene): Promise<void> {
  const { url, service, tab } = scene
  const html = await (await fetch(url)).text()
  expectEqual(/<p id="who">(.*?)<\/p>/.exec(html)?.[1], 'loading', 'the page of the server')
  expectEqual(
    /sign-out|id="email"/.test(html),
    false,
    'a form or a button in the page of the server, which does not know who comes',
  )
  expectEqual(
    (await (await fetch(`${url}/server`)).text()).includes('>nobody<'),
    true,
    'the server component',
  )
  const names = ['Eve', 'Bob', 'Joe']
  const signIn = async (name: string) => {
    const body = JSON.stringify({ email: `${randomUUID()}@example.com`, password: PASSWORD, name })
    return (await (await fetch(`${url}/api/sign-in`, { method: 'POST', body })).json()) as { name: string }
  }
  const answers = await Promise.all(names.map(signIn))
  expectEqual(
    answers.map(({ name }) => name),
    names,
    'visitors at the same moment',
  )
  await inTwoTabs(scene)
  const answer = await fetch(`${service}/api/v1/register`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: 'Ada', email: `${randomUUID()}@example.com`, password: PASSWORD }),
  })
  const { data } = (await answer.json()) as { data: { access_token: string } }
  const headers = { Authorization: `Bearer ${data.access_token}` }
  expectEqual((await fetch(`${url}/api/me`, { headers })).status, 200, 'the route handler with a token')
  expectEqual((await fetch(`${url}/api/me`)).status, 401, 'the route handler without')
  const page = await tab(`${url}/server`)
  await page.locator('#server').waitFor()
}

/** `create-next-app`: a client component, a server component and route handlers. */
export const next: App = {
  name: 'next',
  port: 8813,
  generate: [
    'create-next-app@16.4.3',
    'app',
    '--empty',
    '--ts',
    '--app',
    '--no-tailwind',
    '--no-eslint',
    '--no-src-dir',
    '--use-npm',
    '--skip-install',
    '--disable-git',
    '--yes',
  ],
  packages: ['jose'],
  build: [['npm', 'run', 'build']],
  start: ['npx', 'next', 'start', '--port', '8813'],
  files: ({ service }) => ({
    'app/session.tsx': `'use client'\n${REACT_FORM(service)}`,
    'app/page.tsx': `import Session from './session'\nexport default function Page() { return <Session /> }\n`,
    'app/server/page.tsx': SERVER_PAGE(service),
    'app/api/sign-in/route.ts': ROUTE_SIGN_IN(service),
    'app/api/me/route.ts': ROUTE_ME(service),
  }),
  story,
}
