import { beforeEach, describe, expect, it, vi } from 'vitest'
import { keySetAt } from '../../src/client/key-set.ts'
import { pass } from '../support/clock.ts'
import { isDown, keyServer } from '../support/keys.ts'

const MINUTE = 60_000

let server: Awaited<ReturnType<typeof keyServer>>
let known: string
let log: string[]

beforeEach(async () => {
  log = []
  vi.spyOn(console, 'error').mockImplementation((line: string) => void log.push(line))
  server = await keyServer()
  known = server.real.keys[0]?.kid ?? ''
})

const find = (id: string) => keySetAt(server.url).withKey(id)
const finds = async (id: string) => {
  const keys = await find(id)
  return keys && keys.jwks().keys.some(({ kid }) => kid === id)
}
const manyAtOnce = (ids: (n: number) => string) =>
  Promise.all(Array.from({ length: 100 }, (_, n) => find(ids(n))))

describe('the keys', () => {
  it('are asked for once in five minutes, however many want them, at the same moment too', async () => {
    const found = await manyAtOnce(() => known)
    expect(found.filter((keys) => keys !== undefined)).toHaveLength(100)
    expect(server.asked).toBe(1)

    pass(5 * MINUTE - 1)
    await find(known)
    expect(server.asked).toBe(1)

    pass(1)
    await manyAtOnce(() => known)
    expect(server.asked).toBe(2)
  })

  it('are asked for again for one that nobody knows, which may be new', async () => {
    const [first, ...others] = server.real.keys
    server.answer = () => Response.json({ keys: [first] })
    await find(known)
    server.answer = () => Response.json({ keys: [first, ...others] })
    pass(MINUTE)
    expect(await finds(others[0]?.kid ?? '')).toBe(true)
    expect(server.asked).toBe(2)
  })

  it('are asked for at most once in 30 seconds, whatever keys a flood of tokens invents', async () => {
    await find(known)
    for (let second = 0; second < 120; second += 1) {
      await manyAtOnce((n) => `invented ${second} ${n}`)
      pass(1_000)
    }
    expect(server.asked).toBe(1 + 3)
    expect(await finds(known)).toBe(true)
  })

  it('that have left the set are unknown after five minutes', async () => {
    const [, ...others] = server.real.keys
    expect(await finds(known)).toBe(true)
    server.answer = () => Response.json({ keys: others })
    pass(5 * MINUTE)
    expect(await finds(known)).toBe(false)
  })
})

describe('when the service does not answer', () => {
  it('the keys that are there are used for an hour, and asked for every five seconds', async () => {
    await find(known)
    server.answer = isDown
    pass(5 * MINUTE)
    for (let second = 0; second < 60; second += 1) {
      expect(await finds(known)).toBe(true)
      pass(1_000)
    }
    expect(server.asked).toBe(1 + 12)
    pass(54 * MINUTE - 1)
    expect(await finds(known)).toBe(true)
    pass(1)
    expect(await find(known)).toBeUndefined()
  })

  it('and no keys are there, a flood of tokens asks once in five seconds, and the log says why', async () => {
    server.answer = isDown
    expect(await manyAtOnce((n) => `invented ${n}`)).toEqual(Array.from({ length: 100 }))
    pass(4_999)
    expect(await find(known)).toBeUndefined()
    expect(server.asked).toBe(1)
    expect(log).toEqual([`No keys from ${server.url}: Error: Network connection lost.`])

    server.answer = () => Response.json(server.real)
    pass(1)
    expect(await finds(known)).toBe(true)
  })

  it.each([
    ['503', () => new Response('', { status: 503 })],
    [
      'a redirect',
      () => new Response('', { status: 302, headers: { Location: 'https://evil.example.com' } }),
    ],
    ['a page', () => new Response('<html>')],
    ['another document', () => Response.json({ status: 'ok' })],
    ['no object', () => Response.json([])],
  ])('%s is no answer', async (_name, answer) => {
    server.answer = answer
    expect(await find(known)).toBeUndefined()
    server.answer = () => Response.json(server.real)
    pass(5_000)
    expect(await finds(known)).toBe(true)
  })

  it('only the request that asks for the keys waits, as long as there are keys', async () => {
    await find(known)
    pass(5 * MINUTE)
    server.answer = () => new Promise<never>(() => {})
    void find(known)
    expect(await finds(known)).toBe(true)
  })

  it('a request that was cut off while it asked delays nobody for long', async () => {
    server.answer = () => new Promise<never>(() => {})
    void find(known)
    const waiting = find(known)
    pass(5_000)
    expect(await waiting).toBeUndefined()
    server.answer = () => Response.json(server.real)
    expect(await finds(known)).toBe(true)
  })
})
