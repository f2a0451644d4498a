import { execFileSync, spawnSync } from 'node:child_process'

/** `npm run test:fast`: what is quick to ask after every change, and the tests of what has changed. */

/** The sources themselves, rules that need no request, and a walk through each surface. */
const ALWAYS = [
  'house',
  'crypto/known-answers',
  'crypto/password-hash',
  'core/codes',
  'core/email-address',
  'core/user-lines',
  'core/network',
  'core/sessions',
  'surfaces/account-v1-users',
  'surfaces/api-v1.test',
  'surfaces/auth-v1-stories',
  'surfaces/links.test',
]

/** Which tests are about which sources, the nearest first. What takes half a minute is left to `npm test`. */
const ABOUT: [source: string, tests: string[]][] = [
  ['src/surfaces/account-v1/', ['surfaces/account-v1-']],
  ['src/surfaces/api-v1/', ['surfaces/api-v1']],
  [
    'src/surfaces/auth-v1/',
    ['contract', 'cookies', 'meanwhile', 'owner'].map((of) => `surfaces/auth-v1-${of}`),
  ],
  ['src/surfaces/platform/', ['surfaces/platform.test', 'surfaces/links', 'surfaces/assets']],
  ['src/client/', ['client/']],
  ['src/commands/', ['journey/administer', 'journey/progress']],
  ['src/config/', ['core/config']],
  ['src/core/account/', ['surfaces/links.test', 'surfaces/account-v1-passwords']],
  ['src/core/administration/', ['core/administration']],
  ['src/core/audit/', ['core/log', 'core/audit']],
  ['src/core/identity/', ['core/new-passwords']],
  ['src/core/ledger/', ['surfaces/auth-v1-contract', 'surfaces/api-v1-resets']],
  ['src/core/limits/', ['core/guessing', 'core/turnstile']],
  ['src/core/sign-in/', ['core/attempt', 'core/guessing']],
  ['src/core/tokens/', ['core/access-tokens', 'core/signing-keys']],
  ['src/crypto/', ['core/hashing']],
  ['src/email/', ['core/mail', 'core/deliver']],
  ['src/http/', ['surfaces/every-route']],
  ['src/jobs/', ['store/clean-up']],
  ['src/openapi/', ['surfaces/openapi']],
  ['src/services/', ['core/turnstile', 'core/new-passwords']],
  ['src/store/', ['store/', 'core/administration', 'core/session-cap']],
]

/** Changed since the last commit, new files included; nothing outside a repository. */
function changedFiles(): string[] {
  const git = (...args: string[]) =>
    execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).split('\n')
  try {
    return [...git('diff', '--name-only', 'HEAD'), ...git('ls-files', '--others', '--exclude-standard')]
  } catch {
    return []
  }
}

const changed = changedFiles()
const touched = changed.filter((file) =>
  /^test\/(surfaces|core|store|crypto|client|house)\/.*\.test\.ts$/.test(file),
)
const about = ABOUT.filter(([source]) => changed.some((file) => file.startsWith(source))).flatMap(
  ([, tests]) => tests,
)
const files = [...new Set([...ALWAYS, ...about].map((name) => `test/${name}`)), ...touched]

const words = [`${import.meta.dirname}/run.ts`, ...files, ...process.argv.slice(2)]
process.exitCode = spawnSync(process.execPath, words, { stdio: 'inherit' }).status ?? 1
