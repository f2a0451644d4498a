import { broken, doubtful, type Finding, well } from './finding.ts'

const TIMEOUT_MS = 15_000
/** Tokens are checked with five seconds of tolerance. */
const CLOCK_TOLERANCE_MS = 5_000
/** OWASP's work for a password takes about 80 ms of CPU; far less means that PASSWORD_ITERATIONS was lowered. */
const QUICK_HASH_MS = 40

/** What can be seen from outside: health, keys, headers, clock, and how long a password takes. */
export async function checkService(url: string): Promise<Finding[]> {
  const health = await ask(`${url}/healthz`)
  if (!health) {
    return [
      broken(
        'service',
        `nothing answers at ${url}`,
        'Start it (npm run dev, npm run deploy), or mend the address.',
      ),
    ]
  }
  return [
    await ofHealth(health),
    ofClock(health),
    ofTransport(url),
    await checkKeys(url),
    await checkHash(url),
  ]
}

async function ofHealth(answer: Response): Promise<Finding> {
  if (answer.status === 200) return well('health', 'configuration, database and key-value are well')
  const said = (await answer.json().catch(() => ({}))) as { failing?: string[] }
  const failing = said.failing?.join(', ') ?? `status ${answer.status}`
  return broken(
    'health',
    `not well: ${failing}`,
    'The log of the Worker names what is wrong: npx wrangler tail, or the terminal of npm run dev.',
  )
}

function ofClock(answer: Response): Finding {
  const date = answer.headers.get('Date')
  if (!date)
    return doubtful(
      'clock',
      'the service told no time',
      'Nothing, if it is a local one: only the deployed one says its time.',
    )
  const difference = Math.abs(Date.parse(date) - Date.now())
  return difference <= CLOCK_TOLERANCE_MS + 1_000
    ? well('clock', 'agrees with this machine')
    : broken(
        'clock',
        `differs by ${Math.round(difference / 1000)} s from this machine`,
        'Set the clock of whatever checks tokens: they allow for 5 s.',
      )
}

function ofTransport(url: string): Finding {
  const { protocol, hostname } = new URL(url)
  if (protocol === 'https:' || hostname === 'localhost' || hostname === '127.0.0.1')
    return well('transport', protocol.slice(0, -1))
  return broken('transport', 'no TLS', 'Use the https address: cookies with __Host- are not kept without it.')
}

/** The keys of the last, this and the next period, in public form. */
async function checkKeys(url: string): Promise<Finding> {
  const answer = await ask(`${url}/.well-known/jwks.json`)
  const { keys = [] } = ((await answer?.json().catch(() => ({}))) ?? {}) as {
    keys?: Record<string, unknown>[]
  }
  if (!answer?.ok || keys.length === 0) {
    return broken(
      'keys',
      'the JWKS cannot be read',
      'Nobody can check tokens without it: look at the health first.',
    )
  }
  if (keys.some((key) => 'd' in key))
    return broken(
      'keys',
      'the JWKS shows a private key',
      'Take the service down: this is not Postern as it was built.',
    )
  const proper = keys.length >= 3 && keys.every(({ alg, kid }) => alg === 'ES256' && typeof kid === 'string')
  return proper
    ? well('keys', `${keys.length} public ES256 keys`)
    : broken('keys', 'the JWKS is not ours', 'Is there another service at this address?')
}

/** Signs in as nobody, which costs what signing in as somebody costs. */
async function checkHash(url: string): Promise<Finding> {
  const about = 'password hash'
  const body = JSON.stringify({
    email: `doctor-${Date.now()}@example.com`,
    password: 'nobody has this password',
  })
  const started = performance.now()
  const answer = await ask(`${url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body,
  })
  const took = Math.round(performance.now() - started)
  if (answer?.status === 401) {
    return took >= QUICK_HASH_MS
      ? well(about, `an answer takes ${took} ms`)
      : doubtful(
          about,
          `an answer takes only ${took} ms`,
          'Raise PASSWORD_ITERATIONS to 600000 unless you know why it is lower.',
        )
  }
  if (answer?.status === 429)
    return doubtful(about, 'not measured: too many requests', 'Ask again in a minute.')
  return broken(
    about,
    `signing in answers ${answer?.status ?? 'nothing'}`,
    'On Workers Free a request has 10 ms of CPU: use Workers Paid, or lower PASSWORD_ITERATIONS (see the README).',
  )
}

const ask = (url: string, init: RequestInit = {}): Promise<Response | undefined> =>
  fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(() => undefined)
