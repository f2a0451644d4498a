import { execFileSync, spawnSync } from 'node:child_process'
import { ABOUT, ALWAYS } from './fast-tests.ts'

/** `npm run test:fast`: what is quick to ask after every change, and the tests of what has changed. */

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

// npm test explains both.
const changed = process.argv.includes('--help') ? [] : changedFiles()
const touched = changed.filter((file) =>
  /^test\/(surfaces|core|store|crypto|client|house)\/.*\.test\.ts$/.test(file),
)
const about = ABOUT.filter(([source]) => changed.some((file) => file.startsWith(source))).flatMap(
  ([, tests]) => tests,
)
const files = [...new Set([...ALWAYS, ...about].map((name) => `test/${name}`)), ...touched]

const words = [`${import.meta.dirname}/run.ts`, ...files, ...process.argv.slice(2)]
process.exitCode = spawnSync(process.execPath, words, { stdio: 'inherit' }).status ?? 1
