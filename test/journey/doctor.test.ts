import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort, makeClone, type Service } from './clone.ts'

/** What the doctor says of installations that are well, and of some that are each broken in one way. */
const clone = makeClone()
const settings = (lines: string) => writeFileSync(join(clone.folder, '.dev.vars'), lines)
const GOOD = 'ENVIRONMENT=development\nAUTH_SECRET=a secret of the doctor longer than 32 characters\n'

const doctor = (...words: string[]) => clone.command('doctor', ...words)

afterAll(() => clone.remove())

describe('an installation that is broken', () => {
  it('for want of settings is told how to get them', async () => {
    const { code, said } = await doctor()
    expect(code).toBe(1)
    expect(said).toContain('BROKEN    configuration: there is no .dev.vars')
    expect(said).toContain('→ Run npm run dev once')
  })

  it('by a short secret is told the rule, not the secret', async () => {
    settings('ENVIRONMENT=development\nAUTH_SECRET=shorter\n')
    const { code, said } = await doctor()
    expect(code).toBe(1)
    expect(said).toContain('BROKEN    configuration: AUTH_SECRET: breaks its rule: at least 32 characters')
    expect(said).not.toContain('shorter')
  })

  it('by settings that contradict each other is told which', async () => {
    settings(`${GOOD.replace('development', 'production')}TEST_PWD=x\nRESEND_API_KEY=re_x\n`)
    const { code, said } = await doctor()
    expect(code).toBe(1)
    for (const setting of ['APP_URL', 'EMAIL_FROM', 'TEST_PWD']) {
      expect(said).toContain(`BROKEN    configuration: ${setting}`)
    }
    expect(said).toContain('BROKEN    mail: there is no sender')
  })

  it('by a database without migrations is told which are missing', async () => {
    settings(GOOD)
    const { code, said } = await doctor()
    expect(code).toBe(1)
    expect(said).toContain('BROKEN    database: lacks 0000_identity.sql')
    expect(said).toContain('→ Run npx wrangler d1 migrations apply DB --local')
  })

  it('because nothing answers is told so', async () => {
    const { code, said } = await doctor(`http://localhost:${await freePort()}`)
    expect(code).toBe(1)
    expect(said).toContain('BROKEN    service: nothing answers')
  })

  it('because it is not well, shows a private key, has another time and an early answer is told each', async () => {
    const answers = (request: IncomingMessage): [number, object] => {
      if (request.url === '/healthz') return [503, { status: 'unavailable', failing: ['database'] }]
      if (request.url === '/api/v1/auth/login') return [500, {}]
      return [200, { keys: [{ kty: 'EC', d: 'x' }] }]
    }
    const stub = createServer((request, response) => {
      const [status, body] = answers(request)
      response.setHeader('Date', new Date(Date.now() - 3_600_000).toUTCString())
      response.writeHead(status).end(JSON.stringify(body))
    }).listen(0, 'localhost')
    await once(stub, 'listening')
    const { code, said } = await doctor(`http://localhost:${(stub.address() as AddressInfo).port}`)
    stub.close()
    expect(code).toBe(1)
    expect(said).toContain('BROKEN    health: not well: database')
    expect(said).toContain('BROKEN    keys: the JWKS shows a private key')
    expect(said).toMatch(/BROKEN {4}clock: differs by 3\d{3} s/)
    expect(said).toContain('BROKEN    password hash: signing in answers 500')
  })
})

describe('an installation that runs', () => {
  let service: Service
  beforeAll(async () => {
    settings(GOOD)
    service = await clone.dev({ port: await freePort() })
  })
  afterAll(() => service.stop())

  it('is well, from outside', async () => {
    const { code, said } = await doctor(service.url)
    expect(said).toMatch(/well {6}keys: 3 public ES256 keys/)
    expect(said).toMatch(/well {6}password hash: an answer takes \d+ ms/)
    expect(said).toContain('0 broken')
    expect(code).toBe(0)
  })

  it('is well, on its own machine, and says nothing of its secret', async () => {
    const { code, said } = await doctor()
    for (const about of ['configuration', 'database', 'key-value', 'mail']) {
      expect(said).toMatch(new RegExp(`^well {6}${about}:`, 'm'))
    }
    expect(said).not.toContain('a secret of the doctor')
    expect(code).toBe(0)
  })
})

it('an address that is none, or two, are answered with the usage', async () => {
  for (const words of [['nonsense'], ['http://localhost:1', 'http://localhost:2']]) {
    const { code, said } = await doctor(...words)
    expect(code).toBe(1)
    expect(said).toContain('npm run doctor -- https://auth.example.com')
  }
})
