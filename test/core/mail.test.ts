import { describe, expect, it, vi } from 'vitest'
import { composeMailer } from '../../src/email/compose.ts'
import type { Mail, Mailer } from '../../src/email/mailer.ts'
import { resendCarrier } from '../../src/email/carriers/resend.ts'
import { freshEmail, registered, registration } from '../support/account.ts'
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

/** A carrier whose waits are noted and not waited for. */
function carrier({ now = () => 0 }: { now?: () => number } = {}) {
  const waits: number[] = []
  const carry = resendCarrier(
    { key: 're_secret_key', from: FROM, baseUrl: undefined },
    { wait: async (ms) => void waits.push(ms), now },
  )
  const send = () => carry(MAIL, { key: 'one-mail', deadline: undefined })
  return { send, waits }
}

describe('a mail by Resend', () => {
  it('carries the key, an idempotency key, the sender and both parts', async () => {
    const sent = resend(taken())
    await carrier().send()
    expect(sent).toHaveLength(1)
    const [{ url, headers, body, redirect } = {} as Sent] = sent
    expect(url).toBe('https://api.resend.com/emails')
    expect(headers.get('Authorization')).toBe('Bearer re_secret_key')
    expect(headers.get('Idempotency-Key')).toBe('one-mail')
    expect(body).toMatchObject({
      from: FROM,
      to: MAIL.to,
      subject: 'Subject',
      text: 'Text',
      html: '<p>HTML</p>',
    })
    expect(redirect).toBe('manual')
  })

  it.each([
    ['429', refused(429)],
    ['500', refused(500)],
    ['503', refused(503)],
    ['no answer', new Error('network down')],
  ])('is tried again after %s, under the same idempotency key', async (_, failure) => {
    const sent = resend(failure, failure, taken())
    const { send, waits } = carrier()
    await send()
    expect(sent.map(({ headers }) => headers.get('Idempotency-Key'))).toEqual([
      'one-mail',
      'one-mail',
      'one-mail',
    ])
    expect(waits).toHaveLength(2)
    expect(waits[1]).toBeGreaterThan(500)
  })

  it('waits as long as Resend asks', async () => {
    resend(refused(429, { 'Retry-After': '7' }), taken())
    const { send, waits } = carrier()
    await send()
    expect(waits).toEqual([7_000])
  })

  it.each([400, 401, 403, 422])('is not tried again after %i', async (status) => {
    const sent = resend(refused(status))
    await expect(carrier().send()).rejects.toMatchObject({ name: 'MailNotSent', message: `status ${status}` })
    expect(sent).toHaveLength(1)
  })

  it('is given up after four tries, and when the next would come too late', async () => {
    const four = resend(refused(500))
    await expect(carrier().send()).rejects.toMatchObject({ name: 'MailNotSent' })
    expect(four).toHaveLength(4)

    const late = resend(refused(429, { 'Retry-After': '60' }))
    await expect(carrier().send()).rejects.toMatchObject({ message: 'status 429' })
    expect(late).toHaveLength(1)
  })

  it('follows no redirect: the key belongs to one host (R127)', async () => {
    const sent = resend(
      new Response(null, { status: 302, headers: { Location: 'https://evil.example/emails' } }),
    )
    await expect(carrier().send()).rejects.toMatchObject({ name: 'MailNotSent' })
    expect(sent.every(({ url }) => url.startsWith('https://api.resend.com/'))).toBe(true)
  })

  it('tells nobody the address when it fails', async () => {
    resend(refused(422))
    const failure = await carrier()
      .send()
      .catch((error: Error) => `${error.name} ${error.message} ${error.stack}`)
    expect(failure).not.toContain('ada@example.org')
    expect(failure).not.toContain('re_secret_key')
  })
})

describe('the Worker with a key for Resend', () => {
  const worker = workerWith({ RESEND_API_KEY: 're_secret_key', EMAIL_FROM: FROM })

  it('sends its mails there, and none to the mailbox', async () => {
    const sent = resend(taken())
    const ada = await registered({ worker })
    expect(sent.map(({ body }) => [body['to'], body['from']])).toEqual([[ada.email, FROM]])
    expect(String(sent[0]?.body['text'])).toContain('https://auth.example.com/verify-email#token=')
    expect((await person().get('/dev/mailbox.json')).body).toEqual([])
  })

  it('answers all the same when a notice cannot be sent, and logs that without the address (R056, R126)', async () => {
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

describe('what is written into a mail', () => {
  const evil = `<script>alert(1)</script>"'&`
  const written: Mail[] = []
  const mailer = composeMailer({ appName: evil, carry: async (mail) => void written.push(mail) })

  /** Every mail there is, with everything in it that comes from outside. */
  const names = Object.keys(mailer) as (keyof Mailer)[]
  const facts = {
    to: 'ada@example.org',
    key: 'k',
    link: `https://auth.example.com/x#token=${evil}`,
    newEmail: `${evil}@example.org`,
    place: evil,
    device: evil,
    code: '123456',
    at: 0,
    minutes: 10,
    hours: 24,
    days: 7,
  }

  it.each(names.flatMap((name) => (['en', 'es'] as const).map((language) => [name, language] as const)))(
    'cannot break its HTML: %s in %s (R123)',
    async (name, language) => {
      written.length = 0
      await mailer[name]({ ...facts, language })
      const [{ html, subject, text } = MAIL] = written
      expect(html).not.toContain('<script')
      expect(html).not.toContain(`"'&`)
      expect(html.match(/<html[^>]*>/)?.[0]).toBe(`<html lang="${language}">`)
      expect(subject).not.toMatch(/[\r\n]/)
      expect(subject.length).toBeGreaterThan(3)
      expect(text).toContain(evil)
    },
  )

  it('in the mailbox of development is escaped too, and framed (R123)', async () => {
    const worker = workerWith({ APP_NAME: evil })
    const ada = await registered({ worker })
    const page = await person().get(`/dev/mailbox?to=${ada.email}`)
    expect(page.headers.get('Content-Type')).toMatch(/^text\/html/)
    expect(page.text).not.toContain('<script')
    expect(page.text).toMatch(/<iframe sandbox/)
    expect(page.headers.get('Content-Security-Policy')).toContain("default-src 'none'")
  })
})
