import { apps } from './apps/command.ts'
import { runScript } from './terminal.ts'

/** `npm run apps`: which apps people can sign in to, on this machine or, with `--remote`, in production. */
await runScript(apps)
