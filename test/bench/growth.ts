import { startMails } from './mails.ts'
import { CONNECTIONS, compare, figure, measureAll } from './measure.ts'
import { type Operation, operationsOf } from './operation.ts'
import { startPostern } from './postern.ts'
import { both, markdown } from './markdown.ts'
import { posternWorkers } from './workers.ts'

/** The fewest iterations, so that the hash does not hide what grows. */
const iterations = 10_000
const SIZES = [1_000, 100_000, 1_000_000]
/** What an operation may cost at most in the largest database, as a multiple of its cost in the smallest. */
const GOAL = 1.2

/** Measures Postern's operations with a thousand, a hundred thousand and a million users, by turns. */
export async function grow(said: (line: string) => void): Promise<string> {
  const mails = await startMails()
  const workers = posternWorkers()
  const started = []
  for (const users of SIZES) {
    said(`a database of ${users} users`)
    started.push(await startPostern({ ...workers, users, iterations, mails }))
  }
  // A group has the same operation at every size.
  const [few = [], ...more] = started.map(operationsOf)
  const groups = few.map((operation, index) =>
    [operation].concat(more.map((operations) => operations[index] ?? operation)),
  )
  const bytes = await bytesByUser(started.at(-1)?.runtime.d1, SIZES.at(-1))
  const samples = await measureAll(groups, said)
  await Promise.all(started.map(({ runtime }) => runtime.stop()))
  await mails.stop()

  const head = [
    'operation',
    ...SIZES.map((users) => `${users} users, CPU ms`),
    'largest ÷ smallest',
    `at most ${GOAL}`,
  ]
  const cpu = (operation: Operation) =>
    both((connections) => figure(samples, operation, connections, 'cpu').toFixed(2))
  const growth = (fewest: Operation, most: Operation) => {
    const ratio = (connections: number) =>
      compare(samples, [most, fewest], connections, (one, other) => one / other)
    const isReached = CONNECTIONS.every((connections) => ratio(connections) <= GOAL)
    return [both((connections) => ratio(connections).toFixed(2)), isReached ? 'reached' : 'missed']
  }
  const rows = few.map((fewest, index) => {
    const group = groups[index] ?? []
    return [fewest.name, group.map(cpu), growth(fewest, group.at(-1) ?? fewest)].flat()
  })
  return `${markdown(head, rows)}\n\nWith ${CONNECTIONS.join(' / ')} connections. The largest database takes ${bytes} bytes per user.`
}

/** Indexes included. Each user has one session, one event and one passkey, and one in ten has a code. */
async function bytesByUser(d1: D1Database | undefined, users = 1) {
  const result = await d1?.prepare('select 1').run()
  return Math.round((result?.meta.size_after ?? NaN) / users)
}
