import { describe, expect, it, vi } from 'vitest'
import { Failure } from '../../src/core/failure.ts'
import { resendCarrier } from '../../src/email/carriers/resend.ts'
import { deliver } from '../../src/email/deliver.ts'
import { KEY, type Handed, RESEND, resend, SENDER, taken } from '../support/resend.ts'

const MAIL = {
  to: 'ada@example.org',
  subject: 'Your code',
  text: 'It is 123456.',
  html: '<p>It is 123456.</p>',
}
const START = 1_800_000_000_000

/** Delivers by Resend, with a clock that only waiting moves. `waits` are the waits between tries. */
function carrier() {
  let now = START
  const waits: number[] = []
  const clock = {
    now: () => now,
    wait: async (ms: number) => {
      waits.push(ms)
      now += ms
    },
  }
  const carry = resendCarrier({ apiKey: KEY, from: SENDER, baseUrl: RESEND })
  const send = (deadline?: number) => deliver(carry, MAIL, { key: 'one-of-a-kind', deadline }, clock)
  return { waits, send }
}

const notSent = (mail: string, reason: string) => ({ details: { mail, reason: `mail not sent: ${reason}` } })

const failing = (status: number, headers: Record<string, string> = {}, name = 'application_error') =>
  Response.json({ statusCode: status, name, message: `no ${MAIL.to}` }, { status, headers })

/** Answers one after another, the last one for ever. */
const inTurn = (...answers: (() => Response | Promise<Response>)[]) => {
  let next = 0
  return () => {
    const answer = answers[Math.min(next, answers.length - 1)]
    next += 1
    return answer ? answer() : taken()
  }
}

describe('a mail by Resend', () => {
  it('is sent with our API key, an idempotency key, and both parts', async () => {
    const { heard } = resend()
    const { send, waits } = carrier()
    await send()
    expect(waits).toEqual([])
    expect(heard).toEqual([
      {
        ...MAIL,
        from: SENDER,
        key: 'one-of-a-kind',
        authorization: `Bearer ${KEY}`,
        redirect: 'manual',
        at: expect.any(Number) as number,
      } satisfies Handed,
    ])
  })

  it.each([
    ['429', () => failing(429)],
    ['500', () => failing(500)],
    ['503 in HTML', () => new Response('<h1>Bad gateway</h1>', { status: 503 })],
    ['502 in JSON of somebody else', () => Response.json({ oops: true }, { status: 502 })],
    ['500 with nothing in it', () => Response.json(null, { status: 500 })],
    ['200 in HTML', () => new Response('<h1>Welcome to the hotel</h1>')],
    ['200 in JSON of somebody else', () => Response.json({ ok: true })],
    ['200 with nothing in it', () => Response.json(null)],
    ['200 cut short', () => new Response('{"id":"49a')],
    ['no answer', () => Promise.reject(new TypeError('Network connection lost.'))],
  ])('is tried again under the same idempotency key after %s', async (_what, broken) => {
    const { heard } = resend(inTurn(broken, taken))
    const { send, waits } = carrier()
    await send()
    expect(heard.map(({ key }) => key)).toEqual(['one-of-a-kind', 'one-of-a-kind'])
    expect(waits).toHaveLength(1)
  })

  it('waits longer each time, by chance a little more or less, and is given up after four tries', async () => {
    const firstWaits = new Set<number>()
    for (let n = 0; n < 10; n += 1) {
      const { heard } = resend(() => failing(500))
      const { send, waits } = carrier()
      await expect(send()).rejects.toMatchObject(notSent('for now', 'status 500'))
      expect(heard).toHaveLength(4)
      const [first = 0, second = 0, third = 0, ...more] = waits
      expect(more).toEqual([])
      expect([
        first >= 500 && first < 1_000,
        second >= 1_000 && second < 2_000,
        third >= 2_000 && third < 4_000,
      ]).toEqual([true, true, true])
      firstWaits.add(first)
    }
    expect(firstWaits.size).toBeGreaterThan(1)
  })

  it('is not tried again before the time that Resend asks for', async () => {
    resend(inTurn(() => failing(429, { 'Retry-After': '7' }), taken))
    const { send, waits } = carrier()
    await send()
    expect(waits).toEqual([7_000])
  })

  it.each([
    ['Resend wants a longer wait than work after an answer may take', '60', undefined],
    ['its code would be dead on arrival', '7', START + 11_000],
  ])('is given up at once when %s', async (_why, retryAfter, deadline) => {
    const { heard } = resend(() => failing(429, { 'Retry-After': retryAfter }))
    const { send, waits } = carrier()
    await expect(send(deadline)).rejects.toMatchObject(notSent('for now', 'status 429'))
    expect([heard.length, waits]).toEqual([1, []])
  })

  it('is tried again soon when the time that Resend asks for cannot be read', async () => {
    resend(inTurn(() => failing(429, { 'Retry-After': 'soon' }), taken))
    const { send, waits } = carrier()
    await send()
    expect(waits[0]).toBeLessThan(1_000)
  })

  it.each([400, 401, 403, 422])('is not tried again after %d', async (status) => {
    const { heard } = resend(() => failing(status))
    const fault = status === 422 ? 'this address' : 'any mail'
    await expect(carrier().send()).rejects.toMatchObject(notSent(fault, `status ${status}`))
    expect(heard).toHaveLength(1)
  })

  it('is given up at a redirect, which would carry our API key to another host', async () => {
    const location = 'https://elsewhere.example/emails'
    const { heard } = resend(() => new Response(null, { status: 302, headers: { Location: location } }))
    await expect(carrier().send()).rejects.toMatchObject(notSent('any mail', 'status 302'))
    expect(heard).toHaveLength(1)
  })

  it('is given up after five seconds a try', async () => {
    const timeouts = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => AbortSignal.abort())
    resend(async (_mail, { signal }) => {
      if (signal?.aborted) throw signal.reason
      return taken()
    })
    await expect(carrier().send()).rejects.toMatchObject(notSent('for now', 'no answer from Resend'))
    expect(timeouts.mock.calls).toEqual([[5_000], [5_000], [5_000], [5_000]])
  })

  it('fails with an error that names no address, no content and no key', async () => {
    for (const [expected, answer] of [
      ['this address', () => failing(422)],
      ['any mail', () => failing(401)],
      ['any mail', () => failing(403)],
      ['any mail', () => failing(422, {}, 'invalid_from_address')],
      ['for now', () => failing(500)],
      ['for now', () => new Response(MAIL.to)],
    ] as const) {
      resend(answer)
      const error = await carrier()
        .send()
        .catch((reason: Error) => reason)
      if (!(error instanceof Failure)) throw error
      const { details, message, cause, stack } = error
      expect([details.mail, cause]).toEqual([expected, undefined])
      const said = `${JSON.stringify(details)} ${message} ${stack}`
      for (const secret of [MAIL.to, KEY, '123456']) expect(said).not.toContain(secret)
    }
  })
})
