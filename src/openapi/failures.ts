import { Hono } from 'hono'
import * as z from 'zod/mini'
import { Failure, type FailureCode, RULES } from '../core/failure.ts'
import type { AppEnv } from '../http/app-env.ts'
import type { ShownFailures, SurfaceDocument } from '../http/documents.ts'
import { FAILURE_HEADER } from '../http/failure-header.ts'
import { type Dialect, refuse } from '../http/refuse.ts'
import type { Json, openSchemas } from './schemas.ts'

const ID = '019a9f3c-5b7e-7c21-9d4a-2f8e61b0c3d7'

/** The details that a failure travels with, so that all that depends on them is rendered. */
const DETAILS: Partial<Record<FailureCode, Failure['details']>> = {
  invalid_input: { issues: [{ member: 'email', rule: 'missing' }] },
  method_not_allowed: { allow: ['POST'] },
  too_many_requests: { retryAfter: 60 },
  unavailable: { retryAfter: 10 },
  user_not_found: { userId: ID },
}
const MALFORMED = { issues: [{ member: 'email', rule: 'not_an_email' }] } as const

type Rendered = { code: FailureCode; example: string; status: number; headers: Headers; body: Json }
type Room = {
  surface: string
  dialect: Dialect
  document: SurfaceDocument
  schemas: ReturnType<typeof openSchemas>
  components: { responses: Json; examples: Json }
  /** Which component says what, by status and codes. */
  names: Map<string, string>
}

/**
 * What a route answers to failures, by status: each is thrown and shown by the surface's own
 * dialect, and only what comes out is written down.
 */
export async function failureResponses(
  room: Room,
  { path, codes, stated }: { path: string; codes: FailureCode[]; stated: Record<number, z.ZodMiniType> },
): Promise<Json> {
  const rendered = (await Promise.all(codes.map((code) => renderAll(room.dialect, { code, path })))).flat()
  const responses: Json = {}
  for (const [status, shown] of Object.entries(Object.groupBy(rendered, ({ status }) => status))) {
    if (!shown) continue
    const own = stated[Number(status)]
    if (own) for (const { body } of shown) z.parse(own, body)
    else responses[status] = { $ref: componentOf(room, shown) }
  }
  return responses
}

async function renderAll(dialect: Dialect, { code, path }: { code: FailureCode; path: string }) {
  const cases: [string, Failure['details']][] = [[code, DETAILS[code] ?? {}]]
  if (code === 'invalid_input') cases.push([`${code}.form`, { ...MALFORMED, issues: [...MALFORMED.issues] }])
  return Promise.all(cases.map(([example, details]) => render(dialect, { code, example, details, path })))
}

async function render(
  dialect: Dialect,
  {
    code,
    example,
    details,
    path,
  }: Pick<Rendered, 'code' | 'example'> & { details: Failure['details']; path: string },
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
function componentOf({ surface, document, schemas, components, names }: Room, shown: Rendered[]): string {
  const codes = [...new Set(shown.map(({ code }) => code))].toSorted()
  const status = shown[0]?.status ?? 0
  const name = nameFor(names, { first: `${surface}.${status}`, about: [surface, status, ...codes].join('.') })
  const facts: ShownFailures = { status, codes, bodies: shown.map(({ body }) => body) }
  const schema = document.failure(facts)
  for (const { body } of shown) z.parse(schema, body)
  for (const { example, body } of shown) components.examples[`${surface}.${example}`] ??= { value: body }
  components.responses[name] ??= {
    description: sentence(codes.map((code) => code.replaceAll('_', ' ')).join(', or ')),
    headers: { ...failureHeaderOf(codes), ...headersOf(shown), ...REQUEST_ID },
    content: {
      'application/json': {
        schema: schemas.schemaOf(schema, 'output'),
        examples: Object.fromEntries(
          shown.map(({ example }) => [example, { $ref: `#/components/examples/${surface}.${example}` }]),
        ),
      },
    },
  }
  return `#/components/responses/${name}`
}

/** Short: a name is said by every route that has it. */
function nameFor(names: Room['names'], { first, about }: { first: string; about: string }): string {
  const known = names.get(about)
  if (known !== undefined) return known
  const others = [...names.values()].filter((name) => name === first || name.startsWith(`${first}.`))
  const name = others.length === 0 ? first : `${first}.${others.length + 1}`
  names.set(about, name)
  return name
}

const sentence = (words: string) => `${words[0]?.toUpperCase()}${words.slice(1)}.`

/** Headers that are alike wherever they are. */
export const HEADERS = {
  'X-Request-Id': {
    description: 'The name of this request in the log.',
    required: true,
    schema: { type: 'string', format: 'uuid' },
  },
  'Retry-After': {
    description: 'Seconds after which asking again makes sense.',
    required: true,
    schema: { type: 'integer', minimum: 1, examples: [60] },
  },
  Allow: {
    description: 'The methods that the path answers.',
    required: true,
    schema: { type: 'string', pattern: '^[A-Z]+(, [A-Z]+)*$', examples: ['POST'] },
  },
}

/** One group of the header for each broken rule. Names of members are those of the body. */
const GROUPS = `(; member=\\w+; rule=(${RULES.join('|')})(; limit=\\d+)?)+`

/** `Postern-Failure` with the codes that a status can have. */
export const failureHeaderOf = (codes: readonly FailureCode[]): Json => ({
  [FAILURE_HEADER]: {
    required: true,
    schema: codes.includes('invalid_input')
      ? {
          type: 'string',
          pattern: `^(${codes.join('|').replace('invalid_input', `invalid_input${GROUPS}`)})$`,
        }
      : { type: 'string', enum: codes },
  },
})

const header = (name: keyof typeof HEADERS) => ({ [name]: { $ref: `#/components/headers/${name}` } })

export const REQUEST_ID = header('X-Request-Id')

/** The headers of all that shows a status. What only some of it had, no reader could rely on. */
function headersOf(shown: Rendered[]): Json {
  const values = (name: string) =>
    shown.map(({ headers }) => headers.get(name)).filter((value) => value !== null)
  const shared = (['Retry-After', 'Allow'] as const).filter((name) => values(name).length > 0)
  for (const name of shared) {
    if (values(name).length < shown.length) throw new Error(`only some failures have ${name}`)
  }
  const challenges = new Set(values('WWW-Authenticate'))
  return {
    ...Object.assign({}, ...shared.map(header)),
    ...(challenges.size > 0 && {
      'WWW-Authenticate': { required: true, schema: { type: 'string', enum: [...challenges] } },
    }),
  }
}
