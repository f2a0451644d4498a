import { readFileSync } from 'node:fs'
import { parse } from 'smol-toml'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Attempt } from '../../src/email/deliver.ts'
import { later, never } from '../core/mail-attempts.ts'
import { mailServer, OBLIGING, PASSWORD, scriptedServer, stopServers, USER } from './smtp/servers.ts'
import { startCarrier } from './smtp/workerd.ts'

/** The SMTP carrier on workerd, against mail servers of this machine. */

const MAIL = {
  to: 'ada@example.org',
  subject: 'Tu código para Ñandú & Co. – un asunto que no cabe en una sola palabra codificada',
  text: `Hola,\n\n.una línea con punto\n${'x'.repeat(200)}\n= é 12.34 \n\n.`,
  html: '<p>Código: <b>123456</b></p>\n.\n<p style="a:b">.</p>',
  headers: { 'X-Entity-Ref-ID': 'ref-1' },
}

/** What the guide says to add to wrangler.toml. */
const GUIDE = parse(/```toml\n(.*?)```/s.exec(readFileSync('src/docs/mail.md', 'utf8'))?.[1] ?? '') as {
  send_email: [{ name: string }]
  vars: Record<string, string>
}

let carrier: Awaited<ReturnType<typeof startCarrier>>

beforeAll(async () => {
  carrier = await startCarrier({ emailBinding: GUIDE.send_email[0].name })
})
afterEach(stopServers)
afterAll(() => carrier.stop())

const headerOf = (raw: string, name: string) =>
  new RegExp(`^${name}: (.*(?:\r\n[ \t].*)*)`, 'm').exec(raw)?.[1]?.replaceAll(/\r\n[ \t]/g, '\n') ?? ''

/** RFC 2047 §6.2: line breaks between encoded words are not part of the text. */
const decodedWords = (text: string) =>
  text
    .split('\n')
    .map((word) =>
      word.replaceAll(/=\?utf-8\?B\?([^?]*)\?=/g, (_, data: string) =>
        Buffer.from(data, 'base64').toString(),
      ),
    )
    .join('')

const partsOf = (raw: string) => {
  const [, boundary = ''] = /boundary="([^"]+)"/.exec(raw) ?? []
  return raw
    .split(`--${boundary}`)
    .slice(1, 3)
    .map((part) => {
      const body = part.slice(part.indexOf('\r\n\r\n') + 4, -2).replaceAll('=\r\n', '')
      const bytes = body.replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) =>
        String.fromCharCode(parseInt(hex, 16)),
      )
      return Buffer.from(bytes, 'latin1').toString().replaceAll('\r\n', '\n')
    })
}

describe('a mail by SMTP', () => {
  it.each([
    ['in TLS from the start', true],
    ['in TLS by STARTTLS', false],
  ])('arrives whole, %s, from who has signed in', async (_how, isImplicitTls) => {
    const server = await mailServer({ isImplicitTls })
    expect(await carrier.carry({ url: server.url, mail: MAIL })).toEqual({ outcome: 'sent' })
    const [{ raw, ...envelope }, ...more] = server.taken as [(typeof server.taken)[0]]
    expect([envelope, more]).toEqual([
      { from: 'post@example.com', to: [MAIL.to], user: USER, isSecure: true },
      [],
    ])
    expect(partsOf(raw)).toEqual([MAIL.text, MAIL.html])
    expect(decodedWords(headerOf(raw, 'Subject'))).toBe(MAIL.subject)
    expect(decodedWords(headerOf(raw, 'From'))).toBe('Ünï <post@example.com>')
    expect(headerOf(raw, 'To')).toBe(MAIL.to)
    expect(headerOf(raw, 'X-Entity-Ref-ID')).toBe('ref-1')
    expect(headerOf(raw, 'Date')).toBe('Fri, 02 Jan 2026 00:00:00 +0000')
    expect(Math.max(...raw.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(100)
    expect(raw).toMatch(/^[\x20-\x7e\r\n]*$/)
  })

  it('has the same Message-ID in every try, and another one is another', async () => {
    const server = await mailServer()
    for (const key of ['one', 'one', 'two']) await carrier.carry({ url: server.url, mail: MAIL, key })
    const [first, again, other] = server.taken.map(({ raw }) => headerOf(raw, 'Message-ID'))
    expect(first).toMatch(/^<[\w-]{43}@example\.com>$/)
    expect([again === first, other === first]).toEqual([true, false])
  })

  it('signs in by LOGIN where there is no PLAIN', async () => {
    const server = await mailServer({ authMethods: ['LOGIN'] })
    expect(await carrier.carry({ url: server.url, mail: MAIL })).toEqual({ outcome: 'sent' })
    expect(server.taken[0]?.user).toBe(USER)
  })

  it('lets nothing into a header that ends its line', async () => {
    const server = await mailServer()
    const mail = {
      ...MAIL,
      subject: 'Hi\r\nBcc: eve@example.org',
      headers: { 'X-Entity-Ref-ID': 'a\r\nX-Evil: 1' },
    }
    const from = 'A "B"\\ <post@example.com>'
    expect(await carrier.carry({ url: server.url, mail, from })).toEqual({ outcome: 'sent' })
    const { raw, to } = server.taken[0] ?? { raw: '', to: [] }
    expect(raw).not.toMatch(/^(Bcc|X-Evil):/m)
    expect([to, headerOf(raw, 'From')]).toEqual([[MAIL.to], '"A \\"B\\"\\\\" <post@example.com>'])
  })

  it('to an address beyond ASCII is sent where the server takes such, and given up elsewhere', async () => {
    const mail = { ...MAIL, to: 'ñandú@example.org' }
    const server = await mailServer()
    expect(await carrier.carry({ url: server.url, mail })).toEqual({ outcome: 'sent' })
    expect(server.taken[0]?.to).toEqual([mail.to])
    const plain = await scriptedServer((line) =>
      line.startsWith('EHLO') ? '250-hi\r\n250 SMTPUTF8' : OBLIGING(line),
    )
    await carrier.carry({ url: plain.anonymous, mail, mayBePlain: true })
    expect(plain.heard).toContain('MAIL FROM:<post@example.com> SMTPUTF8')
    const older = await mailServer({ hideSMTPUTF8: true })
    expect(await carrier.carry({ url: older.url, mail })).toEqual(never('this address', 'no SMTPUTF8'))
    const from = 'Auth <auth@münchen.example>'
    expect(await carrier.carry({ url: older.url, mail: MAIL, from })).toEqual({
      ...never('any mail', 'no SMTPUTF8'),
      refuses: 'sender',
    })
  })
})

describe('neither password nor mail', () => {
  it.each([true, false])(
    'is said to a server of another authority (TLS from the start: %s)',
    async (isImplicitTls) => {
      const server = await mailServer({ isImplicitTls, isTrusted: false })
      expect(await carrier.carry({ url: server.url, mail: MAIL })).toEqual(
        later('no answer from the SMTP server'),
      )
      expect([server.signIns, server.taken]).toEqual([[], []])
    },
  )

  it('is said to a server whose certificate is for another name', async () => {
    const server = await mailServer()
    const url = server.url.replace('localhost', 'other.localhost')
    expect(await carrier.carry({ url, mail: MAIL })).toEqual(later('no answer from the SMTP server'))
    expect([server.signIns, server.taken]).toEqual([[], []])
  })

  it('is said without TLS, when somebody has taken STARTTLS out of the answer', async () => {
    const server = await scriptedServer((line) =>
      line.startsWith('EHLO') ? '250-hi\r\n250 AUTH PLAIN' : OBLIGING(line),
    )
    expect(await carrier.carry({ url: server.url, mail: MAIL })).toEqual(never('any mail', 'no STARTTLS'))
    expect(server.heard).toEqual(['EHLO example.com'])
  })

  it('is said when somebody has spoken before TLS', async () => {
    const script = (line: string) =>
      line.startsWith('EHLO')
        ? '250-hi\r\n250 STARTTLS'
        : line === 'STARTTLS'
          ? '220 go\r\n250-hi\r\n250 AUTH PLAIN'
          : OBLIGING(line)
    const server = await scriptedServer(script, { startsTls: true })
    const url = server.url.replace('127.0.0.1', 'localhost')
    expect(await carrier.carry({ url, mail: MAIL })).toEqual(later('no answer from the SMTP server'))
    expect(server.heard).toEqual(['EHLO example.com', 'STARTTLS'])
  })
})

describe('without TLS, on the machine of a developer', () => {
  it('a mail is sent to a server that has no TLS', async () => {
    const server = await scriptedServer(OBLIGING)
    expect(await carrier.carry({ url: server.anonymous, mail: MAIL, mayBePlain: true })).toEqual({
      outcome: 'sent',
    })
    expect(server.heard).toContain(`RCPT TO:<${MAIL.to}>`)
  })
})

/** The first words of a command, what is answered to it, and what that means. The end of a message is a dot. */
const ANSWERED: [command: string, answer: string, Attempt][] = [
  ['', '421 4.3.2 busy', later('421 4.3.2 at greeting')],
  ['', '554 no service', never('any mail', '554 at greeting')],
  ['EHLO', '421 busy', later('421 at EHLO')],
  ['STARTTLS', '454 4.7.0 no TLS now', later('454 4.7.0 at STARTTLS')],
  ['MAIL', '451 4.7.1 slow down', later('451 4.7.1 at MAIL')],
  ['MAIL', '550 5.1.8 bad sender', never('any mail', '550 5.1.8 at MAIL')],
  ['MAIL', '530 5.7.0 sign in first', never('any mail', '530 5.7.0 at MAIL')],
  ['RCPT', '450 4.2.1 greylisted', later('450 4.2.1 at RCPT')],
  ['RCPT', '550 no such user ada@example.org', never('this address', '550 at RCPT')],
  ['RCPT', '550-5.1.1 no such user\r\n550 5.1.1 ada@example.org', never('this address', '550 5.1.1 at RCPT')],
  ['RCPT', '552 5.2.2 mailbox full', never('this address', '552 5.2.2 at RCPT')],
  ['RCPT', '554 5.7.1 relay access denied', never('any mail', '554 5.7.1 at RCPT')],
  ['RCPT', '530 sign in first', never('any mail', '530 at RCPT')],
  ['RCPT', '251 not here, will forward', { outcome: 'sent' }],
  ['DATA', '421 busy', later('421 at DATA')],
  ['DATA', '554 no', never('any mail', '554 at DATA')],
  ['.', '452 4.3.1 disk full', later('452 4.3.1 at message')],
  ['.', '550 5.1.1 no such user', never('this address', '550 5.1.1 at message')],
  ['.', '554 5.7.1 looks like spam', never('any mail', '554 5.7.1 at message')],
  // The mail is taken: nobody waits for the goodbye.
  ['QUIT', '', { outcome: 'sent' }],
]

describe('an answer', () => {
  it.each(ANSWERED)('to "%s", which is "%s", is understood', async (command, answer, attempt) => {
    const server = await scriptedServer((line) =>
      command === 'STARTTLS' && line.startsWith('EHLO')
        ? '250-hi\r\n250 STARTTLS'
        : (command === '' ? line === '' : line.startsWith(command))
          ? answer
          : OBLIGING(line),
    )
    expect(await carrier.carry({ url: server.anonymous, mail: MAIL, mayBePlain: true })).toMatchObject(
      attempt,
    )
    await expect.poll(() => server.state).toEqual({ connections: 1, open: 0 })
  })

  it('that refuses the password is about every mail', async () => {
    const server = await mailServer()
    const url = server.url.replace(encodeURIComponent(PASSWORD), 'wrong')
    expect(await carrier.carry({ url, mail: MAIL })).toEqual({
      ...never('any mail', '535 at AUTH'),
      refuses: 'key',
    })
    const none = await mailServer({ authMethods: ['CRAM-MD5'] })
    expect(await carrier.carry({ url: none.url, mail: MAIL })).toEqual(
      never('any mail', 'no AUTH PLAIN or LOGIN'),
    )
  })
})

describe('a server that does not answer', () => {
  it.each([
    ['hangs up at once', undefined],
    ['says nothing', ''],
    ['speaks another language', 'HTTP/1.1 200 OK'],
    ['never ends its greeting', '220-hi'],
  ])('because it %s is tried later, and no connection stays open', async (_what, greeting) => {
    const server = await scriptedServer(() => greeting)
    const order = { url: server.anonymous, mail: MAIL, mayBePlain: true, timeoutMs: 300 }
    expect(await carrier.carry(order)).toEqual(later('no answer from the SMTP server'))
    await expect.poll(() => server.state.open).toBe(0)
  })

  const ANSWERS: Record<string, string> = {
    '': '220 hi',
    'EHLO example.com': '250-hi\r\n250 STARTTLS',
    STARTTLS: '220 go',
  }

  it.each([
    ['begins no TLS after STARTTLS', (line: string) => ANSWERS[line] ?? '', false],
    ['begins no TLS', () => '', true],
  ])('because it %s is tried later, and no connection stays open', async (_what, script, isImplicitTls) => {
    const server = await scriptedServer(script)
    const url = isImplicitTls ? server.anonymous.replace('smtp:', 'smtps:') : server.anonymous
    expect(await carrier.carry({ url, mail: MAIL, timeoutMs: 300 })).toEqual(
      later('no answer from the SMTP server'),
    )
    await expect.poll(() => server.state.open).toBe(0)
  })

  it.each([
    ['a line of 200 000 characters', `220 ${'x'.repeat(200_000)}`],
    ['200 lines', `${'220-hi\r\n'.repeat(200)}220 hi`],
  ])('as a mail server does, but with %s, is tried later', async (_what, greeting) => {
    const server = await scriptedServer((line) => (line === '' ? greeting : OBLIGING(line)))
    expect(await carrier.carry({ url: server.anonymous, mail: MAIL, mayBePlain: true })).toEqual(
      later('no answer from the SMTP server'),
    )
    await expect.poll(() => server.state).toEqual({ connections: 1, open: 0 })
  })

  it('because nobody listens there is tried later', async () => {
    const server = await scriptedServer(OBLIGING)
    await stopServers()
    expect(await carrier.carry({ url: server.anonymous, mail: MAIL, mayBePlain: true })).toEqual(
      later('no answer from the SMTP server'),
    )
  })
})

describe('the binding that the guide says to add', () => {
  it('takes our mails, as wrangler simulates it', async () => {
    expect(GUIDE.vars).toEqual({ MAIL_CARRIER: 'cloudflare' })
    expect(await carrier.carry({ mail: MAIL })).toEqual({ outcome: 'sent' })
  })
})

describe('the log', () => {
  it('names no address, no password and no mail, whatever has happened', () => {
    // The platform itself has logged the certificates that it did not trust.
    expect(carrier.log.join()).toContain('invalid peer certificate')
    const secrets = [
      MAIL.to,
      '@example.com',
      USER,
      PASSWORD,
      encodeURIComponent(PASSWORD),
      'secret',
      '123456',
    ]
    for (const secret of secrets) expect(carrier.log.join()).not.toContain(secret)
  })
})
