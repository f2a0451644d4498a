import { doctor } from './doctor/command.ts'
import { runScript } from './terminal.ts'

/** `npm run doctor`: looks at an installation, and says of each part whether it works and what to do. */
await runScript(doctor)
