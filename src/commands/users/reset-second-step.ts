import type { AdministrationDeps } from '../../core/administration/deps.ts'
import { askToResetSecondStep, resetSecondStepNow } from '../../core/administration/reset-second-step.ts'
import type { Account } from '../../store/pieces/account.ts'
import { giveUp } from '../terminal.ts'
import { readWords } from '../words.ts'
import { existing, tokensEnded } from './administer.ts'
import { administer } from '../administration.ts'
import { placeOf, REMOTE, type Verb } from '../verb.ts'
import { manualOf, NEEDS_WHO, WHO } from './verb.ts'

const about = {
  words: WHO,
  does: `Resets the second step of a user who has lost every factor and every recovery code. The owner is mailed, and
a day after that mail the authenticator app, the passkeys and the recovery codes are removed, and every session ends.
If one of them is used before, the reset does not happen: then nothing was lost. For a day after the reset the user
changes no factor and no address, exports nothing and deletes nothing, unless the service demands a second step: then
the first factor can be added.`,
}
const manual = manualOf('reset-second-step', about, ['now'])

export const resetSecondStepVerb: Verb = {
  ...about,
  async run(argv) {
    const options = { ...REMOTE, now: { type: 'boolean', default: false } } as const
    const { values, words } = readWords(manual, argv, { options, needs: NEEDS_WHO })
    const [who = ''] = words
    const place = placeOf(values)
    await administer(place, async (deps) => [
      ...(values.now ? await resetNow(deps, who) : await askToReset(deps, who)),
      ...(place === '--local' ? ['On this machine nothing runs by itself: see what npm run dev says.'] : []),
    ])
  },
}

/** Asks for the reset, which comes a day after the mail. Answers the lines to print. */
export async function askToReset(deps: AdministrationDeps, who: string): Promise<string[]> {
  const user = await resettable(deps, who)
  if (user.secondStepResetAskedAt !== null)
    giveUp(
      `A reset of the second step of ${user.email} was asked for already. With --now it happens at once.`,
    )
  const asked = await askToResetSecondStep(deps, user.id)
  if (!asked) return giveUp(CHANGED)
  return [
    `${asked.email} is mailed within a quarter of an hour.`,
    'A day after that mail the second step is reset, unless the user proves it before.',
  ]
}

/** Resets it without that day. Answers the lines to print. */
export async function resetNow(deps: AdministrationDeps, who: string): Promise<string[]> {
  const user = await resettable(deps, who)
  const done = await resetSecondStepNow(deps, user.id)
  if (!done) return giveUp(CHANGED)
  return [
    `${done.account.email} has no second step, and is signed out everywhere.${tokensEnded(done.ended)}`,
    'The owner had no day to object: whoever knows the password or reads the mail can sign in from now on.',
    'The owner is mailed within a quarter of an hour. For 7 days a link of that mail brings the second step back.',
  ]
}

const CHANGED = 'The user has changed meanwhile, and nothing was done. Call the command again.'

async function resettable(deps: AdministrationDeps, who: string): Promise<Account> {
  const user = await existing(deps, who)
  const refused = refusalOf(user)
  if (refused !== undefined) giveUp(refused)
  return user
}

function refusalOf({ email, deletesAt, disabledAt, secondStepAt }: Account): string | undefined {
  if (deletesAt !== null)
    return `${email} is being deleted, so its owner could not object. Use cancel-deletion first.`
  if (disabledAt !== null)
    return `${email} is disabled, so its owner could not object. Enable the user first.`
  if (secondStepAt === null) return `${email} has no second step.`
  return undefined
}
