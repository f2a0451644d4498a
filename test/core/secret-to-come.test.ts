import { describe, expect, it } from 'vitest'
import { alive, LIVE, readMe, registered, signIn, tokensIn } from '../support/account.ts'
import { person } from '../support/person.ts'
import { SECRET, workerWith } from '../support/worker.ts'

const NEXT = 'the secret to come, of at least thirty-two characters'.replaceAll(',', '')

const before = workerWith({})
const published = workerWith({ AUTH_SECRET_NEXT: NEXT })
const switched = workerWith({ AUTH_SECRET: NEXT, AUTH_SECRET_PREVIOUS: SECRET })

/** Of the keys that are derived from secrets. */
const kidsOf = async (worker: typeof before) => {
  const { body } = await person({ worker }).get('/.well-known/jwks.json')
  const keys = body['keys'] as { kid: string; alg: string }[]
  return keys.flatMap(({ kid, alg }) => (alg === 'ES256' ? [kid] : []))
}
const kidOf = (token: string) => (JSON.parse(atob(token.split('.')[0] ?? '')) as { kid: string }).kid

describe('AUTH_SECRET_NEXT', () => {
  it('is published and signs nothing', async () => {
    const ada = await registered({ worker: published })
    const [old, both] = [await kidsOf(before), await kidsOf(published)]
    expect(both).toEqual(expect.arrayContaining(old))
    expect(both).toHaveLength(2 * old.length)
    expect(old).toContain(kidOf(ada.tokens.access))
  })

  it('has published before the switch every key that signs after it', async () => {
    const ada = await registered({ worker: switched })
    expect(await kidsOf(published)).toContain(kidOf(ada.tokens.access))
    expect(await kidsOf(published)).toEqual(expect.arrayContaining(await kidsOf(switched)))
  })

  it('is accepted where the switch has not arrived, and the old one where it has', async () => {
    const ada = await registered({ worker: switched })
    const [old, late] = [person({ worker: before }), person({ worker: published })]
    expect((await readMe(old, ada.tokens.access)).status).toBe(401)
    expect(await alive(late, ada.tokens)).toEqual(LIVE)
    const answer = await signIn(late, ada)
    expect(answer.status).toBe(200)
    expect(await alive(person({ worker: switched }), tokensIn(answer))).toEqual(LIVE)
  })

  it.each([
    ['the present one', { AUTH_SECRET_NEXT: SECRET }],
    ['an earlier one', { AUTH_SECRET_NEXT: NEXT, AUTH_SECRET_PREVIOUS: NEXT }],
    ['a short one', { AUTH_SECRET_NEXT: 'short' }],
  ])('may not be %s', async (_, settings) => {
    expect((await person({ worker: workerWith(settings) }).get('/healthz')).status).toBe(503)
  })
})
