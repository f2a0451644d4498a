import { pack } from './pack/command.ts'
import { runScript } from './terminal.ts'

/** `npm run pack`: the client for apps as one file that npm installs. */
await runScript(pack)
