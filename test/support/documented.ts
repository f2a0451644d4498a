import { expect } from 'vitest'
import { fromJSONSchema } from 'zod'
import { SURFACES } from '../../src/app.ts'
import document from '../../src/surfaces/platform/openapi.json'

type Schema = Record<string, unknown>
type Ref = { $ref?: string }
type Header = Ref & { required?: boolean; schema?: Schema; 'x-lines'?: Schema }
type Media = { schema: Schema; example?: unknown; examples?: Record<string, Ref> }
type Response = Ref & { headers?: Record<string, Header>; content?: Record<string, Media> }
type Parameter = { name: string; in: string; required?: boolean }
export type Operation = {
  summary: string
  security: Record<string, unknown>[]
  parameters?: Parameter[]
  requestBody?: { content: { 'application/json': Media } }
  responses: Record<string, Response>
}

const { paths, components, ...root } = document as unknown as {
  paths: Record<string, Record<string, Operation>>
  components: Record<string, Record<string, Schema>>
  'x-every-answer': { headers: Record<string, Header> }
}

/** The document as the service serves it. */
export const PATHS = paths

export const resolved = <Thing extends Ref>(thing: Thing): Thing => {
  const [, , kind = '', name = ''] = thing.$ref?.split('/') ?? []
  return thing.$ref === undefined ? thing : (components[kind]?.[name] as Thing)
}

const EVERY = Object.entries(root['x-every-answer'].headers)
/** What HTTP itself says of a body. */
const OF_HTTP = ['content-type', 'content-length']

/** The documented JSON Schema as something that checks; a keyword that is not understood is thrown at. */
function checkerOf(schema: Schema) {
  const known = checkers.get(schema)
  if (known) return known
  const text = JSON.stringify(schema)
  const checker = sameText.get(text) ?? compiled({ ...schema, $defs: definitionsFor(text) })
  checkers.set(schema, checker)
  sameText.set(text, checker)
  return checker
}
type Checker = ReturnType<typeof fromJSONSchema>
const checkers = new WeakMap<Schema, Checker>()
const sameText = new Map<string, Checker>()

const compiled = (schema: Schema) =>
  fromJSONSchema(
    JSON.parse(JSON.stringify(schema).replaceAll('#/components/schemas/', '#/$defs/')) as Parameters<
      typeof fromJSONSchema
    >[0],
  )

/** The named schemas that a text refers to, and those that they refer to: to compile all for each is slow. */
function definitionsFor(text: string, found: Record<string, Schema> = {}): Record<string, Schema> {
  for (const [, name = ''] of text.matchAll(/#\/components\/schemas\/(\w+)/g)) {
    const schema = components['schemas']?.[name]
    if (found[name] || !schema) continue
    found[name] = schema
    definitionsFor(JSON.stringify(schema), found)
  }
  return found
}

function expectFits(schema: Schema, value: unknown, about: string) {
  const { success, error } = checkerOf(schema).safeParse(value)
  if (!success) expect.fail(`${about}: ${JSON.stringify(error.issues)}`)
}

export type Seen = { method: string; path: string; status: number; headers: Headers; text: string }

/** What a path is documented under: its own name before a pattern. */
function pathOf(asked: string): string | undefined {
  const path = asked.replace(/(?<=.)\/$/, '')
  return paths[path] ? path : PATTERNS.find(({ pattern }) => pattern.test(path))?.name
}
const PATTERNS = Object.keys(paths).map((name) => ({
  name,
  pattern: new RegExp(`^${name.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
}))

/** Paths whose page sends forms where no script runs. What a form is answered is a page, and those are not described. */
export const TAKE_FORMS = new Set(
  Object.values(SURFACES).flatMap(({ routes }) => routes.filter(({ form }) => form).map(({ path }) => path)),
)
const isPage = ({ headers }: Pick<Seen, 'headers'>) =>
  headers.get('Content-Type')?.startsWith('text/html') ?? false

/** Status, headers, cookies and body of an answer are as /openapi.json says. */
export function expectDocumented({ method, path, ...answer }: Seen) {
  const found = pathOf(new URL(path, 'https://x').pathname)
  // Nobody's path, and OPTIONS, are described in words.
  if (found === undefined || method === 'OPTIONS') return
  if (TAKE_FORMS.has(found) && isPage(answer)) return
  const methods = paths[found] ?? {}
  const own = methods[method === 'HEAD' ? 'get' : method.toLowerCase()]
  const operation = own ?? Object.values(methods)[0]
  const about = `${method} ${found} ${answer.status}`
  if (!own && answer.status !== 405) return
  const response = resolved(operation?.responses[answer.status] ?? { $ref: '#/none/none' })
  expect(response, `${about} is not documented`).toBeDefined()
  expectHeaders(response, { about, ...answer })
  if (method !== 'HEAD') expectContent(response, { about, ...answer })
}

type Looked = Pick<Seen, 'headers' | 'text'> & { about: string }

function expectHeaders(response: Response, { headers, about }: Looked) {
  const { all, known } = headersOf(response)
  for (const [name, { required, schema = {}, 'x-lines': lines }] of all) {
    const value = headers.get(name)
    if (value === null) {
      if (required) expect.fail(`${about}: ${name} is missing`)
    } else if (lines) expectFits(lines, headers.getSetCookie(), `${about}: ${name}`)
    else expectFits(schema, schema['type'] === 'integer' ? Number(value) : value, `${about}: ${name}`)
  }
  const unknown = [...headers.keys()].filter((name) => !known.has(name))
  if (unknown.length > 0) expect.fail(`${about}: headers that are not documented: ${unknown.join()}`)
}

/** The headers that are documented of an answer. Every answer of every test is held against them. */
function headersOf(response: Response) {
  const found = headersOfAnswers.get(response)
  if (found) return found
  const own = Object.entries(response.headers ?? {}).map(
    ([name, header]) => [name, resolved(header)] as const,
  )
  const isOwn = (name: string) => own.some(([each]) => each === name)
  const all = [...EVERY.filter(([name]) => !isOwn(name)), ...own]
  const known = new Set([...OF_HTTP, ...all.map(([name]) => name.toLowerCase())])
  headersOfAnswers.set(response, { all, known })
  return { all, known }
}
type Documented = { all: (readonly [string, Header])[]; known: Set<string> }
const headersOfAnswers = new WeakMap<Response, Documented>()

function expectContent({ content = {} }: Response, { headers, text, about }: Looked) {
  const type = headers.get('Content-Type')?.split(';')[0] ?? ''
  if (text === '' && Object.keys(content).length === 0) return
  const media = content[type]
  if (!media) throw new Error(`${about}: ${type} is not documented`)
  expectFits(media.schema, type === 'application/json' ? JSON.parse(text) : text, about)
}
