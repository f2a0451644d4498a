import { migration } from './migration/command.ts'
import { runScript } from './terminal.ts'

/** `npm run migration`: writes a new migration when the schema has changed. */
await runScript(migration)
