import { readWords } from '../../src/commands/terminal.ts'
import { compareAll } from './compare.ts'
import { grow } from './growth.ts'

/** Everything runs on this machine, and a run that reaches the time limit is stopped. */

const USAGE = `npm run bench                what each operation costs, within eight minutes
npm run bench -- --growth    whether it costs more with a million users, within twenty minutes`

const { values } = readWords(USAGE, { options: { growth: { type: 'boolean', default: false } } })
const LIMIT_MS = (values.growth ? 20 : 8) * 60_000
const limit = setTimeout(() => {
  console.error(`Stopped after ${LIMIT_MS / 60_000} minutes. Is the machine busy with other work?`)
  process.exit(1)
}, LIMIT_MS)
const seconds = () => Math.round(performance.now() / 1_000)
const say = (line: string) => console.error(`${seconds()} s: ${line}`)
console.log(await (values.growth ? grow(say) : compareAll(say)))
console.log(`\nIn ${seconds()} s.`)
clearTimeout(limit)
