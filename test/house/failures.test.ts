import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { SURFACES } from '../../src/app.ts'
import { failureIn } from '../../src/client/failure-header.ts'
import { Failure, FAILURE_CODES, type Issue, RULES } from '../../src/core/failure.ts'
import type { AppEnv } from '../../src/http/app-env.ts'
import { type Dialect, refuse } from '../../src/http/refuse.ts'

const dialects = await Promise.all(
  Object.keys(SURFACES).map(async (name) => {
    const { dialect } = (await import(`../../src/surfaces/${name}/failures.ts`)) as { dialect: Dialect }
    return { name, dialect }
  }),
)

const everyCode = dialects.flatMap(({ name, dialect }) =>
  FAILURE_CODES.map((code) => ({ name, dialect, code })),
)
const everyRule = dialects.flatMap(({ name, dialect }) => RULES.map((rule) => ({ name, dialect, rule })))

/** Answers a failure as the surface shows it to a client. */
async function shown(dialect: Dialect, failure: Failure) {
  const app = new Hono<AppEnv>()
  app.all('*', (c) => {
    c.set('requestId', 'the-request')
    return refuse(dialect, failure, c)
  })
  const answer = await app.request('/anywhere')
  const { status, headers } = answer
  return { status, headers, text: await answer.text(), failure: headers.get('Postern-Failure') }
}

type Body = {
  description?: string
  errors?: Record<string, string[]>
  detail?: { loc: string[]; msg: string }[]
}

/** The members that a body complains about, each with its sentence, in the order of the body. */
function complaints({ description, errors, detail }: Body): [member: string, sentence: string][] {
  if (detail) return detail.map(({ loc, msg }) => [loc.at(-1) ?? '', msg])
  if (errors)
    return Object.entries(errors).flatMap(([member, all]) => all.map((one) => [member, one] as const))
  return description ? [[description.split(' ')[0] ?? '', description]] : []
}

describe('every surface shows every failure', () => {
  it.each(everyCode)('$name: $code, and nothing that is for the log', async ({ dialect, code }) => {
    const failure = new Failure(code, {
      reason: 'for-the-log',
      cause: new Error('of-the-vendor'),
      retryAfter: 7,
      allow: ['PATCH'],
    })

    const { status, headers, text, failure: said } = await shown(dialect, failure)

    expect(status).toBeGreaterThanOrEqual(400)
    expect(Object.keys(JSON.parse(text) as object)).not.toEqual([])
    expect(text + JSON.stringify([...headers])).not.toMatch(/for-the-log|of-the-vendor|failures\.ts/)
    expect(headers.get('Retry-After')).toBe('7')
    expect(headers.get('Allow')).toBe('PATCH')
    expect(said).toBe(code)
  })

  it.each(dialects)(
    '$name: shows our own faults as 500, and those of the platform as 503',
    async ({ dialect }) => {
      expect((await shown(dialect, new Failure('internal'))).status).toBe(500)
      expect((await shown(dialect, new Failure('unavailable'))).status).toBe(503)
    },
  )

  it.each(dialects)(
    '$name: sends a challenge with every 401 (RFC 9110 §15.5.2), and for want of scope (RFC 6750 §3.1)',
    async ({ dialect }) => {
      for (const code of FAILURE_CODES) {
        const { status, headers } = await shown(dialect, new Failure(code))
        expect({ code, challenged: headers.has('WWW-Authenticate') }).toEqual({
          code,
          challenged: status === 401 || code === 'insufficient_scope',
        })
      }
    },
  )

  it.each(dialects)('$name: keeps an unknown id out of the header', async ({ dialect }) => {
    const { failure } = await shown(dialect, new Failure('user_not_found', { userId: 'x; member=y' }))
    expect(failure).toBe('user_not_found')
  })
})

describe('the header and the body of a refusal agree', () => {
  const withIssues = (issues: Issue[]) => new Failure('invalid_input', { issues, reason: 'for-the-log' })

  it.each(everyRule)('$name: $rule', async ({ name, dialect, rule }) => {
    const limited = rule === 'too_short' || rule === 'too_long'
    // Names of members in the core and in the schemas of bodies.
    for (const member of ['email', 'newEmail', 'newPassword', 'password', 'refreshToken']) {
      const issue = { member, rule, ...(limited && { limit: 123 }) }
      const { status, text, failure, headers } = await shown(dialect, withIssues([issue]))
      const [[named, sentence] = []] = complaints(JSON.parse(text) as Body)
      const { kind, broken } = failureIn(headers)
      expect([kind, broken.length]).toEqual(['invalid_input', 1])
      expect(failure).toBe(
        `invalid_input; member=${broken[0]?.member}; rule=${rule}${limited ? '; limit=123' : ''}`,
      )
      expect([400, 422]).toContain(status)
      if (name === 'oauth')
        expect(JSON.parse(text)).toHaveProperty('error_description', `${member} is missing or wrong.`)
      if (['platform', 'pages', 'oauth'].includes(name)) continue
      expect(named).toBe(broken[0]?.member)
      expect(sentence?.includes('123')).toBe(limited)
    }
  })

  it.each(dialects)('$name: with several broken rules', async ({ name, dialect }) => {
    const issues: Issue[] = [
      { member: 'email', rule: 'not_an_email' },
      { member: 'password', rule: 'missing' },
      { member: 'password', rule: 'too_short', limit: 8 },
      { member: 'password_confirmation', rule: 'confirmation' },
    ]
    const { text, headers } = await shown(dialect, withIssues(issues))
    const { broken } = failureIn(headers)
    expect(broken.map(({ rule }) => rule).toSorted()).toEqual(issues.map(({ rule }) => rule).toSorted())
    const named = complaints(JSON.parse(text) as Body).map(([member]) => member)
    const members = broken.map(({ member }) => member)
    // auth-v1 shows one sentence, and oauth one that is for developers. The platform shows none, nor do pages to whoever asks for no page.
    expect(named).toEqual(
      { 'auth-v1': members.slice(0, 1), platform: [], pages: [], oauth: [] }[name] ?? members,
    )
  })

  it('auth-v1: the missing member comes first, in both', async () => {
    const { dialect } = dialects.find(({ name }) => name === 'auth-v1') ?? {}
    if (!dialect) throw new Error('there is no auth-v1')
    const issues: Issue[] = [
      { member: 'code', rule: 'malformed' },
      { member: 'newPassword', rule: 'missing' },
    ]
    const { text, failure } = await shown(dialect, withIssues(issues))
    expect(failure).toBe('invalid_input; member=newPwd; rule=missing; member=code; rule=malformed')
    expect(JSON.parse(text)).toMatchObject({ msg: 'Missing data', description: 'newPwd is required.' })
  })

  it('auth-v1: whoever has nothing to type there is led to the sign-in page, where there is one', async () => {
    const { dialect } = dialects.find(({ name }) => name === 'auth-v1') ?? {}
    const route = '/auth/v1/request/refreshToken/code'
    const said = {
      issues: [],
      isInQuery: false,
      userId: undefined,
      methods: undefined,
      secondStep: undefined,
    }
    const bodyOf = (hasPages: boolean) =>
      dialect?.bodyOf({
        ...said,
        code: 'second_step_required',
        keep: undefined,
        hasPages,
        route,
        requestId: '',
      })
    const self = { rel: 'self', href: `${route}/` }
    expect(bodyOf(true)).toMatchObject({ link: [self, { rel: 'next', href: '/sign-in/' }] })
    expect(bodyOf(false)).toMatchObject({ link: [self] })
  })

  it('account-v1: the code is in the body too', async () => {
    const { dialect } = dialects.find(({ name }) => name === 'account-v1') ?? {}
    if (!dialect) throw new Error('there is no account-v1')
    for (const code of FAILURE_CODES) {
      const { text } = await shown(dialect, new Failure(code))
      expect(JSON.parse(text)).toMatchObject({ code })
    }
    const { text } = await shown(dialect, withIssues([{ member: 'email', rule: 'missing' }]))
    expect(JSON.parse(text)).toMatchObject({ code: 'invalid_input' })
  })
})
