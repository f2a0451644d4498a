import * as z from 'zod/mini'
import { Failure, type Issue } from '../core/failure.ts'
import type { AppContext } from './app-env.ts'

const MAX_BYTES = 16 * 1024
const MEDIA_TYPE = /^application\/json[ \t]*(;[ \t]*charset="?utf-8"?[ \t]*)?$/i

/** What is in a body, before it is checked. */
export type Members = Record<string, unknown>

/** What a body is checked by, and how it is read. The API document is made of the schemas. */
export type BodyRule<Body> = {
  schemas: readonly z.ZodMiniType[]
  optional: boolean
  /** It is a form, and not JSON. */
  isForm?: true
  read: (c: AppContext) => Promise<Body>
  /** @throws Failure invalid_input */
  check: (members: Members) => Body
}

type Options = {
  /** No body at all is an empty one. */
  optional?: boolean
  /** What a surface does to the members before they are checked. */
  prepare?: (members: Members) => Members
}

/**
 * A JSON body. Unlike `c.req.json()` it looks at the content type, bounds the size while reading, and
 * refuses broken UTF-8 instead of mending it: two byte strings must never become one password.
 */
export const jsonBody = <Body>(schema: z.ZodMiniType<Body>, options?: Options): BodyRule<Body> =>
  eitherBody([schema], () => schema, options)

/** A JSON body that has one of several forms: `choose` picks the schema by the members that are there. */
export const eitherBody = <Body>(
  schemas: readonly z.ZodMiniType[],
  choose: (members: Members) => z.ZodMiniType<Body>,
  { optional = false, prepare = (members) => members }: Options = {},
): BodyRule<Body> => {
  const check = (members: Members) => {
    const parsed = z.safeParse(choose(members), members)
    if (parsed.success) return parsed.data
    throw new Failure('invalid_input', { issues: issuesOf(parsed.error, members) })
  }
  return { schemas, optional, check, read: async (c) => check(prepare(await readObject(c, optional))) }
}

async function readObject(c: AppContext, optional: boolean): Promise<Members> {
  const type = c.req.header('Content-Type') ?? ''
  const isRight = MEDIA_TYPE.test(type)
  if (!isRight && !optional) throw new Failure('unsupported_media_type')
  const bytes = await readBytes(c)
  // Generated clients name a type where they send nothing.
  if (optional && bytes.length === 0) return {}
  if (!isRight) throw new Failure('unsupported_media_type')
  const value = parse(bytes)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Failure('malformed_body')
  return value as Members
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(toText(bytes))
  } catch {
    throw new Failure('malformed_body')
  }
}

/** @throws Failure malformed_body for broken UTF-8 */
export function toText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)
  } catch {
    throw new Failure('malformed_body')
  }
}

/** @throws Failure body_too_large */
export async function readBytes(c: AppContext): Promise<Uint8Array> {
  const length = c.req.header('Content-Length') ?? ''
  // To make room for the longest body each time took a twentieth of the CPU of a request. A client may name no length.
  const named = /^\d+$/.test(length) ? Number(length) : MAX_BYTES
  if (named > MAX_BYTES) throw new Failure('body_too_large')
  const reader = c.req.raw.body?.getReader({ mode: 'byob' })
  if (!reader) return new Uint8Array()
  const start = await readAtMost(reader, named + 1)
  // A Worker that calls this one can name the length of another body. At most one byte more than is allowed is read.
  const rest =
    start.length > named && start.length <= MAX_BYTES
      ? await readAtMost(reader, MAX_BYTES + 1 - start.length)
      : new Uint8Array()
  // Hono runs handlers twice for a path that is literally `/:user_id`: then nothing is left to read.
  reader.releaseLock()
  if (start.length + rest.length > MAX_BYTES) throw new Failure('body_too_large')
  return rest.length > 0 ? new Uint8Array([...start, ...rest]) : start
}

async function readAtMost(reader: ReadableStreamBYOBReader, length: number): Promise<Uint8Array> {
  const { value = new Uint8Array() } = await reader.readAtLeast(length, new Uint8Array(length))
  return value
}

/** Everything that zod has found, as issues of the core. */
export const issuesOf = (error: z.core.$ZodError, members: Members): Issue[] =>
  error.issues.map((issue) => toIssue(issue, members))

/** What zod has found, as an issue of the core. Our own checks name their rule themselves. */
function toIssue(issue: z.core.$ZodIssue, members: Members): Issue {
  const member = String(issue.path[0] ?? '')
  if (issue.code === 'custom') return { member, ...(issue.params as Omit<Issue, 'member'>) }
  if (!Object.hasOwn(members, member)) return { member, rule: 'missing' }
  return { member, rule: ruleOf(issue) }
}

/** A member that is text, true or false, or one of a few values breaks a rule of its own. What is inside a member has a form. */
function ruleOf(issue: z.core.$ZodIssue): Issue['rule'] {
  if (issue.path.length > 1) return 'malformed'
  if (issue.code === 'invalid_value') return 'not_valid'
  if (issue.code !== 'invalid_type') return 'malformed'
  if (issue.expected === 'string') return 'not_a_string'
  return issue.expected === 'boolean' ? 'not_valid' : 'malformed'
}
