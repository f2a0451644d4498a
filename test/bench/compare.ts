import { startBetterAuth } from './better-auth.ts'
import { bundle } from './bundles.ts'
import { costTables } from './cost.ts'
import { countAll, type CountsByName } from './count.ts'
import { startFloor } from './floor.ts'
import { type Goal, goalTable } from './goals.ts'
import { startMails } from './mails.ts'
import { CONNECTIONS, figure, measureAll } from './measure.ts'
import { type Operation, operationsOf } from './operation.ts'
import { startPostern } from './postern.ts'
import { measureStart } from './start.ts'
import { resultTable } from './table.ts'
import { betterAuthWorker, counted, floorWorkers, posternWorkers } from './workers.ts'

const users = 1_000
const MAX_CONNECTIONS = Math.max(...CONNECTIONS)
/** The default of PASSWORD_ITERATIONS, and its minimum, with which the hash takes hardly any time. */
const [ITERATIONS, LEAST_ITERATIONS] = [600_000, 10_000]

/** Measures Postern, Better Auth and the floor by turns, each in a workerd of its own. Returns the tables. */
export async function compareAll(said: (line: string) => void): Promise<string> {
  said('starting the built Worker and an empty one')
  const start = await measureStart(bundle())
  said('building, starting, counting')
  const mails = await startMails()
  const ours = posternWorkers()
  const betterAuth = betterAuthWorker()
  const counts = await countBoth()
  const postern = await startPostern({ ...ours, users, iterations: ITERATIONS, mails })
  const least = await startPostern({ ...ours, users, iterations: LEAST_ITERATIONS, mails })
  const better = await startBetterAuth({ worker: betterAuth, users })
  const floor = await startFloor({ ...floorWorkers(), users })

  const signInLeast = { ...least.signIn, name: `sign in, ${LEAST_ITERATIONS} iterations` }
  /** Compared with these two, it takes turns with them. */
  const [password, oneWrite] = [{ ...postern.signIn }, { ...floor.d1Write }]
  const groups = [
    [postern.register, better.register],
    [postern.signIn, better.signIn],
    [postern.signInByPasskey, password, oneWrite],
    [floor.hash, floor.derive],
    [signInLeast, floor.deriveLeast],
    [postern.refresh, floor.d1Write],
    [postern.ownProfile, floor.d1Read, better.ownProfile],
    [postern.verify, floor.verifyKvBound],
    [floor.verifyKv],
    [floor.verify],
    [floor.kvRead],
    [floor.nothing],
    [postern.signOut, better.signOut],
    [postern.step1],
    [least.step2],
  ]
  const goals: Goal[] = [
    { what: 'own profile ÷ Better Auth’s session', of: [postern.ownProfile, better.ownProfile], atMost: 0.6 },
    { what: 'verify ÷ signature and KV read', of: [postern.verify, floor.verifyKvBound], atMost: 1.3 },
    { what: 'sign in − the hash, ms', of: [signInLeast, floor.deriveLeast], difference: true, atMost: 4 },
    {
      what: 'passkey − one D1 write, ms',
      of: [postern.signInByPasskey, oneWrite],
      difference: true,
      atMost: 3,
    },
    { what: 'the hash ÷ its six calls', of: [floor.hash, floor.derive], atMost: 1.03 },
  ]
  const samples = await measureAll(groups, said)
  await Promise.all([postern, least, better, floor].map(({ runtime }) => runtime.stop()))
  await mails.stop()
  const { register, signIn, refresh, ownProfile, verify, signOut, step1 } = postern
  const billed = [register, signIn, refresh, ownProfile, verify, signOut, step1, least.step2]
  const perSecond = (operation: Operation) =>
    Math.round((MAX_CONNECTIONS * 1_000) / figure(samples, operation, MAX_CONNECTIONS, 'mean'))
  return [
    resultTable(groups, samples, counts),
    goalTable(goals, samples),
    start,
    costTables(billed, samples, counts),
    `Per second, with ${MAX_CONNECTIONS} connections: ${perSecond(signInLeast)} sign-ins with ${LEAST_ITERATIONS} iterations, ` +
      `${perSecond(postern.refresh)} refreshes, ${perSecond(floor.d1Write)} bare writes.`,
  ].join('\n\n')

  /** Counting costs CPU, so it has Workers of its own. */
  async function countBoth(): Promise<CountsByName> {
    const options = { users, iterations: LEAST_ITERATIONS, mails }
    const postern = await startPostern({ ...ours, main: counted(ours.main), ...options })
    const better = await startBetterAuth({ worker: counted(betterAuth), users })
    const counts = await countAll([postern, better].flatMap(operationsOf))
    await Promise.all([postern, better].map(({ runtime }) => runtime.stop()))
    return counts
  }
}
