import type { AdministrationDeps } from '../../core/administration/deps.ts'
import { disableApp, enableApp, removeApp, rotateSecret } from '../../core/apps/administer-apps.ts'
import type { ShownApp } from '../../store/pieces/apps.ts'
import { administer } from '../administration.ts'
import { giveUp } from '../terminal.ts'
import { placeOf, REMOTE, type Verb } from '../verb.ts'
import { misused, readWords } from '../words.ts'
import { secretLines } from './add.ts'
import { existingApp } from './find-app.ts'
import { keysOfPlace } from './service-secret.ts'
import { manualOf, NEEDS_WHICH, WHICH } from './verb.ts'

type Deed = (deps: AdministrationDeps, app: ShownApp) => Promise<string[]>

/** Does something to the app that the words name. Answers the lines to print. */
export const performOn = async (deps: AdministrationDeps, deed: Deed, which: string): Promise<string[]> =>
  deed(deps, await existingApp(deps, which))

/** A verb that needs no more than to know which app. */
function deedVerb(name: string, does: string, deed: Deed): Verb {
  const about = { words: WHICH, does }
  const manual = manualOf(name, about, [])
  return {
    ...about,
    async run(argv) {
      const { values, words } = readWords(manual, argv, { options: REMOTE, needs: NEEDS_WHICH })
      await administer(placeOf(values), (deps) => performOn(deps, deed, words[0] ?? ''))
    },
  }
}

const tokensEnded = ({ length }: string[]) => (length > 0 ? ` Access tokens ended: ${length}.` : '')

export const disable: Deed = async (deps, { id, name }) => {
  const done = await disableApp(deps, id)
  if (!done) return giveUp(`${name} is disabled already.`)
  return [`${name} is disabled, and its sessions are over.${tokensEnded(done.ended)}`]
}

export const enable: Deed = async (deps, { id, name }) => {
  if (!(await enableApp(deps, id))) return giveUp(`${name} is not disabled.`)
  return [`${name} is enabled. Its users sign in to it again.`]
}

export const remove: Deed = async (deps, { id, name }) => {
  const done = await removeApp(deps, id)
  if (!done) return giveUp(`${name} is gone already.`)
  return [`${name} is removed, and its sessions are over.${tokensEnded(done.ended)}`]
}

/** @param keysOf opens the keys when the app is known to have a secret */
export const rotate =
  (keysOf: () => ReturnType<typeof keysOfPlace>): Deed =>
  async (deps, { id, name, isConfidential }) => {
    const secret = isConfidential ? await rotateSecret(deps, id, await keysOf()) : undefined
    if (secret === undefined)
      return giveUp(`${name} has no secret. One that has is registered with --confidential.`)
    return [`${name} has another secret. The former one works no more.`, ...secretLines(secret)]
  }

export const disableVerb = deedVerb(
  'disable',
  'Ends the sessions of an app, and lets nobody sign in to it. What users have allowed it stays.',
  disable,
)

export const enableVerb = deedVerb('enable', 'Lets people sign in to a disabled app again.', enable)

const aboutRemove = {
  words: WHICH,
  does: 'Removes an app, ends its sessions, and forgets what users have allowed it.',
}
const removeManual = manualOf('remove', aboutRemove, ['yes'])

export const removeVerb: Verb = {
  ...aboutRemove,
  async run(argv) {
    const options = { ...REMOTE, yes: { type: 'boolean', default: false } } as const
    const { values, words } = readWords(removeManual, argv, { options, needs: NEEDS_WHICH })
    if (!values.yes) misused(removeManual, 'Removing cannot be undone. Add --yes if you mean it.')
    await administer(placeOf(values), (deps) => performOn(deps, remove, words[0] ?? ''))
  },
}

const aboutRotate = {
  words: WHICH,
  does: 'Gives a confidential app another secret, which is shown this once. The former one stops working at once.',
}
const rotateManual = manualOf('rotate-secret', aboutRotate, [])

export const rotateSecretVerb: Verb = {
  ...aboutRotate,
  async run(argv) {
    const { values, words } = readWords(rotateManual, argv, { options: REMOTE, needs: NEEDS_WHICH })
    const place = placeOf(values)
    await administer(place, (deps) =>
      performOn(
        deps,
        rotate(() => keysOfPlace(place)),
        words[0] ?? '',
      ),
    )
  },
}
