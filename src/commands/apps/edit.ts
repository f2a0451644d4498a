import type { AdministrationDeps } from '../../core/administration/deps.ts'
import { editApp } from '../../core/apps/administer-apps.ts'
import type { AppFacts } from '../../core/apps/facts.ts'
import { administer } from '../administration.ts'
import type { Place } from '../database.ts'
import { giveUp } from '../terminal.ts'
import { placeOf, REMOTE, type Verb } from '../verb.ts'
import { misused, readWords } from '../words.ts'
import { existingApp } from './find-app.ts'
import { checkedFacts, FACT_OPTIONS, givenFacts } from './given-facts.ts'
import { linesOf } from './look.ts'
import { manualOf, NEEDS_WHICH, WHICH } from './verb.ts'

const about = {
  words: WHICH,
  does: `Changes what is said of an app. Addresses that are given replace those that are there; --post-logout none and
--logo none take away what is there. Sessions go on as they are.`,
}
const manual = manualOf('edit', about, [
  'name',
  'redirect',
  'post-logout',
  'first-party',
  'third-party',
  'pkce',
  'scopes',
  'id-token-alg',
  'logo',
])
const options = {
  ...REMOTE,
  ...FACT_OPTIONS,
  name: { type: 'string' },
  'first-party': { type: 'boolean', default: false },
  'third-party': { type: 'boolean', default: false },
} as const

export const editVerb: Verb = {
  ...about,
  async run(argv) {
    const { values, words } = readWords(manual, argv, { options, needs: NEEDS_WHICH })
    const { name, 'first-party': isOurs, 'third-party': isOthers } = values
    if (isOurs && isOthers) misused(manual, 'An app is --first-party or --third-party, not both.')
    const changes: Partial<AppFacts> = {
      ...givenFacts(manual, values),
      ...(name !== undefined && { name }),
      ...(isOurs && { kind: 'first_party' }),
      ...(isOthers && { kind: 'third_party' }),
    }
    if (Object.keys(changes).length === 0) misused(manual, 'The command needs something to change.')
    const place = placeOf(values)
    await administer(place, (deps) => edit(deps, words[0] ?? '', { changes, place }))
  },
}

/** Changes the app. Answers the lines to print. */
export async function edit(
  deps: AdministrationDeps,
  which: string,
  { changes, place }: { changes: Partial<AppFacts>; place: Place },
): Promise<string[]> {
  const {
    id,
    createdAt: _createdAt,
    disabledAt: _disabledAt,
    isConfidential,
    ...facts
  } = await existingApp(deps, which)
  const wanted = checkedFacts(manual, { ...facts, ...changes }, { isConfidential, place })
  const edited = await editApp(deps, { id, facts: wanted })
  if (!edited) return giveUp('The app has changed meanwhile, and nothing was done. Call the command again.')
  return linesOf(edited)
}
