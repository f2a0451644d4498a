import { ask } from './ask.ts'
import type { Settings } from './configuration.ts'
import { notLookedAt, problem, warning, type Finding, ok } from './finding.ts'
import { checkHashTime } from './hash.ts'
import { checkKeys } from './keys.ts'

/** Tokens are checked with five seconds of tolerance. */
const CLOCK_TOLERANCE_MS = 5_000

/**
 * Looks at a service from outside: health, clock, transport, keys, and how long a password takes.
 *
 * @param settings has the secret that its keys should come from, if it is known here
 */
export async function checkService(url: string, settings: Settings): Promise<Finding[]> {
  const health = await ask(`${url}/healthz`)
  if (!health) {
    return [
      problem(
        'service',
        `nothing answers at ${url}`,
        'Start it (npm run dev, npm run deploy), or correct the address.',
      ),
    ]
  }
  const failing = await failingIn(health)
  // With a wrong configuration every route answers 503, and a sign-in needs the stores too.
  const isWrong = failing.includes('configuration')
  return [
    ofHealth(failing),
    ofClock(health, url),
    ofTransport(url),
    isWrong ? notLookedAt('keys', 'the configuration is wrong') : await checkKeys(url, settings),
    isWrong
      ? notLookedAt('hash time', 'the configuration is wrong')
      : failing.length > 0
        ? notLookedAt('hash time', 'the service fails')
        : await checkHashTime(url),
  ]
}

/** What the service says that fails, or else its status. */
async function failingIn(answer: Response): Promise<string[]> {
  if (answer.status === 200) return []
  const said = (await answer.json().catch(() => ({}))) as { failing?: string[] }
  return said.failing ?? [`status ${answer.status}`]
}

function ofHealth(failing: string[]): Finding {
  if (failing.length === 0) return ok('health', 'configuration, database and key-value work')
  return problem(
    'health',
    `failing: ${failing.join(', ')}`,
    'The log of the Worker says why: npx wrangler tail, or the terminal of npm run dev.',
  )
}

function ofClock(answer: Response, url: string): Finding {
  const date = answer.headers.get('Date')
  if (!date && isHere(url)) return ok('clock', 'is the clock of this machine')
  if (!date) return warning('clock', 'answers have no Date', 'Is there a proxy between here and the service?')
  const difference = Math.abs(Date.parse(date) - Date.now())
  return difference <= CLOCK_TOLERANCE_MS + 1_000
    ? ok('clock', 'agrees with this machine')
    : problem(
        'clock',
        `differs by ${Math.round(difference / 1000)} s from this machine`,
        'Set the clock of the machines that check tokens: tokens tolerate 5 s.',
      )
}

function ofTransport(url: string): Finding {
  const { protocol } = new URL(url)
  if (protocol === 'https:' || isHere(url)) return ok('transport', protocol.slice(0, -1))
  return problem(
    'transport',
    'no TLS',
    'Use the https address: cookies with __Host- are not kept without it.',
  )
}

const isHere = (url: string) => ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname)
