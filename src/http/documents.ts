import * as z from 'zod/mini'
import type { FailureCode } from '../core/failure.ts'
import type { CookieName } from './cookies.ts'

/**
 * What code cannot tell about a route. Methods, paths, bodies and callers come from the app itself; what
 * every route can be answered comes from the middleware it passes. Only `npm run openapi` reads this: it
 * is not in the Worker.
 */
export type RouteDocument = {
  summary: string
  answers: DocumentedAnswer[]
  /** Refusals of its own. Those of bodies, callers, origins and limits are known. */
  failures?: FailureCode[]
  needs?: { cookie: CookieName; optional?: boolean }
  sets?: CookieName[]
  clears?: CookieName[]
  query?: Record<string, string>
}

export type DocumentedAnswer = {
  status: number
  content?: Record<string, z.ZodMiniType>
  /** Headers that are otherwise than on every answer, with all they can be. */
  headers?: Record<string, string[]>
}

/** Failures of a surface that have one status, as its own `showFailure` renders them. */
export type ShownFailures = { status: number; codes: FailureCode[]; bodies: Record<string, unknown>[] }

export type SurfaceDocument = {
  description: string
  /** By method and path, as the app names them. */
  routes: Record<string, RouteDocument>
  failure: (shown: ShownFailures) => z.ZodMiniType
}

export const json = (status: number, schema: z.ZodMiniType): DocumentedAnswer => ({
  status,
  content: { 'application/json': schema },
})

/** What the failures say in a member, and nothing else. */
export const saidIn = (bodies: ShownFailures['bodies'], member: string) =>
  z.enum([...new Set(bodies.map((body) => String(body[member])))])

/** An answer of which the whole document has one copy. */
export const named = <Schema extends z.ZodMiniType>(id: string, schema: Schema): Schema =>
  schema.check(z.meta({ id }))

export const accessToken = z.string().check(z.regex(/^[\w-]+\.[\w-]+\.[\w-]+$/))
export const refreshToken = z.string().check(z.regex(/^[0-9a-f-]{36}\.\d+\.[\w-]{43}$/))
/** The access token's remaining life in seconds. */
export const expiresIn = z.int().check(z.minimum(1))
