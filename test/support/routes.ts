import { expect } from 'vitest'
import { app, SURFACES } from '../../src/app.ts'
import { type Account, claimsOf } from './account.ts'
import { HOME } from './person.ts'
import { workerWith } from './worker.ts'

export type Route = { method: string; path: string }

/**
 * Every route of the service, read from the app itself: one that is added later is in every table of the tests.
 * Static assets are served before the Worker and are not among them: surfaces/assets.test.ts holds those.
 */
export const ROUTES: Route[] = [
  ...new Map(
    app.routes
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => [`${method} ${path}`, { method, path }]),
  ).values(),
]

/** Paths of the public documents, which every page may read. */
export const FOR_ANYBODY = new Set(
  Object.values(SURFACES).flatMap(({ routes }) =>
    routes.filter(({ forAnybody }) => forAnybody).map(({ path }) => path),
  ),
)

/** Paths of the pages for people, which no script of another origin reads. */
export const FOR_PEOPLE = new Set(
  Object.values(SURFACES).flatMap(({ browserSession, routes }) =>
    browserSession === 'page' ? routes.map(({ path }) => path) : [],
  ),
)

/** What apps call: no public document, and no page. */
export const isForApps = ({ path }: Route) => !FOR_ANYBODY.has(path) && !FOR_PEOPLE.has(path)

const pathsWhere = (isSuch: (route: (typeof SURFACES)['oauth']['routes'][number]) => boolean | undefined) =>
  new Set(Object.values(SURFACES).flatMap(({ routes }) => routes.filter(isSuch).map(({ path }) => path)))

/** Paths that limit by what is sent in their body. */
export const LIMIT_THEMSELVES = pathsWhere(({ limitsItself }) => limitsItself)

/** Paths that take a form from every site, and send the browser on. */
export const TAKE_FOREIGN_FORMS = pathsWhere(({ takesForeignForms }) => takesForeignForms)

/** Paths that take a form of programs and no JSON, as OAuth has it. */
export const TAKE_FORMS_ALONE = pathsWhere(({ body, takesForeignForms }) => body?.isForm ?? takesForeignForms)

/** Paths that mails lead to: they answer whatever is switched off. */
export const MAILED_TO = new Set(
  Object.values(SURFACES).flatMap(({ routes }) =>
    routes.filter(({ isMailedTo }) => isMailedTo).map(({ path }) => path),
  ),
)

export const PATHS = [...new Set(ROUTES.map(({ path }) => path))]

export const nameOf = ({ method, path }: Route) => `${method} ${path}`

/** What a table of these prefixes has to have a row for. */
export const namesUnder = (...prefixes: string[]) =>
  ROUTES.filter(({ path }) => prefixes.some((prefix) => path.startsWith(prefix))).map(nameOf)

export const isSafe = ({ method }: Route) => method === 'GET'

/** A path that can be asked for: the ids in it are those of the account and its session. */
export const pathFor = (
  path: string,
  { id, tokens }: Pick<Account, 'id'> & Partial<Pick<Account, 'tokens'>>,
) =>
  path
    .replace(':guide', 'settings')
    .replace(':session_id', tokens ? String(claimsOf(tokens.access)['sid']) : id)
    .replaceAll(/:\w+/g, id)

/** Whether some route answers, by whichever pattern. */
export const owned = (method: string, asked: string) =>
  ROUTES.some(
    (route) =>
      route.method === method && new RegExp(`^${route.path.replaceAll(/:\w+/g, '[^/]+')}$`).test(asked),
  )

/** An empty object where a body can go. */
export const emptyBody = (method: string) => (['GET', 'HEAD', 'OPTIONS'].includes(method) ? undefined : {})

/** HEAD changes nothing, so these do not answer it. */
const CHANGE_BY_READING = new Set(
  Object.values(SURFACES).flatMap(({ routes }) =>
    routes.filter(({ changesByReading }) => changesByReading).map(({ path }) => path),
  ),
)

export const methodsOf = (path: string) =>
  ROUTES.filter((route) => route.path === path).flatMap(({ method }) =>
    method === 'GET' && !CHANGE_BY_READING.has(path) ? ['GET', 'HEAD'] : [method],
  )

/** Holds each of the routes to a property. A failure names every route that does not have it. */
export async function expectOfEach(routes: Route[], property: (route: Route) => Promise<void>) {
  const found: string[] = []
  for (const route of routes)
    await property(route).catch((error: unknown) => found.push(`${nameOf(route)}: ${String(error)}`))
  expect(found.join('\n')).toBe('')
}

/** Which routes read a body is found out by sending one: whoever reads it has used it, or has refused its type. */
export async function routesThatReadABody(account: Account): Promise<Route[]> {
  const worker = workerWith({})
  const readers: Route[] = []
  for (const route of ROUTES.filter((route) => !isSafe(route))) {
    const send = async (type: string) => {
      const request = new Request(HOME + pathFor(route.path, account), {
        method: route.method,
        headers: { Authorization: `Bearer ${account.tokens.access}`, 'Content-Type': type },
        body: '[]',
      })
      const { status } = await worker.fetch(request)
      return { status, used: request.bodyUsed }
    }
    const [json, text] = [await send('application/json'), await send('text/plain')]
    if (json.used || text.used || text.status === 415) readers.push(route)
  }
  return readers
}

type Format = { prefix: string; shows: (body: Record<string, unknown>) => boolean }

const membersAre = (body: Record<string, unknown>, ...names: string[]) =>
  Object.keys(body).toSorted().join() === names.toSorted().join()

const platform: Format = {
  prefix: '/',
  shows: (body) => membersAre(body, 'error', 'request_id') && typeof body['error'] === 'string',
}

/** RFC 6749 §5.2. */
const oauth = SURFACES.oauth.prefixes.map((prefix) => ({
  prefix,
  shows: (body: Record<string, unknown>) => membersAre(body, 'error', 'error_description'),
}))

/** How a failure looks, by prefix; the longest one that fits counts. */
const FORMATS: Format[] = [
  ...['/api/v1/auth', '/api/v1/users'].map((prefix) => ({
    prefix,
    shows: (body: Record<string, unknown>) =>
      Array.isArray(body['detail'])
        ? membersAre(body, 'detail', 'code') && body['detail'].length > 0 && body['detail'].every(isDetail)
        : membersAre(body, 'detail', 'message', 'code') && body['detail'] === body['message'],
  })),
  {
    prefix: '/auth/v1',
    shows: (body) => membersAre(body, 'success', 'msg', 'description', 'link') && body['success'] === false,
  },
  { prefix: '/api/v1', shows: (body) => membersAre(body, 'data', 'message', 'errors', 'code') },
  ...oauth,
  platform,
]

const isDetail = (detail: Record<string, unknown>) =>
  membersAre(detail, 'loc', 'msg', 'type') &&
  Array.isArray(detail['loc']) &&
  ['body', 'query'].includes(detail['loc'][0])

/** Whether a body is a failure in the format of the surface that owns the path. */
export function isFailureOf(path: string, body: Record<string, unknown>): boolean {
  const owns = ({ prefix }: Format) => prefix === '/' || path === prefix || path.startsWith(`${prefix}/`)
  return (FORMATS.find(owns) ?? platform).shows(body)
}
