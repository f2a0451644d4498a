import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { DEV_VARS, readDevVars } from '../dev-vars.ts'
import { whyNotMigrated } from '../older-database.ts'
import { withProgress } from '../progress.ts'
import { type Command, giveUp } from '../terminal.ts'
import { type Manual, readWords } from '../words.ts'
import { askWrangler } from '../wrangler.ts'
import { isFree, placeToListen } from './listen.ts'
import { runService } from './service.ts'

const MANUAL: Manual = {
  usage: `npm run dev                   the service on http://localhost:8787
PORT=8788 npm run dev         on another port
HOST=0.0.0.0 npm run dev      also for other machines of your network, such as a phone
INSPECTOR_PORT=9230           the debugger on another port than 9229; 0 is any free one

Its data is in .wrangler, its settings are in .dev.vars. The first start makes both, and a change of .dev.vars
restarts it.`,
  help: 'npm run dev -- --help',
}

export const dev: Command = async (argv) => {
  readWords(MANUAL, argv, { options: {} })
  const place = placeToListen(process.env)
  if (!(await isFree(place))) {
    const another = place.port === 8788 ? 8789 : 8788
    giveUp(
      `Port ${place.port} is in use. Stop what runs there, or choose another one: PORT=${another} npm run dev`,
    )
  }
  makeDevVars()
  const migrating = askWrangler(['d1', 'migrations', 'apply', 'DB', '--local'])
  const { succeeded, said } = await withProgress('Migrating the local database', migrating)
  if (!succeeded) giveUp(whyNotMigrated(said))
  await runService(place)
}

/** The settings of this machine, if there are none. Whoever reads the secret can sign tokens: only the owner may. */
function makeDevVars() {
  if (readDevVars()) return
  const secret = randomBytes(32).toString('base64url')
  writeFileSync(DEV_VARS, `ENVIRONMENT=development\nAUTH_SECRET=${secret}\n`, { mode: 0o600 })
}
