import { beforeEach, describe, expect, it } from 'vitest'
import { type Account, registered } from '../support/account.ts'
import { dump } from '../support/database.ts'
import { type Answer, HOME } from '../support/person.ts'
import {
  isFailureOf,
  isSafe,
  nameOf,
  pathFor,
  type Route,
  ROUTES,
  routesThatReadABody,
} from '../support/routes.ts'
import { workerWith } from '../support/worker.ts'

let ada: Account
let readers = new Set<string>()

/** In the same process: a body that is refused while it is sent would be an error between processes. */
const newcomer = () => registered({ roaming: true, worker: workerWith({}) })

beforeEach(async () => {
  ada = await newcomer()
  if (readers.size === 0) readers = new Set((await routesThatReadABody(ada)).map(nameOf))
})

type Raw = { type?: string; body: BodyInit; headers?: Record<string, string> }

/** A request as raw as one can be made, from somebody signed in. */
function send({ method, path }: Route, { type = 'application/json', body, headers = {} }: Raw) {
  const all = new Headers({ Authorization: `Bearer ${ada.tokens.access}`, ...headers })
  const url = HOME + pathFor(path, ada)
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
  const request = new Request(url, { method, headers: all, body: bytes })
  if (type === '') request.headers.delete('Content-Type')
  else request.headers.set('Content-Type', type)
  return ada.send(request)
}

function expectFailure(answer: Answer, { status, path, sent }: { status: number; path: string; sent?: Raw }) {
  const about = `${JSON.stringify(sent)?.slice(0, 100)} ${answer.text}`
  expect([answer.status, isFailureOf(path, answer.body)], about).toEqual([status, true])
}

/** Whether a body got as far as its members: neither its type nor its size nor its form was refused. */
async function expectRead(route: Route, body: Raw) {
  const malformed = await send(route, { body: '{' })
  const answer = await send(route, body)
  expect([413, 415]).not.toContain(answer.status)
  expect(answer.text).not.toBe(malformed.text)
  ada = await newcomer() // the one before may have signed out
}

const bytes = (...values: number[]) => Uint8Array.from(values)

/** A body without a length, sent piece by piece: bytes, as what comes over a wire. */
const inPieces = (...pieces: string[]) =>
  new ReadableStream({
    type: 'bytes',
    start(controller) {
      for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece))
      controller.close()
    },
  })

const routes = ROUTES.filter((route) => !isSafe(route)).map((route) => [nameOf(route), route] as const)

/** Every test asks every route that is not a mere read; those that turn out to read no body have nothing to refuse. */
describe.each(routes)('the body of %s', (name, route) => {
  const refusals = async (status: number, ...bodies: Raw[]) => {
    if (!readers.has(name)) return
    const before = await dump()
    for (const body of bodies)
      expectFailure(await send(route, body), { status, path: route.path, sent: body })
    expect(await dump()).toBe(before)
  }

  it('of any other type is a 415', async () => {
    const types = [
      'text/plain',
      'text/json',
      'application/xml',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'a/b',
      'application/jsonp',
      'application/json, text/plain',
      'application/json; charset=utf-16',
      'application/json; charset=iso-8859-1',
      'application/json; version=1',
      'application/problem+json',
      '',
    ]
    await refusals(415, ...types.map((type) => ({ type, body: '{}' })), { type: 'text/plain', body: '{' })
  })

  it('is JSON in UTF-8, however that is written', async () => {
    if (!readers.has(name)) return
    for (const type of [
      'application/json',
      'Application/JSON',
      'application/json;charset=utf-8',
      'application/json; charset=UTF-8',
      'application/json ; charset="utf-8"',
    ]) {
      await expectRead(route, { type, body: '{"x":1}' })
    }
  })

  it('of more than 16 KiB is a 413, whatever it says of its length', async () => {
    const big = JSON.stringify({ filling: 'x'.repeat(16 * 1024) })
    await refusals(
      413,
      { body: big },
      { body: big, headers: { 'Content-Length': '2' } },
      { body: 'x'.repeat(70_000) },
    )
    if (readers.has(name)) {
      expectFailure(await send(route, { body: inPieces(big) }), { status: 413, path: route.path })
      const pieces = Array.from({ length: 40 }, () => 'x'.repeat(1_000))
      expectFailure(await send(route, { body: inPieces(...pieces) }), { status: 413, path: route.path })
    }
  })

  it('of just 16 KiB is read, in one piece or in many', async () => {
    if (!readers.has(name)) return
    const brim = `{"filling":"${'x'.repeat(16 * 1024 - 14)}"}`
    expect(brim).toHaveLength(16 * 1024)
    await expectRead(route, { body: brim })
    await expectRead(route, {
      body: inPieces(brim.slice(0, 9_000), brim.slice(9_000, 9_001), brim.slice(9_001)),
    })
  })

  it('that is no JSON object is a 400', async () => {
    const texts = [
      '{',
      '{"a":1,}',
      "{'a':1}",
      '{"a":1}{"b":2}',
      '[]',
      '[{}]',
      'null',
      'true',
      '0',
      '1e400',
      '"text"',
      'NaN',
      'undefined',
      ' ',
      '{"a":"\n"}',
      '{"a":\u00a01}',
      '\u0000',
      '/**/{}',
      '['.repeat(8_000),
      `${'{"a":'.repeat(2_500)}1`,
    ]
    await refusals(400, ...texts.map((body) => ({ body })))
  })

  it('that is no UTF-8 is a 400, never mended', async () => {
    const quote = 0x22
    const around = (...inside: number[]) =>
      bytes(0x7b, quote, 0x61, quote, 0x3a, quote, ...inside, quote, 0x7d) // {"a":"…"}
    await refusals(
      400,
      { body: around(0xff) },
      { body: around(0xc3) },
      { body: around(0xc0, 0xaf) },
      { body: around(0xed, 0xa0, 0x80) },
      { body: around(0xf5, 0x80, 0x80, 0x80) },
      { body: around(0xe2, 0x82) },
      { body: Uint8Array.from([...'{}'].flatMap((character) => [character.charCodeAt(0), 0])) },
    )
  })

  it('may begin with a byte order mark, which is no part of it', async () => {
    if (!readers.has(name)) return
    const body = Uint8Array.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d])
    await expectRead(route, { body })
  })

  it('if not read is not looked at at all', async () => {
    if (readers.has(name)) return
    const usual = await send(route, { body: '{}' })
    ada = await newcomer()
    const odd = await send(route, { type: 'text/plain', body: '\u0000'.repeat(50_000) })
    expect(odd.status).toBe(usual.status)
  })
})

describe('which routes read a body', () => {
  it('is found out from the app, and every POST, PUT and PATCH of account-v1 does', () => {
    const changing = routes.map(([name]) => name).filter((name) => name.includes('/api/v1/'))
    expect(changing.filter((name) => !readers.has(name))).toEqual([])
    expect(readers).not.toContain('DELETE /dev/mailbox')
  })

  it('and where a body may be left out, leaving it out is no 415', async () => {
    const answer = await ada.send(
      new Request(`${HOME}/api/v1/auth/logout`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${ada.tokens.access}` },
      }),
    )
    expect(answer.status).toBe(200)
  })
})
