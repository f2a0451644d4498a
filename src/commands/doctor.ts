import { examineMachine, examineService } from './doctor/examine.ts'
import { report } from './doctor/report.ts'
import { withProgress } from './progress.ts'
import { misused, printLine, readWords, runCommand } from './terminal.ts'

/**
 * `npm run doctor`: looks at an installation, and says of each part whether it works and what to do.
 * Without an address it is the one of this machine. Ends with 1 when there is a problem.
 */

const USAGE = `npm run doctor                               this machine, running or not
npm run doctor -- https://auth.example.com   a deployed service, from outside
   --remote             also its database and key-value, through wrangler; needs the address
   --mail example.com   also the records of the domain that sends its mails

With AUTH_SECRET, and AUTH_SECRET_PREVIOUS if it is set there, in the environment, also whether the keys of
the deployed service come from these secrets.`

const { positionals, values } = readWords(USAGE, {
  allowPositionals: true,
  options: { remote: { type: 'boolean', default: false }, mail: { type: 'string' } },
})

await runCommand(async () => {
  const [given, ...more] = positionals
  const address = given === undefined ? undefined : URL.parse(given)
  if (more.length > 0) misused(USAGE, `There is a word too many: "${more[0]}".`)
  if (address === null) misused(USAGE, `"${given}" is not an address such as https://auth.example.com.`)
  if (values.remote && !address) misused(USAGE, '--remote needs the address of the deployed service.')
  console.log(`Looking at ${address?.origin ?? 'this machine'} …\n`)
  const { remote, mail } = values
  const examining = address
    ? examineService(address.origin, { settings: process.env, remote, mail })
    : examineMachine({ port: Number(process.env['PORT'] ?? 8787), mail })
  const { lines, hasProblem } = report(await withProgress('Examining', examining))
  for (const line of lines) printLine(line)
  process.exitCode = hasProblem ? 1 : 0
})
