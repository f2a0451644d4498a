import { parseArgs } from 'node:util'
import { compareAll } from './compare.ts'
import { grow } from './growth.ts'

/**
 * `npm run bench`: what Postern's operations cost, beside Better Auth's and those of a bare Worker.
 * `npm run bench -- --growth`: whether they cost more when a million users have signed up. On this machine
 * only, and never for longer than the limit.
 */
const { values } = parseArgs({ options: { growth: { type: 'boolean', default: false } } })
const LIMIT_MS = (values.growth ? 20 : 8) * 60_000
const limit = setTimeout(() => {
  console.error(`More than ${LIMIT_MS / 60_000} minutes: given up. Is the machine busy with something else?`)
  process.exit(1)
}, LIMIT_MS)
const seconds = () => Math.round(performance.now() / 1_000)
const say = (line: string) => console.error(`${seconds()} s: ${line}`)
console.log(await (values.growth ? grow(say) : compareAll(say)))
console.log(`\nIn ${seconds()} s.`)
clearTimeout(limit)
