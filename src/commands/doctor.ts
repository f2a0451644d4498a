import { parseArgs } from 'node:util'
import { checkConfiguration, localSettings } from './doctor/configuration.ts'
import { checkStores } from './doctor/database.ts'
import type { Finding } from './doctor/finding.ts'
import { checkIterations } from './doctor/hash.ts'
import { checkDomain, checkMail } from './doctor/mail.ts'
import { checkService } from './doctor/service.ts'
import { withProgress } from './progress.ts'
import { giveUp } from './terminal.ts'

/**
 * `npm run doctor`: looks at an installation and says of each part whether it is well and what to do.
 * Without an address it is the one of this machine; with one, whatever answers there. Ends with 1 when
 * something is broken.
 */

const USAGE = `npm run doctor                           this machine, running or not
npm run doctor -- https://auth.example.com   a deployed service, from outside
   --remote            besides, its database and key-value through wrangler
   --mail example.com  besides, the records of the domain it sends mails from
   AUTH_SECRET         (in the environment) besides, whether its keys come from this secret`

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { remote: { type: 'boolean', default: false }, mail: { type: 'string' } },
})
const [given, ...more] = positionals
const address = given === undefined ? undefined : URL.parse(given)
if (more.length > 0 || address === null) giveUp(USAGE)

const findings = await withProgress('Examining', address ? examine(address.origin) : examineHere())
for (const { state, about, says, todo } of findings) {
  console.log(`${{ well: 'well    ', doubtful: 'doubtful', broken: 'BROKEN  ' }[state]}  ${about}: ${says}`)
  if (todo !== undefined) console.log(`          → ${todo}`)
}
const count = (state: Finding['state']) => findings.filter((finding) => finding.state === state).length
console.log(`\n${count('well')} well, ${count('doubtful')} doubtful, ${count('broken')} broken`)
process.exitCode = count('broken') > 0 ? 1 : 0

async function examine(url: string): Promise<Finding[]> {
  console.log(`Looking at ${url} …\n`)
  const parts = [
    checkService(url, process.env),
    ...(values.remote ? [checkStores('--remote')] : []),
    ...(values.mail ? [checkDomain(values.mail)] : []),
  ]
  return (await Promise.all(parts)).flat()
}

/** A service that runs is looked at too; one that does not is no finding. */
async function examineHere(): Promise<Finding[]> {
  console.log('Looking at this machine …\n')
  const settings = localSettings()
  const configured = [...checkConfiguration(settings), ...checkIterations(settings ?? {})]
  const [stores, mail] = await Promise.all([checkStores('--local'), checkMail(settings ?? {})])
  // Not at the same time: how long a password takes is measured.
  const url = String(settings?.['APP_URL'] || `http://localhost:${process.env['PORT'] ?? 8787}`)
  const service = await checkService(url, settings ?? {})
  const running = service.some(({ about }) => about === 'service') ? [] : service
  return [...configured, ...stores, ...mail, ...running]
}
