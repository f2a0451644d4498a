import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from './temporary-folder.ts'
import { giveUp } from './terminal.ts'
import { askWrangler, LOGIN, reasonIn, type Ran, runWrangler } from './wrangler.ts'

export type DeployedStores = { databaseId: string; namespaceId: string }

type Binding = { name?: string; id?: string; database_id?: string; namespace_id?: string }

/** The ids of the stores of the deployed Worker. They belong to one account, so wrangler.toml has none. */
export async function findDeployedStores(run = runWrangler): Promise<DeployedStores> {
  const deployment = read(await askWrangler(['deployments', 'status', '--json'], run))
  const [{ version_id: version = '' } = {}] =
    (deployment as { versions?: { version_id?: string }[] }).versions ?? []
  const view = read(await askWrangler(['versions', 'view', version, '--json'], run))
  const bindings = (view as { resources?: { bindings?: Binding[] } }).resources?.bindings ?? []
  const database = bindings.find(({ name }) => name === 'DB')
  const namespace = bindings.find(({ name }) => name === 'KV')
  const databaseId = database?.database_id ?? database?.id
  const namespaceId = namespace?.namespace_id
  if (databaseId === undefined || namespaceId === undefined) {
    giveUp('The deployed Worker has no database DB or no key-value KV. Run npm run deploy, which makes both.')
  }
  return { databaseId, namespaceId }
}

function read({ succeeded, output, said }: Ran): unknown {
  return succeeded
    ? JSON.parse(output)
    : giveUp(`The deployed service cannot be reached: ${reasonIn(said)}\n${LOGIN}`)
}

/** A configuration with the two stores and nothing else. It holds no secret. */
export function writeRemoteConfiguration({ databaseId, namespaceId }: DeployedStores) {
  const folder = temporaryFolder('remote')
  const configPath = join(folder.path, 'wrangler.json')
  const configuration = {
    name: 'postern',
    compatibility_date: '2026-10-23',
    d1_databases: [{ binding: 'DB', database_id: databaseId, remote: true }],
    kv_namespaces: [{ binding: 'KV', id: namespaceId, remote: true }],
  }
  writeFileSync(configPath, JSON.stringify(configuration))
  return { configPath, remove: folder.remove }
}
