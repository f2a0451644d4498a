import { orEnd } from '../../src/commands/terminal.ts'
import { compareAll } from './compare.ts'
import { grow } from './growth.ts'
import { compareImported } from './imported.ts'
import { benchWords } from './words.ts'

/** Everything runs on this machine, and a run that reaches the time limit is stopped. */

const { growth, imported } = orEnd(() => benchWords(process.argv.slice(2)))
const LIMIT_MS = (growth || imported ? 20 : 8) * 60_000
const limit = setTimeout(() => {
  console.error(`Stopped after ${LIMIT_MS / 60_000} minutes. Is the machine busy with other work?`)
  process.exit(1)
}, LIMIT_MS)
const seconds = () => Math.round(performance.now() / 1_000)
const say = (line: string) => console.error(`${seconds()} s: ${line}`)
console.log(await (growth ? grow : imported ? compareImported : compareAll)(say))
console.log(`\nIn ${seconds()} s.`)
clearTimeout(limit)
