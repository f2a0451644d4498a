import { parseArgs } from 'node:util'
import { administration } from '../store/administration.ts'
import { execute, type Place, revoke } from './database.ts'
import { exportUsers } from './users/export.ts'
import { importUsers } from './users/import.ts'
import { giveUp } from './wrangler.ts'

/** `npm run users`: what an operator does to users, on this machine or, with `--remote`, in production. */

const USAGE = `npm run users -- list [--after ID] [--most N]
npm run users -- show | disable | enable | make-admin | revoke-sessions | delete  ID-OR-ADDRESS

npm run users -- import FILE [--skip-refused]
npm run users -- export FILE [--overwrite]

--remote         on the deployed database instead of the one on this machine
--yes            delete without asking back: deleting cannot be undone
--skip-refused   import the good lines though others are refused
--overwrite      replace FILE`

type User = {
  id: string
  email: string
  role: string
  verified_at: number | null
  disabled_at: number | null
  last_login_at: number | null
  created_at: number
}

const DEEDS = {
  disable: {
    statements: administration.disable,
    done: 'is disabled, and all sessions have ended',
    none: 'Nobody enabled',
  },
  enable: { statements: administration.enable, done: 'is enabled', none: 'Nobody disabled' },
  'make-admin': {
    statements: administration.makeAdmin,
    done: 'is an administrator',
    none: 'Nobody without that role',
  },
  'revoke-sessions': {
    statements: administration.revokeSessions,
    done: 'is signed out everywhere',
    none: 'Nobody',
  },
  delete: { statements: administration.remove, done: 'is deleted', none: 'Nobody' },
} as const

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    remote: { type: 'boolean', default: false },
    yes: { type: 'boolean', default: false },
    after: { type: 'string', default: '' },
    most: { type: 'string', default: '50' },
    'skip-refused': { type: 'boolean', default: false },
    overwrite: { type: 'boolean', default: false },
  },
})
const place: Place = values.remote ? '--remote' : '--local'
const [deed = '', given = '', ...more] = positionals
// Addresses are stored in lower case, and ids have no capitals.
const who = given.trim().toLowerCase()

if (deed === 'list' && given === '') await list()
else if (who === '' || more.length > 0) giveUp(USAGE)
else if (deed === 'show') await show()
else if (deed === 'import') await importUsers(place, given, { skipRefused: values['skip-refused'] })
else if (deed === 'export') await exportUsers(place, given, { overwrite: values.overwrite })
else if (Object.hasOwn(DEEDS, deed)) await perform(deed as keyof typeof DEEDS)
else giveUp(USAGE)

async function list() {
  const most = Number(values.most)
  if (!Number.isInteger(most) || most < 1 || most > 1_000) giveUp('--most is a number from 1 to 1000.')
  const [users = []] = await execute<User>(place, administration.list({ after: values.after, most }))
  for (const user of users) console.log(line(user))
  const last = users.at(-1)
  if (users.length === most && last) console.log(`\nMore: npm run users -- list --after ${last.id}`)
  if (users.length === 0) console.log('Nobody.')
}

async function show(): Promise<void> {
  const [[user] = [], sessions = []] = await execute<User & Record<string, unknown>>(
    place,
    administration.show(who, Date.now()),
  )
  if (!user) giveUp(`Nobody is ${given}.`)
  console.log(line(user))
  console.log(`${sessions.length} live session${sessions.length === 1 ? '' : 's'}`)
  for (const session of sessions) {
    const { id, created_at, ip_prefix, user_agent } = session as Record<string, string | number | null>
    console.log(`  ${id}  since ${moment(Number(created_at))}  ${ip_prefix ?? '-'}  ${user_agent ?? '-'}`)
  }
}

async function perform(name: keyof typeof DEEDS) {
  const { statements, done, none } = DEEDS[name]
  if (name === 'delete' && !values.yes) giveUp('Deleting cannot be undone. Add --yes if you mean it.')
  const answers = await execute<User & { ended?: string }>(place, statements(who, Date.now()))
  const [user] = answers[0] ?? []
  if (!user) giveUp(`${none} is ${given}.`)
  const ended = answers.flat().flatMap((row) => (row.ended === undefined ? [] : [row.ended]))
  // D1 has decided; Workers that check tokens without D1 look at the list in KV.
  await revoke(place, ended)
  console.log(`${user.email} ${done}.${ended.length > 0 ? ` Sessions ended: ${ended.length}.` : ''}`)
}

function line({ id, email, role, verified_at, disabled_at, last_login_at, created_at }: User): string {
  const states = [
    role,
    verified_at === null ? 'unverified' : 'verified',
    ...(disabled_at === null ? [] : ['disabled']),
  ]
  const seen = last_login_at === null ? 'never signed in' : `signed in ${moment(last_login_at)}`
  return `${id}  ${email}  ${states.join(', ')}  made ${moment(created_at)}  ${seen}`
}

function moment(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ')
}
