import { describe, expect, it } from 'vitest'
import { pass } from '../support/clock.ts'
import { anybody, begun, CODE_FLOWS, triesOf } from '../support/code-flows.ts'
import { describeCodes } from './code-suite.ts'
import { otherThan } from '../support/mails.ts'
import { person } from '../support/person.ts'
import { productionKeyValue } from './production-key-value.ts'
import { EVERY_CASE } from '../support/sample.ts'
import { type Worker, workerWith } from '../support/worker.ts'

const LOCATIONS = ['vienna', 'tokyo', 'lima', 'accra']

/** One service in several locations; each request of a flow reaches another one. */
function everywhere(kv = productionKeyValue()): Worker {
  const workers = LOCATIONS.map((location) => workerWith({ KV: kv.at(location) }))
  let next = 0
  return {
    fetch: (request) => {
      next = (next + 1) % workers.length
      return (workers[next] as Worker).fetch(request)
    },
  }
}

/** By default half of the flows here, and the others with the local KV. */
const flows = CODE_FLOWS.filter((_, n) => EVERY_CASE || n % 2 === 1)

describeCodes('with a KV like the one in production', everywhere, flows)

describe('a payload that has not reached a location yet', () => {
  it.each(CODE_FLOWS)('is answered with a 503 for $purpose, and costs no try', async (flow) => {
    const kv = productionKeyValue({ lagMs: 30_000 })
    const [near, far] = [workerWith({ KV: kv.at('vienna') }), workerWith({ KV: kv.at('lima') })]
    const ada = await anybody(near)
    const traveller = person({ worker: far, roaming: true })
    const codes = await begun(flow, ada, ada)
    for (const [name, value] of ada.cookies) traveller.cookies.set(name, value)

    for (const tried of [codes, codes.map(otherThan), codes]) {
      const answer = await flow.finish(traveller, tried)
      expect([answer.status, answer.body['msg']]).toEqual([503, 'Unavailable'])
      expect(answer.headers.get('Retry-After')).toBe('60')
    }
    expect(await triesOf(flow.purpose)).toEqual([0])
    expect(await flow.effects(ada)).toBe(0)

    // The payload is there now, but the miss is remembered: hence the minute.
    pass(31_000)
    expect((await flow.finish(traveller, codes)).status).toBe(503)
    pass(29_000)
    expect((await flow.finish(traveller, codes)).status).toBe(200)
    expect(await flow.effects(ada)).toBe(1)
  })

  it.each(CODE_FLOWS)('is refused for $purpose like a wrong code once the code was used', async (flow) => {
    const kv = productionKeyValue({ lagMs: 30_000 })
    const ada = await anybody(workerWith({ KV: kv.at('vienna') }))
    const traveller = person({ worker: workerWith({ KV: kv.at('lima') }), roaming: true })
    const codes = await begun(flow, ada, ada)
    for (const [name, value] of ada.cookies) traveller.cookies.set(name, value)
    expect((await flow.finish(ada, codes)).status).toBe(200)

    const answer = await flow.finish(traveller, codes)
    expect([answer.status, answer.body['msg']]).toEqual([400, 'Invalid code'])
  })
})

describe('the double of KV', () => {
  it('caches, expires and limits writes as KV in production does', async () => {
    const kv = productionKeyValue()
    const [vienna, lima] = [kv.at('vienna'), kv.at('lima')]
    expect(await lima.get('a')).toBeNull()
    await vienna.put('a', '1', { expirationTtl: 60 })
    expect([await vienna.get('a'), await lima.get('a')]).toEqual(['1', null])
    await expect(lima.put('a', '2')).rejects.toThrow('429')
    pass(59_999)
    expect(await lima.get('a')).toBeNull()
    pass(1)
    expect(await lima.get('a')).toBeNull() // expired
    await expect(lima.put('b', '1', { expirationTtl: 59 })).rejects.toThrow('400')
    await lima.put('a', '3', { expirationTtl: 600 })
    expect([await lima.get('a'), await vienna.get('a')]).toEqual(['3', '3'])
  })
})
