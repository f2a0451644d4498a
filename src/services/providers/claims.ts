import type { Identity } from '../../core/federation/provider.ts'

/** What a provider says of somebody, unread. */
export type Claims = Record<string, unknown>

const MAX_NAME = 100
/** OpenID Connect Core 1.0 §2: a subject is at most so long. */
const SUBJECT = /^[\x20-\x7e]{1,255}$/
/** Longer than any address that mail is sent to (RFC 5321 §4.5.3.1.3). */
const MAX_EMAIL = 320
const EMAIL = /^[^\s@\p{C}]+@[^\s@\p{C}]+$/u

/** A part of a name, as far as it can be shown. */
export function namePart(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  const name = value.trim()
  return name !== '' && name.length <= MAX_NAME && name.isWellFormed() && !/\p{Cc}/u.test(name)
    ? name
    : undefined
}

export const namesIn = ({ given_name, family_name }: Claims): Pick<Identity, 'firstName' | 'lastName'> => ({
  firstName: namePart(given_name),
  lastName: namePart(family_name),
})

/**
 * The address that a provider says. Some let people write any text there. A page that asks whether to connect "ada@…"
 * shows it, so a sentence, or characters that turn the text around, are no address.
 */
export const emailIn = ({ email }: Claims): string | undefined =>
  typeof email === 'string' && email.length <= MAX_EMAIL && EMAIL.test(email) ? email : undefined

export const isSubject = (value: unknown): value is string => typeof value === 'string' && SUBJECT.test(value)

/**
 * The domain of an address, in lower case. Undefined unless all of the address is ASCII: nothing that another program
 * might read as another address proves a mailbox. In lower case a Kelvin sign before the @ is the letter k.
 */
export const domainOf = (email: string | undefined): string | undefined =>
  /^[\x21-\x3f\x41-\x7e]+@([a-z\d.-]+)$/i.exec(email ?? '')?.[1]?.toLowerCase()
