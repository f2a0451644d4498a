import * as fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { pass } from '../support/clock.ts'
import { provider } from '../support/provider.ts'
import { ACME_SETTINGS } from '../support/provider-settings.ts'
import { acmeOfAllParts, DOWN, IS_ADA, REFUSED, visitorAt } from './provider-visits.ts'

const PARTS = ['discovery', 'token', 'jwks', 'userinfo'] as const

const KIB_256 = 262_144
/** An answer that never ends, and of which nobody reads more than has to be read. */
function endless() {
  let sent = 0
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      sent += 65_536
      controller.enqueue(new Uint8Array(65_536).fill(32))
    },
  })
  return { body, sent: () => sent }
}

const padded = (length: number) => `{"keys":[]${' '.repeat(length - 11)}}`

describe.each(PARTS)('a provider whose %s', (part) => {
  it.each<[string, string, () => Response | Promise<Response>]>([
    ['is not reached', 'unreachable', () => Promise.reject(new TypeError('Network connection lost.'))],
    ['answers 500', 'unavailable', () => new Response('{}', { status: 500 })],
    ['answers 503 in HTML', 'unavailable', () => new Response('<html>', { status: 503 })],
    ['asks for patience', 'unavailable', () => new Response('{}', { status: 429 })],
    ['answers garbage', 'not_json', () => new Response('<html>Sign in to the Wi-Fi</html>')],
    ['answers nothing', 'not_json', () => new Response('')],
    ['answers a megabyte', 'too_large', () => new Response(padded(1_048_576))],
    ['answers one byte too many', 'too_large', () => new Response(padded(KIB_256 + 1))],
    ['redirects', 'redirect', () => Response.redirect('https://evil.example/', 302)],
    ['redirects with the form', 'redirect', () => Response.redirect('https://evil.example/', 307)],
    [
      'breaks off',
      'unreachable',
      () => new Response(new ReadableStream({ pull: (c) => c.error(new Error('reset')) })),
    ],
  ])('%s is down', async (_, reason, answer) => {
    const acme = acmeOfAllParts()
    acme.answers(part, answer)
    const { visit } = visitorAt('oidc_acme')
    expect(await visit(acme)).toEqual(DOWN(reason))
    acme.answers(part)
    expect(await visit(acme)).toEqual(IS_ADA)
  })

  it('is endless is read no further than it has to be', async () => {
    const acme = acmeOfAllParts()
    const { body, sent } = endless()
    acme.answers(part, () => new Response(body))
    expect(await visitorAt('oidc_acme').visit(acme)).toEqual(DOWN('too_large'))
    expect(sent()).toBeLessThan(2 * KIB_256)
  })

  it.each<[string, (over: AbortController) => Promise<Response>]>([
    [
      'does not answer',
      (over) =>
        new Promise((_, reject) => over.signal.addEventListener('abort', () => reject(over.signal.reason))),
    ],
    ['begins to answer', async () => new Response(new ReadableStream({ pull: () => new Promise(() => {}) }))],
  ])('%s is given up after three seconds', async (_, answer) => {
    const acme = acmeOfAllParts()
    const { visit } = visitorAt('oidc_acme')
    const over = new AbortController()
    const timeout = vi.spyOn(AbortSignal, 'timeout')
    acme.answers(part, () => {
      setTimeout(() => over.abort(new DOMException('3 s', 'TimeoutError')), 0)
      return answer(over)
    })
    timeout.mockReturnValue(over.signal)
    expect(await visit(acme)).toEqual(DOWN('too_slow'))
    expect(new Set(timeout.mock.calls.flat())).toEqual(new Set([3_000]))
  })

  it('answers 4xx without an error of OAuth is down', async () => {
    const acme = acmeOfAllParts()
    for (const status of [400, 401, 403, 404, 418]) {
      acme.answers(part, () => new Response('no', { status }))
      expect(await visitorAt('oidc_acme').visit(acme)).toEqual({
        trouble: 'down',
        reason: expect.stringMatching(/^(unexpected_status|not_json)$/),
      })
    }
  })

  it('answers any JSON has it refused, never an error', async () => {
    const acme = acmeOfAllParts()
    await fc.assert(
      fc.asyncProperty(fc.json(), async (json) => {
        acme.answers(part, () => new Response(json))
        const answer = await visitorAt('oidc_acme').visit(acme)
        expect(answer).toEqual(REFUSED(expect.any(String) as unknown as string))
      }),
      { numRuns: 50 },
    )
  })
})

describe('the breaker', () => {
  const broken = () => new Response('', { status: 500 })

  /** Down three times: nobody asks it any more. */
  async function opened() {
    const acme = provider()
    acme.answers('token', broken)
    const visitor = visitorAt('oidc_acme')
    for (const _ of [1, 2, 3]) expect(await visitor.visit(acme)).toEqual(DOWN('unavailable'))
    return { acme, ...visitor }
  }

  it('opens after three answers in a row that were none, for thirty seconds', async () => {
    const { acme, visit, begin } = await opened()
    const asked = acme.heard.length
    expect(await visit(acme)).toEqual(DOWN('breaker_open'))
    pass(29_999)
    expect((await begin()).begun).toEqual(DOWN('breaker_open'))
    expect(acme.heard).toHaveLength(asked)
    pass(1)
    acme.answers('token')
    expect([await visit(acme), await visit(acme)]).toEqual([IS_ADA, IS_ADA])
  })

  it('lets one request try, and stays open if that fails', async () => {
    const { acme, begin, finish } = await opened()
    pass(30_000)
    const visits = [await begin(), await begin(), await begin()]
    const tries = visits.map(({ sent, address }) => finish(sent, acme.codeFor(address)))
    expect(await Promise.all(tries)).toEqual([DOWN('unavailable'), ...Array(2).fill(DOWN('breaker_open'))])
    pass(29_999)
    expect((await begin()).begun).toEqual(DOWN('breaker_open'))
  })

  it('counts only what comes in a row: an answer of any kind ends it', async () => {
    const acme = provider()
    const { visit } = visitorAt('oidc_acme')
    for (const _ of [1, 2, 3]) {
      acme.answers('token', broken)
      expect([await visit(acme), await visit(acme)]).toEqual([DOWN('unavailable'), DOWN('unavailable')])
      acme.answers('token', Response.json({ error: 'invalid_grant' }, { status: 400 }))
      expect(await visit(acme)).toEqual(REFUSED('invalid_grant'))
    }
  })

  it('is one for each provider', async () => {
    const { asks } = await opened()
    const other = provider({ issuer: 'https://other.example' })
    const settings = { ...ACME_SETTINGS, OIDC_OTHER_ISSUER: 'https://other.example' }
    const of = {
      OIDC_OTHER_CLIENT_ID: other.clientId,
      OIDC_OTHER_CLIENT_SECRET: ACME_SETTINGS.OIDC_ACME_CLIENT_SECRET,
    }
    const visitor = visitorAt('oidc_other', { settings: { ...settings, ...of }, asks })
    expect(await visitor.visit(other)).toEqual(IS_ADA)
  })

  it.each<[string, () => Response]>([
    ['has used up their requests', () => new Response('{}', { status: 429 })],
    ['is not allowed in', () => new Response('{}', { status: 403 })],
    ['has a large picture', () => new Response(padded(KIB_256 + 1))],
  ])('is not opened by one person who %s', async (_, answer) => {
    const acme = acmeOfAllParts()
    const { visit } = visitorAt('oidc_acme')
    acme.answers('userinfo', answer)
    for (let visits = 0; visits < 4; visits++) expect(await visit(acme)).not.toEqual(DOWN('breaker_open'))
    acme.answers('userinfo')
    expect(await visit(acme)).toEqual(IS_ADA)
  })

  it('is opened by an outage of what is asked with the token of one person', async () => {
    const acme = acmeOfAllParts()
    const { visit } = visitorAt('oidc_acme')
    acme.answers('userinfo', broken)
    for (const _ of [1, 2, 3]) expect(await visit(acme)).toEqual(DOWN('unavailable'))
    expect(await visit(acme)).toEqual(DOWN('breaker_open'))
  })

  it('is not opened by codes that visitors make up', async () => {
    const acme = provider()
    const { visit } = visitorAt('oidc_acme')
    for (const code of ['x'.repeat(100_000), '\u0000', 'ä', ' '.repeat(5_000)])
      expect(await visit(acme, (brought) => brought.set('code', code))).toEqual(REFUSED('no_code'))
    expect(acme.heardAt('token')).toEqual([])
  })
})
