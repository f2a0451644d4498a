import { orEnd } from '../../src/commands/terminal.ts'
import { compareAll } from './compare.ts'
import { measureFar } from './far.ts'
import { grow } from './growth.ts'
import { compareImported } from './imported.ts'
import { benchWords } from './words.ts'

/** Everything runs on this machine, and a run that reaches the time limit is stopped. */

const { far, growth, imported } = orEnd(() => benchWords(process.argv.slice(2)))
const [measure, minutes] =
  (far && ([measureFar, 8] as const)) ||
  (growth && ([grow, 20] as const)) ||
  (imported && ([compareImported, 20] as const)) ||
  ([compareAll, 8] as const)

const limit = setTimeout(() => {
  console.error(`Stopped after ${minutes} minutes. Is the machine busy with other work?`)
  process.exit(1)
}, minutes * 60_000)
const seconds = () => Math.round(performance.now() / 1_000)
const say = (line: string) => console.error(`${seconds()} s: ${line}`)
console.log(await measure(say))
console.log(`\nIn ${seconds()} s.`)
clearTimeout(limit)
