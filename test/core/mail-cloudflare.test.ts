import { describe, expect, it, vi } from 'vitest'
import { cloudflareCarrier } from '../../src/email/carriers/cloudflare.ts'
import type { Attempt } from '../../src/email/deliver.ts'
import { freshEmail, registration } from '../support/account.ts'
import { keepOutOfLog, logged, logText } from '../support/log.ts'
import { person } from '../support/person.ts'
import { workerWith } from '../support/worker.ts'
import { later, never } from './mail-attempts.ts'

const FROM = 'Postern <post@example.com>'
const MAIL = { to: 'ada@example.org', subject: 'Subject', text: 'Text', html: '<p>HTML</p>' }

/** The binding of Cloudflare's Email Service, as far as we use it: it takes every mail, or fails with a code. */
function emailService(fails?: { code?: string }) {
  const sent: unknown[] = []
  const send = async (mail: unknown) => {
    sent.push(mail)
    if (fails) throw Object.assign(new Error(`${MAIL.to} is refused`), fails)
    return { messageId: 'one' }
  }
  return { sent, binding: { send } satisfies SendEmail }
}

const carry = (binding: SendEmail, { from = FROM, mail = MAIL, timeoutMs = 5_000 } = {}) =>
  cloudflareCarrier({ binding, from })(mail, { key: 'one-mail', timeoutMs })

describe('a mail by the Email Service of Cloudflare', () => {
  it.each([FROM, '"Postern" <post@example.com>'])(
    'is handed over with both parts, its headers, and the name of the sender: %s',
    async (from) => {
      const { binding, sent } = emailService()
      const mail = { ...MAIL, headers: { 'X-Entity-Ref-ID': 'ref-1' } }
      expect(await carry(binding, { from, mail })).toEqual({ outcome: 'sent' })
      expect(sent).toEqual([{ ...mail, from: { name: 'Postern', email: 'post@example.com' } }])
    },
  )

  it('is from an address alone, where the sender has no name', async () => {
    const { binding, sent } = emailService()
    await carry(binding, { from: 'post@example.com' })
    expect(sent).toEqual([{ ...MAIL, headers: {}, from: 'post@example.com' }])
  })

  it.each<[string, Attempt]>([
    ['E_RATE_LIMIT_EXCEEDED', later('E_RATE_LIMIT_EXCEEDED')],
    ['E_DAILY_LIMIT_EXCEEDED', later('E_DAILY_LIMIT_EXCEEDED')],
    ['E_INTERNAL_SERVER_ERROR', later('E_INTERNAL_SERVER_ERROR')],
    ['E_DELIVERY_FAILED', later('E_DELIVERY_FAILED')],
    ['E_RECIPIENT_SUPPRESSED', never('this address', 'E_RECIPIENT_SUPPRESSED')],
    ['E_RECIPIENT_NOT_ALLOWED', never('any mail', 'E_RECIPIENT_NOT_ALLOWED')],
    ['E_SENDER_NOT_VERIFIED', never('any mail', 'E_SENDER_NOT_VERIFIED')],
    ['E_SENDER_DOMAIN_NOT_AVAILABLE', never('any mail', 'E_SENDER_DOMAIN_NOT_AVAILABLE')],
    ['E_VALIDATION_ERROR', never('any mail', 'E_VALIDATION_ERROR')],
    ['E_HEADER_NOT_ALLOWED', never('any mail', 'E_HEADER_NOT_ALLOWED')],
    [`${MAIL.to} in place of a code`, later('no answer from Cloudflare')],
  ])('that is refused with %s is understood', async (code, attempt) => {
    expect(await carry(emailService({ code }).binding)).toEqual(attempt)
  })

  it('is tried later when the binding fails without a code, or does not answer in time', async () => {
    expect(await carry(emailService({}).binding)).toEqual(later('no answer from Cloudflare'))
    const silent: SendEmail = { send: () => new Promise(() => undefined) }
    vi.useRealTimers()
    expect(await carry(silent, { timeoutMs: 20 })).toEqual(later('no answer from Cloudflare'))
  })
})

describe('the Worker with MAIL_CARRIER=cloudflare', () => {
  it('hands its mails to the binding, and none to the mailbox', async () => {
    const { binding, sent } = emailService()
    const worker = workerWith({ MAIL_CARRIER: 'cloudflare', EMAIL_FROM: FROM, EMAIL: binding })
    const email = freshEmail()
    const answer = await person({ worker }).post('/api/v1/auth/register', registration({ email }))
    expect([answer.status, sent]).toEqual([201, [expect.objectContaining({ to: email })]])
    expect((await person().get('/dev/mailbox.json')).body).toEqual([])
  })
})

describe('the Worker with MAIL_CARRIER=smtp', () => {
  it('hands its mails to that server, and logs no part of its address when nobody listens there', async () => {
    keepOutOfLog('user-7c1')
    keepOutOfLog('password-7c1')
    const SMTP_URL = 'smtps://user-7c1:password-7c1@127.0.0.1:1'
    const worker = workerWith({ MAIL_CARRIER: 'smtp', EMAIL_FROM: FROM, SMTP_URL })
    const email = freshEmail()
    const answer = await person({ worker }).post('/api/v1/auth/register', registration({ email }))
    expect(answer.status).toBe(201)
    expect(logged()).toContainEqual(
      expect.objectContaining({
        event: 'deferred_work_failed',
        reason: 'mail not sent: no answer from the SMTP server',
      }),
    )
    for (const part of [email, 'user-7c1', 'password-7c1', '127.0.0.1']) expect(logText()).not.toContain(part)
  })
})

describe('the Worker with MAIL_CARRIER=mailbox', () => {
  it('keeps its mails for a developer, also where there is a key for Resend', async () => {
    const settings = { MAIL_CARRIER: 'mailbox', RESEND_API_KEY: 're_secret_key' }
    const email = freshEmail()
    const worker = workerWith(settings)
    await person({ worker }).post('/api/v1/auth/register', registration({ email }))
    const { body } = await person().get(`/dev/mailbox.json?to=${email}`)
    expect(body).toHaveLength(1)
  })
})
