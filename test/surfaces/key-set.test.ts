import { createLocalJWKSet, jwtVerify } from 'jose'
import { expect, it } from 'vitest'
import { registered } from '../support/account.ts'
import { pass } from '../support/clock.ts'
import { rows } from '../support/database.ts'
import { HOME, person } from '../support/person.ts'
import { countTrips, observed } from '../support/work.ts'
import { workerWith } from '../support/worker.ts'
import { boundTo, failing } from '../support/wrapped.ts'

type Jwk = Record<string, string>

const PATH = '/.well-known/jwks.json'

const asked = (worker = workerWith({})) => person({ worker, roaming: true }).get(PATH)
const keysOf = async (worker?: ReturnType<typeof workerWith>) => (await asked(worker)).body['keys'] as Jwk[]

it('is one and the same for 32 who ask a new service at the same time', async () => {
  const workers = [0, 1, 2, 3].map(() => workerWith({}))
  const sets = await Promise.all(workers.flatMap((worker) => Array.from({ length: 8 }, () => keysOf(worker))))
  expect(new Set(sets.map((set) => JSON.stringify(set))).size).toBe(1)
  expect(sets[0]?.map(({ alg }) => alg)).toEqual(['ES256', 'ES256', 'ES256', 'RS256'])
  expect(await rows('select kid from signing_keys')).toEqual([{ kid: sets[0]?.[3]?.['kid'] }])
})

it('costs two trips once in the life of a database, and then one in the first minutes of an isolate', async () => {
  const [first, second] = [observed(), observed()]
  const costs = async ({ worker, last }: typeof first) => {
    await asked(worker)
    return countTrips(last().trips).d1
  }
  expect([await costs(first), await costs(first), await costs(second), await costs(second)]).toEqual([
    2, 0, 1, 0,
  ])
})

it('is not answered rather than without the RSA keys, while nobody can read them', async () => {
  await asked()
  const answer = await asked(workerWith({ DB: failing().DB }))
  expect(answer.status).toBe(503)
  expect(answer.headers.get('Retry-After')).toMatch(/^[1-9]\d*$/)
  expect(answer.headers.get('Cache-Control')).toBe('no-store')
})

it('is answered on by an isolate that has the keys, for as long as D1 does not answer', async () => {
  let isDown = false
  const { DB } = boundTo(async (_trip, act) => {
    if (isDown) throw new Error('D1_ERROR: Network connection lost.')
    return act()
  })
  const worker = workerWith({ DB })
  const before = await keysOf(worker)
  isDown = true
  pass(3_600_000)
  expect(await keysOf(worker)).toEqual(before)
})

it('has the derived keys alone, and asks nobody, where no app gets ID tokens', async () => {
  const worker = workerWith({ SURFACES: 'account-v1', DB: failing().DB })
  expect((await keysOf(worker)).map(({ alg }) => alg)).toEqual(['ES256', 'ES256', 'ES256'])
})

it('checks access tokens as before', async () => {
  const ada = await registered()
  const keys = createLocalJWKSet({ keys: await keysOf() })
  const { protectedHeader } = await jwtVerify(ada.tokens.access, keys, { issuer: HOME, typ: 'at+jwt' })
  expect(protectedHeader.alg).toBe('ES256')
})
