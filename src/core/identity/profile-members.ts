import type { Profile } from '../../store/tables/users.ts'

/**
 * The members of a profile, with their names in bodies and in files. A column of the profile that is not
 * here does not compile. Its rule is in fields.ts.
 */
const NAMES = {
  firstName: 'first_name',
  lastName: 'last_name',
  bio: 'bio',
  documentNumber: 'document_number',
  phoneNumber: 'phone_number',
  address: 'address',
} as const satisfies Record<keyof Profile, string>

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
