import * as z from 'zod/mini'
import { Failure } from '../core/failure.ts'
import type { AppContext } from './app-env.ts'
import { type BodyRule, issuesOf, type Members, readBytes, toText } from './body.ts'
import { keepHumanToken } from './human-token.ts'

const MEDIA_TYPE = /^application\/x-www-form-urlencoded[ \t]*(;[ \t]*charset="?utf-8"?[ \t]*)?$/i

/** Whether a body says that it is a form. */
export const isForm = (c: AppContext): boolean =>
  /^application\/x-www-form-urlencoded\b/i.test(c.req.header('Content-Type') ?? '')

/** What was typed into a form, by the names of its fields. */
export type Typed = Readonly<Record<string, string>>

/**
 * The fields of a form, in the bounds of every body. `URLSearchParams` would mend broken UTF-8, and two byte strings
 * must never become one password. A field that is there twice is refused: two readers would see two values. A token of
 * Turnstile counts as if the header had brought it.
 *
 * @throws Failure unsupported_media_type, body_too_large, malformed_body
 */
export async function readForm(c: AppContext): Promise<Typed> {
  if (!MEDIA_TYPE.test(c.req.header('Content-Type') ?? '')) throw new Failure('unsupported_media_type')
  const text = toText(await readBytes(c))
  const fields = new Map<string, string>()
  for (const pair of text.split('&').filter((part) => part !== '')) {
    const at = pair.includes('=') ? pair.indexOf('=') : pair.length
    const [name, value] = [decoded(pair.slice(0, at)), decoded(pair.slice(at + 1))]
    if (fields.has(name)) throw new Failure('malformed_body')
    fields.set(name, value)
  }
  const typed = Object.fromEntries(fields)
  keepHumanToken(c, typed)
  return typed
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    throw new Failure('malformed_body')
  }
}

/**
 * What was typed, checked. An empty field is one that was left out: browsers send every field of a form.
 *
 * @throws Failure invalid_input
 */
export function checkForm<Body>(schema: z.ZodMiniType<Body>, typed: Typed): Body {
  const members = Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== ''))
  const parsed = z.safeParse(schema, members)
  if (parsed.success) return parsed.data
  throw new Failure('invalid_input', { issues: issuesOf(parsed.error, members) })
}

/** The body of a route for programs that is a form, as OAuth has it. */
export const formBody = <Body>(schema: z.ZodMiniType<Body>): BodyRule<Body> => {
  const check = (members: Members) => checkForm(schema, members as Typed)
  return {
    schemas: [schema],
    optional: false,
    isForm: true,
    check,
    read: async (c) => check(await readForm(c)),
  }
}

/** A field in which a script has written JSON. */
export const jsonText = <Schema extends z.ZodMiniType>(schema: Schema) =>
  z.pipe(
    z.pipe(
      z.string(),
      z.transform((text: string): unknown => {
        try {
          return JSON.parse(text)
        } catch {
          return undefined
        }
      }),
    ),
    schema,
  )
