import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { example, keyProxy, makeApp } from './apps.ts'
import { makeClone, type Service } from './clone.ts'
import { freePort } from './ports.ts'

/**
 * Other people's apps, as the guide about tokens writes them, and the service they trust: a Worker that asks the
 * verifier and checks by keys, and an Express app. Only the addresses in the examples are replaced.
 */
const registry = mkdtempSync(join(tmpdir(), 'postern-registry-'))
const clone = makeClone()
const apps: ReturnType<typeof makeApp>[] = []
const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
const added = { ...(await exportJWK(publicKey)), kid: 'ours', alg: 'ES256', use: 'sig' }

let service: Service
let proxy: Awaited<ReturnType<typeof keyProxy>>
/** Never has keys for an app. */
let downProxy: typeof proxy
let worker: { url: string }
let express: { url: string }
/** An Express app that cannot fetch keys. */
let keyless: { url: string }

const EXAMPLE = 'https://auth.example.com'
const BY_BINDING = example('Another Worker', 'ts')
const BY_KEYS = example('Hono, wherever it runs', 'ts')

/** An example with the keys of a proxy of the test. Everything else is as written. */
const byKeysOf = ({ url }: { url: string }, code = BY_KEYS) =>
  code.replace(`'${EXAMPLE}'`, `'${service.url}', jwksUrl: '${url}'`)

const workerFiles = () => ({
  'wrangler.toml': `name = "app"\nmain = "index.ts"\ncompatibility_date = "2026-10-23"\n${example('Another Worker', 'toml')}`,
  'by-binding.ts': BY_BINDING,
  'by-keys.ts': byKeysOf(proxy),
  'keyless.ts': byKeysOf(downProxy),
  'orders.ts': byKeysOf(proxy, example('The API of an app', 'ts')),
  'payments.ts': byKeysOf(proxy, example('A recent second step', 'ts')),
  'index.ts': `import { Hono } from 'hono'
import binding from './by-binding.ts'
import keys from './by-keys.ts'
import keyless from './keyless.ts'
import orders from './orders.ts'
import payments from './payments.ts'
export default new Hono()
  .route('/binding', binding)
  .route('/keys', keys)
  .route('/keyless', keyless)
  .route('/of-app', orders)
  .route('/shop', payments)
`,
})

const expressFile = (port: number, { url }: { url: string }) =>
  example('Express', 'js')
    .replace(`'${EXAMPLE}'`, `'${service.url}', jwksUrl: '${url}'`)
    .replace('listen(3000)', `listen(${port})`)

const open = (files: Record<string, string>) => {
  const app = makeApp(files)
  apps.push(app)
  return app
}

async function startExpress(keys: { url: string }) {
  const port = await freePort()
  return open({ 'app.mjs': expressFile(port, keys) }).node('app.mjs', { port })
}

beforeAll(async () => {
  vi.stubEnv('WRANGLER_REGISTRY_PATH', registry)
  service = await clone.dev({ port: await freePort() })
  proxy = await keyProxy(service.url, { added })
  downProxy = await keyProxy(service.url, { added })
  downProxy.isDown = true
  worker = await open(workerFiles()).worker({ registry })
  ;[express, keyless] = [await startExpress(proxy), await startExpress(downProxy)]
})

afterAll(async () => {
  await Promise.all(apps.map((app) => app.remove()))
  await service.stop()
  proxy.close()
  downProxy.close()
  clone.remove()
  rmSync(registry, { recursive: true, force: true })
  vi.unstubAllEnvs()
})

async function post(path: string, body: object, token?: string) {
  const answer = await fetch(service.url + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  })
  return (await answer.json()) as Record<string, unknown>
}

async function registered(email: string) {
  const answer = await post('/api/v1/auth/register', {
    email,
    password: 'seven dry words',
    names: 'Ada',
    surnames: 'Lovelace',
  })
  const { access_token: access, refresh_token: refresh, user } = answer
  return { access: String(access), refresh: String(refresh), id: (user as { id: string }).id }
}

/** Asks an app with a token. */
async function me(url: string, token?: string) {
  const answer = await fetch(`${url}/me`, { headers: token ? { Authorization: `Bearer ${token}` } : {} })
  return {
    status: answer.status,
    challenge: answer.headers.get('WWW-Authenticate'),
    text: await answer.text(),
  }
}

/** A token signed with the key that the proxy adds. Apps that check by keys accept it if its claims are right. */
const ours = (changes: Record<string, unknown> = {}, header: object = {}) => {
  const now = Math.floor(Date.now() / 1000)
  const claims = {
    client_id: 'postern',
    sub: 'u',
    sid: 's',
    role: 'user',
    auth_time: now,
    iat: now,
    exp: now + 60,
  }
  return new SignJWT({ ...claims, iss: service.url, aud: service.url, ...changes })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'ours', ...header })
    .sign(privateKey)
}

const all = () => ({
  binding: `${worker.url}/binding`,
  keys: `${worker.url}/keys`,
  express: express.url,
})
const offline = () => ({ keys: `${worker.url}/keys`, express: express.url })

const INVALID = { status: 401, challenge: 'Bearer error="invalid_token"' }

/** This comes first: the app has no keys yet. */
describe('an app that has just been started', () => {
  it('asks for the keys once, however many requests come, and not again for unknown keys', async () => {
    const app = `${worker.url}/keys`
    const before = proxy.asked
    const token = await ours()
    const cold = await Promise.all(Array.from({ length: 50 }, () => me(app, token)))
    expect(cold.filter(({ status }) => status !== 200)).toEqual([])
    expect(proxy.asked).toBe(before + 1)

    const invented = await ours({}, { kid: 'invented' })
    await Promise.all(Array.from({ length: 50 }, () => me(app, invented)))
    expect(proxy.asked).toBe(before + 1)
  })
})

describe('every app', () => {
  it('accepts a token, and knows the user', async () => {
    const ada = await registered('ada@example.com')
    for (const [name, url] of Object.entries(all())) {
      const { status, text } = await me(url, ada.access)
      expect({ name, status }).toEqual({ name, status: 200 })
      expect(text).toContain(ada.id)
    }
  })

  it('answers a request without a token with a bare challenge', async () => {
    for (const url of Object.values(all()))
      expect(await me(url)).toMatchObject({ status: 401, challenge: 'Bearer' })
  })

  it('refuses a refresh token, an altered token, one of another issuer and no token at all', async () => {
    const { access, refresh } = await registered('bob@example.com')
    const [head, body = '', signature = ''] = access.split('.')
    const altered = `${head}.${body}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`
    const foreign = await ours({ iss: 'https://evil.example.com' })
    for (const [name, url] of Object.entries(all())) {
      for (const token of [refresh, altered, foreign, 'x'])
        expect(await me(url, token), `${name}: ${token}`).toMatchObject(INVALID)
    }
  })
})

describe('a page of another origin', () => {
  const PAGE = 'https://app.example.com'

  it('may send the token to every app, and read each answer', async () => {
    for (const [name, url] of Object.entries(all())) {
      const asking = {
        Origin: PAGE,
        'Access-Control-Request-Method': 'GET',
        'Access-Control-Request-Headers': 'authorization',
      }
      const preflight = await fetch(`${url}/me`, { method: 'OPTIONS', headers: asking })
      const refusal = await fetch(`${url}/me`, { headers: { Origin: PAGE } })
      const allowed = [preflight, refusal].map(({ status, headers }) => [
        status,
        headers.get('Access-Control-Allow-Origin'),
      ])
      expect([name, ...allowed]).toEqual([name, [204, PAGE], [401, PAGE]])
      expect(preflight.headers.get('Access-Control-Allow-Headers')?.toLowerCase()).toContain('authorization')
    }
  })
})

describe('an app that asks the verifier', () => {
  it('refuses a token as soon as its session has ended; apps that check by keys accept it until it expires', async () => {
    const { access } = await registered('eve@example.com')
    await post('/api/v1/auth/logout', {}, access)
    expect(await me(`${worker.url}/binding`, access)).toMatchObject(INVALID)
    for (const url of Object.values(offline())) expect((await me(url, access)).status).toBe(200)
  })

  it('trusts the keys of the service only, and has a route for administrators', async () => {
    expect(await me(`${worker.url}/binding`, await ours())).toMatchObject(INVALID)
    const { access } = await registered('joe@example.com')
    const answer = await fetch(`${worker.url}/binding/secrets`, {
      headers: { Authorization: `Bearer ${access}` },
    })
    expect(answer.status).toBe(403)
  })
})

describe('an app that checks by keys', () => {
  it('accepts a token only if all its claims are right, whichever trusted key has signed it', async () => {
    const now = Math.floor(Date.now() / 1000)
    const wrong = [
      await ours({ exp: now - 60, iat: now - 120 }),
      await ours({ exp: undefined }),
      await ours({ aud: 'https://app.example.com' }),
      await ours({}, { typ: 'JWT' }),
      await ours({}, { kid: 'another' }),
      await ours({}, { kid: undefined }),
    ]
    for (const url of Object.values(offline())) {
      expect((await me(url, await ours())).status).toBe(200)
      for (const token of wrong) expect(await me(url, token)).toMatchObject(INVALID)
    }
  })

  it('allows for a clock that is a few seconds behind, and not for one that is minutes behind', async () => {
    const now = Math.floor(Date.now() / 1000)
    // Times to come: a slow machine makes such a token better, never worse.
    const early = await ours({ iat: now + 4, nbf: now + 4 })
    const tooEarly = await ours({ iat: now + 3_600, nbf: now + 3_600, exp: now + 7_200 })
    for (const url of Object.values(offline())) {
      expect((await me(url, early)).status).toBe(200)
      expect(await me(url, tooEarly)).toMatchObject(INVALID)
    }
  })

  it('answers 503 when it has no keys and cannot get any', async () => {
    const token = await ours()
    for (const url of [`${worker.url}/keyless`, keyless.url])
      expect(await me(url, token)).toMatchObject({ status: 503, challenge: null })
  })
})

it('the API of an app takes the tokens of that app, and no others', async () => {
  const ask = async (claims: object) => {
    const headers = { Authorization: `Bearer ${await ours({ ...claims })}` }
    const answer = await fetch(`${worker.url}/of-app/orders`, { headers })
    return { status: answer.status, said: await answer.json() }
  }
  const ofApp = { client_id: 'shop', aud: 'shop', role: undefined, scope: 'openid email' }
  expect(await ask(ofApp)).toEqual({ status: 200, said: { of: 'u', scopes: ['openid', 'email'] } })
  for (const claims of [
    {},
    { ...ofApp, client_id: 'other', aud: 'other' },
    { ...ofApp, client_id: 'postern' },
  ])
    expect(await ask(claims)).toMatchObject({ status: 401, said: { error: 'invalid_token' } })
  for (const url of Object.values(offline())) expect(await me(url, await ours(ofApp))).toMatchObject(INVALID)
})

it('an app that asks for a recent second step gets it, and a page can read what is missing', async () => {
  const pay = async (claims: object) => {
    const headers = {
      Authorization: `Bearer ${await ours({ ...claims })}`,
      Origin: 'https://app.example.com',
    }
    const answer = await fetch(`${worker.url}/shop/payments`, { method: 'POST', headers })
    const isReadable = answer.headers.get('Access-Control-Allow-Origin') === headers.Origin
    return {
      status: answer.status,
      challenge: answer.headers.get('WWW-Authenticate'),
      said: isReadable && (await answer.json()),
    }
  }
  const twoSteps = { acr: '2', auth_by: ['totp'] }
  const old = Math.floor(Date.now() / 1000) - 400
  expect(await pay(twoSteps)).toEqual({ status: 200, challenge: null, said: { paidBy: 'u' } })
  for (const [claims, missing] of [
    [{}, ['acr', 'maxAge']],
    [{ ...twoSteps, auth_time: old }, ['maxAge']],
    [{ ...twoSteps, auth_by: ['password'] }, ['maxAge']],
  ] as const)
    expect(await pay(claims)).toMatchObject({
      status: 401,
      challenge: expect.stringMatching(
        /error="insufficient_user_authentication".*acr_values="2 phr", max_age="300"$/,
      ),
      said: { error: 'insufficient_user_authentication', missing },
    })
})

it('the examples for Workers compile, strictly', () => {
  const { folder } = open({
    ...workerFiles(),
    'env.d.ts': `declare namespace Cloudflare { interface Env { AUTH: Fetcher } }`,
    'tsconfig.json': JSON.stringify({
      extends: resolve(import.meta.dirname, '../../tsconfig.json'),
      compilerOptions: { types: ['@cloudflare/workers-types'] },
      include: ['.'],
    }),
  })
  const { status, stdout } = spawnSync('tsc', ['-p', folder], { encoding: 'utf8' })
  expect(stdout).toBe('')
  expect(status).toBe(0)
})

describe('the examples whose frameworks are not installed', () => {
  it.each([
    ['FastAPI', 'python', /\bjwt\.decode\([^#]*\bleeway=5,/s],
    ['Laravel', 'php', /\bJWT::\$leeway = 5;.*\bJWT::decode\(/s],
  ])('%s allows five seconds between the clocks', (framework, language, leeway) => {
    expect(example(framework, language)).toMatch(leeway)
  })

  const isThere = (program: string) => spawnSync(program, ['--version']).status === 0

  it.runIf(isThere('python3'))('parse as Python', () => {
    const read = 'import ast, sys; ast.parse(sys.stdin.read())'
    const { stderr } = spawnSync('python3', ['-c', read], {
      input: example('FastAPI', 'python'),
      encoding: 'utf8',
    })
    expect(stderr).toBe('')
  })

  it.runIf(isThere('php'))('parse as PHP', () => {
    const input = `<?php\n${example('Laravel', 'php')}`
    const { status, stdout } = spawnSync('php', ['-l'], { input, encoding: 'utf8' })
    expect({ status, stdout }).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('No syntax errors'),
    })
  })
})
