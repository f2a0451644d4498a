import { describe, expect, it } from 'vitest'
import { HOME } from '../support/home.ts'
import { person } from '../support/person.ts'
import { workerWith } from '../support/worker.ts'

const PAGES = ['/reset-password', '/verify-email', '/keep-account', '/undo-email-change', '/not-me']

const FORM = 'application/x-www-form-urlencoded'
const GERMAN = { Accept: 'text/html,*/*;q=0.8', 'Accept-Language': 'de' }

type Odd = { status: number; code: string; body: string; headers?: Record<string, string> }

/** What comes to no form of the page. */
const ODD: Record<string, Odd> = {
  'from a page of another site': {
    status: 403,
    code: 'origin_not_allowed',
    body: 'do=set',
    headers: { Origin: 'https://evil.example' },
  },
  'without an origin': {
    status: 403,
    code: 'origin_not_allowed',
    body: 'do=set',
    headers: { Origin: 'null' },
  },
  'that is no form of it': { status: 400, code: 'malformed_body', body: 'do=nothing' },
  'that cannot be read': { status: 400, code: 'malformed_body', body: 'do=%E0%A4%A' },
  'that is too large': { status: 413, code: 'body_too_large', body: `do=${'x'.repeat(20_000)}` },
  'of another kind': {
    status: 415,
    code: 'unsupported_media_type',
    body: 'do=set',
    headers: { 'Content-Type': 'multipart/form-data; boundary=x' },
  },
}

const send = (path: string, { body, headers }: Odd, more: Record<string, string>) =>
  person().send(
    new Request(HOME + path, {
      method: 'POST',
      headers: { 'Content-Type': FORM, Origin: HOME, ...headers, ...more },
      body,
    }),
  )

describe.each(PAGES)('a form to %s', (path) => {
  it.each(Object.entries(ODD))('%s is answered a page to people, and JSON to programs', async (_, odd) => {
    const page = await send(path, odd, GERMAN)
    expect([page.status, page.headers.get('Postern-Failure')]).toEqual([odd.status, odd.code])
    expect(page.headers.get('Content-Type')).toBe('text/html; charset=UTF-8')
    expect(page.text).toMatch(/^<!doctype html><html lang="de".*role="alert"/s)
    const json = await send(path, odd, { Accept: '*/*' })
    expect([json.status, json.body['error']]).toEqual([odd.status, odd.code])
  })

  it('from elsewhere does not replace the cookie of the pages that are open', async () => {
    const [odd] = Object.values(ODD)
    if (!odd) throw new Error('no case')
    expect((await send(path, odd, GERMAN)).headers.getSetCookie()).toEqual([])
  })
})

it('the limiter of requests answers a page to people too', async () => {
  const ada = person({ worker: workerWith({ RATE_LIMIT: { limit: async () => ({ success: false }) } }) })
  const page = await ada.get('/not-me', { headers: GERMAN })
  expect([page.status, page.headers.get('Retry-After')]).toEqual([429, '60'])
  expect(page.text).toContain('<html lang="de"')
  const json = await ada.get('/not-me')
  expect([json.status, json.body['error']]).toEqual([429, 'too_many_requests'])
})
