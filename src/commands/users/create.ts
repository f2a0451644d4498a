import * as z from 'zod/mini'
import type { AdministrationDeps } from '../../core/administration/deps.ts'
import { openUser } from '../../core/administration/open-user.ts'
import { findUser } from '../../core/administration/read-users.ts'
import { normaliseEmail } from '../../core/identity/email-address.ts'
import { name } from '../../core/identity/profile-members.ts'
import { type Language, LANGUAGES } from '../../core/language.ts'
import { giveUp } from '../terminal.ts'
import { misused, readWords } from '../words.ts'
import { administer } from '../administration.ts'
import { placeOf, REMOTE, type Verb } from '../verb.ts'
import { manualOf } from './verb.ts'

const about = {
  words: 'ADDRESS',
  does: `Makes an account without a password. It does not expire, and the command sends no mail.
With --verified, its owner signs in by mail, or sets a password by a password reset. Without it, either makes a new
account in its place, with another id and without the names and the language: add --verified if you know the
mailbox.`,
}
const manual = manualOf('create', about, ['first-name', 'last-name', 'language', 'verified', 'admin'])
const options = {
  ...REMOTE,
  'first-name': { type: 'string' },
  'last-name': { type: 'string' },
  language: { type: 'string' },
  verified: { type: 'boolean', default: false },
  admin: { type: 'boolean', default: false },
} as const

type NewUser = {
  email: string
  firstName: string | null
  lastName: string | null
  language: Language | null
  verified: boolean
  admin: boolean
}

export const createVerb: Verb = {
  ...about,
  async run(argv) {
    const { values, words } = readWords(manual, argv, { options, needs: ['an address'] })
    const email = normaliseEmail(words[0] ?? '') ?? misused(manual, `"${words[0]}" is no mail address.`)
    if (values.admin && !values.verified) {
      misused(
        manual,
        'An administrator needs a verified address: add --verified if you know whose mailbox it is.',
      )
    }
    const wanted = {
      email,
      firstName: nameOf('first-name', values['first-name']),
      lastName: nameOf('last-name', values['last-name']),
      language: languageOf(values.language),
      verified: values.verified,
      admin: values.admin,
    }
    await administer(placeOf(values), (deps) => create(deps, wanted))
  },
}

/** Makes the account. Answers the lines to print. */
export async function create(
  deps: AdministrationDeps,
  { email, firstName, lastName, language, verified, admin }: NewUser,
): Promise<string[]> {
  const profile = { firstName, lastName }
  const role = admin ? 'admin' : 'user'
  const opened = await openUser(deps, { email, profile, role, language, verified })
  if (!opened) return giveUp(await whyTaken(deps, email, 'With --verified the new one takes its place.'))
  return [
    `${email} has an account, ${verified ? 'verified' : 'unverified'}${admin ? ', as an administrator' : ''}: ${opened.account.id}.`,
    `It has no password. ${verified ? 'Its owner signs in by mail, or sets one by a password reset.' : yields(email)}`,
  ]
}

/** What becomes of an account that nobody vouches for, and how it can be kept. */
const yields = (email: string) =>
  'A password reset or a sign-in by mail makes a new account in its place, with another id and without its ' +
  `names and language. If you know the mailbox, verify this one: npm run users -- verify ${email}`

/** Why an address cannot be had. `way` says how it can, where an unverified account has it. */
export async function whyTaken(deps: AdministrationDeps, email: string, way: string): Promise<string> {
  const holder = await findUser(deps, email)
  if (!holder)
    return `${email} is kept for its former owner until the link that undoes a change of address expires.`
  if (holder.verifiedAt !== null) return `${email} has an account already.`
  if (holder.disabledAt !== null) return `${email} has an account already. It is unverified and disabled.`
  return `${email} has an account already. It is unverified. ${way}`
}

function nameOf(option: string, written: string | undefined): string | null {
  if (written === undefined) return null
  const parsed = z.safeParse(name, written)
  return parsed.success
    ? parsed.data
    : misused(manual, `--${option} is 1 to 100 characters on one line, without control characters.`)
}

function languageOf(written: string | undefined): Language | null {
  if (written === undefined) return null
  const known = LANGUAGES.find((language) => language === written)
  return known ?? misused(manual, `--language is one of ${LANGUAGES.join(', ')}.`)
}
