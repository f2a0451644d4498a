import { deploy } from './deploy/command.ts'
import { runScript } from './terminal.ts'

/** `npm run deploy`: from a fresh clone to a working service, and from every version to the next. */
await runScript(deploy)
