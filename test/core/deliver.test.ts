import { describe, expect, it } from 'vitest'
import { type Attempt, deliver } from '../../src/email/deliver.ts'

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
  })
})
