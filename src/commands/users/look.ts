import type { AdministrationDeps } from '../../core/administration/deps.ts'
import { listSessions, listUsers, unreachableSince } from '../../core/administration/read-users.ts'
import type { LiveSession, SeenAccount } from '../../store/queries/accounts.ts'
import { counted } from '../counted.ts'
import { readWords, wholeNumber } from '../words.ts'
import { existing } from './administer.ts'
import { administer } from '../administration.ts'
import { placeOf, REMOTE, type Verb } from '../verb.ts'
import { manualOf, NEEDS_WHO, WHO } from './verb.ts'

const aboutList = { words: '', does: 'Lists users, a line each, the oldest first.' }
const listManual = manualOf('list', aboutList, ['after', 'limit'])

export const listVerb: Verb = {
  ...aboutList,
  async run(argv) {
    const options = {
      ...REMOTE,
      after: { type: 'string', default: '' },
      limit: { type: 'string', default: '50' },
    } as const
    const { values } = readWords(listManual, argv, { options })
    const limit = wholeNumber(listManual, 'limit', values.limit, { min: 1, max: 1_000 })
    await administer(placeOf(values), (deps) => list(deps, { after: values.after, limit }))
  },
}

const aboutShow = { words: WHO, does: 'Shows a user and the sessions that are live.' }
const showManual = manualOf('show', aboutShow, [])

export const showVerb: Verb = {
  ...aboutShow,
  async run(argv) {
    const { values, words } = readWords(showManual, argv, { options: REMOTE, needs: NEEDS_WHO })
    await administer(placeOf(values), (deps) => show(deps, words[0] ?? ''))
  },
}

const aboutSessions = { words: WHO, does: 'Lists the live sessions of a user, the newest first.' }
const sessionsManual = manualOf('sessions', aboutSessions, [])

export const sessionsVerb: Verb = {
  ...aboutSessions,
  async run(argv) {
    const { values, words } = readWords(sessionsManual, argv, { options: REMOTE, needs: NEEDS_WHO })
    await administer(placeOf(values), (deps) => sessionsOf(deps, words[0] ?? ''))
  },
}

/** The live sessions of a user. Answers the lines to print. */
export async function sessionsOf(deps: AdministrationDeps, who: string): Promise<string[]> {
  const { id, email } = await existing(deps, who)
  const sessions = await listSessions(deps, id)
  return [`${email}: ${counted(sessions.length, 'live session')}`, ...sessions.map(sessionLine)]
}

const sessionLine = ({
  id,
  createdAt,
  rotatedAt,
  device,
  country,
  methods,
  ipPrefix,
  appName,
}: LiveSession) =>
  [
    `  ${id}`,
    `since ${moment(createdAt)}`,
    `seen ${moment(rotatedAt)}`,
    device ?? '-',
    country ?? ipPrefix ?? '-',
    methods,
    ...(appName === null ? [] : [`app ${appName}`]),
  ].join('  ')

/** A page of users. Answers the lines to print. */
export async function list(
  deps: AdministrationDeps,
  { after, limit }: { after: string; limit: number },
): Promise<string[]> {
  const users = await listUsers(deps, { after, limit })
  const last = users.at(-1)
  if (!last) return ['There are no users.']
  const more = users.length === limit ? ['', `More: npm run users -- list --after ${last.id}`] : []
  return [...users.map(line), ...more]
}

/** A user and their live sessions. Answers the lines to print. */
export async function show(deps: AdministrationDeps, who: string): Promise<string[]> {
  const user = await existing(deps, who)
  const { firstName, lastName, language } = user
  const [sessions, unreachable] = await Promise.all([
    listSessions(deps, user.id),
    unreachableSince(deps, user),
  ])
  return [
    line(user),
    `Name: ${[firstName, lastName].filter(Boolean).join(' ') || '-'}  Language: ${language ?? '-'}`,
    ...(unreachable
      ? [`No mail reaches that address: ${moment(unreachable.at)}, ${unreachable.reason ?? 'refused'}.`]
      : []),
    counted(sessions.length, 'live session'),
    ...sessions.map(
      ({ id, createdAt, ipPrefix, userAgent }) =>
        `  ${id}  since ${moment(createdAt)}  ${ipPrefix ?? '-'}  ${userAgent ?? '-'}`,
    ),
  ]
}

function line(user: SeenAccount): string {
  const { id, email, role, verifiedAt, disabledAt, deletesAt, createdAt } = user
  const states = [
    role,
    verifiedAt === null ? 'unverified' : 'verified',
    ...(disabledAt === null ? [] : ['disabled']),
    ...(deletesAt === null ? [] : [`to be deleted ${moment(deletesAt)}`]),
    ...resetOf(user),
  ]
  return `${id}  ${email}  ${states.join(', ')}  created ${moment(createdAt)}  ${seen(user)}`
}

/** A reset of the second step that an operator has asked for, until it has happened. */
function resetOf({ secondStepResetAskedAt: askedAt, secondStepResetsAt: resetsAt }: SeenAccount): string[] {
  if (askedAt === null || (resetsAt !== null && resetsAt <= askedAt)) return []
  return [`second step to be reset ${resetsAt === null ? 'a day after a mail' : moment(resetsAt)}`]
}

/** Registering opens a session and counts as no sign-in. A session is on record for a month after its end. */
function seen({ lastLoginAt, newestSessionAt }: SeenAccount): string {
  const last = Math.max(lastLoginAt ?? 0, newestSessionAt ?? 0)
  return last === 0 ? 'no sign-in on record' : `signed in ${moment(last)}`
}

const moment = (at: number) => new Date(at).toISOString().slice(0, 16).replace('T', ' ')
