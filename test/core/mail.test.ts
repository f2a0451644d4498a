import { describe, expect, it, vi } from 'vitest'
import { resendCarrier } from '../../src/email/carriers/resend.ts'
import type { Mail } from '../../src/email/deliver.ts'
import { openMailer } from '../../src/email/mailer.ts'
import { freshEmail, registered, registration } from '../support/account.ts'
import { pass } from '../support/clock.ts'
import { rows } from '../support/database.ts'
import { logged, logText } from '../support/log.ts'
import { person } from '../support/person.ts'
import { workerWith } from '../support/worker.ts'

const MAIL: Mail = { to: 'ada@example.org', subject: 'Subject', text: 'Text', html: '<p>HTML</p>' }
const FROM = 'Postern <mail@example.com>'

type Sent = { url: string; headers: Headers; body: Record<string, unknown>; redirect: unknown }

/** Resend as a list of answers, one a try; every other host fails the test as usual. */
function resend(...answers: (Response | Error)[]) {
  const sent: Sent[] = []
  vi.mocked(globalThis.fetch).mockImplementation(async (input, init) => {
    const url = String(input instanceof Request ? input.url : input)
    if (!url.startsWith('https://api.resend.com/')) throw new Error(`a test asked for ${url}`)
    const request = new Request(input, { ...init, signal: null })
    sent.push({
      url,
      headers: request.headers,
      body: JSON.parse(await request.text()) as Record<string, unknown>,
      redirect: init?.redirect,
    })
    const answer = answers[sent.length - 1] ?? answers.at(-1)
    if (!answer || answer instanceof Error) throw answer ?? new Error('no answer')
    return answer.clone()
  })
  return sent
}

const taken = () => Response.json({ id: 'a-mail' })
const refused = (status: number, headers: HeadersInit = {}) =>
  Response.json({ statusCode: status, name: 'error', message: 'no' }, { status, headers })

describe('a mail by Resend', () => {
  it('follows no redirect, because the API key belongs to one host', async () => {
    const sent = resend(
      new Response(null, { status: 302, headers: { Location: 'https://evil.example/emails' } }),
    )
    const carry = resendCarrier({ apiKey: 're_secret_key', from: FROM, baseUrl: undefined })
    expect(await carry(MAIL, { key: 'one-mail', timeoutMs: 5_000 })).toEqual({
      outcome: 'never',
      about: 'any mail',
      reason: 'status 302',
    })
    expect(sent.map(({ redirect }) => redirect)).toEqual(['manual'])
  })
})

describe('the Worker with a key for Resend', () => {
  const worker = workerWith({ RESEND_API_KEY: 're_secret_key', EMAIL_FROM: FROM })

  it('sends its mails there, and none to the mailbox', async () => {
    const sent = resend(taken())
    const ada = await registered({ worker })
    expect(sent.map(({ body }) => [body['to'], body['from']])).toEqual([[ada.email, FROM]])
    expect(sent[0]?.body['headers']).toEqual({ 'X-Entity-Ref-ID': expect.stringMatching(/^[\w-]{22}$/) })
    expect(String(sent[0]?.body['text'])).toContain('https://auth.localhost/verify-email#token=')
    expect((await person().get('/dev/mailbox.json')).body).toEqual([])
  })

  it('answers as usual when a notice cannot be sent, and logs that without the address', async () => {
    resend(refused(422))
    const email = freshEmail()
    const answer = await person({ worker }).post('/api/v1/auth/register', registration({ email }))
    expect(answer.status).toBe(201)
    expect(logged()).toContainEqual(
      expect.objectContaining({ event: 'deferred_work_failed', reason: expect.stringMatching(/status 422/) }),
    )
    expect(logText()).not.toContain(email)
    expect(logText()).not.toContain('re_secret_key')
  })
})

describe('two mails of one subject', () => {
  it('differ in the reference by which Gmail tells them apart; a mail that is sent again keeps its own', async () => {
    const references: unknown[] = []
    const mailer = openMailer({
      brand: { APP_NAME: 'Postern', APP_URL: 'https://auth.localhost' },
      carry: async ({ headers }) => {
        references.push(headers?.['X-Entity-Ref-ID'])
        return { outcome: 'sent' }
      },
    })
    for (const key of ['one-mail', 'another-mail', 'one-mail'])
      await mailer.unverifiedGoes({ to: MAIL.to, language: 'en', key, days: 7 })
    expect(references[0]).toMatch(/^[\w-]{22}$/)
    expect(references[0]).toBe(references[2])
    expect(references[0]).not.toBe(references[1])
  })
})

describe('an address that is refused for good', () => {
  const worker = workerWith({ RESEND_API_KEY: 're_secret_key', EMAIL_FROM: FROM })
  const noted = () =>
    rows(`select subject, reason, ip_prefix from audit_events where event = 'address_unreachable'`)
  const lines = () => logged().filter(({ event }) => event === 'address_unreachable')
  const ask = (email: string) => person({ worker }).post('/auth/v1/request/code', { account: email })

  it('is written down for the account that has it, without the address, and once a day', async () => {
    resend(refused(422))
    const ada = await registered({ worker, confirmed: false })
    const row = { subject: ada.id, reason: 'mail not sent: status 422', ip_prefix: null }
    expect(await noted()).toEqual([row])
    expect(lines()).toEqual([expect.objectContaining({ reason: row.reason, user_id: ada.id })])

    await ask(ada.email)
    expect(await noted()).toEqual([row])
    pass(24 * 3_600_000)
    await ask(ada.email)
    expect(await noted()).toEqual([row, row])
    expect([lines().length, logText().includes(ada.email)]).toEqual([3, false])
  })

  it('is in the log only, when no account has it, and the answer is the same', async () => {
    resend(taken())
    const ada = await registered({ worker })
    resend(refused(422))
    const stranger = freshEmail()
    const [known, unknown] = [await ask(ada.email), await ask(stranger)]
    expect([unknown.status, unknown.body]).toEqual([known.status, known.body])
    expect(await noted()).toHaveLength(1)
    expect(lines().map(({ user_id }) => user_id)).toEqual([ada.id, undefined])
    expect(logText()).not.toContain(stranger)
  })

  it('is not what a refused key or an outage says', async () => {
    for (const status of [401, 500]) {
      resend(refused(status))
      await registered({ worker })
    }
    expect([await noted(), lines()]).toEqual([[], []])
  })
})

describe('what is written into a mail', () => {
  const evil = `<script>alert(1)</script>"'&`

  it('in the mailbox of development is escaped too, and framed', async () => {
    const worker = workerWith({ APP_NAME: evil })
    const ada = await registered({ worker })
    const page = await person().get(`/dev/mailbox?to=${ada.email}`)
    expect(page.headers.get('Content-Type')).toMatch(/^text\/html/)
    const scripts = page.text.match(/<script.*?>/g) ?? []
    expect(scripts.filter((script) => !script.includes(' src="/assets/'))).toEqual([])
    expect(page.text).toMatch(/<iframe [^>]*sandbox="(?!.*allow-(scripts|same-origin))/)
    expect(page.headers.get('Content-Security-Policy')).toContain("default-src 'none'")
  })
})
