import * as z from 'zod/mini'
import type { FailureCode } from '../core/failure.ts'
import { DEVICE_HEADER } from '../http/device-tokens.ts'
import type { Route } from '../http/route.ts'
import type { Answer } from '../http/answer-schemas.ts'
import { EXAMPLES } from './examples.ts'
import { type Context, failureResponses } from './failures.ts'
import { DEVICE, DEVICE_SOMETIMES, failureHeaderOf, REQUEST_ID } from './headers.ts'
import { refusalsOf } from './refusals.ts'
import type { Json } from './schemas.ts'
import { cookiesOf } from './set-cookie.ts'
import { taskOf } from './tasks.ts'

/** `/users/{user_id}` for `/users/:user_id` */
export const pathOf = (path: string) => path.replaceAll(/:(\w+)/g, '{$1}')

/** One method of one path. */
export async function operationOf(context: Context, route: Route): Promise<Json> {
  const { method, path, summary, caller, body } = route
  const answers = route.answers()
  const parameters = parametersOf(route)
  const refusals = {
    path,
    codes: [...refusalsOf(route)],
    hasBody: body !== undefined,
    hasQuery: route.query !== undefined,
    stated: statedBy(answers),
  }
  return {
    operationId: idOf(method, path),
    tags: [taskOf(method, pathOf(path))],
    // The reference shows which surface each of them is of: a task can be done through every one.
    'x-badges': [{ name: context.surface }],
    summary,
    security: securityOf(caller),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: requestBodyOf(context, body) }),
    responses: {
      ...(await answersOf(context, { ...route, answers })),
      ...(await failureResponses(context, refusals)),
    },
  }
}

/** Refusals of routes that treat known devices apart: they count failures, or take a late refresh token. */
const COUNTED = new Set<FailureCode>([
  'wrong_credentials',
  'wrong_current_password',
  'invalid_code',
  'refresh_token_refused',
])

/** `postAuthV1RequestCode` */
const idOf = (method: string, path: string) =>
  method.toLowerCase() +
  path
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('')

/** Statuses of failures that a route describes itself. */
const statedBy = (answers: Answer[]) =>
  Object.fromEntries(
    answers
      .filter(({ status }) => status >= 400)
      .map(({ status, content = {} }) => [status, content['application/json'] ?? z.never()]),
  )

function securityOf(caller: Route['caller']): Json[] {
  if (!caller) return []
  if (caller.onlyInCookie) return [{ accessToken: [] }]
  const usual = [{ bearer: [] }, { accessToken: [] }]
  if (caller.optional) return [{}, ...usual]
  return caller.alsoIn ? [...usual, { authentication: [] }] : usual
}

function parametersOf({ path, cookie, query = {}, refusals = [] }: Route): Json[] {
  const schema = { type: 'string' }
  return [
    ...[...path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
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
    ...(cookie
      ? [{ name: `__Host-${cookie.name}`, in: 'cookie', required: cookie.refusal !== undefined, schema }]
      : []),
    ...(refusals.some((code) => COUNTED.has(code))
      ? [
          {
            name: DEVICE_HEADER,
            in: 'header',
            description: 'What sign-ins on this device have answered.',
            schema,
          },
        ]
      : []),
    ...(refusals.includes('human_check_required')
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

function requestBodyOf(
  { schemas }: Context,
  { schemas: choices, optional, isForm }: NonNullable<Route['body']>,
): Json {
  const described = choices.map((schema) => schemas.schemaOf(schema, 'input'))
  const [only] = described
  const example = schemas.exampleOf(only ?? {})
  z.parse(choices[0] ?? z.never(), example)
  return {
    required: !optional,
    content: {
      [isForm ? 'application/x-www-form-urlencoded' : 'application/json']: {
        schema: described.length === 1 ? only : { anyOf: described },
        example,
      },
    },
  }
}

async function answersOf(
  { schemas }: Context,
  {
    answers,
    sets = [],
    setsForCookieCallers = false,
    clears = [],
    answersDevice = false,
  }: Pick<Route, 'sets' | 'setsForCookieCallers' | 'clears' | 'answersDevice'> & { answers: Answer[] },
): Promise<Json> {
  const cookies = await cookiesOf({
    sets,
    clears,
    sometimes: answersDevice === 'sometimes' || setsForCookieCallers,
  })
  return Object.fromEntries(
    answers.map(({ status, content, headers = {} }) => [
      String(status),
      {
        description: DESCRIPTIONS[status] ?? '',
        headers: {
          ...Object.fromEntries(
            Object.entries(headers).map(([name, values]) => [
              name,
              {
                required: true,
                schema: {
                  type: 'string',
                  ...(values instanceof RegExp ? { pattern: values.source } : { enum: [values].flat() }),
                },
              },
            ]),
          ),
          ...(status >= 400 && {
            ...failureHeaderOf(['unavailable']),
            'Retry-After': { schema: { type: 'integer', minimum: 1 } },
          }),
          ...cookies,
          ...(answersDevice === 'sometimes' ? DEVICE_SOMETIMES : answersDevice && DEVICE),
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
  202: 'Accepted.',
  204: 'Done, and nothing to say.',
  503: 'Something does not answer.',
}

function mediaOf(
  schemas: Context['schemas'],
  { type, schema }: { type: string; schema: z.ZodMiniType },
): Json {
  const described = schemas.schemaOf(schema, 'output')
  if (type !== 'application/json') return { schema: described }
  const example = schemas.exampleOf(described)
  z.parse(schema, example)
  return { schema: described, example }
}
