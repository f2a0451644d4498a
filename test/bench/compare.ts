import { startBetterAuth } from './better-auth.ts'
import { billOfMonth } from './cost.ts'
import { countAll, type CountsByName } from './count.ts'
import { startFloor } from './floor.ts'
import { cpuGoal, goalTable } from './goals.ts'
import { startMails } from './mails.ts'
import { CONNECTIONS, figure, measureAll } from './measure.ts'
import { type Operation, operationsOf } from './operation.ts'
import { startPostern } from './postern.ts'
import { measureStarts, startables } from './start.ts'
import { resultTable } from './table.ts'
import { betterAuthWorker, counted, floorWorkers, posternWorkers } from './workers.ts'

const users = 1_000
const MAX_CONNECTIONS = Math.max(...CONNECTIONS)
/** The default of PASSWORD_ITERATIONS, and its minimum, with which the hash takes hardly any time. */
const [ITERATIONS, LEAST_ITERATIONS] = [600_000, 10_000]

/** Measures Postern, Better Auth and the floor by turns, each in a workerd of its own. Returns the tables. */
export async function compareAll(said: (line: string) => void): Promise<string> {
  said('building')
  const ours = posternWorkers()
  const betterAuth = betterAuthWorker()
  said('starting the built Workers and an empty one')
  const start = await measureStarts(startables({ postern: ours.main, betterAuth }))
  said('starting, counting')
  const mails = await startMails()
  const counts = await countBoth()
  const postern = await startPostern({ ...ours, users, iterations: ITERATIONS, mails })
  const least = await startPostern({ ...ours, users, iterations: LEAST_ITERATIONS, mails })
  const better = await startBetterAuth({ worker: betterAuth, users, mails })
  const floor = await startFloor({ ...floorWorkers(), users })

  const signInLeast = { ...least.signIn, name: `sign in, ${LEAST_ITERATIONS} iterations` }
  const groups = [
    [postern.register, better.register],
    [postern.signIn, better.signIn],
    [signInLeast, floor.deriveLeast],
    [postern.signInByPasskey, better.signInByPasskey],
    [least.secondStep, better.secondStep],
    [postern.mailCode, better.mailCode],
    [postern.signInByMail, better.signInByMail],
    [postern.refresh, floor.d1Write, better.renew],
    [postern.ownProfile, floor.d1Read, better.ownProfile],
    [postern.verify, floor.verifyKvBound],
    [postern.signOut, better.signOut],
    [postern.authorize],
    [postern.token],
    [postern.page],
    [postern.step1],
    [least.step2],
    [floor.verifyKv],
    [floor.verify],
    [floor.kvRead],
    [floor.nothing],
  ]
  const samples = await measureAll(groups, said)
  await Promise.all([postern, least, better, floor].map(({ runtime }) => runtime.stop()))
  await mails.stop()
  const ratio = (what: string, of: [Operation, Operation], atMost: number) =>
    cpuGoal({ what, of, atMost }, samples)
  const goals = [
    ratio('own profile ÷ Better Auth’s session check', [postern.ownProfile, better.ownProfile], 0.6),
    ratio('refresh ÷ Better Auth’s renewing session check', [postern.refresh, better.renew], 0.7),
    ratio('sign out ÷ Better Auth’s', [postern.signOut, better.signOut], 0.7),
    ratio('passkey ÷ Better Auth’s', [postern.signInByPasskey, better.signInByPasskey], 0.5),
    ratio('second step ÷ Better Auth’s', [least.secondStep, better.secondStep], 0.5),
    cpuGoal(
      { what: 'sign in − the hash, ms', of: [signInLeast, floor.deriveLeast], difference: true, atMost: 5 },
      samples,
    ),
    start.goal,
  ]
  const { register, signIn, refresh, ownProfile, verify, signOut } = postern
  const perSecond = (operation: Operation) =>
    Math.round((MAX_CONNECTIONS * 1_000) / figure(samples, operation, MAX_CONNECTIONS, 'mean'))
  return [
    resultTable(groups, samples, counts),
    goalTable(goals),
    start.table,
    billOfMonth([register, signIn, refresh, ownProfile, verify, signOut], samples, counts),
    `Per second, with ${MAX_CONNECTIONS} connections: ${perSecond(signInLeast)} sign-ins with ${LEAST_ITERATIONS} iterations, ` +
      `${perSecond(postern.refresh)} refreshes, ${perSecond(floor.d1Write)} bare writes.`,
  ].join('\n\n')

  /** Counting costs CPU, so it has Workers of its own. */
  async function countBoth(): Promise<CountsByName> {
    const options = { users, iterations: LEAST_ITERATIONS, mails }
    const postern = await startPostern({ ...ours, main: counted(ours.main), ...options })
    const better = await startBetterAuth({ worker: counted(betterAuth), users, mails })
    const counts = await countAll([postern, better].flatMap(operationsOf))
    await Promise.all([postern, better].map(({ runtime }) => runtime.stop()))
    return counts
  }
}
