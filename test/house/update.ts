import { spawnSync } from 'node:child_process'
import { orEnd } from '../../src/commands/terminal.ts'
import { readUpdate, type Written } from './words.ts'

/** `npm run openapi` and `npm run weights`: a house test writes the file that it compares at other times. */
const [name, ...argv] = process.argv.slice(2) as [Written, ...string[]]
orEnd(() => readUpdate(name, argv))

const words = ['run', '--config', 'test/vitest.config.ts', '--project', 'machine']
const vitest = spawnSync('vitest', [...words, `test/house/${name}.test.ts`, '--update'], { stdio: 'inherit' })
process.exitCode = vitest.status ?? 1
