import { html } from 'hono/html'
import type { Child } from 'hono/jsx'
import { media } from '../../../http/answer-schemas.ts'
import { route } from '../../../http/route.ts'
import { PAGES_CSS, readApiDocument } from '../assets.ts'
import { FRESH_FOR_FIVE_MINUTES } from '../service.ts'

/** As /openapi.json has it. Made by us, so it is not looked at twice. */
type Ref = { $ref?: string }
type Media = { schema: unknown; example?: unknown; examples?: Record<string, Ref> }
type Header = Ref & { description?: string; schema?: { const?: string; enum?: string[] } }
type Response = Ref & {
  description?: string
  headers?: Record<string, Header>
  content?: Record<string, Media>
}
type Parameter = { name: string; in: string; required?: boolean; description?: string }
type Operation = {
  operationId: string
  tags: string[]
  summary: string
  security: Record<string, unknown>[]
  parameters?: Parameter[]
  requestBody?: { required: boolean; content: Record<string, Media> }
  responses: Record<string, Response>
}

type Paths = Record<string, Record<string, Operation>>
type Components = Record<string, Record<string, unknown>>
type ApiDocument = {
  info: { title: string; description: string }
  tags: { name: string; description: string }[]
  paths: Paths
  components: Components
}

/** Nothing runs, nothing is asked for but the stylesheet. */
const DOCS_POLICY =
  "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const HEADERS = { ...FRESH_FOR_FIVE_MINUTES, 'Content-Security-Policy': DOCS_POLICY }

/** The API document, to be read. It is whole when it arrives: it needs no script. */
export const docsRoute = route({
  method: 'GET',
  path: '/docs',
  summary: 'This document as a page',
  answers: () => [media('text/html', HEADERS)],
  async handle({ c }) {
    const document = await readApiDocument(c)
    return c.html(html`<!doctype html>${(<Docs {...(document as unknown as ApiDocument)} />)}`, 200, HEADERS)
  },
})

const resolve = <Thing extends Ref>(thing: Thing, components: Components): Thing => {
  const [, , kind = '', name = ''] = thing.$ref?.split('/') ?? []
  return thing.$ref === undefined ? thing : (components[kind]?.[name] as Thing)
}

const Docs = ({ info, tags, paths, components }: ApiDocument) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{`API · ${info.title}`}</title>
      <link rel="icon" href="data:," />
      <link rel="stylesheet" href={PAGES_CSS} />
    </head>
    <body>
      <main class="wide">
        <h1>{`${info.title}: the API`}</h1>
        {info.description.split('\n\n').map((paragraph) => (
          <p>{marked(paragraph)}</p>
        ))}
        <p>
          The same for machines: <a href="/openapi.json">openapi.json</a>
        </p>
        {tags.map(({ name, description }) => (
          <section aria-labelledby={name}>
            <h2 id={name}>{name}</h2>
            <p>{marked(description)}</p>
            {operationsOf(name, paths).map((operation) => (
              <Route {...operation} components={components} />
            ))}
          </section>
        ))}
      </main>
    </body>
  </html>
)

const operationsOf = (tag: string, paths: Paths) =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { tags }]) => tags.includes(tag))
      .map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  )

/** What stands between backticks is code. */
const marked = (text: string): Child[] =>
  text.split('`').map((part, index) => (index % 2 === 1 ? <code>{part}</code> : part))

const Route = ({
  path,
  method,
  operation,
  components,
}: {
  path: string
  method: string
  operation: Operation
  components: Components
}) => {
  const { operationId, summary, security, parameters = [], requestBody, responses } = operation
  return (
    <details id={operationId}>
      <summary>
        <code>{`${method} ${path}`}</code> {summary}
      </summary>
      {security.length > 0 && (
        <p>Caller: {security.map((way) => Object.keys(way)[0] ?? 'nobody').join(', or ')}</p>
      )}
      {parameters.length > 0 && (
        <ul>
          {parameters.map((parameter) => (
            <li>
              {`${parameter.in} `}
              <code>{parameter.name}</code>
              {parameter.required ? ', required' : ''}
              {parameter.description ? `: ${parameter.description}` : ''}
            </li>
          ))}
        </ul>
      )}
      {requestBody && (
        <>
          <h3>{requestBody.required ? 'Body' : 'Body, which may be left out'}</h3>
          <Contents content={requestBody.content} components={components} />
        </>
      )}
      {Object.entries(responses).map(([status, response]) => (
        <Answer status={status} response={resolve(response, components)} components={components} />
      ))}
    </details>
  )
}

const Answer = ({
  status,
  response: { description, headers = {}, content = {} },
  components,
}: {
  status: string
  response: Response
  components: Components
}) => (
  <>
    <h3>{`${status}: ${description}`}</h3>
    <ul>
      {Object.entries(headers).map(([name, header]) => (
        <HeaderLine name={name} header={resolve(header, components)} />
      ))}
    </ul>
    <Contents content={content} components={components} />
  </>
)

const HeaderLine = ({ name, header: { description, schema = {} } }: { name: string; header: Header }) => (
  <li>
    <code>{name}</code>
    {schema.const === undefined ? '' : `: ${schema.const}`}
    {schema.enum ? `: ${schema.enum.join(', or ')}` : ''}
    {description ? [' · ', ...marked(description)] : ''}
  </li>
)

const Contents = ({ content, components }: { content: Record<string, Media>; components: Components }) => (
  <>
    {Object.entries(content).map(([type, { schema, example, examples = {} }]) => (
      <>
        {type !== 'application/json' && <p>{type}</p>}
        {example !== undefined && <Json value={example} />}
        {Object.values(examples).map((one) => (
          <Json value={(resolve(one, components) as { value?: unknown }).value} />
        ))}
        {type === 'application/json' && (
          <details>
            <summary>Schema</summary>
            <Json value={schema} />
          </details>
        )}
      </>
    ))}
  </>
)

/** Wide ones are scrolled: by keyboard too, so they can be reached. */
const Json = ({ value }: { value: unknown }) => (
  <pre tabindex={0}>
    <code>{JSON.stringify(value, null, 2)}</code>
  </pre>
)
