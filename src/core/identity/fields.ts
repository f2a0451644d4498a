import * as z from 'zod/mini'
import type { Issue } from '../failure.ts'
import { PASSWORD_MAX_LENGTH } from './password-rules.ts'
import { normaliseEmail } from './email-address.ts'

/**
 * Members that mean the same on every surface. What is broken is said as a rule; each surface words it.
 * `meta` says in JSON Schema what a check of ours refuses: the API document cannot look into a function.
 */

type Broken = Omit<Issue, 'member'>

const broken = ({ issues, value }: z.core.ParsePayload<string>, params: Broken) => {
  issues.push({ code: 'custom', params, input: value })
}

/** An address in its one form (core/identity/email-address.ts). */
export const email = z
  .pipe(
    z.string(),
    z.transform((value: string, payload) => {
      const address = normaliseEmail(value)
      if (address === undefined) broken(payload as z.core.ParsePayload<string>, { rule: 'not_an_email' })
      return address ?? ''
    }),
  )
  .check(z.meta({ format: 'email' }))

/**
 * A password as it was typed. Lone surrogates are refused: they have no UTF-8 and would collide. The
 * rules for new passwords are the core's (core/identity/password-rules.ts), which knows whose password it is.
 */
export const password = z.string().check(
  (payload) => {
    if (!payload.value.isWellFormed()) broken(payload, { rule: 'malformed' })
    else if ([...payload.value.normalize('NFC')].length > PASSWORD_MAX_LENGTH) {
      broken(payload, { rule: 'too_long', limit: PASSWORD_MAX_LENGTH })
    }
  },
  z.meta({ format: 'password', maxLength: PASSWORD_MAX_LENGTH }),
)

/** Joiners, between letters or the parts of an emoji, where scripts such as Persian and Hindi need them. */
const JOINER = '[\\u200c\\u200d]'
const JOINED = '[\\p{L}\\p{M}\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\ufe0f]'
/** Format characters that nobody sees. Two texts that differ in them alone look the same. */
const UNSEEN = new RegExp(
  `(?<!${JOINED})${JOINER}|${JOINER}(?!${JOINED})|[^\\P{Cf}\\p{Bidi_Control}\\u200c\\u200d]`,
  'gu',
)
/** Control characters, and those that turn the direction of what follows: refused, since they are never meant well. */
const HOSTILE = /[\p{Cc}\p{Bidi_Control}]/u

/**
 * Human text of 1 to `most` code points: trimmed, NFC, on one line. Control characters are refused, and what
 * nobody would see is removed.
 */
export const text = (most: number) =>
  z
    .pipe(
      z.pipe(
        z.string(),
        z.transform((value: string) => value.replaceAll(UNSEEN, '').trim().normalize('NFC')),
      ),
      z.string().check((payload) => {
        const length = [...payload.value].length
        if (length < 1) broken(payload, { rule: 'too_short', limit: 1 })
        else if (length > most) broken(payload, { rule: 'too_long', limit: most })
        else if (!payload.value.isWellFormed() || HOSTILE.test(payload.value))
          broken(payload, { rule: 'malformed' })
      }),
    )
    .check(z.meta({ minLength: 1, maxLength: most }))

/** Text of exactly this form. */
export const matching = (pattern: RegExp) =>
  z.string().check(
    (payload) => {
      if (!pattern.test(payload.value)) broken(payload, { rule: 'malformed' })
    },
    z.meta({ pattern: pattern.source }),
  )

/** A mailed code: 4 to 8 ASCII digits, as text. Checked before anything is looked up or counted. */
export const code = matching(/^[0-9]{4,8}$/)

/** A code of an authenticator app: six digits, in one group or in two, as apps show them. */
export const totp = matching(/^[0-9]{3} ?[0-9]{3}$/)

/** What people type of a recovery code: the core reads it, however it was grouped. */
export const recoveryCode = matching(/^.{1,64}$/su)

/** A member that may be left out, or be unset by an explicit null. */
export const unsettable = <Schema extends z.ZodMiniType>(schema: Schema) => z.optional(z.nullable(schema))

/** Refuses a body whose confirmation differs, at the member that confirms. */
export const confirmed = <Members extends Record<string, unknown>>(
  member: keyof Members & string,
  confirmation: keyof Members & string,
) =>
  z.check<Members>(({ value, issues }) => {
    if (value[confirmation] === undefined || value[confirmation] === value[member]) return
    issues.push({
      code: 'custom',
      params: { rule: 'confirmation' } satisfies Broken,
      path: [confirmation],
      input: value,
    })
  })
