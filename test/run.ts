import { spawn } from 'node:child_process'
import { accessSync, constants as modes, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import { constants, setPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { orEnd } from '../src/commands/terminal.ts'
import { asksForHelp, explain, type Manual } from '../src/commands/words.ts'

/**
 * `npm test`: the two projects of `vitest.config.ts` at once. One vitest runs them one after the other, and
 * at the end of each a core has nothing to do. The last line that this prints counts the tests.
 *
 *   npm test -- core/mail -t "waits"      as for vitest: some files, some tests
 */
const PROJECTS = ['worker', 'machine'] as const

/** Bytes: more than the databases of all tests have ever taken. */
const ROOM = 4 * 1024 ** 3

const MANUAL: Manual = {
  usage: `npm test                    all tests, and how many of them have passed
npm test -- core/mail       those of some files, by the beginnings of their names
npm test -- -t "waits"      those with these words in their names
npm run test:fast           what is quick, and the tests of what has changed

Everything else is handed to vitest, which npx vitest --help explains.`,
  help: 'npm test -- --help',
}

const asked = process.argv.slice(2)
if (asksForHelp(asked)) orEnd(() => explain(MANUAL))
const place = mkdtempSync(join(quickestFolder(), 'postern-tests-'))
process.on('exit', () => rmSync(place, { recursive: true, force: true }))

const tallies = await Promise.all(PROJECTS.map(run))
const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0)
const failed = tallies.reduce((sum, tally) => sum + tally.failed, 0)
if (passed + failed === 0) console.error('No test has this name. Leave the words out to run all tests.')
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = passed > 0 && failed === 0 ? 0 : 1

async function run(project: (typeof PROJECTS)[number]): Promise<Tally> {
  const file = join(place, `${project}.json`)
  const words = ['run', '--config', 'test/vitest.config.ts', '--project', project]
  // Words may be about one project only; without words each of them has tests.
  const mayBeEmpty = asked.length > 0 ? ['--passWithNoTests'] : []
  const reports = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const vitest = spawn('vitest', [...words, ...mayBeEmpty, ...reports, ...asked], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      // Journeys run programs out of their folders, which some machines forbid in memory.
      ...(project === 'worker' && { TMPDIR: place }),
      ...(process.stdout.isTTY && { FORCE_COLOR: '1' }),
    },
  })
  // Journeys wait for browsers and services: they go first where both want a core.
  if (project === 'worker' && vitest.pid) setPriority(vitest.pid, constants.priority.PRIORITY_BELOW_NORMAL)
  for (const stream of [vitest.stdout, vitest.stderr])
    createInterface({ input: stream }).on('line', (line) => console.log(line))
  const code = await new Promise<number | null>((resolve) => vitest.on('close', resolve))
  return tallyOf(file, code === 0)
}

/** In memory where there is room: the databases of the tests write to the disk with every statement. */
function quickestFolder(): string {
  const inMemory = '/dev/shm'
  try {
    accessSync(inMemory, modes.W_OK)
    const { bavail, bsize } = statfsSync(inMemory)
    return bavail * bsize > ROOM ? inMemory : tmpdir()
  } catch {
    return tmpdir()
  }
}

type Tally = { passed: number; failed: number }
type Results = {
  numPassedTests: number
  numFailedTests: number
  testResults: { status: string; assertionResults: unknown[] }[]
}

/** A file that could not be loaded has no test to count: it is one that failed, as is a run that ended badly. */
function tallyOf(file: string, succeeded: boolean): Tally {
  try {
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(file, 'utf8')) as Results
    const broken = testResults.filter(
      ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
    )
    const failed = numFailedTests + broken.length
    return { passed: numPassedTests, failed: failed === 0 && !succeeded ? 1 : failed }
  } catch {
    return { passed: 0, failed: succeeded ? 0 : 1 }
  }
}
