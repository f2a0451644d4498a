import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { unstable_getVarsForDev } from 'wrangler'
import { parseDevVars } from '../../src/commands/dev-vars.ts'
import { doctor } from '../../src/commands/doctor/command.ts'
import { checkConfiguration, parseSettings, type Settings } from '../../src/commands/doctor/configuration.ts'
import { examineService } from '../../src/commands/doctor/examine.ts'
import { problem, warning } from '../../src/commands/doctor/finding.ts'
import { checkIterations, ofHashTime } from '../../src/commands/doctor/hash.ts'
import { checkMail } from '../../src/commands/doctor/mail.ts'
import { report } from '../../src/commands/doctor/report.ts'
import { openSigningKeys } from '../../src/core/tokens/signing-keys.ts'
import { openKeyring } from '../../src/crypto/keyring.ts'
import { makeClone } from './clone.ts'
import { runHere } from './in-process.ts'
import { freePort } from './ports.ts'

/**
 * What the doctor says of an installation that does not run, and of some that each have one fault. What it says of
 * a service that works is in first-day.test.ts.
 */
const SECRET = 'a secret of the doctor longer than 32 characters'
const PREVIOUS = 'an older secret that also has 32 characters'
const DEVELOPMENT = { ENVIRONMENT: 'development', AUTH_SECRET: SECRET }

describe('npm run doctor without a service', () => {
  const clone = makeClone()
  const ask = () => runHere(doctor, clone.folder)
  let port: number

  /** Where it looks for the service of this machine, whoever else runs one. */
  beforeEach(() => vi.stubEnv('PORT', String(port)))
  afterEach(() => vi.unstubAllEnvs())
  beforeAll(async () => (port = await freePort()))
  afterAll(() => clone.remove())

  it('has no problem with a fresh clone, and says how to start', async () => {
    const { code, stdout } = await ask()
    expect(stdout).toContain('note     this machine: nothing has been started here yet')
    expect(stdout).toContain('→ Run npm run dev')
    expect(stdout).toContain('0 ok, 1 note, 0 warnings, 0 problems')
    expect(code).toBe(0)
  })

  it('names what is misspelt, what the database lacks, and that the service does not run', async () => {
    const lines = Object.entries({ ...DEVELOPMENT, AUTH_SECRET_PREVIOUS: PREVIOUS, ALOWED_ORIGINS: '' })
    writeFileSync(
      join(clone.folder, '.dev.vars'),
      `${lines.map(([name, value]) => `${name}="${value}"\n`).join('')}APP_NAME=Acme #1\nBRAND_COLOR=#e11d48\n`,
    )
    const { code, stdout } = await ask()
    expect(stdout).toContain('ok       configuration: no setting is missing or malformed')
    expect(stdout).toContain('warning  configuration: ALOWED_ORIGINS')
    expect(stdout).toContain('warning  configuration: APP_NAME: ends at the first # of line 5 of .dev.vars')
    expect(stdout).toContain("→ Write BRAND_COLOR='…' there if the # is part of the value.")
    expect(stdout).toContain('PROBLEM  database: lacks 0006_baseline.sql')
    expect(stdout).toContain('→ Run npm run dev, which migrates it')
    expect(stdout).toContain('ok       key-value: answers')
    expect(stdout).toContain(`note     service: nothing answers at http://localhost:${port}`)
    expect(stdout).toContain('If it runs on another port: PORT=… npm run doctor')
    expect(code).toBe(1)
  })

  it('does not look at what depends on a wrong configuration', async () => {
    const text = `ENVIRONMENT=development\nAUTH_SECRET="${SECRET}"\nMAIL_CARRIER=sendgrid\n`
    writeFileSync(join(clone.folder, '.dev.vars'), text)
    const { code, stdout } = await ask()
    expect(stdout).toContain(
      'PROBLEM  configuration: MAIL_CARRIER: breaks its rule: one of resend, cloudflare, smtp, mailbox',
    )
    for (const about of ['password hash', 'passkeys', 'mail', 'providers'])
      expect(stdout).toContain(`note     ${about}: not looked at, because the configuration is wrong`)
    expect(code).toBe(1)
  })
})

describe('a report', () => {
  it('says what to do, counts, and ends with 1 for a problem only', () => {
    const lines = ['warning  a: b', '         → c', '', '0 ok, 1 warning, 0 problems']
    expect(report([warning('a', 'b', 'c')])).toEqual({ lines, hasProblem: false })
    expect(report([problem('a', 'b', 'c')])).toMatchObject({ hasProblem: true })
  })
})

describe('settings', () => {
  const found = (settings: Settings) => report(checkConfiguration(settings)).lines.join('\n')

  it('that are too short are named with their rule, without their value', () => {
    const lines = found({ ...DEVELOPMENT, AUTH_SECRET: 'shorter' })
    expect(lines).toContain('PROBLEM  configuration: AUTH_SECRET: breaks its rule: at least 32 characters')
    expect(lines).not.toContain('shorter')
  })

  it('have a colour also without its #, which begins a comment where it is not in quotes', () => {
    const [bare, whole] = ['E11d48', '#e11d48'].map((BRAND_COLOR) =>
      parseSettings({ ...DEVELOPMENT, BRAND_COLOR }),
    )
    expect(whole).toMatchObject({ config: { BRAND_COLOR: { light: { fill: '#e11d48' } } } })
    expect(bare).toEqual(whole)
  })

  it('that contradict each other are named', async () => {
    const settings = {
      ENVIRONMENT: 'production',
      AUTH_SECRET: SECRET,
      TEST_PWD: 'x',
      RESEND_API_KEY: 're_x',
    }
    for (const name of ['APP_URL', 'EMAIL_FROM', 'TEST_PWD'])
      expect(found(settings)).toContain(`PROBLEM  configuration: ${name}`)
    expect(await checkMail(settings)).toMatchObject([{ state: 'problem', says: 'EMAIL_FROM has no address' }])
  })

  it.each([
    ['smtp', { SMTP_URL: 'smtp://localhost:1025' }, 'is sent from example.com by smtp'],
    ['mailbox', { RESEND_API_KEY: 're_x' }, 'goes to the mailbox of this machine'],
  ])('that name a carrier are right with what it needs: %s', async (MAIL_CARRIER, more, says) => {
    const settings = { ...DEVELOPMENT, EMAIL_FROM: 'Post <post@example.com>', MAIL_CARRIER, ...more }
    expect(found(settings)).toContain('ok       configuration: no setting is missing or malformed')
    expect(await checkMail(settings)).toEqual([{ about: 'mail', state: 'ok', says }])
  })

  it('that want the Email Service of Cloudflare are told to bind it', () => {
    const lines = found({ ...DEVELOPMENT, EMAIL_FROM: 'post@example.com', MAIL_CARRIER: 'cloudflare' })
    expect(lines).toContain('PROBLEM  configuration: EMAIL: breaks its rule: bound in wrangler.toml')
  })

  it.each([
    ['ALOWED_ORIGINS', 'Did you mean ALLOWED_ORIGINS?'],
    ['app_url', 'Did you mean APP_URL?'],
    ['SOMETHING_ELSE', 'Remove SOMETHING_ELSE'],
    ['PORT', 'start with PORT=9150 npm run dev'],
    ['HOST', 'start with HOST=0.0.0.0 npm run dev'],
    ['INSPECTOR_PORT', 'start with INSPECTOR_PORT=9230 npm run dev'],
  ])('that do not exist are named: %s', (name, todo) => {
    expect(checkConfiguration({ ...DEVELOPMENT, [name]: 'x' }).at(-1)).toMatchObject({
      state: 'warning',
      about: `configuration: ${name}`,
      todo: expect.stringContaining(todo),
    })
  })
})

describe('the file .dev.vars', () => {
  it.each([
    ['A=tR8#kd', 'tR8', 1],
    ['A="tR8#kd" c', '"tR8', 1],
    ['export A=tR8#kd', 'tR8', 1],
    ['A=#e11d48', '', 1],
    ['A= #e11d48', '', 1],
    ['A: #e11d48', '', 1],
    ['A=Acme #1 Notes', 'Acme', 1],
    ['A=Acme #1 # a comment', 'Acme', 1],
    ['A=Acme#', 'Acme', 1],
    ['A=x#y\r\nA=Acme #1', 'Acme', 2],
    [`A='tR8#kd'`, 'tR8#kd', undefined],
    ['A="tR8#kd" # a comment', 'tR8#kd', undefined],
    ['A="tR8" #a comment', 'tR8', undefined],
    ['A=tR8 # a comment', 'tR8', undefined],
    ['A=tR8 #', 'tR8', undefined],
    ['A= # a comment', '', undefined],
    ['# A=tR8#kd\nA=tR8', 'tR8', undefined],
    ['A=tR8#kd\nA=tR8', 'tR8', undefined],
  ])('is read as wrangler does, and a value that is cut is told: %s', (text, value, line) => {
    const cut = line === undefined ? [] : [{ setting: 'A', line }]
    expect(parseDevVars(text)).toEqual({ settings: { A: value }, cut })
  })

  it('means the same to wrangler, in every form that wrangler takes', () => {
    const folder = mkdtempSync(join(tmpdir(), 'postern-dev-vars-'))
    const values = [
      'x',
      'a#b',
      ' a ',
      '"a#b"',
      "'a#b'",
      '`a#b`',
      '"a\\nb"',
      "'x'y",
      '"x',
      "it's",
      'a="b"',
      '#',
      '$B',
      '\\#',
    ]
    const forms = values.flatMap((value) => [
      `A=${value}`,
      `A: ${value}`,
      `export A = ${value} # c`,
      `A=${value}\rB=2\r\n`,
    ])
    for (const form of forms) {
      writeFileSync(join(folder, '.dev.vars'), form)
      const read = unstable_getVarsForDev(join(folder, 'wrangler.toml'), undefined, {}, undefined, true)
      const settings = Object.fromEntries(Object.entries(read).map(([name, { value }]) => [name, value]))
      expect(parseDevVars(form).settings, form).toEqual(settings)
    }
    rmSync(folder, { recursive: true })
  })
})

describe('a service', () => {
  /** What the doctor says of something that answers like this, an hour late. */
  async function examined(
    answers: (path: string) => [status: number, body: object],
    settings: Settings = {},
  ) {
    const stub = createServer((request, response) => {
      const [status, body] = answers(request.url ?? '')
      response.setHeader('Date', new Date(Date.now() - 3_600_000).toUTCString())
      response.writeHead(status).end(JSON.stringify(body))
    }).listen(0, 'localhost')
    await once(stub, 'listening')
    const url = `http://localhost:${(stub.address() as AddressInfo).port}`
    const findings = await examineService(url, { settings, remote: false, mail: undefined })
    stub.closeAllConnections()
    stub.close()
    return report(findings).lines.join('\n')
  }

  it('that does not answer is a problem', async () => {
    const url = `http://localhost:${await freePort()}`
    const findings = await examineService(url, { settings: {}, remote: false, mail: undefined })
    expect(report(findings).lines[0]).toBe(`PROBLEM  service: nothing answers at ${url}`)
  })

  it.each([
    ['configuration', ['keys', 'hash time'], 'the configuration is wrong'],
    ['database', ['hash time'], 'the service fails'],
  ])('whose %s fails is not asked for what depends on it', async (failing, parts, because) => {
    const lines = await examined(() => [503, { status: 'unavailable', failing: [failing] }])
    expect(lines).toContain(`PROBLEM  health: failing: ${failing}`)
    for (const about of parts) expect(lines).toContain(`note     ${about}: not looked at, because ${because}`)
    expect(lines).not.toContain('10 ms of CPU')
  })

  it('that shows a private key, has another time and cannot hash is told each', async () => {
    const lines = await examined((path) => {
      if (path === '/healthz') return [200, { status: 'ok' }]
      if (path === '/api/v1/auth/login') return [500, {}]
      return [200, { keys: [{ kty: 'EC', d: 'x' }] }]
    })
    expect(lines).toContain('PROBLEM  keys: one of them is private')
    expect(lines).toMatch(/PROBLEM {2}clock: differs by 3\d{3} s/)
    expect(lines).toContain('PROBLEM  hash time: signing in answers 500')
  })

  it('that has the keys of another program is told so', async () => {
    const lines = await examined((path) =>
      path === '/api/v1/auth/login' ? [401, {}] : [200, { keys: [{ kty: 'RSA', alg: 'RS256', kid: '1' }] }],
    )
    expect(lines).toContain('PROBLEM  keys: are not keys of Postern')
    expect(lines).toMatch(/hash time: signing in takes \d+ ms longer/)
  })

  it.each([
    ['RS256', 'ok       keys: 6 public ES256 keys, which come from'],
    ['PS256', 'PROBLEM  keys: are not keys of Postern'],
  ])('that has a key for %s besides is told what that means', async (alg, finding) => {
    const keys = [...(await published()).keys, { kty: 'RSA', alg, kid: 'of ID tokens' }]
    const lines = await examined((path) => (path === '/api/v1/auth/login' ? [401, {}] : [200, { keys }]), {
      AUTH_SECRET: SECRET,
      AUTH_SECRET_PREVIOUS: PREVIOUS,
    })
    expect(lines).toContain(finding)
  })

  it('that hashes too fast is told to hash more', () => {
    expect(ofHashTime(39)).toMatchObject({ state: 'warning', todo: expect.stringContaining('600000') })
    expect(ofHashTime(40)).toMatchObject({ state: 'ok' })
  })

  const published = async () => {
    const { signingSecrets } = await openKeyring(SECRET, [{ secret: PREVIOUS, passwordsOnly: false }])
    return openSigningKeys(signingSecrets).jwks(Date.now())
  }

  it.each([
    ['all of its secrets are here', SECRET, PREVIOUS, 'ok       keys: 6 public ES256 keys, which come from'],
    ['another secret is here', `not ${SECRET}`, '', 'PROBLEM  keys: do not come from the secret here'],
    ['the wrong one of two comes first', PREVIOUS, SECRET, 'PROBLEM  keys: do not come from the secret'],
    ['it lacks one that is here', SECRET, `${PREVIOUS},not ${PREVIOUS}`, 'PROBLEM  keys: do not come from'],
    ['it has one more', SECRET, '', 'warning  keys: come from the secret here and from others'],
    ['one has leaked', SECRET, `passwords:${PREVIOUS}`, 'warning  keys: come from the secret here and from'],
    ['what is here is no secret', 'short', '', 'ok       keys: 6 public ES256 keys; set AUTH_SECRET'],
  ])('is told when %s', async (_name, secret, previous, finding) => {
    const jwks = await published()
    const lines = await examined((path) => (path === '/api/v1/auth/login' ? [401, {}] : [200, jwks]), {
      AUTH_SECRET: secret,
      AUTH_SECRET_PREVIOUS: previous,
    })
    expect(lines).toContain(finding)
    expect(lines).not.toContain(SECRET)
    expect(lines).not.toContain(PREVIOUS)
  })
})

describe('passwords', () => {
  it('that are hashed with less work than OWASP asks for are a warning, and no call is beyond the cap', () => {
    const findings = (iterations: number) =>
      checkIterations({ ...DEVELOPMENT, PASSWORD_ITERATIONS: iterations })
    expect(findings(600_000)).toMatchObject([
      { state: 'ok', says: expect.stringContaining('6 calls of 100000;') },
    ])
    expect(findings(250_000)).toMatchObject([
      { state: 'warning', says: expect.stringContaining('3 calls of 83334;') },
    ])
  })
})
