import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { SURFACES } from '../../src/app.ts'
import { Failure, FAILURE_CODES } from '../../src/core/failure.ts'
import type { AppEnv } from '../../src/http/app-env.ts'
import type { Show } from '../../src/http/surface.ts'

const shows = await Promise.all(
  Object.keys(SURFACES).map(async (name) => {
    const { showFailure } = (await import(`../../src/surfaces/${name}/failures.ts`)) as { showFailure: Show }
    return { name, showFailure }
  }),
)

const everyCase = shows.flatMap((surface) => FAILURE_CODES.map((code) => ({ ...surface, code })))

/** The failure as a client of the surface gets it. */
async function shown(show: Show, failure: Failure) {
  const app = new Hono<AppEnv>()
  app.all('*', (c) => {
    c.set('requestId', 'the-request')
    return show(failure, c)
  })
  const answer = await app.request('/anywhere')
  return { status: answer.status, headers: answer.headers, text: await answer.text() }
}

describe('every surface shows every failure', () => {
  it.each(everyCase)('$name: $code, and nothing that is for the log', async ({ showFailure, code }) => {
    const failure = new Failure(code, {
      reason: 'for-the-log',
      cause: new Error('of-the-vendor'),
      retryAfter: 7,
      allow: ['PATCH'],
    })

    const { status, headers, text } = await shown(showFailure, failure)

    expect(status).toBeGreaterThanOrEqual(400)
    expect(Object.keys(JSON.parse(text) as object)).not.toEqual([])
    expect(text + JSON.stringify([...headers])).not.toMatch(/for-the-log|of-the-vendor|failures\.ts/)
    expect(headers.get('Retry-After')).toBe('7')
    expect(headers.get('Allow')).toBe('PATCH')
  })

  it.each(shows)('$name: a fault of ours as 500, what we stand on as 503', async ({ showFailure }) => {
    expect((await shown(showFailure, new Failure('internal'))).status).toBe(500)
    expect((await shown(showFailure, new Failure('unavailable'))).status).toBe(503)
  })

  it.each(shows)('$name: a challenge with every 401 (RFC 9110 §15.5.2)', async ({ showFailure }) => {
    for (const code of FAILURE_CODES) {
      const { status, headers } = await shown(showFailure, new Failure(code))
      expect({ code, challenged: headers.has('WWW-Authenticate') }).toEqual({
        code,
        challenged: status === 401,
      })
    }
  })
})
