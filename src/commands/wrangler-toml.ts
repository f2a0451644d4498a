import { readFileSync } from 'node:fs'
import { parse, type TomlTable } from 'smol-toml'

/** What the commands need to know of wrangler.toml. */
export type Deployment = {
  databaseName: string | undefined
  vars: Record<string, string | number>
  /** Whether the service has an address besides the one of `workers_dev`. */
  hasRoutes: boolean
  workersDev: boolean
  /** Whether the Worker has the binding of Cloudflare's Email Service. */
  hasEmail: boolean
}

export function readWranglerToml(): Deployment {
  const { d1_databases, route, routes, send_email, vars, workers_dev } = parse(
    readFileSync('wrangler.toml', 'utf8'),
  )
  const databases = Array.isArray(d1_databases) ? d1_databases.filter(isTable) : []
  const name = databases.find(({ binding }) => binding === 'DB')?.['database_name']
  const settings = Object.entries(isTable(vars) ? vars : {}).filter(
    (entry): entry is [string, string | number] => ['string', 'number'].includes(typeof entry[1]),
  )
  return {
    databaseName: typeof name === 'string' ? name : undefined,
    vars: Object.fromEntries(settings),
    hasRoutes: route !== undefined || (Array.isArray(routes) && routes.length > 0),
    workersDev: workers_dev === true,
    hasEmail:
      Array.isArray(send_email) && send_email.some((each) => isTable(each) && each['name'] === 'EMAIL'),
  }
}

const isTable = (value: unknown): value is TomlTable =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
