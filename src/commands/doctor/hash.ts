import { hashCost, parametersFor } from '../../crypto/password-hash.ts'
import { ITERATIONS_PER_CALL } from '../../crypto/pbkdf2.ts'
import { READ_COSTLIEST_HASH } from '../../store/pieces/costliest-hash.ts'
import { ask } from './ask.ts'
import { parseSettings, type Settings } from './configuration.ts'
import { problem, warning, type Finding, ok } from './finding.ts'
import type { Stores } from './stores.ts'

/** OWASP's number for PBKDF2-SHA-256. */
const ITERATIONS = 600_000
/** They take about 80 ms of CPU. A service that needs much less makes fewer. */
const QUICK_MS = 40
const TRIES = 3

const RAISE = `Raise PASSWORD_ITERATIONS to ${ITERATIONS}, unless you have a reason for a lower number.`

/** How much work the settings ask for to hash a password, and that Workers allow each call. */
export function checkIterations(settings: Settings): Finding[] {
  const parsed = parseSettings(settings)
  if (!('config' in parsed)) return []
  const total = parsed.config.PASSWORD_ITERATIONS
  const { calls, iterations } = parametersFor(total)
  const says = `${total} iterations, in ${calls} calls of ${iterations}; Workers allow ${ITERATIONS_PER_CALL} in one`
  const about = 'password hash'
  return [total < ITERATIONS ? warning(about, says, RAISE) : ok(about, says)]
}

/**
 * Whether hashes are stored that cost more than PASSWORD_ITERATIONS asks for: then every check of a password
 * costs as much as the costliest one, so that nobody can tell by the time who has an account.
 */
export async function checkCostliestHash(settings: Settings, { sql }: Stores): Promise<Finding[]> {
  const answer = await sql(READ_COSTLIEST_HASH)
  // A database that does not answer is a finding already.
  if ('refused' in answer) return []
  const costliest = Number(answer.rows[0]?.['value'] ?? 0)
  const today = hashCost(Number(settings['PASSWORD_ITERATIONS'] || ITERATIONS))
  if (!(costliest > today)) return []
  return [
    warning(
      'password hash',
      `there are hashes of ${costliest} iterations, so every check of a password takes as many, not ${today}`,
      'Raise PASSWORD_ITERATIONS again, or see "Fewer iterations" in src/docs/settings.md.',
    ),
  ]
}

/**
 * Signs in with an address that nobody has, which costs as much as a real sign-in. An answer means that the
 * platform allows every call of the hash. How much later it comes than the health is the time of the hash.
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
  if (answer?.status === 429) return warning(about, 'too many requests', 'Run the command again in a minute.')
  if (answer?.status !== 401) {
    return problem(
      about,
      `signing in answers ${answer?.status ?? 'nothing'}`,
      'On Workers Free a request has 10 ms of CPU: use Workers Paid, or lower PASSWORD_ITERATIONS (see Deploying in README.md).',
    )
  }
  return ofHashTime(Math.max(0, Math.round(took - bare.took)))
}

export function ofHashTime(ms: number): Finding {
  const says = `signing in takes ${ms} ms longer than an answer without a password`
  return ms < QUICK_MS ? warning('hash time', says, RAISE) : ok('hash time', says)
}

/** The fastest of a few answers, because the first one may have opened the connection. Milliseconds. */
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
