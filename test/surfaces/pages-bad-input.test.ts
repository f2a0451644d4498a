import { beforeEach, describe, expect, it } from 'vitest'
import { SURFACES } from '../../src/app.ts'
import { forgetRequests } from '../support/bindings.ts'
import { dump } from '../support/database.ts'
import { expectWellFormed } from '../support/html.ts'
import { FORM_STORIES, nameOfForm, type Staged, staged } from '../support/page-forms.ts'
import { type Answer, HOME } from '../support/person.ts'
import { resend } from '../support/resend.ts'
import { EVERY_CASE, shareOf } from '../support/sample.ts'
import { visitor } from '../support/visitor.ts'
import { SECRET_FIELDS } from '../support/wrong-fields.ts'

const MARKUP = `"><script>alert(1)</script><x y='`

/** A page for people, whatever was sent: nothing of it is our fault, and nothing of it is run. */
function expectPage({ status, headers, text }: Answer, about: string): void {
  expect(status, `${about}: ${text}`).toBeLessThan(500)
  const type = headers.get('Content-Type') ?? ''
  if (status >= 300 && status < 400) {
    expect(new URL(headers.get('Location') ?? '', HOME).origin, about).toBe(HOME)
    return
  }
  // What a script asks for, and a file, are no pages.
  if (type.startsWith('application/json') && status === 200) return
  expect([about, type]).toEqual([about, 'text/html; charset=UTF-8'])
  expectWellFormed(text)
}

const encoded = (fields: Record<string, string>) => new URLSearchParams(fields).toString()

type Body = { status: number; body: (right: string) => BodyInit; type?: string }

/** Bodies that are no form, whatever their fields would say. */
const BODIES: Record<string, Body> = {
  JSON: { status: 415, body: () => '{"do":"x"}', type: 'application/json' },
  'of no type': { status: 415, body: (right) => right, type: '' },
  'of several parts': { status: 415, body: (right) => right, type: 'multipart/form-data; boundary=x' },
  'text in another charset': {
    status: 415,
    body: (right) => right,
    type: 'application/x-www-form-urlencoded; charset=utf-16',
  },
  'too large': { status: 413, body: (right) => `${right}&more=${'x'.repeat(17_000)}` },
  empty: { status: 400, body: () => '' },
  'broken UTF-8': {
    status: 400,
    body: (right) => new Uint8Array([...new TextEncoder().encode(right), 0x26, 0xff]),
  },
  'broken UTF-8, encoded': { status: 400, body: (right) => `${right}&more=%ff%c0%af` },
  'half a character': { status: 400, body: (right) => `${right}&more=%e2%82` },
  'no encoding': { status: 400, body: (right) => `${right}&more=%zz` },
  'half an encoding': { status: 400, body: (right) => `${right}&more=%` },
  'a field twice': { status: 400, body: (right) => `${right}&${right}` },
  'two buttons': { status: 400, body: (right) => `${right}&do=other` },
  'no button': { status: 400, body: (right) => right.replace(/do=\w+&?/, '') },
  'an unknown button': { status: 400, body: (right) => right.replace(/do=\w+/, 'do=nothing') },
  'a button of the language': { status: 400, body: (right) => right.replace(/do=\w+/, 'do=__proto__') },
  'a button that is markup': {
    status: 400,
    body: (right) => right.replace(/do=\w+/, `do=${encodeURIComponent(MARKUP)}`),
  },
}

/** What a field may hold that nobody has typed. */
const VALUES: Record<string, string> = {
  nothing: '',
  'a space': ' ',
  'ten thousand characters': 'x'.repeat(10_000),
  'control characters': 'a\u0000b\u0007c\u001bd\u007f',
  'line breaks': 'a\r\nSet-Cookie: x=1\r\n\r\nb',
  markup: MARKUP,
  entities: '&lt;&#39;&quot;&',
  JSON: '{"$ne":null}',
  'half of JSON': '{"a":',
  'an array': '[[[[]]]]',
  null: 'null',
  emoji: '🌵👩‍👩‍👧‍👦',
  'digits of another script': '١٢٣٤٥٦',
  'written backwards': '\u202eabc\u2066',
  'a member of every object': '__proto__',
  'a template': '${7*7}{{7*7}}',
  'a path': '../../etc/passwd',
  'an address of another site': 'https://evil.example/',
}

/** What a script may send for a credential that is none. */
const CREDENTIALS: string[] = [
  '{}',
  '[]',
  '1',
  '"x"',
  'true',
  '{"id":1}',
  '{"__proto__":{"id":"x"}}',
  '['.repeat(5_000),
  '{"id":"x","rawId":"x","type":"public-key","response":{}}',
  '{"id":"x","rawId":"x","type":"public-key","response":{"clientDataJSON":"e30","authenticatorData":"AA","signature":"AA","attestationObject":"oA"}}',
  '{"id":"x","rawId":"x","type":"public-key","response":{"clientDataJSON":"////","authenticatorData":"","signature":null,"attestationObject":"!"}}',
]

const URIS: string[] = [
  'no address',
  `otpauth://totp/x?secret=A&${'x'.repeat(9_000)}`,
  'javascript:alert(1)',
  'otpauth://hotp/x?secret=A',
  `otpauth://totp/${MARKUP}`,
  `otpauth://totp/x?secret=${'A'.repeat(590)}`,
  `otpauth://totp/${'x'.repeat(600)}`,
  'otpauth://totp/%?secret=%',
  'otpauth://totp/x?secret="><script>',
  'otpauth://totp/@:@:@?secret=&secret=',
  'otpauth://totp/[',
]

const KEPT: string[] = [
  'x',
  '1',
  'null',
  '[]',
  '{"do":1}',
  '{"do":{"do":"x"}}',
  '{"form_token":"x","do":"delete"}',
  '{"__proto__":"x","constructor":"y"}',
  JSON.stringify({ [MARKUP]: MARKUP, do: MARKUP }),
  JSON.stringify({ action: 'https://evil.example', do: 'move', email: MARKUP }),
  JSON.stringify(Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`field${n}`, 'x']))),
]

/** Fields that hold more than a text. */
const OF_FIELD: Record<string, string[]> = { credential: CREDENTIALS, uri: URIS, kept: KEPT }

/** Values that nobody but whoever has typed them may see, so that they can be told apart. */
const secretly = (value: string) =>
  value === '' || value.length > 100 ? value : `${value}-s3cret-${value.length}`

const NAMES = FORM_STORIES.map(nameOfForm)

beforeEach(() => {
  resend()
})

async function expectNoEcho(form: Staged, field: string, value: string): Promise<void> {
  forgetRequests()
  const sent = SECRET_FIELDS.has(field) && !OF_FIELD[field] ? secretly(value) : value
  // An app is shown again after a wrong code only.
  const answer = await form.send({ ...(field === 'uri' && { code: '000000' }), [field]: sent })
  expectPage(answer, `${field} is ${sent.slice(0, 100)}`)
  const headers = [...answer.headers].flat().join('\n')
  if (sent !== value) expect(answer.text + headers, field).not.toContain('s3cret')
  // It has worked, or what it has cost is to be given back.
  if (answer.status < 400 || answer.status === 429) await form.rewind()
}

describe('a form', () => {
  it.each(FORM_STORIES.map((story) => [nameOfForm(story), story] as const))(
    'makes a page of whatever is sent, which keeps secrets to itself: %s',
    async (name, story) => {
      const form = await staged(story)
      const right = encoded({ do: story.does, ...form.fields })
      const before = await dump()
      const bodies = shareOf(name, NAMES, Object.keys(BODIES))
      for (const each of story.page === '/language' ? [] : bodies) {
        forgetRequests()
        const { status, body, type } = BODIES[each] as Body
        const answer = await form.ada.sendBody(form.to, body(right), {
          ...(type !== undefined && { 'Content-Type': type }),
        })
        expect([each, answer.status]).toEqual([each, status])
        expectPage(answer, each)
      }
      expect(await dump()).toBe(before)

      const fields = [...new Set([...Object.keys(form.fields), ...form.typed])]
      for (const [n, field] of fields.entries()) {
        const kinds = Object.keys(VALUES)
        const some = EVERY_CASE ? kinds : kinds.filter((_, m) => m % 6 === (n + NAMES.indexOf(name)) % 6)
        for (const kind of some) await expectNoEcho(form, field, VALUES[kind] ?? '')
        for (const value of OF_FIELD[field] ?? []) await expectNoEcho(form, field, value)
      }
      await form.rewind()
      const answer = await form.send()
      expect(answer.status, answer.text).toBeLessThan(400)
    },
  )

  it.each(['/account/confirm password', '/account/confirm code'])(
    'that waits is shown as it is, or not at all: %s',
    async (name) => {
      const story = FORM_STORIES.find((each) => nameOfForm(each) === name)
      if (!story) throw new Error('no such form')
      const form = await staged(story)
      for (const kept of KEPT) {
        const answer = await form.send({ kept })
        expectPage(answer, kept)
        expect(answer.status).toBeLessThan(400)
        await form.rewind()
      }
    },
  )
})

const PAGES = SURFACES.pages.routes.filter(({ method }) => method === 'GET').map(({ path }) => path)

const encode = (value: unknown) => encodeURIComponent(JSON.stringify(value))

/** What the cookies of steps may hold that we have not written, or not like this. */
const GARBAGE: string[] = [
  'x',
  '%',
  '%7B',
  '%7B%22',
  encode(null),
  encode([]),
  encode({}),
  encode({ request: 1, label: {}, email: [], opens: 'x' }),
  encode({ request: MARKUP, label: MARKUP, email: MARKUP, opens: true }),
  encode({ request: MARKUP, label: MARKUP, email: MARKUP, opens: false }),
  encode({ token: MARKUP, methods: ['totp', 'recovery_code', 'passkey'] }),
  encode({ token: 'a.b.c.d.e', methods: [] }),
  encode({ token: 'x', methods: ['__proto__'] }),
  ...[1e300, -9e15, -1, 0, 0.5, 8.64e15, 8.65e15].map((deletesAt) => encode({ token: 'x', deletesAt })),
  encode({ path: '/account', what: '__proto__' }),
  encode({ path: '/account', what: 'profile' }),
]

const COOKIES = ['mailed', 'second', 'reset', 'keep', 'move', 'done']
  .map((step) => `__Host-step-${step}`)
  .concat(['__Host-session', '__Host-form', '__Host-language', '__Host-device'])

const QUERIES = [
  `by=${encodeURIComponent(MARKUP)}`,
  'by=totp&by=recovery_code',
  `done=${encodeURIComponent(MARKUP)}&again`,
  'cursor=%ff',
  `cursor=${'9'.repeat(400)}`,
  `cursor=${encodeURIComponent(MARKUP)}`,
  `return_to=${encodeURIComponent(MARKUP)}`,
  'return_to=%00',
  'return_to=//evil.example',
  'return_to=%5C%5Cevil.example',
  'return_to=https:evil.example',
  'return_to=https://evil.example%40auth.localhost',
  'return_to=https://auth.localhost.evil.example/',
  'return_to=https://auth.localhost%2f@evil.example',
  'return_to=javascript:alert(1)',
  'return_to=data:text/html,x',
  'return_to=/%09/evil.example',
  'return_to=/account&return_to=https://evil.example',
  `return_to=/${'x'.repeat(3_000)}`,
]

const linksIn = (html: string) =>
  [...html.matchAll(/(?:href|action|src)="([^"]*)"|content="0;url=([^"]*)"/g)].map(
    ([, link, refresh]) => new URL((link ?? refresh ?? '').replaceAll('&amp;', '&'), HOME),
  )

/** It leads here, and names no other place to go on to. */
function isOurs({ origin, protocol, searchParams }: URL): boolean {
  const next = searchParams.get('return_to')
  return protocol === 'data:' || (origin === HOME && (next === null || new URL(next, HOME).origin === HOME))
}

describe('a page', () => {
  it.each(PAGES)('is a page whatever the cookies and the query say: %s', async (path) => {
    const ada = visitor({ roaming: true })
    for (const name of COOKIES) {
      for (const value of shareOf(name, COOKIES, GARBAGE)) {
        forgetRequests()
        ada.cookies.clear()
        ada.cookies.set(name, value)
        expectPage(await ada.get(path, { headers: { Accept: 'text/html' } }), `${name}=${value}`)
      }
    }
    ada.cookies.clear()
    // Where one signs in, a query says the most.
    for (const query of path === '/sign-in' ? QUERIES : shareOf(path, PAGES, QUERIES)) {
      forgetRequests()
      const answer = await ada.get(`${path}?${query}`, { headers: { Accept: 'text/html' } })
      expectPage(answer, query)
      for (const link of linksIn(answer.text)) expect([query, isOurs(link)]).toEqual([query, true])
    }
  })

  it('keeps the step that its own cookie says, whatever that is', async () => {
    const of: Record<string, string> = {
      mailed: '/sign-in-mail',
      second: '/second-step',
      reset: '/forgot-password',
      keep: '/sign-in/keep',
    }
    const ada = visitor({ roaming: true })
    for (const [step, path] of Object.entries(of)) {
      for (const value of GARBAGE) {
        forgetRequests()
        ada.cookies.set(`__Host-step-${step}`, value)
        expectPage(await ada.get(path, { headers: { Accept: 'text/html' } }), `${step} ${value}`)
      }
    }
  })
})
