import { misused, readWords } from '../words.ts'
import { DEEDS, perform } from './administer.ts'
import { administer } from '../administration.ts'
import { placeOf, REMOTE, type Verb } from '../verb.ts'
import { manualOf, NEEDS_WHO, WHO } from './verb.ts'

/** The verbs that do one thing to a user, and need no more than to know whom. */
export const deedVerbs: Readonly<Record<string, Verb>> = Object.fromEntries(
  Object.entries(DEEDS).map(([name, deed]) => {
    const about = { words: WHO, does: deed.does }
    const manual = manualOf(name, about, deed.isFinal ? ['yes'] : [])
    const options = { ...REMOTE, ...(deed.isFinal && { yes: { type: 'boolean', default: false } as const }) }
    const run: Verb['run'] = async (argv) => {
      const { values, words } = readWords(manual, argv, { options, needs: NEEDS_WHO })
      if (deed.isFinal && !values.yes) misused(manual, 'Deleting cannot be undone. Add --yes if you mean it.')
      await administer(placeOf(values), (deps) => perform(deps, deed, words[0] ?? ''))
    }
    return [name, { ...about, run }]
  }),
)
