import * as z from 'zod/mini'
import { newUser } from '../../core/identity/new-user.ts'
import { NO_PASSWORD } from '../../crypto/password-hash.ts'
import { email, text, unsettable } from '../../core/identity/fields.ts'
import { bio, contact, language, membersOf, profileFrom } from '../../core/identity/profile-members.ts'
import type { User } from '../../store/tables/users.ts'
import { storable } from './password.ts'

/** A user as one line of a file: an import reads it, an export writes it. */

const LATEST_MS = 86_400_000

/** The longest name that any surface accepts. */
const name = unsettable(text(200))

const broken = (payload: z.core.ParsePayload, rule: string) =>
  payload.issues.push({ code: 'custom', params: { rule }, input: undefined })

const password = z.pipe(
  z._default(z.nullable(z.string()), null),
  z.transform((exported, payload) => {
    const result = storable(exported)
    if ('string' in result) return result.string
    broken(payload, result.refusal)
    return NO_PASSWORD
  }),
)

/** A time, in milliseconds. */
const moment = z.pipe(
  z.iso.datetime({ offset: true }),
  z.transform((written: string, payload) => {
    const at = Date.parse(written)
    if (!(at >= 0 && at <= Date.now() + LATEST_MS)) broken(payload, 'not between 1970 and now')
    return at
  }),
)

/** Other members are refused: the value of a misspelt one would be lost without notice. */
const Line = z.strictObject({
  id: unsettable(z.uuid()),
  email,
  password,
  verified: unsettable(z.boolean()),
  disabled: unsettable(z.boolean()),
  role: unsettable(z.enum(['user', 'admin'])),
  first_name: name,
  last_name: name,
  bio,
  ...contact,
  language,
  created_at: unsettable(moment),
})

/**
 * The user of a line, or the rules that it breaks. They name members, and never a value.
 *
 * @param now milliseconds; the time of the import
 */
export function readLine(line: string | undefined, now: number): { user: User } | { reasons: string[] } {
  const value = line === undefined ? undefined : fromJson(line)
  if (value === undefined) return { reasons: ['not JSON in UTF-8, or longer than 64 KiB'] }
  const parsed = z.safeParse(Line, withoutEmpty(value))
  if (!parsed.success) return { reasons: parsed.error.issues.map(reason) }
  const { data } = parsed
  const profile = profileFrom(data)
  const { email, password, language = null } = data
  const role = data.role ?? 'user'
  const user = newUser({ email, password, profile, role, language, now: data.created_at ?? now })
  return {
    user: {
      ...user,
      id: data.id?.toLowerCase() ?? user.id,
      verifiedAt: data.verified ? now : null,
      disabledAt: data.disabled ? now : null,
      updatedAt: now,
      openedBy: 'import',
    },
  }
}

/** The line of a user, without members that are empty. */
export function writeLine(user: User): string {
  const line: { [Member in keyof z.input<typeof Line>]: z.input<typeof Line>[Member] | null } = {
    id: user.id,
    email: user.email,
    password: user.password === NO_PASSWORD ? null : user.password,
    verified: user.verifiedAt !== null,
    disabled: user.disabledAt !== null,
    role: user.role,
    ...membersOf(user),
    language: user.language,
    created_at: new Date(user.createdAt).toISOString(),
  }
  return JSON.stringify(line, (_, value: unknown) => value ?? undefined)
}

/** Many systems export an empty text where there is nothing. Here both are null. */
function withoutEmpty(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const members = Object.entries(value as Record<string, unknown>)
  return Object.fromEntries(members.map(([name, member]) => [name, member === '' ? null : member]))
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function reason(issue: z.core.$ZodIssue): string {
  const member = String(issue.path[0] ?? 'the line')
  if (issue.code === 'unrecognized_keys') {
    return `unknown member ${issue.keys.map((key) => JSON.stringify(key.slice(0, 40))).join(', ')}`
  }
  if (issue.code !== 'custom') return `${member}: missing, or of a wrong type`
  const { rule, limit } = issue.params as { rule: string; limit?: number }
  return `${member}: ${rule.replaceAll('_', ' ')}${limit === undefined ? '' : ` (${limit})`}`
}
