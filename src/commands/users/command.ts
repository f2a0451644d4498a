import { commandOf, type Verb } from '../verb.ts'
import { changeEmailVerb } from './change-email.ts'
import { createVerb } from './create.ts'
import { deedVerbs } from './deed-verbs.ts'
import { exportVerb, importVerb } from './files.ts'
import { listVerb, sessionsVerb, showVerb } from './look.ts'
import { resetSecondStepVerb } from './reset-second-step.ts'

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

export const users = commandOf('npm run users', VERBS)
