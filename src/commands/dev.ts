import { dev } from './dev/command.ts'
import { runScript } from './terminal.ts'

/** `npm run dev`: the service on this machine. It waits until wrangler has ended before it ends itself. */
await runScript(dev, { endsOnSignals: false })
