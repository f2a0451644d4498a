import { type Place, withDatabase } from './database.ts'
import { misused, printLine, readWords, runCommand } from './terminal.ts'

/** `npm run users`: what an operator does to users, on this machine or, with `--remote`, in production. */

const USAGE = `npm run users -- list [--after ID] [--limit N]
npm run users -- show | disable | enable | make-admin | remove-admin | revoke-sessions | delete  ID-OR-ADDRESS

npm run users -- import FILE [--skip-refused]
npm run users -- export FILE [--overwrite]

--remote         on the deployed database instead of the one on this machine
--yes            delete without asking back: deleting cannot be undone
--skip-refused   import the good lines though others are refused
--overwrite      replace FILE`

const { positionals, values } = readWords(USAGE, {
  allowPositionals: true,
  options: {
    remote: { type: 'boolean', default: false },
    yes: { type: 'boolean', default: false },
    after: { type: 'string', default: '' },
    limit: { type: 'string', default: '50' },
    'skip-refused': { type: 'boolean', default: false },
    overwrite: { type: 'boolean', default: false },
  },
})
const place: Place = values.remote ? '--remote' : '--local'
const [verb = '', given = '', ...more] = positionals

await runCommand(async () => {
  if (more.length > 0) misused(USAGE, `There is a word too many: "${more[0]}".`)
  if (verb === 'import') {
    const { importUsers } = await import('./users/import.ts')
    const { announceEnded } = await import('./users/administration.ts')
    const [file, options] = [needed('a file'), { skipRefused: values['skip-refused'] }]
    return withDatabase(place, async (sql, bindings) =>
      announceEnded(bindings, await importUsers(sql, file, options)),
    )
  }
  if (verb === 'export') {
    const { exportUsers } = await import('./users/export.ts')
    const [file, options] = [needed('a file'), { overwrite: values.overwrite }]
    return withDatabase(place, (sql) => exportUsers(sql, file, options))
  }
  for (const line of await administered()) printLine(line)
})

/** The word behind the verb, which most verbs need. */
function needed(what: string): string {
  return given.trim() === '' ? misused(USAGE, `${verb} needs ${what}.`) : given
}

/** Reads the words before anything is opened. */
async function administered(): Promise<string[]> {
  const { DEEDS, list, perform, show } = await import('./users/administer.ts')
  const { administer } = await import('./users/administration.ts')
  if (verb === 'list') {
    if (given !== '') misused(USAGE, `There is a word too many: "${given}".`)
    const limit = Number(values.limit)
    if (!Number.isInteger(limit) || limit < 1 || limit > 1_000) {
      misused(USAGE, '--limit is a number from 1 to 1000.')
    }
    return administer(place, (deps) => list(deps, { after: values.after, limit }))
  }
  const deed = Object.hasOwn(DEEDS, verb) ? DEEDS[verb] : undefined
  if (!deed && verb !== 'show') {
    return misused(USAGE, verb === '' ? undefined : `There is no command "${verb}".`)
  }
  const who = needed('an id or an address')
  if (!deed) return administer(place, (deps) => show(deps, who))
  if (verb === 'delete' && !values.yes) misused(USAGE, 'Deleting cannot be undone. Add --yes if you mean it.')
  return administer(place, (deps) => perform(deps, deed, who))
}
