import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { doctor } from '../../src/commands/doctor/command.ts'
import type { Settings } from '../../src/commands/doctor/configuration.ts'
import { checkMail } from '../../src/commands/doctor/mail.ts'
import { checkDomain } from '../../src/commands/doctor/records.ts'
import { settingsFor, tryMail } from '../../src/commands/test-mail/send.ts'
import { makeClone } from './clone.ts'
import { runHere } from './in-process.ts'
import { startResend } from './resend-stub.ts'
import { mailServer, OBLIGING, PASSWORD, scriptedServer, stopServers, USER } from './smtp/servers.ts'

/** What the doctor says of mails: the records of a domain, and what comes of a mail that it sends. */

const TO = 'ada@example.org'
const FROM = { ENVIRONMENT: 'development', EMAIL_FROM: 'Post <post@example.com>' }

const trusted = getCACertificates('default')
beforeAll(() =>
  setDefaultCACertificates([...trusted, readFileSync(`${import.meta.dirname}/smtp/authority.pem`, 'utf8')]),
)
afterAll(() => setDefaultCACertificates(trusted))
afterEach(stopServers)

/** No sentence says where the mail went or what the service is signed in with. */
async function outcome(settings: Settings) {
  const { succeeded, says } = await tryMail({ ...FROM, ...settings }, TO)
  for (const secret of [TO, USER, PASSWORD, encodeURIComponent(PASSWORD), 're_secret'])
    expect(says).not.toContain(secret)
  return { succeeded, says }
}

const sent = { succeeded: true, says: expect.stringContaining('has taken the mail.') }
const refused = (sentence: string) => ({ succeeded: false, says: expect.stringContaining(sentence) })

describe('a test mail by SMTP', () => {
  const bySmtp = (url: string) => outcome({ MAIL_CARRIER: 'smtp', SMTP_URL: url })

  it.each([
    ['in TLS from the start', true],
    ['in TLS by STARTTLS', false],
  ])('arrives %s, in the look of the other mails', async (_how, isImplicitTls) => {
    const server = await mailServer({ isImplicitTls })
    expect(await bySmtp(server.url)).toEqual(sent)
    expect(server.taken).toMatchObject([{ from: 'post@example.com', to: [TO], user: USER, isSecure: true }])
    expect(server.taken[0]?.raw).toContain('Subject: A test mail from Postern')
    expect(server.taken[0]?.raw).toContain('<!doctype html>')
  })

  it('tells a refused password from a server that is somebody else', async () => {
    const { url, taken } = await mailServer()
    const wrong = url.replace(encodeURIComponent(PASSWORD), 'wrong')
    expect(await bySmtp(wrong)).toEqual(
      refused('localhost refuses the user or the password in SMTP_URL (535 at AUTH).'),
    )
    const strange = await mailServer({ isTrusted: false })
    expect(await bySmtp(strange.url)).toEqual(
      refused(`${new URL(strange.url).host} answered, but not in TLS that can be trusted (`),
    )
    expect([taken, strange.taken, strange.signIns]).toEqual([[], [], []])
  })

  it.each([
    ['MAIL', '553 5.1.8 no such sender', 'refuses the sender in EMAIL_FROM (553 5.1.8 at MAIL).'],
    ['RCPT', '550 5.1.1 no such user', 'refuses that address for good (550 5.1.1 at RCPT).'],
    ['RCPT', '451 come again', 'does not take the mail now (451 at RCPT).'],
    ['DATA', '554 no', 'refuses every mail (554 at DATA).'],
  ])('says what a refusal of %s with %s is about', async (command, answer, sentence) => {
    const server = await scriptedServer((line) => (line.startsWith(command) ? answer : OBLIGING(line)))
    expect(await bySmtp(server.anonymous)).toEqual(refused(`127.0.0.1 ${sentence}`))
  })

  it('says that nobody listens', async () => {
    const { anonymous } = await scriptedServer(OBLIGING)
    await stopServers()
    const { host } = new URL(anonymous)
    const sentence = `${host} did not answer (ECONNREFUSED). Check the host and the port in SMTP_URL`
    expect(await bySmtp(anonymous)).toEqual(refused(sentence))
    expect((await bySmtp(anonymous.replace('smtp:', 'smtps:'))).says).not.toContain('certificate')
  })

  it('is sent by the command, with the settings of .dev.vars', async () => {
    const clone = makeClone()
    const server = await scriptedServer(OBLIGING)
    const lines = { ...FROM, MAIL_CARRIER: 'smtp', SMTP_URL: server.anonymous }
    writeFileSync(
      join(clone.folder, '.dev.vars'),
      Object.entries(lines)
        .map(([name, value]) => `${name}="${value}"\n`)
        .join(''),
    )
    const { code, stdout, stderr } = await runHere(doctor, clone.folder, '--mail-to', TO)
    clone.remove()
    expect([code, stdout], stderr).toEqual([0, expect.stringContaining('127.0.0.1 has taken the mail.')])
    expect(server.heard).toContain(`RCPT TO:<${TO}>`)
  })
})

describe('a test mail by Resend', () => {
  let resend: Awaited<ReturnType<typeof startResend>>
  beforeEach(async () => (resend = await startResend()))
  afterEach(() => resend.stop())
  const byResend = () => outcome({ RESEND_API_KEY: 're_secret', RESEND_BASE_URL: resend.url })

  it('is handed over with the key', async () => {
    expect(await byResend()).toEqual(sent)
    expect(resend.received).toMatchObject([
      { authorization: 'Bearer re_secret', mail: { to: TO, subject: 'A test mail from Postern' } },
    ])
  })

  it('says that the network may not reach it when nobody answers', async () => {
    resend.next.push((response) => response.destroy())
    expect(await byResend()).toEqual(refused('did not answer. The network of this machine may not reach it'))
  })

  it.each([
    [401, 'missing_api_key', 'refuses the key in RESEND_API_KEY (status 401).'],
    [403, 'invalid_api_key', 'refuses the key in RESEND_API_KEY (status 403).'],
    [403, 'validation_error', 'refuses the sender in EMAIL_FROM (status 403).'],
    [422, 'invalid_from_address', 'refuses the sender in EMAIL_FROM (status 422).'],
    [422, 'validation_error', 'refuses that address for good (status 422).'],
    [429, 'rate_limit_exceeded', 'does not take the mail now (status 429).'],
    [400, 'validation_error', 'refuses every mail (status 400).'],
  ])('says what a refusal with %d %s is about', async (status, name, sentence) => {
    resend.next.push((response) =>
      response
        .writeHead(status, { 'Content-Type': 'application/json' })
        .end(JSON.stringify({ statusCode: status, name, message: `no ${TO}` })),
    )
    expect(await byResend()).toEqual(refused(sentence))
    expect(resend.received).toHaveLength(1)
  })
})

describe('a test mail that cannot be sent from here', () => {
  it.each([
    [{ MAIL_CARRIER: 'cloudflare' }, 'Only the deployed Worker can send by Cloudflare'],
    [{ MAIL_CARRIER: 'smtp' }, 'SMTP_URL breaks its rule, so no mail was sent'],
    [{ RESEND_API_KEY: 're_secret', EMAIL_FROM: '' }, 'EMAIL_FROM breaks its rule'],
  ])('says why: %j', async (settings, sentence) => {
    expect(await outcome(settings)).toEqual(refused(sentence))
  })
})

describe('the settings of a test mail', () => {
  afterEach(() => vi.unstubAllEnvs())

  it('are those of the environment first, and no other variable of it', () => {
    vi.stubEnv('EMAIL_FROM', 'now@example.com')
    vi.stubEnv('NOT_A_SETTING', 'x')
    const settings = settingsFor('https://auth.example.com')
    expect(settings).toMatchObject({ APP_URL: 'https://auth.example.com', EMAIL_FROM: 'now@example.com' })
    expect(settings).not.toHaveProperty('NOT_A_SETTING')
  })
})

describe('the records of a domain', () => {
  const DMARC = { '_dmarc.example.com': 'v=DMARC1; p=none;' }
  const OF_RESEND = {
    'send.example.com': 'v=spf1 include:amazonses.com ~all',
    'resend._domainkey.example.com': 'p=MIGf',
    ...DMARC,
  }
  const OF_CLOUDFLARE = {
    'cf-bounce.example.com': 'v=spf1 include:_spf.mx.cloudflare.net ~all',
    'cf-bounce._domainkey.example.com': 'v=DKIM1; p=MIIB',
    ...DMARC,
  }
  const OF_SMTP = { 'example.com': 'v=spf1 mx ~all', ...DMARC }
  const dns = (records: Record<string, string>, code = 'ENOTFOUND') => ({
    resolveTxt: async (host: string) => {
      const text = records[host]
      if (text === undefined) throw Object.assign(new Error(code), { code })
      return [[text.slice(0, 5), text.slice(5)]] // a long record comes in pieces
    },
  })
  const states = async (...about: Parameters<typeof checkDomain>) =>
    (await checkDomain(...about)).map(({ about, state }) => `${about}: ${state}`)
  const ALL = ['mail: SPF: ok', 'mail: DKIM: ok', 'mail: DMARC: ok']
  const NONE = ['mail: SPF: problem', 'mail: DKIM: problem', 'mail: DMARC: ok']
  const UNKNOWN_SELECTOR = ['mail: SPF: ok', 'mail: DKIM: note', 'mail: DMARC: ok']

  it.each([
    ['resend', OF_RESEND, ALL],
    ['cloudflare', OF_CLOUDFLARE, ALL],
    ['cloudflare', OF_RESEND, NONE],
    ['resend', OF_CLOUDFLARE, NONE],
    ['smtp', OF_SMTP, UNKNOWN_SELECTOR],
    ['smtp', OF_RESEND, ['mail: SPF: problem', 'mail: DKIM: note', 'mail: DMARC: ok']],
  ] as const)('are looked up where %s has them: %j', async (carrier, records, found) => {
    expect(await states('example.com', carrier, dns(records))).toEqual(found)
    const settings = {
      ...FROM,
      MAIL_CARRIER: carrier,
      SMTP_URL: carrier === 'smtp' ? 'smtps://smtp.example.com' : '',
    }
    const findings = await checkMail(settings, dns(records))
    expect(findings.map(({ about, state }) => `${about}: ${state}`)).toEqual(['mail: ok', ...found])
  })

  it('have the policy of the domain above', async () => {
    const below = {
      ...OF_RESEND,
      'send.a.example.com': 'v=spf1 -all',
      'resend._domainkey.a.example.com': 'p=x',
    }
    expect(await states('a.example.com', 'resend', dns(below))).toEqual(ALL)
  })

  it('are a problem when they say something else, and a warning when DNS does not answer', async () => {
    const others = { 'send.example.com': 'v=spf2', '_dmarc.com': 'v=DMARC1' }
    const none = ['mail: SPF: problem', 'mail: DKIM: problem', 'mail: DMARC: problem']
    expect(await states('example.com', 'resend', dns(others, 'ENODATA'))).toEqual(none)
    const unknown = ['mail: SPF: warning', 'mail: DKIM: warning', 'mail: DMARC: warning']
    expect(await states('example.com', 'resend', dns({}, 'ECONNREFUSED'))).toEqual(unknown)
  })
})
