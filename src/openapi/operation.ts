import { Hono } from 'hono'
import * as z from 'zod/mini'
import type { FailureCode } from '../core/failure.ts'
import type { AppContext, AppEnv } from '../http/app-env.ts'
import { clearCookie, type CookieName, writeCookie } from '../http/cookies.ts'
import type { DocumentedAnswer, RouteDocument } from '../http/documents.ts'
import { EXAMPLES } from './examples.ts'
import { failureHeaderOf, failureResponses, REQUEST_ID } from './failures.ts'
import type { Route } from './routes.ts'
import type { Json } from './schemas.ts'

type Room = Parameters<typeof failureResponses>[0]
type Documented = { route: Route; documented: RouteDocument }

/** One method of one path. */
export async function operationOf(room: Room, { route, documented }: Documented): Promise<Json> {
  const { method, path, body, caller } = route
  const { summary, answers, failures = [] } = documented
  const codes = [...new Set<FailureCode>([...failures, ...route.failures])]
  const parameters = parametersOf({ route, documented })
  return {
    operationId: idOf(method, path),
    tags: [room.surface],
    summary,
    security: securityOf(caller),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: requestBodyOf(room, body) }),
    responses: {
      ...(await answersOf(room, documented)),
      ...(await failureResponses(room, { path, codes, stated: statedBy(answers) })),
    },
  }
}

/** `postAuthV1RequestCode` */
const idOf = (method: string, path: string) =>
  method.toLowerCase() +
  path
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('')

/** Statuses of failures that a route describes itself. */
const statedBy = (answers: DocumentedAnswer[]) =>
  Object.fromEntries(
    answers
      .filter(({ status }) => status >= 400)
      .map(({ status, content = {} }) => [status, content['application/json'] ?? z.never()]),
  )

function securityOf(caller: Route['caller']): Json[] {
  if (!caller) return []
  const usual = [{ bearer: [] }, { accessToken: [] }]
  if (caller === 'optional') return [{}, ...usual]
  return caller.alsoIn ? [...usual, { authentication: [] }] : usual
}

function parametersOf({ route, documented: { needs, query = {}, failures = [] } }: Documented): Json[] {
  const schema = { type: 'string' }
  return [
    ...[...route.path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
      name,
      in: 'path',
      required: true,
      schema,
      example: EXAMPLES[name],
    })),
    ...Object.entries(query).map(([name, description]) => ({
      name,
      in: 'query',
      description,
      schema,
      example: EXAMPLES[name],
    })),
    ...(needs ? [{ name: `__Host-${needs.cookie}`, in: 'cookie', required: !needs.optional, schema }] : []),
    ...(failures.includes('human_check_required')
      ? [
          {
            name: 'Turnstile-Token',
            in: 'header',
            description: 'Of a Turnstile check, where the service asks for one.',
            schema,
          },
        ]
      : []),
  ]
}

function requestBodyOf({ schemas }: Room, { schemas: choices, optional }: NonNullable<Route['body']>): Json {
  const described = choices.map((schema) => schemas.schemaOf(schema, 'input'))
  const [only] = described
  const example = schemas.exampleOf(only ?? {})
  z.parse(choices[0] ?? z.never(), example)
  return {
    required: !optional,
    content: {
      'application/json': { schema: described.length === 1 ? only : { anyOf: described }, example },
    },
  }
}

async function answersOf(
  { schemas }: Room,
  { answers, sets = [], clears = [] }: RouteDocument,
): Promise<Json> {
  const cookies = await cookiesOf(sets, clears)
  return Object.fromEntries(
    answers.map(({ status, content, headers = {} }) => [
      String(status),
      {
        description: DESCRIPTIONS[status] ?? '',
        headers: {
          ...Object.fromEntries(
            Object.entries(headers).map(([name, values]) => [
              name,
              { required: true, schema: { type: 'string', enum: values } },
            ]),
          ),
          ...(status >= 400 && {
            ...failureHeaderOf(['unavailable']),
            'Retry-After': { schema: { type: 'integer', minimum: 1 } },
          }),
          ...cookies,
          ...REQUEST_ID,
        },
        ...(content && {
          content: Object.fromEntries(
            Object.entries(content).map(([type, schema]) => [type, mediaOf(schemas, { type, schema })]),
          ),
        }),
      },
    ]),
  )
}

const DESCRIPTIONS: Record<number, string> = {
  200: 'Done.',
  201: 'Made.',
  204: 'Done, and nothing to say.',
  503: 'Something does not answer.',
}

function mediaOf(schemas: Room['schemas'], { type, schema }: { type: string; schema: z.ZodMiniType }): Json {
  const described = schemas.schemaOf(schema, 'output')
  if (type !== 'application/json') return { schema: described }
  const example = schemas.exampleOf(described)
  z.parse(schema, example)
  return { schema: described, example }
}

/** `Set-Cookie`, one item a cookie, in the order and with the attributes that the service writes them with. */
async function cookiesOf(sets: CookieName[], clears: CookieName[]): Promise<Json> {
  if (sets.length + clears.length === 0) return {}
  const lines = await Promise.all([
    ...clears.map((name) => written((c) => clearCookie(c, name))),
    ...sets.map((name) => written((c) => writeCookie(c, name, 'VALUE', 7))),
  ])
  const patterns = lines.map((line) => {
    const pattern = line.replace('=VALUE', '=[\\w.-]+').replace('Max-Age=7', 'Max-Age=[1-9]\\d*')
    return { type: 'string', pattern: `^${pattern.replace('SameSite=Lax', 'SameSite=(Strict|Lax|None)')}$` }
  })
  const said = (word: string, names: CookieName[]) =>
    names.length === 0 ? [] : [`${word} ${names.map((name) => `\`__Host-${name}\``).join(', ')}`]
  return {
    'Set-Cookie': {
      description: `${[...said('Clears', clears), ...said('Sets', sets)].join('. ')}. One line a cookie.`,
      required: true,
      schema: {
        type: 'array',
        items: patterns.length === 1 ? patterns[0] : { anyOf: patterns },
        minItems: patterns.length,
        maxItems: patterns.length,
      },
    },
  }
}

async function written(write: (c: AppContext) => void): Promise<string> {
  const app = new Hono<AppEnv>()
  app.get('/', (c) => {
    c.set('deps', { config: { COOKIE_SAMESITE: 'Lax' } } as AppContext['var']['deps'])
    write(c)
    return c.body(null)
  })
  return (await app.request('/')).headers.get('Set-Cookie') ?? ''
}
