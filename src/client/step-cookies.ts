import { browser } from './browser.ts'
import { Refusal } from './refusal.ts'

type Flow = 'code' | 'account' | 'sign-in' | 'address' | 'password'

/** Milliseconds: what the service gives a step by default. After that, a missing cookie has expired. */
const STEP_LIFE = 600_000

const SENTENCE =
  'The cookie of the first step did not come back: browsers block cookies of another site. Put the service on a subdomain of yours.'

/** Finds out that the browser does not send the cookies of the service back, which is no mistake of the user. */
export function createStepCookies(url: string) {
  const begun = new Map<Flow, number>()

  return {
    /** The answer to the first step of a flow, with which its cookie comes. */
    async begin<Answer>(flow: Flow, answer: Promise<Answer>): Promise<Answer> {
      const said = await answer
      begun.set(flow, Date.now())
      return said
    },

    /** The answer to a step that needs the cookie of the first. */
    need: <Answer>(flow: Flow, answer: Promise<Answer>): Promise<Answer> =>
      answer.catch((error: unknown) => {
        const isMissing = error instanceof Refusal && error.kind === 'first_step_missing'
        const isRecent = Date.now() < (begun.get(flow) ?? -Infinity) + STEP_LIFE
        if (isMissing && isRecent && !isOneSite(browser.location, new URL(url))) throw blocked(error)
        throw error
      }),
  }
}

function blocked({ status, requestId }: Refusal): Refusal {
  const headers = new Headers({ 'Postern-Failure': 'cookies_blocked' })
  if (requestId) headers.set('X-Request-Id', requestId)
  return new Refusal(new Response(null, { status, headers }), { message: SENTENCE })
}

type Place = { hostname: string }

/** Two hosts whose last two labels differ are certainly two sites. Without a page there is none. */
const isOneSite = (page: Place | undefined, service: Place) =>
  page !== undefined && labelsOf(page) === labelsOf(service)

const labelsOf = ({ hostname }: Place) => hostname.split('.').slice(-2).join('.')
