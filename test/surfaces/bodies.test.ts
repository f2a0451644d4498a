import { beforeEach, describe, expect, it } from 'vitest'
import { type Account, readMe, registered, signedIn } from '../support/account.ts'
import { dump, restorer } from '../support/database.ts'
import { TAKE_FORMS } from '../support/documented.ts'
import { type Answer, HOME, person } from '../support/person.ts'
import {
  expectOfEach,
  isFailureOf,
  isSafe,
  nameOf,
  pathFor,
  type Route,
  ROUTES,
  routesThatReadABody,
  TAKE_FORMS_ALONE,
} from '../support/routes.ts'
import { shareOf } from '../support/sample.ts'
import { theWorker } from '../support/worker.ts'

/** One account for all routes, brought back to how it was whenever a request may have changed something. */
let ada: Account
let restore: () => Promise<void>
let readers: Route[] = []

beforeEach(async () => {
  // In the same process: a body that is refused while it is sent would be an error between processes.
  ada = await registered({ roaming: true, worker: theWorker })
  restore = await restorer()
  if (readers.length > 0) return
  // Those of OAuth take no JSON.
  readers = (await routesThatReadABody(ada)).filter(({ path }) => !TAKE_FORMS_ALONE.has(path))
  await restore()
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

/** The failures of a body that was not read. */
const UNREAD = ['unsupported_media_type', 'body_too_large', 'malformed_body']

/** Whether bodies get as far as their members: neither type nor size nor form is refused. */
async function expectRead(...bodies: (() => Raw)[]) {
  await expectOfEach(readers, async (route) => {
    for (const body of shareOf(route, readers, bodies)) {
      const { headers } = await send(route, body())
      expect(UNREAD).not.toContain(headers.get('Postern-Failure'))
      await restore() // it may have signed out
    }
  })
}

/** Whether every route that reads a body refuses these, and nothing changes. */
const expectRefused = (status: number, ...bodies: (() => Raw)[]) => expectRefusedBy(readers, status, bodies)

async function expectRefusedBy(routes: Route[], status: number, bodies: (() => Raw)[]) {
  await expectOfEach(routes, async (route) => {
    const before = await dump()
    for (const body of shareOf(route, routes, bodies)) {
      const sent = body()
      expectFailure(await send(route, sent), { status, path: route.path, sent })
    }
    expect(await dump()).toBe(before)
  })
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

const unsafe = ROUTES.filter((route) => !isSafe(route))

describe('the body of every route that reads one', () => {
  it('of any other type is a 415', async () => {
    const types = [
      'text/plain',
      'text/json',
      'application/xml',
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
    const malformed = () => ({ type: 'text/plain', body: '{' })
    await expectRefused(415, ...types.map((type) => () => ({ type, body: '{}' })), malformed)
  })

  it('of a form is a 415, but where a page of ours sends one: then it has to have come from there', async () => {
    const form = () => ({ type: 'application/x-www-form-urlencoded', body: 'a=b' })
    const [pages, others] = [true, false].map((is) =>
      readers.filter(({ path }) => TAKE_FORMS.has(path) === is),
    )
    await expectRefusedBy(others ?? [], 415, [form])
    await expectRefusedBy(pages ?? [], 403, [form])
    expect(pages).toHaveLength(5)
  })

  it('is JSON in UTF-8, however that is written', async () => {
    const types = [
      'application/json',
      'Application/JSON',
      'application/json;charset=utf-8',
      'application/json; charset=UTF-8',
      'application/json ; charset="utf-8"',
    ]
    await expectRead(...types.map((type) => () => ({ type, body: '{"x":1}' })))
  })

  it('of more than 16 KiB is a 413, whatever it says of its length', async () => {
    const big = JSON.stringify({ filling: 'x'.repeat(16 * 1024) })
    const pieces = Array.from({ length: 40 }, () => 'x'.repeat(1_000))
    await expectRefused(
      413,
      () => ({ body: big }),
      () => ({ body: big, headers: { 'Content-Length': '2' } }),
      () => ({ body: big, headers: { 'Content-Length': 'short' } }),
      () => ({ body: 'x'.repeat(70_000) }),
      () => ({ body: inPieces(big) }),
      () => ({ body: inPieces(...pieces) }),
    )
  })

  it('of just 16 KiB is read, in one piece or in many', async () => {
    const brim = `{"filling":"${'x'.repeat(16 * 1024 - 14)}"}`
    expect(brim).toHaveLength(16 * 1024)
    const pieces = [brim.slice(0, 9_000), brim.slice(9_000, 9_001), brim.slice(9_001)]
    await expectRead(
      () => ({ body: brim }),
      () => ({ body: inPieces(...pieces) }),
    )
  })

  // A Worker that calls this one by a binding, and copies the headers of another request, names the length of that.
  it('is read whatever its length says, but for one that nobody may send', async () => {
    const body = '{"filling":"x"}'
    const saying = (length: string) => () => ({ body, headers: { 'Content-Length': length } })
    await expectRead(...['15', '14', '1', '0', '16384', '-1', '1.5', '1e1', 'NaN', '0x1', ''].map(saying))
    await expectRefused(413, ...['16385', '9'.repeat(400)].map(saying))
  })

  it('that is not a JSON object is a 400', async () => {
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
    await expectRefused(400, ...texts.map((body) => () => ({ body })))
  })

  it('that is not UTF-8 is a 400, and is never repaired', async () => {
    const quote = 0x22
    const around = (...inside: number[]) =>
      bytes(0x7b, quote, 0x61, quote, 0x3a, quote, ...inside, quote, 0x7d) // {"a":"…"}
    const bodies = [
      around(0xff),
      around(0xc3),
      around(0xc0, 0xaf),
      around(0xed, 0xa0, 0x80),
      around(0xf5, 0x80, 0x80, 0x80),
      around(0xe2, 0x82),
      Uint8Array.from([...'{}'].flatMap((character) => [character.charCodeAt(0), 0])),
    ]
    await expectRefused(400, ...bodies.map((body) => () => ({ body })))
  })

  it('may begin with a byte order mark, which is no part of it', async () => {
    await expectRead(() => ({ body: bytes(0xef, 0xbb, 0xbf, 0x7b, 0x7d) }))
  })
})

describe('the body of every other route', () => {
  it('is not looked at at all', async () => {
    const others = unsafe.filter((route) => !readers.includes(route))
    expect(others.map(nameOf)).toContain('DELETE /dev/mailbox')
    await expectOfEach(others, async (route) => {
      const usual = await send(route, { body: '{}' })
      await restore()
      const odd = await send(route, { type: 'text/plain', body: '\u0000'.repeat(50_000) })
      expect(odd.status).toBe(usual.status)
      await restore()
    })
  })
})

describe('which routes read a body', () => {
  it('is found out from the app: under /api/v1/ all that change something but these', () => {
    const read = new Set(readers.map(nameOf))
    const changing = unsafe.map(nameOf).filter((name) => name.includes('/api/v1/'))
    expect(changing.filter((name) => !read.has(name)).toSorted()).toEqual([
      'DELETE /api/v1/users/me/apps/:app_id',
      'DELETE /api/v1/users/me/connections/:connection',
      'DELETE /api/v1/users/me/passkeys/:passkey_id',
      'DELETE /api/v1/users/me/sessions',
      'DELETE /api/v1/users/me/sessions/:session_id',
      'DELETE /api/v1/users/me/totp',
      'POST /api/v1/auth/reauthenticate/mail',
      'POST /api/v1/auth/token',
      'POST /api/v1/users/me/connections/:connection',
      'POST /api/v1/users/me/export',
      'POST /api/v1/users/me/passkeys/options',
      'POST /api/v1/users/me/recovery-codes',
      'POST /api/v1/users/me/totp',
      'POST /api/v1/users/me/verify/mail',
    ])
    expect(readers.map(nameOf)).not.toContain('DELETE /dev/mailbox')
  })

  it.each([
    ['no type', {}],
    ['the type of JSON, as generated clients do', { 'Content-Type': 'application/json' }],
    ['another type', { 'Content-Type': 'text/plain' }],
  ])('an empty body counts as none where a body may be left out: with %s', async (_, headers) => {
    const { access } = await signedIn(person({ roaming: true }), ada)
    const answer = await ada.send(
      new Request(`${HOME}/api/v1/auth/logout`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${access}`, ...headers },
      }),
    )
    expect(answer.status).toBe(200)
    expect((await readMe(ada, access)).status).toBe(401)
  })
})

describe('the body of every route that takes a form alone', () => {
  const routes = unsafe.filter(({ path }) => TAKE_FORMS_ALONE.has(path))
  const form = 'application/x-www-form-urlencoded'

  it('is there', () => {
    expect(routes.map(nameOf).toSorted()).toEqual([
      'POST /authorize',
      'POST /callback/:provider',
      'POST /logout',
      'POST /revoke',
      'POST /token',
    ])
  })

  it('of any type but that of a form is a 415', async () => {
    const types = [
      'application/json',
      'text/plain',
      `${form}; charset=utf-16`,
      'multipart/form-data; boundary=x',
      '',
    ]
    await expectRefusedBy(
      routes,
      415,
      types.map((type) => () => ({ type, body: '{}' })),
    )
  })

  it('of more than 16 KiB is a 413, and one that is broken or has a field twice a 400', async () => {
    await expectRefusedBy(routes, 413, [() => ({ type: form, body: `a=${'x'.repeat(16 * 1024)}` })])
    const broken = ['a=1&a=2', 'a=%ff', 'a=%'].map((body) => () => ({ type: form, body }))
    await expectRefusedBy(routes, 400, [...broken, () => ({ type: form, body: bytes(97, 61, 0xff) })])
  })
})
