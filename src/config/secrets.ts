import * as z from 'zod/mini'
import { list } from './readers.ts'

const MIN_SECRET_LENGTH = 32
const SECRET_RULE = `at least ${MIN_SECRET_LENGTH} characters`
/** Marks a previous secret that has leaked: it still checks passwords, and nothing else. */
const PASSWORDS_ONLY = 'passwords:'

/** So many different characters has every text of 32 that was made by chance. */
const MIN_DIFFERENT = 8
/** What looks like the mark and is not: without this rule it would be part of another secret. */
const NEARLY_MARKED = /^passwords?\s*[:=]/i

/** One day it becomes a previous secret, and in that list a comma, spaces and the mark have a meaning. */
const canBecomePrevious = (secret: string) =>
  !secret.includes(',') && secret === secret.trim() && !NEARLY_MARKED.test(secret)

/** `aaaa…` and `abcabc…` are long and guessed at once. */
const isTrivial = (secret: string) =>
  new Set(secret).size < MIN_DIFFERENT || `${secret}${secret}`.indexOf(secret, 1) < secret.length

/** A key that both sides have. */
export const longSecret = z.string(SECRET_RULE).check(z.minLength(MIN_SECRET_LENGTH, SECRET_RULE))

export const secret = z.string(SECRET_RULE).check(
  z.minLength(MIN_SECRET_LENGTH, SECRET_RULE),
  z.refine(canBecomePrevious, `no comma, no space at its ends, no "${PASSWORDS_ONLY}" in front`),
  z.refine(
    (value) => !isTrivial(value),
    `made by chance: ${MIN_DIFFERENT} different characters or more, no repetition`,
  ),
)

const isMarkedWell = (item: string) => !NEARLY_MARKED.test(item) || /^passwords:\S/.test(item)

/** Trivial ones are taken: who has had one needs it here, to leave it. */
export const previousSecrets = z.pipe(
  z.pipe(
    list,
    z
      .array(z.string())
      .check(z.refine((items) => items.every(isMarkedWell), `"${PASSWORDS_ONLY}" exactly so, with no space`)),
  ),
  z.pipe(
    z.transform((items: string[]) =>
      items.map((item) =>
        item.startsWith(PASSWORDS_ONLY)
          ? { secret: item.slice(PASSWORDS_ONLY.length), passwordsOnly: true }
          : { secret: item, passwordsOnly: false },
      ),
    ),
    z
      .array(z.object({ secret: z.string(), passwordsOnly: z.boolean() }))
      .check(
        z.refine(
          (items) => items.every(({ secret }) => secret.length >= MIN_SECRET_LENGTH),
          `each ${SECRET_RULE}`,
        ),
      ),
  ),
)
