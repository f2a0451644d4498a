import { commandOf, type Verb } from '../verb.ts'
import { addVerb } from './add.ts'
import { disableVerb, enableVerb, removeVerb, rotateSecretVerb } from './deed-verbs.ts'
import { editVerb } from './edit.ts'
import { listVerb, showVerb } from './look.ts'

/** What `npm run apps` can do, by the first word behind it. */
export const VERBS: Readonly<Record<string, Verb>> = {
  list: listVerb,
  show: showVerb,
  add: addVerb,
  edit: editVerb,
  'rotate-secret': rotateSecretVerb,
  disable: disableVerb,
  enable: enableVerb,
  remove: removeVerb,
}

export const apps = commandOf('npm run apps', VERBS)
