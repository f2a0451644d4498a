import * as z from 'zod/mini'
import { LANGUAGES } from '../language.ts'
import { matching, text, unsettable } from './fields.ts'
import type { Profile } from '../../store/tables/users.ts'

/** The members of a profile by their names in bodies and files. A column of the profile that has none does not compile. */
const NAMES = {
  firstName: 'first_name',
  lastName: 'last_name',
  bio: 'bio',
  documentNumber: 'document_number',
  phoneNumber: 'phone_number',
  address: 'address',
} as const satisfies Record<keyof Profile, string>

export const name = text(100)

/** The rules of what a profile has besides names. Each member may be left out, and null unsets it. */
export const contact = {
  document_number: unsettable(text(64)),
  /** 5 to 20 digits, with an optional leading plus. */
  phone_number: unsettable(matching(/^\+?[0-9]{5,20}$/)),
  address: unsettable(text(300)),
}
export const bio = unsettable(text(500))

/** Of mails and pages. Without one it is that of each request. */
export const language = unsettable(z.enum(LANGUAGES))

const MEMBERS = Object.keys(NAMES) as (keyof Profile)[]

type Members = { [Name in (typeof NAMES)[keyof Profile]]?: string | null | undefined }

/** Of a body or a line: what is absent is left out, and null unsets. */
export const profileFrom = (members: Members): Partial<Profile> =>
  Object.fromEntries(
    MEMBERS.map((member) => [member, members[NAMES[member]]] as const).filter(
      ([, value]) => value !== undefined,
    ),
  )

/** The same members, for a body or a line. */
export const membersOf = (profile: Profile): Members =>
  Object.fromEntries(MEMBERS.map((member) => [NAMES[member], profile[member]]))

/** Nothing is known of the owner. */
export const emptyProfile = () =>
  Object.fromEntries(MEMBERS.map((member) => [member, null])) as Record<keyof Profile, null>
