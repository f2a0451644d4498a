import { execFile } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { experimental_getWranglerCommands } from 'wrangler'

const ROOT = resolve(import.meta.dirname, '../..')
const PAGES = globSync(['README.md', 'src/docs/*.md'], { cwd: ROOT })
  .map((page) => readFileSync(resolve(ROOT, page), 'utf8'))
  .join('\n')

/** Commands of the README and the guides that a test cannot run as they are: how they begin, and why. */
export const ELSEWHERE: Record<string, string> = {
  'npm ci && npm run dev': '.ci/run does the first half, first-day.test.ts the second',
  'npm ci && npm test': 'is what .ci/run does',
  'npm run deploy': 'needs an account of Cloudflare',
  'npm run doctor -- https://auth.example.com --mail example.com':
    'needs a deployed service and DNS; first-day.test.ts asks a local one, doctor.test.ts a DNS of its own',
  'apt-get install': 'needs Debian, as root; pages.test.ts runs Apache where it is installed',
  'npm install ../postern/': 'runs in an app; apps.test.ts installs the package in some',
  'npx wrangler d1 execute DB --remote': 'needs an account of Cloudflare',
  'npx wrangler secret bulk': 'needs an account of Cloudflare',
  'npx wrangler secret put': 'needs an account of Cloudflare',
  'php artisan tinker': 'asks the app that is left; recipes.test.ts stands in for it',
  'psql "$DATABASE_URL"': 'asks the database that is left; recipes.test.ts makes one',
  'npx firebase-tools auth:export': 'needs an account of Firebase',
  'wp eval': 'asks the site that is left',
  'jq -c': 'reads what another system has exported; recipes.test.ts has such files',
}

export const isElsewhere = (command: string) =>
  Object.keys(ELSEWHERE).some((beginning) => command.startsWith(beginning))

/** Every command to paste: the lines of the `sh` blocks. The walk-through is in `bash` blocks. */
export const commands = [...PAGES.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, block = '']) =>
  block.split('\n').filter((line) => line !== '' && !line.startsWith('# ')),
)

/** The fixed words of every `npx wrangler …`, also within a sentence. */
export const wranglerCommands = new Set(
  [...PAGES.matchAll(/npx wrangler((?: [a-z][a-z0-9-]*)+)/g)].map(([, words = '']) => words.trim()),
)

/** Whether wrangler has a command of these words, as it lists its commands itself; the last words may be arguments. */
export function isWranglerCommand(words: string): boolean {
  let node = experimental_getWranglerCommands().registry
  const left = words.split(' ')
  for (let next = node.subtree.get(left[0] ?? ''); next; next = node.subtree.get(left[0] ?? '')) {
    node = next
    left.shift()
  }
  const { definition } = node
  return definition?.type === 'command' && left.length <= (definition.positionalArgs?.length ?? 0)
}

/** Runs a line in a shell. Answers what it printed; throws if it fails. */
export async function paste(line: string, { folder, port }: { folder: string; port: number }) {
  const env = { ...process.env, PORT: String(port), WRANGLER_SEND_METRICS: 'false' }
  return (await promisify(execFile)('bash', ['-c', line], { cwd: folder, env })).stdout
}
