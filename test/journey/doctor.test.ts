import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { checkStores } from '../../src/commands/doctor/database.ts'
import { checkIterations } from '../../src/commands/doctor/hash.ts'
import { checkDomain } from '../../src/commands/doctor/mail.ts'
import { makeClone, type Service } from './clone.ts'
import { freePort } from './ports.ts'

/** What the doctor says of installations that are well, and of some that are each broken in one way. */
const clone = makeClone()
const settings = (lines: string) => writeFileSync(join(clone.folder, '.dev.vars'), lines)
const SECRET = 'a secret of the doctor longer than 32 characters'
const PREVIOUS = 'an older secret that also has 32 characters'
const GOOD = `ENVIRONMENT=development\nAUTH_SECRET=${SECRET}\nAUTH_SECRET_PREVIOUS=${PREVIOUS}\n`

const doctor = (...words: string[]) => clone.command('doctor', ...words)

/** Where `npm run doctor` looks for the service of this machine, whoever else runs one. */
let port: number
beforeAll(async () => (port = await freePort()))
beforeEach(() => vi.stubEnv('PORT', String(port)))
afterEach(() => vi.unstubAllEnvs())
afterAll(() => clone.remove())

/** What the doctor says of something that answers like this, an hour late. */
async function examined(answers: (path: string) => [status: number, body: object]) {
  const stub = createServer((request, response) => {
    const [status, body] = answers(request.url ?? '')
    response.setHeader('Date', new Date(Date.now() - 3_600_000).toUTCString())
    response.writeHead(status).end(JSON.stringify(body))
  }).listen(0, 'localhost')
  await once(stub, 'listening')
  const result = await doctor(`http://localhost:${(stub.address() as AddressInfo).port}`)
  stub.close()
  return result
}

describe('an installation that is broken', () => {
  it('for want of settings and migrations is told how to get both', async () => {
    const { code, stdout } = await doctor()
    expect(code).toBe(1)
    expect(stdout).toContain('BROKEN    configuration: there is no .dev.vars')
    expect(stdout).toContain('→ Run npm run dev once')
    expect(stdout).toContain('BROKEN    database: lacks 0000_identity.sql')
    expect(stdout).toContain('→ Run npx wrangler d1 migrations apply DB --local')
  })

  it('by a short secret is told the rule, not the secret', async () => {
    settings('ENVIRONMENT=development\nAUTH_SECRET=shorter\n')
    const { code, stdout } = await doctor()
    expect(code).toBe(1)
    expect(stdout).toContain('BROKEN    configuration: AUTH_SECRET: breaks its rule: at least 32 characters')
    expect(stdout).not.toContain('shorter')
  })

  it('by settings that contradict each other, wherever they are, is told which', async () => {
    const toml = join(clone.folder, 'wrangler.toml')
    const before = readFileSync(toml, 'utf8')
    writeFileSync(toml, `${before}\n[vars]\nTEST_PWD = "x" # for tests\n`)
    settings(`${GOOD.replace('development', 'production')}RESEND_API_KEY=re_x\n`)
    const { code, stdout } = await doctor()
    writeFileSync(toml, before)
    expect(code).toBe(1)
    for (const setting of ['APP_URL', 'EMAIL_FROM', 'TEST_PWD']) {
      expect(stdout).toContain(`BROKEN    configuration: ${setting}`)
    }
    expect(stdout).toContain('BROKEN    mail: there is no sender')
  })

  it('because nothing answers is told so', async () => {
    const { code, stdout } = await doctor(`http://localhost:${await freePort()}`)
    expect(code).toBe(1)
    expect(stdout).toContain('BROKEN    service: nothing answers')
  })

  it('because it is not well, shows a private key, has another time and refuses to hash is told each', async () => {
    const { code, stdout } = await examined((path) => {
      if (path === '/healthz') return [503, { status: 'unavailable', failing: ['database'] }]
      if (path === '/api/v1/auth/login') return [500, {}]
      return [200, { keys: [{ kty: 'EC', d: 'x' }] }]
    })
    expect(code).toBe(1)
    expect(stdout).toContain('BROKEN    health: not well: database')
    expect(stdout).toContain('BROKEN    keys: one is private')
    expect(stdout).toMatch(/BROKEN {4}clock: differs by 3\d{3} s/)
    expect(stdout).toContain('BROKEN    hash time: signing in answers 500')
  })

  it('because it has the keys of something else and says no at once is told both', async () => {
    const { code, stdout } = await examined((path) =>
      path === '/api/v1/auth/login' ? [401, {}] : [200, { keys: [{ kty: 'RSA', alg: 'RS256', kid: '1' }] }],
    )
    expect(code).toBe(1)
    expect(stdout).toContain('BROKEN    keys: are not ours')
    expect(stdout).toMatch(/doubtful {2}hash time: signing in takes \d+ ms longer/)
  })
})

describe('an installation that runs', () => {
  let service: Service
  beforeAll(async () => {
    settings(GOOD)
    service = await clone.dev({ port })
  })
  afterAll(() => service.stop())

  it('is well, on its own machine, and says nothing of its secret', async () => {
    const { code, stdout } = await doctor()
    const abouts = [
      'configuration',
      'password hash',
      'database',
      'key-value',
      'mail',
      'health',
      'clock',
      'transport',
    ]
    for (const about of abouts) expect(stdout).toMatch(new RegExp(`^well {6}${about}:`, 'm'))
    expect(stdout).toContain(
      'password hash: 600000 iterations, in 6 calls of 100000; Workers allow 100000 in one',
    )
    expect(stdout).toContain('well      keys: 6 public ES256 keys, those of the secret here')
    expect(stdout).not.toContain(SECRET)
    expect(code).toBe(0)
  })

  it('is well, from outside, where its secret is not known', async () => {
    const { code, stdout } = await doctor(service.url)
    expect(stdout).toContain('well      keys: 6 public ES256 keys; AUTH_SECRET in the environment would be')
    expect(stdout).toMatch(/hash time: signing in takes \d+ ms longer/)
    expect(stdout).toContain(' 0 broken')
    expect(code).toBe(0)
  })

  it.each([
    ['all of its secrets are here', SECRET, PREVIOUS, 0, 'well      keys: 6 public ES256 keys, those of'],
    ['another one is', `not ${SECRET}`, '', 1, 'BROKEN    keys: are not those of the secret here'],
    ['the wrong one of two comes first', PREVIOUS, SECRET, 1, 'BROKEN    keys: are not those of the secret'],
    ['it lacks one that is here', SECRET, `${PREVIOUS},not ${PREVIOUS}`, 1, 'BROKEN    keys: are not those'],
    ['it has one more', SECRET, '', 0, 'doubtful  keys: are those of the secret here and of others'],
    [
      'one has leaked',
      SECRET,
      `passwords:${PREVIOUS}`,
      0,
      'doubtful  keys: are those of the secret here and',
    ],
    ['what is here is no secret', 'short', '', 0, 'well      keys: 6 public ES256 keys; AUTH_SECRET in'],
  ])('is told from outside when %s', async (_name, secret, previous, expected, finding) => {
    vi.stubEnv('AUTH_SECRET', secret)
    vi.stubEnv('AUTH_SECRET_PREVIOUS', previous)
    const { code, stdout } = await doctor(service.url)
    expect(stdout).toContain(finding)
    expect(stdout).not.toContain(SECRET)
    expect(stdout).not.toContain(PREVIOUS)
    expect(code).toBe(expected)
  })
})

describe('the database and key-value of an installation', () => {
  const DIED = { succeeded: false, output: '', said: '\n🪵  Logs were written to "/home/ada/wrangler.log"\n' }
  const REFUSED = {
    succeeded: false,
    output: '',
    said: `\u001B[31m✘ \u001B[41;97m[ERROR]\u001B[0m \u001B[1mno such database\u001B[0m\n\n${DIED.said}`,
  }
  const migrated = { succeeded: true, output: '', said: '✅ No migrations to apply!' }
  const empty = { succeeded: true, output: '[]', said: '[]' }

  /** Answers the runs of wrangler in this order, and counts how many run at once. */
  function wrangler(...answers: (typeof DIED)[]) {
    const seen = { runs: 0, atOnce: 0, most: 0 }
    const run = async () => {
      seen.atOnce += 1
      seen.most = Math.max(seen.most, seen.atOnce)
      await new Promise(setImmediate)
      seen.atOnce -= 1
      return answers[seen.runs++] ?? DIED
    }
    return { run, seen }
  }

  it('are asked one after the other', async () => {
    const { run, seen } = wrangler(migrated, empty)
    const findings = await checkStores('--local', run)
    expect(findings.map(({ state }) => state)).toEqual(['well', 'well'])
    expect(seen).toMatchObject({ runs: 2, most: 1 })
  })

  it('are asked again when wrangler ends without a message', async () => {
    const findings = await checkStores('--local', wrangler(DIED, migrated, DIED, empty).run)
    expect(findings.map(({ state }) => state)).toEqual(['well', 'well'])
  })

  it('are not asked again after an error, which is named without the path of a log', async () => {
    const { run, seen } = wrangler(REFUSED, empty)
    const [database] = await checkStores('--local', run)
    expect(database).toMatchObject({ state: 'broken', todo: 'wrangler says: no such database' })
    expect(seen.runs).toBe(2)
  })

  it('are said to give no message when wrangler ends twice without one', async () => {
    const [database] = await checkStores('--local', wrangler(DIED, DIED, empty).run)
    expect(database?.todo).toContain('ended twice without a message')
  })
})

describe('passwords', () => {
  it('that are hashed with less work than OWASP asks for are doubtful, and no call is beyond the cap (R013)', () => {
    const findings = (iterations: number) =>
      checkIterations({ ENVIRONMENT: 'development', AUTH_SECRET: SECRET, PASSWORD_ITERATIONS: iterations })
    expect(findings(600_000)).toMatchObject([
      { state: 'well', says: expect.stringContaining('6 calls of 100000;') },
    ])
    expect(findings(250_000)).toMatchObject([
      { state: 'doubtful', says: expect.stringContaining('3 calls of 83334;') },
    ])
  })
})

describe('the records of a domain', () => {
  const RECORDS = {
    'send.example.com': 'v=spf1 include:amazonses.com ~all',
    'resend._domainkey.example.com': 'p=MIGf',
    '_dmarc.example.com': 'v=DMARC1; p=none;',
  }
  const dns = (records: Record<string, string>, code = 'ENOTFOUND') => ({
    resolveTxt: async (host: string) => {
      const text = records[host]
      if (text === undefined) throw Object.assign(new Error(code), { code })
      return [[text.slice(0, 5), text.slice(5)]] // a long record comes in pieces
    },
  })
  const states = async (...[domain, records]: Parameters<typeof checkDomain>) =>
    (await checkDomain(domain, records)).map(({ about, state }) => `${about}: ${state}`)

  it('are well when they are there; the domain above speaks for one without a policy of its own', async () => {
    const all = ['mail: SPF: well', 'mail: DKIM: well', 'mail: DMARC: well']
    expect(await states('example.com', dns(RECORDS))).toEqual(all)
    const below = {
      ...RECORDS,
      'send.a.example.com': 'v=spf1 -all',
      'resend._domainkey.a.example.com': 'p=x',
    }
    expect(await states('a.example.com', dns(below))).toEqual(all)
  })

  it('are broken when there are none or others, and doubtful when DNS is out of reach', async () => {
    const others = { 'send.example.com': 'v=spf2', '_dmarc.com': 'v=DMARC1' }
    const none = ['mail: SPF: broken', 'mail: DKIM: broken', 'mail: DMARC: broken']
    expect(await states('example.com', dns(others, 'ENODATA'))).toEqual(none)
    const unknown = ['mail: SPF: doubtful', 'mail: DKIM: doubtful', 'mail: DMARC: doubtful']
    expect(await states('example.com', dns({}, 'ECONNREFUSED'))).toEqual(unknown)
  })
})

it('an address that is none, or two, are answered with the usage', async () => {
  for (const words of [['nonsense'], ['http://localhost:1', 'http://localhost:2']]) {
    const { code, stderr } = await doctor(...words)
    expect(code).toBe(1)
    expect(stderr).toContain('npm run doctor -- https://auth.example.com')
  }
})
