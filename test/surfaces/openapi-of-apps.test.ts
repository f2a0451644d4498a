import { describe, expect, it } from 'vitest'
import { SURFACES } from '../../src/app.ts'
import { STORIES_OF_APPS } from '../core/faults/stories-of-apps.ts'
import { registered } from '../support/account.ts'
import { registeredApp } from '../support/apps.ts'
import { PATHS, resolved } from '../support/documented.ts'
import { type Answer, person } from '../support/person.ts'
import { resend, RESEND_SETTINGS } from '../support/resend.ts'
import { workerWith } from '../support/worker.ts'

/* As surfaces/openapi.test.ts, for what apps ask: the document names no answer that does not happen. */

type Line = { method: string; path: string; status: number; code: string }

const LINES: Line[] = SURFACES.oauth.prefixes.flatMap((path) =>
  Object.entries(PATHS[path] ?? {}).flatMap(([method, { responses }]) =>
    Object.entries(responses).flatMap(([status, response]) => {
      const examples = resolved(response).content?.['application/json']?.examples
      const codes = examples ? Object.keys(examples) : ['success']
      return codes.map((code) => ({ method: method.toUpperCase(), path, status: Number(status), code }))
    }),
  ),
)

const FORM = 'application/x-www-form-urlencoded'

type Asking = { body?: string; headers?: Record<string, string>; settings?: Parameters<typeof workerWith>[0] }

async function ask({ method, path }: Line, { body, headers = {}, settings = {} }: Asking = {}) {
  const by = person({ worker: workerWith(settings), roaming: true })
  const sent =
    method === 'POST' ? (body ?? (path === '/token' ? REFRESH : 'token=x&client_id=nobody')) : undefined
  return by.ask(method, path, sent, {
    headers: { ...(sent !== undefined && { 'Content-Type': FORM }), ...headers },
  })
}

const REFRESH = 'grant_type=refresh_token&refresh_token=x&client_id=nobody'
const limiter = (limit: unknown) => ({
  RATE_LIMIT: { limit } as RateLimit,
  RATE_LIMIT_SESSION: { limit } as RateLimit,
})
const bearer = (token: string) => ({ headers: { Authorization: `Bearer ${token}` } })

async function byAnApp(line: Line, fields: string) {
  const { id } = await registeredApp()
  return ask(line, { body: `${fields}&client_id=${id}` })
}

const PROVOCATIONS: Record<string, (line: Line) => Promise<Answer>> = {
  malformed_body: async (line) => ask(line, { body: 'access_token=1&access_token=2' }),
  body_too_large: async (line) => ask(line, { body: `a=${'x'.repeat(17 * 1024)}` }),
  // Without a form /userinfo looks for no token in the body.
  unsupported_media_type: async (line) =>
    ask(line, { headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=latin1' } }),
  invalid_input: async (line) => ask(line, { body: 'a=b' }),
  'invalid_input.form': async (line) => ask(line, { body: 'grant_type=password' }),
  wrong_credentials: async (line) => ask(line),
  invalid_code: async (line) => byAnApp(line, 'grant_type=authorization_code&code=x'),
  refresh_token_refused: async (line) => byAnApp(line, 'grant_type=refresh_token&refresh_token=x'),
  unauthenticated: async (line) => ask(line, { body: '' }),
  token_refused: async (line) => ask(line, { body: '', ...bearer('a.b.c') }),
  insufficient_scope: async (line) =>
    ask(line, { body: '', ...bearer((await registered({ roaming: true })).tokens.access) }),
  too_many_requests: async (line) =>
    ask(line, { ...bearerOf(line), settings: limiter(async () => ({ success: false })) }),
  internal: async (line) => ask(line, { ...bearerOf(line), settings: limiter(undefined) }),
  unavailable: async (line) => ask(line, { settings: { AUTH_SECRET: 'short' } }),
  method_not_allowed: async ({ path }) => person().ask('DELETE', path, undefined),
  async success({ method, path }) {
    const story = STORIES_OF_APPS.find(({ route }) => route === `${method} ${path}`)
    if (!story) return person().ask(method, path, undefined)
    const worker = workerWith(RESEND_SETTINGS)
    return (await story.prepare({ worker, mailbox: resend(), by: person({ worker, roaming: true }) }))()
  },
}

/** /userinfo is not limited before it has a token. */
const bearerOf = ({ path }: Line) => (path === '/userinfo' ? { body: '', ...bearer('a.b.c') } : {})

describe('the API document of apps', () => {
  it('names only answers that a test provokes', () => {
    expect([...new Set(LINES.map(({ code }) => code))].toSorted()).toEqual(
      Object.keys(PROVOCATIONS).toSorted(),
    )
  })

  it.each(LINES.map((line) => [`${line.method} ${line.path}: ${line.status} ${line.code}`, line] as const))(
    'names what happens: %s',
    async (_, line) => {
      const answer = await PROVOCATIONS[line.code]?.(line)
      expect(answer?.status, answer?.text).toBe(line.status)
      const failure = answer?.headers.get('Postern-Failure')?.split(';')[0]
      if (line.code !== 'success') expect(failure).toBe(line.code.split('.')[0])
    },
  )
})
