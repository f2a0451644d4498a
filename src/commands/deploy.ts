import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { withProgress } from './progress.ts'
import { askForMissing } from './settings.ts'
import { giveUp, runWrangler } from './wrangler.ts'
import { readWranglerToml } from './wrangler-toml.ts'

/**
 * `npm run deploy`: from a clean clone to a working service, and from every later state to the next. The
 * database is made and migrated first, so that no code ever meets an older schema than its own; the old
 * code meets the new schema for a moment, so migrations only add. KV is made by the deployment itself.
 */

const { databaseName, vars } = readWranglerToml()
const database = databaseName ?? giveUp('wrangler.toml has no database_name for the binding DB.')

if (!(await withProgress('Asking who you are', runWrangler(['whoami', '--json']))).succeeded) {
  giveUp(
    'Cloudflare does not know you yet. Run `npx wrangler login`, or set CLOUDFLARE_API_TOKEN to a token\n' +
      'made from the template "Edit Cloudflare Workers" with D1 edit added, and CLOUDFLARE_ACCOUNT_ID.',
  )
}

const secrets = await askForMissing(new Set([...Object.keys(vars), ...(await presentSecrets())]))

await bringUp().catch((error: Error) => giveUp(error.message))

async function bringUp() {
  const databases = JSON.parse(await run('Looking for the database', ['d1', 'list', '--json'])) as {
    name: string
  }[]
  if (!databases.some(({ name }) => name === database)) {
    await run('Making the database', ['d1', 'create', database])
  }
  await run('Migrating the database', ['d1', 'migrations', 'apply', 'DB', '--remote'])
  console.log(await deploy(secrets))
}

/** Secrets go up together with the code, as one version: there is no moment with one and not the other. */
async function deploy(values: Record<string, string>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'postern-deploy-')) // for the owner's eyes only: mode 700
  const file = join(folder, 'secrets.json')
  const flags = Object.keys(values).length > 0 ? ['--secrets-file', file] : []
  try {
    writeFileSync(file, JSON.stringify(values), { mode: 0o600 })
    return await run('Deploying', ['deploy', ...flags])
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Names of the secrets that are up there; none when the Worker is not there yet. */
async function presentSecrets(): Promise<string[]> {
  const list = runWrangler(['secret', 'list', '--format', 'json'])
  const { succeeded, output, said } = await withProgress('Looking for the secrets', list)
  if (succeeded) return (JSON.parse(output) as { name: string }[]).map(({ name }) => name)
  // Any other failure must not pass for "no secrets": a new AUTH_SECRET would lock everybody out.
  if (/Worker ".*" not found/.test(said)) return []
  return giveUp(said)
}

async function run(doing: string, args: string[]): Promise<string> {
  console.log(`${doing} …`)
  const { succeeded, output, said } = await withProgress(doing, runWrangler(args))
  if (!succeeded) throw new Error(`${said}\n${doing} failed. Run this again when it is mended.`)
  return output
}
