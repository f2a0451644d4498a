/**
 * Writes the API document from the routes that the app is mounted from. Only `npm run openapi` and tests run
 * this: it is not in the Worker.
 *
 * Why not `hono-openapi` (tried: 1.3.3)? It gives every route that validates an answer 400 with a body of its
 * own, which no surface of ours has; failures are what a surface's dialect makes of them. Two forms of one
 * body become a union, whose errors name no member. It has no words for cookies with attributes, and leaves
 * out in silence a route that is not described. Its validator reads any content type and echoes a refused
 * body with the password in it. It would add about 80 KiB gzip to the Worker.
 */
import { Hono } from 'hono'
import { SURFACES } from '../app.ts'
import { answerHeaders } from '../http/answer-headers.ts'
import { VERSION } from '../surfaces/platform/version.ts'
import { HEADERS } from './headers.ts'
import { operationOf, pathOf } from './operation.ts'
import { type Json, openSchemas } from './schemas.ts'
import { TASKS } from './tasks.ts'

const DESCRIPTION = `Accounts, passwords, sessions and tokens. An account made through one API signs in through every other one, and a session of one is a session of all. The routes are grouped by task; a badge names the API of each:

${Object.entries(SURFACES)
  .map(([name, { description }]) => `- \`${name}\`: ${description}`)
  .join('\n')}

Every path answers with and without a slash at its end. It answers OPTIONS with 204 and \`Allow\`, where it answers GET it answers HEAD (but for \`GET /auth/v1/request/accessToken/\`, which changes something), and to any other method it says 405. A path that nobody has is 404 in the format of the API it lies in. A body is \`application/json\` of at most 16 KiB; pages behind our mails send forms where no script runs, and a form is answered with a page, which is not described here. \`x-every-answer\` has the headers that no answer is without; \`Cache-Control\` and \`Content-Security-Policy\` are these unless an answer says otherwise. What pages load is under \`/assets/\`: it is served before the service, with headers of its own and without \`X-Request-Id\`.

Every refusal has the header \`Postern-Failure: <code>[; member=<name>; rule=<rule>[; limit=<n>]]…\`. It says for programs what the body says for people: the code of the failure, and for each broken rule the member of the body, the rule, and the number of characters that a rule about length allows. Each \`member\` begins the next broken rule.

Every sign-in answers \`Postern-Device: <token>\`. A client that sends it back, in the same header or in the cookie \`__Host-device\`, is known to that account: wrong passwords of strangers do not make it wait. Several tokens are separated by commas. A token that is not right is ignored.`

/** The API as OpenAPI 3.1, made of the routes that the app is mounted from. */
export async function apiDocument(): Promise<Json> {
  const schemas = openSchemas()
  const names = new Map<string, string>()
  const components = { responses: {} as Json, examples: {} as Json }
  const paths: Record<string, Json> = {}
  for (const [surface, { dialect, routes }] of Object.entries(SURFACES)) {
    for (const route of routes.filter(({ isPage }) => !isPage)) {
      const path = pathOf(route.path)
      paths[path] ??= {}
      paths[path][route.method.toLowerCase()] = await operationOf(
        { surface, dialect, schemas, components, names },
        route,
      )
    }
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Postern',
      version: VERSION,
      description: DESCRIPTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: TASKS.map(({ name, description }) => ({ name, description })),
    paths,
    components: {
      schemas: schemas.named,
      responses: components.responses,
      examples: components.examples,
      headers: HEADERS,
      securitySchemes: SECURITY,
    },
    'x-every-answer': { headers: await headersOfEveryAnswer() },
  }
}

const SECURITY = {
  bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'An access token.' },
  accessToken: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-accessToken',
    description: 'The same in a cookie. Where both are sent, the header counts.',
  },
  authentication: {
    type: 'apiKey',
    in: 'header',
    name: 'Authentication',
    description: 'The same as `Bearer <token>`, in a header of another name.',
  },
}

/** `x-request-id` as it is written. */
const spelled = (name: string) => name.replaceAll(/(?<=^|-)[a-z]/g, (letter) => letter.toUpperCase())

const text = (description: string) => ({ description, schema: { type: 'string' } })
const TO_OTHER_ORIGINS = {
  Vary: text('What else the answer depends on: `Origin`, and `Accept-Language` for pages.'),
  'Access-Control-Allow-Origin': text('The origin of the page that asks, if it is an allowed one.'),
  'Access-Control-Allow-Credentials': text('To allowed origins: `true`.'),
  'Access-Control-Expose-Headers': text('To allowed origins: what their scripts may read.'),
}

/** As the middleware sets them, on an answer that says nothing of its own. */
async function headersOfEveryAnswer(): Promise<Json> {
  const app = new Hono().use(answerHeaders as never).get('/', (c) => c.body(null))
  const { headers } = await app.request('/')
  const constant = [...headers].filter(([name]) => name !== 'x-request-id')
  return {
    ...Object.fromEntries(
      constant.map(([name, value]) => [spelled(name), { required: true, schema: { const: value } }]),
    ),
    ...TO_OTHER_ORIGINS,
  }
}
