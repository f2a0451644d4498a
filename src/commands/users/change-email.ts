import type { AdministrationDeps } from '../../core/administration/deps.ts'
import { moveUser } from '../../core/administration/help-users.ts'
import { normaliseEmail } from '../../core/identity/email-address.ts'
import { giveUp } from '../terminal.ts'
import { misused, readWords } from '../words.ts'
import { existing, tokensEnded } from './administer.ts'
import { administer } from '../administration.ts'
import { whyTaken } from './create.ts'
import { placeOf, REMOTE, type Verb } from '../verb.ts'
import { manualOf, NEEDS_WHO, WHO } from './verb.ts'

const about = {
  words: `${WHO} NEW-ADDRESS`,
  does: `Gives a user another address, and signs them out everywhere. A verified account stays verified, so be sure
whose mailbox it is: it replaces an unverified account that has the new address. No mail is sent, and no link takes
it back: tell the user yourself.`,
}
const manual = manualOf('change-email', about, [])

export const changeEmailVerb: Verb = {
  ...about,
  async run(argv) {
    const needs = [...NEEDS_WHO, 'the new address']
    const { values, words } = readWords(manual, argv, { options: REMOTE, needs })
    const [who = '', written = ''] = words
    const email = normaliseEmail(written) ?? misused(manual, `"${written}" is no mail address.`)
    await administer(placeOf(values), (deps) => changeEmail(deps, who, email))
  },
}

/** Moves the user. Answers the lines to print. */
export async function changeEmail(deps: AdministrationDeps, who: string, email: string): Promise<string[]> {
  const user = await existing(deps, who)
  if (user.email === email) giveUp(`${email} is the address of this user already.`)
  const moved = await moveUser(deps, { userId: user.id, email })
  if (!moved) return giveUp(await whyTaken(deps, email, 'Verify the user first: then it yields.'))
  const state = moved.account.verifiedAt === null ? 'unverified' : 'verified'
  return [
    `${user.email} is now ${email}, ${state}, and signed out everywhere.${tokensEnded(moved.ended)}`,
    'No mail was sent: tell the user.',
  ]
}
