import { parametersFor } from '../../crypto/password-hash.ts'
import { ITERATIONS_PER_CALL } from '../../crypto/pbkdf2.ts'
import { ask } from './ask.ts'
import { parseSettings, type Settings } from './configuration.ts'
import { broken, doubtful, type Finding, well } from './finding.ts'

/** OWASP's number for PBKDF2-SHA-256. */
const ITERATIONS = 600_000
/** They take about 80 ms of CPU; far less means that a deployed service makes fewer. */
const QUICK_MS = 40
const TRIES = 3

const RAISE = `Raise PASSWORD_ITERATIONS to ${ITERATIONS} unless you know why it is lower.`

/** What the settings make of a password: how much work, and in calls that Workers allow. */
export function checkIterations(settings: Settings): Finding[] {
  const parsed = parseSettings(settings)
  if (!('config' in parsed)) return []
  const total = parsed.config.PASSWORD_ITERATIONS
  const { calls, iterations } = parametersFor(total)
  const says = `${total} iterations, in ${calls} calls of ${iterations}; Workers allow ${ITERATIONS_PER_CALL} in one`
  const about = 'password hash'
  return [total < ITERATIONS ? doubtful(about, says, RAISE) : well(about, says)]
}

/**
 * Signs in as nobody, which costs what signing in as somebody costs. That it answers says that the platform
 * allows every call of the hash; how much later than the health it answers, how long the hash takes.
 */
export async function checkHashTime(url: string): Promise<Finding> {
  const about = 'hash time'
  const email = `doctor-${Date.now()}@example.com`
  const bare = await quickest(() => ask(`${url}/healthz`))
  const { answer, took } = await quickest(() =>
    ask(`${url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email, password: 'nobody has this password' }),
    }),
  )
  if (answer?.status === 429) return doubtful(about, 'too many requests', 'Ask again in a minute.')
  if (answer?.status !== 401) {
    return broken(
      about,
      `signing in answers ${answer?.status ?? 'nothing'}`,
      'On Workers Free a request has 10 ms of CPU: use Workers Paid, or lower PASSWORD_ITERATIONS (see Deploying in README.md).',
    )
  }
  const hash = Math.max(0, Math.round(took - bare.took))
  const says = `signing in takes ${hash} ms longer than an answer without a password`
  return hash < QUICK_MS ? doubtful(about, says, RAISE) : well(about, says)
}

/** The answer that came soonest: the first one may have opened the connection. Milliseconds. */
async function quickest(request: () => Promise<Response | undefined>) {
  let best: { answer: Response | undefined; took: number } = { answer: undefined, took: Infinity }
  for (let count = 0; count < TRIES; count += 1) {
    const startedAt = performance.now()
    const answer = await request()
    const took = performance.now() - startedAt
    if (took < best.took) best = { answer, took }
  }
  return best
}
