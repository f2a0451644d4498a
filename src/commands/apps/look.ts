import type { AdministrationDeps } from '../../core/administration/deps.ts'
import { listApps, usesOfApp } from '../../core/apps/administer-apps.ts'
import type { ShownApp } from '../../store/pieces/apps.ts'
import { administer } from '../administration.ts'
import { counted } from '../counted.ts'
import { placeOf, REMOTE, type Verb } from '../verb.ts'
import { readWords } from '../words.ts'
import { existingApp } from './find-app.ts'
import { manualOf, NEEDS_WHICH, WHICH } from './verb.ts'

const aboutList = { words: '', does: 'Lists the apps, a line each, the oldest first.' }
const listManual = manualOf('list', aboutList, [])

export const listVerb: Verb = {
  ...aboutList,
  async run(argv) {
    const { values } = readWords(listManual, argv, { options: REMOTE })
    await administer(placeOf(values), list)
  },
}

const aboutShow = { words: WHICH, does: 'Shows an app, and how much it is used.' }
const showManual = manualOf('show', aboutShow, [])

export const showVerb: Verb = {
  ...aboutShow,
  async run(argv) {
    const { values, words } = readWords(showManual, argv, { options: REMOTE, needs: NEEDS_WHICH })
    await administer(placeOf(values), (deps) => show(deps, words[0] ?? ''))
  },
}

/** All apps. Answers the lines to print. */
export async function list(deps: AdministrationDeps): Promise<string[]> {
  const apps = await listApps(deps)
  return apps.length === 0 ? ['There are no apps. npm run apps -- add registers one.'] : apps.map(headOf)
}

/** An app and its use. Answers the lines to print. */
export async function show(deps: AdministrationDeps, which: string): Promise<string[]> {
  const app = await existingApp(deps, which)
  const { sessions, users, grants } = await usesOfApp(deps, app.id)
  return [
    ...linesOf(app),
    `${counted(sessions, 'live session')} of ${counted(users, 'user')}, allowed by ${counted(grants, 'user')}`,
  ]
}

/** An app with all that is said of it. */
export const linesOf = (app: ShownApp): string[] => [
  headOf(app),
  ...app.redirectUris.map((uri) => `  comes back to      ${uri}`),
  ...app.postLogoutRedirectUris.map((uri) => `  after a sign-out   ${uri}`),
  `  may ask for        ${app.scopes}`,
  `  PKCE               ${app.pkce}`,
  `  signs ID tokens    ${app.idTokenAlg}`,
  ...(app.logoUrl === null ? [] : [`  logo               ${app.logoUrl}`]),
]

function headOf({ id, name, kind, isConfidential, createdAt, disabledAt }: ShownApp): string {
  const states = [
    kind === 'first_party' ? 'first party' : 'third party',
    isConfidential ? 'confidential' : 'public',
    ...(disabledAt === null ? [] : [`disabled ${day(disabledAt)}`]),
  ]
  return `${id}  ${name}  ${states.join(', ')}  registered ${day(createdAt)}`
}

const day = (at: number) => new Date(at).toISOString().slice(0, 10)
