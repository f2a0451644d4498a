import { describe, expect, it } from 'vitest'
import { smtpUrl } from '../../src/config/smtp-url.ts'
import { type Attempt, deliver } from '../../src/email/deliver.ts'
import { openCarrier } from '../../src/email/open-carrier.ts'
import type { Connect } from '../../src/email/smtp/connection.ts'

const MAIL = { to: 'ada@example.org', subject: 'Subject', text: 'Text', html: '<p>Text</p>' }
const LATER: Attempt = { outcome: 'later', reason: 'busy', retryAfterMs: 0 }
const NEVER: Attempt = { outcome: 'never', about: 'this address', reason: 'no such reader' }

/** Delivers by a carrier that gives these answers, the last one for ever, with a clock that only waiting moves. */
async function delivery(answers: [Attempt, ...Attempt[]], { deadline }: { deadline?: number } = {}) {
  const tries: { key: string; timeoutMs: number }[] = []
  let now = 0
  const carry = async (_mail: unknown, about: { key: string; timeoutMs: number }) => {
    tries.push(about)
    return answers[tries.length - 1] ?? answers[0]
  }
  const clock = { now: () => now, wait: async (ms: number) => void (now += ms) }
  const error = await deliver(carry, MAIL, { key: 'one-mail', deadline }, clock).catch(
    (reason: unknown) => reason,
  )
  return { tries, error, waited: now }
}

describe('the delivery of a mail, whoever carries it', () => {
  it('is over after one try when the carrier has sent it', async () => {
    expect(await delivery([{ outcome: 'sent' }])).toEqual({
      tries: [{ key: 'one-mail', timeoutMs: 5_000 }],
      error: undefined,
      waited: 0,
    })
  })

  it('is tried again under the same key when the carrier says later', async () => {
    const { tries, error } = await delivery([LATER, { outcome: 'sent' }])
    expect(tries.map(({ key }) => key)).toEqual(['one-mail', 'one-mail'])
    expect(error).toBeUndefined()
  })

  it('waits as long as the carrier asks for', async () => {
    expect((await delivery([{ ...LATER, retryAfterMs: 9_000 }, { outcome: 'sent' }])).waited).toBe(9_000)
  })

  it('is given up at once when the carrier says never', async () => {
    const { tries, error } = await delivery([NEVER])
    expect(tries).toHaveLength(1)
    expect(error).toMatchObject({
      details: { mail: 'this address', reason: 'mail not sent: no such reader' },
    })
  })

  it('is given up after four tries', async () => {
    const { tries, error } = await delivery([LATER])
    expect(tries).toHaveLength(4)
    expect(error).toMatchObject({ details: { mail: 'for now', reason: 'mail not sent: busy' } })
  })

  it('begins no try that could end after the deadline', async () => {
    // The second try would begin after half a second at the earliest, and may take five.
    expect((await delivery([LATER], { deadline: 5_400 })).tries).toHaveLength(1)
    expect((await delivery([LATER], { deadline: 6_001 })).tries).toHaveLength(2)
    expect((await delivery([LATER], { deadline: 0 })).tries).toEqual([])
  })

  it('ends a try with the deadline', async () => {
    const { tries } = await delivery([LATER], { deadline: 3_000 })
    expect(tries).toEqual([{ key: 'one-mail', timeoutMs: 3_000 }])
  })

  it('is given up where the platform would end it, without a deadline too', async () => {
    const { tries, waited } = await delivery([{ ...LATER, retryAfterMs: 20_000 }])
    expect([tries.length, waited]).toEqual([1, 0])
  })
})

/** A mail server that takes everything and has no STARTTLS: the connections to it, and how many are closed. */
function obliging() {
  const opened: unknown[] = []
  const closed: unknown[] = []
  const connect: Connect = (address, { secureTransport }) => {
    opened.push({ ...address, secureTransport })
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>(
      {
        start: (controller) => controller.enqueue(new TextEncoder().encode('220 hi\r\n')),
        transform(chunk, controller) {
          const isData = new TextDecoder().decode(chunk) === 'DATA\r\n'
          controller.enqueue(new TextEncoder().encode(isData ? '354 go\r\n' : '250 ok\r\n'))
        },
      },
      undefined,
      // Nobody reads before the whole line is written.
      { highWaterMark: 20 },
    )
    const close = async () => void closed.push(address)
    return { readable, writable, close, startTls: () => connect(address, TLS) }
  }
  return { connect, opened, closed }
}
const TLS = { secureTransport: 'on', allowHalfOpen: false } as const

describe('a mail server that is configured', () => {
  const SENT = { outcome: 'sent' }
  const REFUSED = { outcome: 'never', about: 'any mail', reason: 'no STARTTLS' }

  it.each([
    ['development', 'smtp://127.0.0.1', '127.0.0.1', 587, SENT],
    ['development', 'smtp://[::1]:2525', '::1', 2525, SENT],
    ['development', 'smtp://smtp.example.com', 'smtp.example.com', 587, REFUSED],
    ['production', 'smtp://127.0.0.1', '127.0.0.1', 587, REFUSED],
    ['production', 'smtps://smtp.example.com', 'smtp.example.com', 465, SENT],
  ] as const)('gets a mail without TLS on this machine only: %s, %s', async (ENVIRONMENT, url, ...wanted) => {
    const [hostname, port, attempt] = wanted
    const { connect, opened, closed } = obliging()
    const carry = openCarrier(
      { carrier: 'smtp', ENVIRONMENT, EMAIL_FROM: 'post@example.com', SMTP_URL: smtpUrl.parse(url) },
      { connect, now: () => 0 },
    )
    expect(await carry?.(MAIL, { key: 'one-mail', timeoutMs: 5_000 })).toEqual(attempt)
    expect(opened).toEqual([
      { hostname, port, secureTransport: url.startsWith('smtps:') ? 'on' : 'starttls' },
    ])
    expect(closed).toHaveLength(1)
  })
})
