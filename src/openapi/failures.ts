import { Hono } from 'hono'
import * as z from 'zod/mini'
import { Failure, type FailureCode } from '../core/failure.ts'
import type { AppEnv } from '../http/app-env.ts'
import type { ShownFailures } from '../http/failure-schema.ts'
import { type Dialect, refuse } from '../http/refuse.ts'
import { failureHeaderOf, headersOf, REQUEST_ID } from './headers.ts'
import type { Json, openSchemas } from './schemas.ts'

const ID = '019a9f3c-5b7e-7c21-9d4a-2f8e61b0c3d7'

/** Details of failures, so that everything that depends on them is rendered. */
const DETAILS: Partial<Record<FailureCode, Failure['details']>> = {
  invalid_input: { issues: [{ member: 'email', rule: 'missing' }] },
  method_not_allowed: { allow: ['POST'] },
  too_many_requests: { retryAfter: 60 },
  unavailable: { retryAfter: 10 },
  recently_recovered: { retryAfter: 3_600 },
  sign_in_again: { methods: ['totp', 'passkey', 'recovery_code'] },
  account_deleting: {
    keep: {
      token: 'eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..bm9uY2U.c2VhbGVk.dGFn',
      deletesAt: Date.UTC(2026, 10, 21, 9, 30),
    },
  },
  second_step_required: {
    secondStep: {
      token: 'eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..bm9uY2U.c2VhbGVk.dGFn',
      methods: ['totp', 'passkey', 'recovery_code'],
      expiresIn: 600,
    },
  },
  user_not_found: { userId: ID },
}
const MALFORMED: Failure['details'] = { issues: [{ member: 'email', rule: 'not_an_email' }] }
const UNREACHABLE: Failure['details'] = { issues: [{ member: 'email', rule: 'unreachable' }] }
const IN_QUERY: Failure['details'] = { issues: [{ member: 'limit', rule: 'not_valid' }], isInQuery: true }

type Rendered = { code: FailureCode; example: string; status: number; headers: Headers; body: Json }
/** What the operations of one surface share while the document is written. */
export type Context = {
  surface: string
  dialect: Dialect
  schemas: ReturnType<typeof openSchemas>
  components: { responses: Json; examples: Json }
  /** Which component says what, by status and codes. */
  names: Map<string, string>
}

/**
 * What a route answers to failures, by status. Each failure is rendered by the surface's own dialect, and
 * the document describes what comes out.
 */
export async function failureResponses(
  context: Context,
  {
    path,
    codes,
    hasBody,
    hasQuery,
    stated,
  }: {
    path: string
    codes: FailureCode[]
    hasBody: boolean
    hasQuery: boolean
    stated: Record<number, z.ZodMiniType>
  },
): Promise<Json> {
  const cases = codes.flatMap((code) => casesOf(code, { hasBody, hasQuery }))
  const rendered = await Promise.all(cases.map((each) => render(context.dialect, { ...each, path })))
  const responses: Json = {}
  for (const [status, shown] of Object.entries(Object.groupBy(rendered, ({ status }) => status))) {
    if (!shown) continue
    const own = stated[Number(status)]
    if (own) for (const { body } of shown) z.parse(own, body)
    else responses[status] = { $ref: componentOf(context, shown) }
  }
  return responses
}

type Case = Pick<Rendered, 'code' | 'example'> & { details: Failure['details'] }

/** Without a body, the only input is an address that is known already, and that mails may not reach. */
function casesOf(code: FailureCode, { hasBody, hasQuery }: { hasBody: boolean; hasQuery: boolean }): Case[] {
  if (code !== 'invalid_input') return [{ code, example: code, details: DETAILS[code] ?? {} }]
  if (hasQuery) return [{ code, example: `${code}.query`, details: IN_QUERY }]
  if (!hasBody) return [{ code, example: `${code}.unreachable`, details: UNREACHABLE }]
  return [
    { code, example: code, details: DETAILS[code] ?? {} },
    { code, example: `${code}.form`, details: MALFORMED },
  ]
}

async function render(
  dialect: Dialect,
  { code, example, details, path }: Case & { path: string },
): Promise<Rendered> {
  const app = new Hono<AppEnv>()
  app.all(path, (c) => {
    c.set('requestId', ID)
    return refuse(dialect, new Failure(code, details), c)
  })
  const answer = await app.request(path)
  return { code, example, status: answer.status, headers: answer.headers, body: await answer.json() }
}

/** Routes that answer a status for the same reasons share what is written of it. */
function componentOf({ surface, dialect, schemas, components, names }: Context, shown: Rendered[]): string {
  const codes = [...new Set(shown.map(({ code }) => code))].toSorted()
  const status = shown[0]?.status ?? 0
  const examples = shown.map(({ example }) => example).toSorted()
  const words = shown.map(({ code, body }) => (code === 'sign_in_again' ? body['message'] : ''))
  const about = [surface, status, ...examples, ...words].join(' ')
  const name = nameFor(names, { first: `${surface}.${status}`, about })
  const facts: ShownFailures = { status, codes, bodies: shown.map(({ body }) => body) }
  const schema = dialect.schemaOf(facts)
  for (const { body } of shown) z.parse(schema, body)
  const nameOf = exampleNames(components.examples, surface)
  for (const { example, body } of shown) components.examples[nameOf({ example, body })] ??= { value: body }
  components.responses[name] ??= {
    description: sentence(codes.map((code) => code.replaceAll('_', ' ')).join(', or ')),
    headers: { ...failureHeaderOf(codes), ...headersOf(shown.map(({ headers }) => headers)), ...REQUEST_ID },
    content: {
      'application/json': {
        schema: schemas.schemaOf(schema, 'output'),
        examples: Object.fromEntries(
          shown.map(({ example, body }) => [
            example,
            { $ref: `#/components/examples/${nameOf({ example, body })}` },
          ]),
        ),
      },
    },
  }
  return `#/components/responses/${name}`
}

/** The name of an example. One failure has another sentence where a password is set: that is an example of its own. */
const exampleNames =
  (examples: Json, surface: string) =>
  ({ example, body }: Pick<Rendered, 'example' | 'body'>): string => {
    const name = `${surface}.${example}`
    const there = examples[name] as { value: Json } | undefined
    return there && there.value['message'] !== body['message'] ? `${name}.2` : name
  }

/** A short name: every route that has the response repeats it. */
function nameFor(names: Context['names'], { first, about }: { first: string; about: string }): string {
  const known = names.get(about)
  if (known !== undefined) return known
  const others = [...names.values()].filter((name) => name === first || name.startsWith(`${first}.`))
  const name = others.length === 0 ? first : `${first}.${others.length + 1}`
  names.set(about, name)
  return name
}

const sentence = (words: string) => `${words[0]?.toUpperCase()}${words.slice(1)}.`
