import { type CameBack, comeBack } from '../../core/federation/come-back.ts'
import { providerCalled } from '../../core/federation/offered.ts'
import { Failure } from '../../core/failure.ts'
import { openAnswer, sealAnswer } from '../../core/tokens/provider-answer.ts'
import { printOfState } from '../../core/tokens/provider-state.ts'
import { media } from '../../http/answer-schemas.ts'
import type { AppContext } from '../../http/app-env.ts'
import { readForm } from '../../http/form.ts'
import { formOfBrowser } from '../../http/form-token.ts'
import { pageSessionIn } from '../../http/page-session.ts'
import { route } from '../../http/route.ts'
import { goTo, nextOf, nextStep } from './answers.ts'
import { keepSignIn } from './browser.ts'
import { aliveAccount } from './leaving.tsx'
import { troubleCard } from './provider-trouble.tsx'
import { endSteps, leaveStep } from './steps.ts'
import { endTrips, tripsOf } from './trips.ts'
import { onTheWayTo, openVisit, type Visit } from './visit.ts'

const CALLBACK = '/callback/:provider'

/** A visitor whom a provider has sent back, on the way to where they wanted. What they see has no path of its own. */
async function visitAfter(c: AppContext, state: string): Promise<Visit> {
  const print = await printOfState(state)
  const to = tripsOf(c).find((trip) => trip.print === print)?.to
  const visit = await openVisit(c, { formToken: await formOfBrowser(c) })
  return onTheWayTo({ ...visit, path: '/sign-in', returnTo: undefined, search: '' }, to)
}

/** Leaves what waits in the browser, and goes to the page that says what is to be done. */
function waitAt(
  visit: Visit,
  path: string,
  {
    provider,
    waiting,
    seconds,
    email,
  }: { provider: { id: string }; waiting: string; seconds: number; email?: string | undefined },
) {
  leaveStep(visit.c, 'connect', {
    waiting,
    provider: provider.id,
    ...(email !== undefined && { email }),
    seconds,
  })
  return goTo(visit, path + visit.search)
}

/** Where whoever waits reads what is to be done. */
const WAITING_AT = {
  owned: '/sign-in/known',
  unproven: '/sign-in/address',
  connects: '/account/connect',
} as const

async function answer(visit: Visit, outcome: CameBack, { isPosted }: { isPosted: boolean }) {
  const { c, returnTo } = visit
  const { kind } = outcome
  if (kind === 'signed_in') {
    await keepSignIn(c, outcome.signedIn)
    endSteps(c)
    endTrips(c)
    // No form of ours is behind this, so no policy of ours stops a redirect; the policy of a provider may.
    return goTo(visit, isPosted || !returnTo ? nextOf(visit) : returnTo.url)
  }
  if (kind === 'trouble') return troubleCard(visit, outcome)
  if (kind === 'unusable') return troubleCard(visit, { ...outcome, trouble: kind })
  if (kind !== 'lost') return waitAt(visit, WAITING_AT[kind], outcome)
  // A page that is loaded anew, or a link that was pressed twice: the first one has signed in.
  const session = await pageSessionIn(c)
  if (session && (await aliveAccount(c, session))) return goTo(visit, nextOf(visit))
  return troubleCard(visit, { ...outcome, trouble: kind })
}

/** What the provider has given to the browser: in the address, or posted and sealed. HEAD changes nothing. */
async function broughtIn(c: AppContext): Promise<URLSearchParams> {
  const { keyring, now } = c.var.deps
  const posted = c.req.query('answer')
  if (c.req.method === 'HEAD') return new URLSearchParams()
  if (posted === undefined) return new URL(c.req.url).searchParams
  return (await openAnswer(keyring, posted, now())) ?? new URLSearchParams()
}

const facts = {
  path: CALLBACK,
  summary: 'Come back from a provider',
  isPage: true,
  answers: () => [media('text/html')],
} as const

/** Where a provider sends the browser back. */
export const callbackRoutes = [
  route({
    ...facts,
    method: 'GET',
    async handle({ c, deps }) {
      const posted = c.req.query('answer')
      const brought = await broughtIn(c)
      const visit = await visitAfter(c, brought.get('state') ?? '')
      const id = c.req.param('provider')
      try {
        const prints = tripsOf(c).map(({ print }) => print)
        return await answer(visit, await comeBack(deps, { id, brought, prints }), {
          isPosted: posted !== undefined,
        })
      } catch (error) {
        if (!(error instanceof Failure)) throw error
        if (error.code === 'sign_up_closed')
          return troubleCard(visit, { provider: providerCalled(deps.config, id), trouble: 'closed' })
        const next = nextStep(visit, error)
        if (next) return next
        throw error
      }
    },
  }),

  // Browsers send no Lax cookie with a form of another site. The GET brings the session and the devices of the browser.
  route({
    ...facts,
    method: 'POST',
    takesForeignForms: true,
    async handle({ c, deps }) {
      const typed = await readForm(c)
      const id = c.req.param('provider')
      const provider = providerCalled(deps.config, id)
      const print = await printOfState(typed['state'] ?? '')
      if (!tripsOf(c).some((trip) => trip.print === print)) {
        const visit = await visitAfter(c, '')
        return troubleCard(visit, { provider, trouble: 'lost' })
      }
      const sealed = await sealAnswer(deps.keyring, typed, deps.now())
      return goTo({ c }, `/callback/${id}?${new URLSearchParams({ answer: sealed }).toString()}`)
    },
  }),
]
