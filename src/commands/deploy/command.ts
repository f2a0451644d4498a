import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withProgress } from '../progress.ts'
import { question } from '../question.ts'
import { offerOneAddress } from '../second-address.ts'
import { askForMissing } from '../settings.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { type Command, giveUp } from '../terminal.ts'
import { type Manual, readWords } from '../words.ts'
import { errorIn, LOGIN, runWrangler } from '../wrangler.ts'
import { readWranglerToml } from '../wrangler-toml.ts'

const MANUAL: Manual = {
  usage: `npm run deploy

Creates and migrates the database, then deploys the code. Asks for the settings that are missing, or takes
them from the environment: APP_URL, EMAIL_FROM, AUTH_SECRET, and RESEND_API_KEY or SMTP_URL for the mails.`,
  help: 'npm run deploy -- --help',
}

/**
 * The database is created and migrated first, so that new code never runs on an old schema. Old code runs on
 * the new schema for a moment: migrations only add. The deployment itself creates KV.
 */
export const deploy: Command = async (argv) => {
  readWords(MANUAL, argv, { options: {} })
  const { databaseName, vars } = readWranglerToml()
  if (databaseName === undefined) giveUp('wrangler.toml has no database_name for the binding DB.')
  const login = await withProgress('Checking the login at Cloudflare', runWrangler(['whoami', '--json']))
  if (!login.succeeded) {
    giveUp(
      'You are not signed in to Cloudflare. Run `npx wrangler login`, or set CLOUDFLARE_ACCOUNT_ID and\n' +
        'CLOUDFLARE_API_TOKEN: a token of the template "Edit Cloudflare Workers", with D1 edit added.',
    )
  }
  const ask = process.stdin.isTTY ? question : undefined
  const carrier = vars['MAIL_CARRIER'] === undefined ? undefined : String(vars['MAIL_CARRIER'])
  const present = new Set([...Object.keys(vars), ...(await presentSecrets())])
  const secrets = await askForMissing(present, ask, carrier)
  await offerOneAddress(ask)
  const databases = JSON.parse(await step('Looking for the database', ['d1', 'list', '--json'])) as {
    name: string
  }[]
  if (!databases.some(({ name }) => name === databaseName)) {
    await step('Creating the database', ['d1', 'create', databaseName])
  }
  await step('Migrating the database', ['d1', 'migrations', 'apply', 'DB', '--remote'])
  console.log(await deployCode(secrets))
}

/** Secrets and code are deployed as one version: there is no moment with one and without the other. */
async function deployCode(values: Record<string, string>): Promise<string> {
  const folder = temporaryFolder('deploy')
  const file = join(folder.path, 'secrets.json')
  const flags = Object.keys(values).length > 0 ? ['--secrets-file', file] : []
  try {
    writeFileSync(file, JSON.stringify(values), { mode: 0o600 })
    return await step('Deploying', ['deploy', ...flags])
  } finally {
    folder.remove()
  }
}

/** Names of the secrets of the deployed Worker; none if it is not deployed yet. */
async function presentSecrets(): Promise<string[]> {
  const list = runWrangler(['secret', 'list', '--format', 'json'])
  const { succeeded, output, said } = await withProgress('Looking for the secrets', list)
  if (succeeded) return (JSON.parse(output) as { name: string }[]).map(({ name }) => name)
  // Any other failure must not count as "no secrets": a new AUTH_SECRET would lock everybody out.
  if (/Worker ".*" not found/.test(said)) return []
  return giveUp(`The secrets of the deployed Worker could not be listed: ${errorIn(said) ?? said}\n${LOGIN}`)
}

async function step(doing: string, args: string[]): Promise<string> {
  console.log(`${doing} …`)
  const { succeeded, output, said } = await withProgress(doing, runWrangler(args))
  if (!succeeded) giveUp(`${said}\n${doing} failed. Fix that, then run the command again.`)
  return output
}
