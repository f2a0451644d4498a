import { runScript } from './terminal.ts'
import { users } from './users/command.ts'

/** `npm run users`: what an operator does to users, on this machine or, with `--remote`, in production. */
await runScript(users)
