import type { MiddlewareHandler } from 'hono'
import * as z from 'zod/mini'
import { Failure, type Issue } from '../core/failure.ts'
import type { AppContext, AppEnv } from './app-env.ts'

const MAX_BYTES = 16 * 1024
const MEDIA_TYPE = /^application\/json[ \t]*(;[ \t]*charset="?utf-8"?[ \t]*)?$/i

type Members = Record<string, unknown>
type Validated<Schema extends z.ZodMiniType> = MiddlewareHandler<
  AppEnv,
  string,
  { in: { json: z.input<Schema> }; out: { json: z.output<Schema> } }
> & { body: BodyFacts }

/** What a body is checked by: the API document is made of it. */
export type BodyFacts = { schemas: readonly z.ZodMiniType[]; optional: boolean }

/** One of several schemas, chosen by the members that are there. */
type Choice<Schema> = { among: readonly z.ZodMiniType[]; by: (members: Members) => Schema }

/**
 * Reads and checks a JSON body; the handler gets it by `c.req.valid('json')`. Unlike `c.req.json()` it
 * looks at the content type, bounds the size while reading, and refuses broken UTF-8 instead of mending
 * it: two byte strings must never become one password.
 *
 * @param schema of the body, or a choice of one
 * @param options `optional`: no body at all is an empty one
 */
export function jsonBody<Schema extends z.ZodMiniType>(
  schema: Schema | Choice<Schema>,
  { optional = false, emptyIsAbsent = false }: { optional?: boolean; emptyIsAbsent?: boolean } = {},
): Validated<Schema> {
  const { among, by }: Choice<Schema> = 'among' in schema ? schema : { among: [schema], by: () => schema }
  const handler: MiddlewareHandler<AppEnv> = async (c, next) => {
    const sent = await readObject(c, optional)
    const members = emptyIsAbsent ? withoutEmpty(sent) : sent
    const parsed = z.safeParse(by(members), members)
    if (!parsed.success)
      throw new Failure('invalid_input', {
        issues: parsed.error.issues.map((issue) => toIssue(issue, members)),
      })
    c.req.addValidatedData('json', parsed.data as object)
    await next()
  }
  return Object.assign(handler, { body: { schemas: among, optional } })
}

/** For a surface to which null and `""` are the same as a member that is not there. */
const withoutEmpty = (members: Members): Members =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null && value !== ''))

async function readObject(c: AppContext, optional: boolean): Promise<Members> {
  const type = c.req.header('Content-Type')
  if (type === undefined && optional && (await readBytes(c)).length === 0) return {}
  if (type === undefined || !MEDIA_TYPE.test(type)) throw new Failure('unsupported_media_type')
  const bytes = await readBytes(c)
  const value = parse(bytes)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Failure('malformed_body')
  return value as Members
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes))
  } catch {
    throw new Failure('malformed_body')
  }
}

async function readBytes(c: AppContext): Promise<Uint8Array> {
  if (Number(c.req.header('Content-Length') ?? 0) > MAX_BYTES) throw new Failure('body_too_large')
  const reader = c.req.raw.body?.getReader({ mode: 'byob' })
  if (!reader) return new Uint8Array()
  // A client may name no length, or a wrong one: never more is read than tells that it is too much.
  const { value = new Uint8Array() } = await reader.readAtLeast(MAX_BYTES + 1, new Uint8Array(MAX_BYTES + 1))
  // Hono runs handlers twice for a path that is literally `/:user_id`: then nothing is left to read.
  reader.releaseLock()
  if (value.length > MAX_BYTES) throw new Failure('body_too_large')
  return value
}

/** zod's findings in the words of the core. Our own checks say their rule themselves. */
function toIssue(issue: z.core.$ZodIssue, members: Members): Issue {
  const member = String(issue.path[0] ?? '')
  if (issue.code === 'custom') return { member, ...(issue.params as Omit<Issue, 'member'>) }
  return { member, rule: Object.hasOwn(members, member) ? 'not_a_string' : 'missing' }
}
