import { nearestOf } from '../config/unknown-names.ts'
import type { Place } from './database.ts'
import type { Command } from './terminal.ts'
import { asksForHelp, explain, type Manual, misused } from './words.ts'

/** One of the things that a command with verbs does. */
export type Verb = {
  /** What stands behind the verb: "ADDRESS-OR-ID". */
  words: string
  does: string
  run: Command
}

/** Every verb can work on the deployed database. */
export const REMOTE = { remote: { type: 'boolean', default: false } } as const

const ON_REMOTE = '--remote            on the deployed database instead of the one on this machine'

export const placeOf = ({ remote }: { remote: boolean }): Place => (remote ? '--remote' : '--local')

/**
 * Makes the manuals of the verbs of a command, which list their options.
 *
 * @param explained the options of verbs, with a line of explanation each
 */
export const manualsOf =
  <OptionName extends string>(command: string, explained: Readonly<Record<OptionName, string>>) =>
  (name: string, { words, does }: Pick<Verb, 'words' | 'does'>, options: readonly OptionName[]): Manual => {
    const call = `${command} -- ${name}`
    const lines = [...options.map((option) => explained[option]), ON_REMOTE]
    return {
      usage: `${[call, words].filter((part) => part !== '').join(' ')}\n\n${does}\n\n${lines.join('\n')}`,
      help: `${call} --help`,
    }
  }

/** A command whose first word says what to do. */
export function commandOf(call: string, verbs: Readonly<Record<string, Verb>>): Command {
  const names = Object.keys(verbs)
  const manual = manualOfAll(call, verbs)
  return async (given) => {
    // The place may come first.
    const [remote, [name = '', ...rest]] =
      given[0] === '--remote' ? [['--remote'], given.slice(1)] : [[], given]
    const argv = [...remote, ...rest]
    if (name === '') misused(manual, 'The command needs a verb.')
    if (name === 'help' || asksForHelp([name])) explain(manual)
    const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined
    if (verb) return verb.run(argv)
    const option = name.startsWith('-') ? ' The verb comes first.' : ''
    const nearest = nearestOf(name, names)
    const meant = nearest === undefined ? '' : ` Did you mean ${nearest}?`
    return misused(manual, `There is no verb "${name}".${option}${meant}`)
  }
}

function manualOfAll(call: string, verbs: Readonly<Record<string, Verb>>): Manual {
  const lines = Object.entries(verbs).map(
    ([name, { words, does }]) =>
      `  ${[name, words].join(' ').padEnd(42)}${does.split('. ', 1)[0]?.replace(/\.$/, '')}`,
  )
  return {
    usage: `${call} -- VERB …

${lines.join('\n')}

--remote works on the deployed database instead of the one on this machine.
${call} -- VERB --help explains a verb and its options.`,
    help: `${call} -- --help`,
  }
}
