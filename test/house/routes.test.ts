import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { NO_DEADLINE } from '../../src/core/deadline.ts'
import { SURFACES } from '../../src/app.ts'
import { Failure } from '../../src/core/failure.ts'
import { jsonBody } from '../../src/http/body.ts'
import { maybeSignedIn, signedIn } from '../../src/http/caller.ts'
import { jsonRoute, type Route, route } from '../../src/http/route.ts'
import { createSurface } from '../../src/http/surface.ts'
import { dialect } from '../../src/surfaces/platform/failures.ts'

const DEPS = {
  config: { ENVIRONMENT: 'production', ALLOWED_ORIGINS: [] },
  record: () => {},
  deadline: NO_DEADLINE,
  client: { deviceTokens: [] },
}
const LIMITER = { limit: async () => ({ success: true }) }
const PLATFORM = { openDeps: async () => DEPS, rateLimit: LIMITER, rateLimitSession: LIMITER }
const CONTEXT = { waitUntil: () => {}, passThroughOnException: () => {}, props: {} }

/** Sends requests to a surface that has only these routes. */
async function ask(routes: Route[], method: string, path = '/x') {
  const app = createSurface({ description: '', prefixes: ['/x'], dialect, routes })
  const request = new Request(`https://service.example${path}`, { method })
  return app.fetch(request, PLATFORM, CONTEXT)
}

const FACTS = { path: '/x', summary: '', answers: () => [{ status: 204 }] } as const

describe('a route', () => {
  it('reads the caller, then the body, then the cookie, and passes them to its handler', async () => {
    const order: string[] = []
    const reading = <Value>(value: Value) => ({
      async read() {
        order.push(String(value))
        return value
      },
    })
    const answer = await ask(
      [
        route({
          ...FACTS,
          method: 'POST',
          caller: { optional: false, ...reading('caller') },
          body: { schemas: [], optional: false, check: String, ...reading('body') },
          cookie: { name: 'code', read: () => (order.push('cookie'), 'cookie') },
          handle: ({ c, caller, body, cookie }) => c.json([caller, body, cookie]),
        }),
      ],
      'POST',
    )
    expect(order).toEqual(['caller', 'body', 'cookie'])
    expect(await answer.json()).toEqual(order)
  })

  it('does not run its handler when one of these is refused', async () => {
    let handled = 0
    const refusing = { read: () => Promise.reject(new Failure('unauthenticated')) }
    const answer = await ask(
      [
        route({
          ...FACTS,
          method: 'POST',
          caller: { optional: false, ...refusing },
          handle({ c }) {
            handled += 1
            return c.body(null, 204)
          },
        }),
      ],
      'POST',
    )
    expect([answer.status, answer.headers.get('Postern-Failure'), handled]).toEqual([
      401,
      'unauthenticated',
      0,
    ])
  })

  it('for development only is not found in production, by any method', async () => {
    const routes = [
      route({ ...FACTS, method: 'GET', onlyInDevelopment: true, handle: ({ c }) => c.body(null, 204) }),
    ]
    for (const method of ['GET', 'PUT', 'OPTIONS']) expect((await ask(routes, method)).status).toBe(404)
  })

  it('gives its handler the types of its parts, and the compiler checks them', () => {
    const facts = { method: 'POST', path: '/x/:id', summary: '' } as const
    const answer = () => z.strictObject({ id: z.string(), kind: z.literal('a') })
    const routes = [
      jsonRoute({
        ...facts,
        caller: signedIn,
        body: jsonBody(z.object({ count: z.number() })),
        answer,
        handle: async ({ c, caller, body }) => ({
          id: c.req.param('id') + caller.userId + body.count.toFixed(),
          kind: 'a' as const,
        }),
      }),
      jsonRoute({
        ...facts,
        answer,
        // @ts-expect-error the answer is not the one that the document describes
        handle: async () => ({ id: 'x', kind: 'b' as const }),
      }),
      jsonRoute({
        ...facts,
        caller: maybeSignedIn,
        answer,
        // @ts-expect-error there may be no caller
        handle: async ({ caller }) => ({ id: caller.userId, kind: 'a' as const }),
      }),
      jsonRoute({
        ...facts,
        answer,
        // @ts-expect-error it asks for no body
        handle: async ({ body }) => ({ id: body.id, kind: 'a' as const }),
      }),
    ]
    expect(routes).toHaveLength(4)
  })
})

describe('the routes of all surfaces', () => {
  const all = Object.values(SURFACES).flatMap(({ routes }) => routes)

  it('are each listed once', () => {
    const names = all.map(({ method, path }) => `${method} ${path}`)
    expect(names).toEqual([...new Set(names)])
  })

  it('begin with a prefix of their surface', () => {
    const strays = Object.values(SURFACES).flatMap(({ prefixes, routes }) =>
      routes.filter(
        ({ path }) => !prefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}/`)),
      ),
    )
    expect(strays.map(({ path }) => path)).toEqual([])
  })
})
