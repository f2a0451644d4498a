import { nearestOf } from '../../config/unknown-names.ts'
import type { Command } from '../terminal.ts'
import { asksForHelp, explain, type Manual, misused } from '../words.ts'
import { changeEmailVerb } from './change-email.ts'
import { createVerb } from './create.ts'
import { deedVerbs } from './deed-verbs.ts'
import { exportVerb, importVerb } from './files.ts'
import { listVerb, sessionsVerb, showVerb } from './look.ts'
import { resetSecondStepVerb } from './reset-second-step.ts'
import type { Verb } from './verb.ts'

/** What `npm run users` can do, by the first word behind it. */
export const VERBS: Readonly<Record<string, Verb>> = {
  list: listVerb,
  show: showVerb,
  sessions: sessionsVerb,
  create: createVerb,
  ...deedVerbs,
  'change-email': changeEmailVerb,
  'reset-second-step': resetSecondStepVerb,
  import: importVerb,
  export: exportVerb,
}

const lines = Object.entries(VERBS).map(
  ([name, { words, does }]) =>
    `  ${[name, words].join(' ').padEnd(42)}${does.split('. ', 1)[0]?.replace(/\.$/, '')}`,
)

const MANUAL: Manual = {
  usage: `npm run users -- VERB …

${lines.join('\n')}

--remote works on the deployed database instead of the one on this machine.
npm run users -- VERB --help explains a verb and its options.`,
  help: 'npm run users -- --help',
}

export const users: Command = async (given) => {
  // The place may come first.
  const [remote, [name = '', ...rest]] =
    given[0] === '--remote' ? [['--remote'], given.slice(1)] : [[], given]
  const argv = [...remote, ...rest]
  if (name === '') misused(MANUAL, 'The command needs a verb.')
  if (name === 'help' || asksForHelp([name])) explain(MANUAL)
  const names = Object.keys(VERBS)
  const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined
  if (verb) return verb.run(argv)
  const option = name.startsWith('-') ? ' The verb comes first.' : ''
  const nearest = nearestOf(name, names)
  const meant = nearest === undefined ? '' : ` Did you mean ${nearest}?`
  return misused(MANUAL, `There is no verb "${name}".${option}${meant}`)
}
