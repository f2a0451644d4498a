import { globSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-pool-workers'
import { defineConfig } from 'vitest/config'
import { buildAssets } from '../src/commands/assets/build.ts'
import { readDevVars } from '../src/commands/dev-vars.ts'
import { readWranglerToml } from '../src/commands/wrangler-toml.ts'
import { isSetting, SETTING_NAMES } from '../src/config/config.ts'

const root = `${import.meta.dirname}/../`

// Before the plugin reads wrangler.toml, which names their folder.
await buildAssets()

/** Packages of many files, by each name that they are imported by: one that is left out here is loaded a second time. */
const OF_MANY_FILES = /from '((?:drizzle-orm|fast-check|hono|jose|oauth4webapi|zod)(?:\/[\w/-]+)?)'/g

const inOneFile = new Set(
  globSync('{src,test}/**/*.{ts,tsx}', { cwd: root }).flatMap((file) =>
    [...readFileSync(root + file, 'utf8').matchAll(OF_MANY_FILES)].map(([, name = '']) => name),
  ),
)

/** Those of OpenID providers have names that the developer chose. */
const ownSettings = Object.keys({ ...readDevVars()?.settings, ...readWranglerToml().vars }).filter(isSetting)

/** Two runners: `worker` on workerd with real bindings, `machine` on Node for what starts processes or reads sources. */
export default defineConfig({
  root,
  test: {
    projects: [
      {
        plugins: [
          cloudflareTest(async () => ({
            main: `${root}src/index.ts`,
            wrangler: { configPath: `${root}wrangler.toml` },
            miniflare: {
              bindings: {
                // Whatever a developer's own .dev.vars says, it says nothing to the tests.
                ...Object.fromEntries([...SETTING_NAMES, ...ownSettings].map((name) => [name, ''])),
                MIGRATIONS: await readD1Migrations(`${root}migrations`),
                MODEL_RUNS: process.env['MODEL_RUNS'] ?? '',
                MODEL_SEED: process.env['MODEL_SEED'] ?? '',
                STRANGER_RUNS: process.env['STRANGER_RUNS'] ?? '',
                STRANGER_SEED: process.env['STRANGER_SEED'] ?? '',
                ENVIRONMENT: 'development',
                LIMITS: 'on',
                AUTH_SECRET: 'a secret of the tests of more than 32 characters',
                // Development is for this machine only, and its mailbox answers no other host.
                APP_URL: 'https://auth.localhost',
                ALLOWED_ORIGINS: 'https://app.example.com',
                ADMIN_EMAILS: 'root@example.com',
                // Few, so that hundreds of sign-ins take seconds; the tests of the hash use the real number.
                PASSWORD_ITERATIONS: '10000',
              },
            },
          })),
        ],
        test: {
          name: 'worker',
          // Not a binding: the service says in the log which of those are no settings.
          env: { EVERY_CASE: process.env['EVERY_CASE'] ?? '' },
          include: ['test/{surfaces,core,store,crypto,client}/**/*.test.ts'],
          setupFiles: ['test/support/setup.ts'],
          // A workerd for all files of a worker, and modules that are loaded once: each file begins with empty bindings.
          isolate: false,
          // One more than there are cores: tests wait now and then.
          maxWorkers: availableParallelism() + 1,
          // Bundles of packages of many files: to load those file by file takes a second in each worker.
          deps: {
            optimizer: {
              ssr: {
                enabled: true,
                // By a pattern, because vitest leaves these names out, and TSX brings them into what is imported.
                include: [...inOneFile, 'hono/jsx/jsx-*'],
              },
            },
          },
          // For what hangs, not for what is slow: a busy machine takes ten times as long.
          testTimeout: 600_000,
          hookTimeout: 600_000,
          expect: { poll: { timeout: 100_000 } },
        },
      },
      {
        test: {
          name: 'machine',
          // A service and a browser are two processes already, and npm test runs the other project beside.
          maxWorkers: 1,
          // One process for all files: wrangler, Playwright and TypeScript are loaded once.
          isolate: false,
          sequence: { groupOrder: 1 },
          // Node 24 has hex and base64 of `Uint8Array`, which the service uses, behind this flag.
          execArgv: ['--js-base-64'],
          env: {
            // Wrangler is 15 MB of script, which every command compiles anew without this.
            NODE_COMPILE_CACHE: `${root}node_modules/.cache/compiled`,
            // For the mail servers of test/journey/smtp: Miniflare reads it when it is loaded, and hands it to workerd.
            NODE_EXTRA_CA_CERTS: `${root}test/journey/smtp/authority.pem`,
          },
          include: ['test/{house,journey}/**/*.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          // What is polled for comes when it comes: a busy machine needs more than the second that is usual.
          expect: { poll: { timeout: 100_000 } },
        },
      },
    ],
  },
})
