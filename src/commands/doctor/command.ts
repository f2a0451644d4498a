import { normaliseEmail } from '../../core/identity/email-address.ts'
import { portIn } from '../dev/listen.ts'
import { withProgress } from '../progress.ts'
import { type Command, printLine } from '../terminal.ts'
import { type Manual, misused, readWords } from '../words.ts'
import { settingsFor, tryMail } from '../test-mail/send.ts'
import { examineMachine, examineService } from './examine.ts'
import { report } from './report.ts'

const MANUAL: Manual = {
  usage: `npm run doctor                               this machine, running or not
npm run doctor -- https://auth.example.com   a deployed service, from outside
   --remote             also its database and key-value, through wrangler; needs the address
   --mail example.com   also the records of the domain that sends its mails

npm run doctor -- --mail-to you@example.com  sends one real mail by the carrier that is set, and says what came
of it. With an address of a service, the settings come from wrangler.toml and the environment, else also from
.dev.vars.

With AUTH_SECRET, and AUTH_SECRET_PREVIOUS if it is set there, in the environment, also whether the keys of
the deployed service come from these secrets.`,
  help: 'npm run doctor -- --help',
}

const OPTIONS = {
  remote: { type: 'boolean', default: false },
  mail: { type: 'string' },
  'mail-to': { type: 'string' },
} as const

/** Without an address it looks at this machine. Answers 1 when there is a problem. */
export const doctor: Command = async (argv) => {
  const {
    values: { remote, mail, 'mail-to': mailTo },
    words: [given],
  } = readWords(MANUAL, argv, { options: OPTIONS, max: 1 })
  const address = given === undefined ? undefined : URL.parse(given)
  if (address === null || (address && !/^https?:$/.test(address.protocol))) {
    misused(MANUAL, `"${given}" is not an address such as https://auth.example.com.`)
  }
  if (remote && !address) misused(MANUAL, '--remote needs the address of the deployed service.')
  if (mailTo !== undefined) {
    if (remote || mail !== undefined)
      misused(MANUAL, '--mail-to only sends a mail: leave the other options out.')
    return sendMailTo(mailTo, address?.origin)
  }
  console.log(`Looking at ${address?.origin ?? 'this machine'} …\n`)
  const examining = address
    ? examineService(address.origin, { settings: process.env, remote, mail })
    : examineMachine({ port: portIn(process.env), mail })
  const { lines, hasProblem } = report(await withProgress('Examining', examining))
  for (const line of lines) printLine(line)
  return hasProblem ? 1 : 0
}

async function sendMailTo(written: string, url: string | undefined): Promise<number> {
  const to = normaliseEmail(written) ?? misused(MANUAL, `"${written}" is no mail address.`)
  const { succeeded, says } = await withProgress('Sending a mail', tryMail(settingsFor(url), to))
  printLine(says)
  return succeeded ? 0 : 1
}
