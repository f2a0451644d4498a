import type { MiddlewareHandler } from 'hono'
import type { FailureCode } from '../core/failure.ts'
import { type CallerFacts, maybeSignedIn } from '../http/caller.ts'
import type { BodyFacts } from '../http/json-body.ts'
import { refuseCrossSiteRead } from '../http/origin.ts'
import type { Surface } from '../http/surface.ts'

export type Route = {
  method: string
  path: string
  body?: BodyFacts
  caller?: CallerFacts | 'optional'
  /** What its middleware refuses. */
  failures: FailureCode[]
}

const EVERYWHERE: FailureCode[] = ['method_not_allowed', 'too_many_requests', 'internal', 'unavailable']
const OF_BODIES: FailureCode[] = [
  'malformed_body',
  'body_too_large',
  'unsupported_media_type',
  'invalid_input',
]

type Handler = MiddlewareHandler & { body?: BodyFacts; callers?: CallerFacts }

/** The routes of a surface, by method and path, with what their middleware knows. */
export function routesOf(surface: Surface): Map<string, Route> {
  const handlers = new Map<string, Handler[]>()
  for (const { method, path, handler } of surface.routes) {
    if (method === 'ALL') continue
    const name = `${method} ${path}`
    handlers.set(name, [...(handlers.get(name) ?? []), handler])
  }
  return new Map([...handlers].map(([name, chain]) => [name, toRoute(name, chain)]))
}

function toRoute(name: string, chain: Handler[]): Route {
  const [method = '', path = ''] = name.split(' ')
  const body = chain.find((handler) => handler.body)?.body
  const mayComeIn = chain.some((handler) => handler === (maybeSignedIn as Handler))
  const caller = chain.find((handler) => handler.callers)?.callers ?? (mayComeIn ? 'optional' : undefined)
  const isGuarded = method !== 'GET' || chain.some((handler) => handler === (refuseCrossSiteRead as Handler))
  return {
    method,
    path,
    ...(body && { body }),
    ...(caller && { caller }),
    failures: [
      ...(isGuarded ? (['origin_not_allowed'] as const) : []),
      ...(caller ? (['token_refused'] as const) : []),
      ...(caller && caller !== 'optional' ? (['unauthenticated'] as const) : []),
      ...(body ? OF_BODIES : []),
      ...EVERYWHERE,
    ],
  }
}
