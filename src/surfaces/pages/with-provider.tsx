import type { ProviderState } from '../../core/tokens/provider-state.ts'
import { beginWithProvider } from '../../core/federation/begin.ts'
import { providerCalled } from '../../core/federation/offered.ts'
import { media } from '../../http/answer-schemas.ts'
import type { AppContext } from '../../http/app-env.ts'
import { isOwnVisit } from '../../http/form-origin.ts'
import { formOfBrowser } from '../../http/form-token.ts'
import { pageSessionIn } from '../../http/page-session.ts'
import { route } from '../../http/route.ts'
import { goTo, nextOf } from './answers.ts'
import { aliveAccount } from './leaving.tsx'
import { onOtherHost } from './other-host.ts'
import { troubleCard } from './provider-trouble.tsx'
import { keepTrip } from './trips.ts'
import { openVisit, type Visit } from './visit.ts'

/** Sends the visitor to a provider; they come back to this browser. */
export async function goToProvider(
  visit: Visit,
  about: { id: string; connects?: ProviderState['connects'] },
): Promise<Response> {
  const { c, deps, returnTo } = visit
  const begun = await beginWithProvider(deps, about)
  if ('trouble' in begun) return troubleCard(visit, begun)
  const isPosted = new URL(begun.url).searchParams.get('response_mode') === 'form_post'
  const to = returnTo?.url
  keepTrip(c, {
    trip: { print: begun.print, ...(to !== undefined && { to }) },
    isPosted,
    seconds: begun.seconds,
  })
  return goTo(visit, begun.url)
}

/**
 * Whether a link of another site has brought somebody here who is signed in. They stay who they are: a provider that asks
 * nothing would make the attacker's account of it, or a weaker session (login CSRF).
 */
async function isSignedInElsewhere(c: AppContext): Promise<boolean> {
  if (c.req.header('Sec-Fetch-Site') !== 'cross-site') return false
  const session = await pageSessionIn(c)
  return session !== undefined && (await aliveAccount(c, session)) !== undefined
}

/** Where a button "Continue with …" leads, on a page of ours or of an app. */
export const withProviderRoutes = [
  route({
    method: 'GET',
    path: '/sign-in/with/:provider',
    summary: 'Sign in with a provider',
    isPage: true,
    answers: () => [media('text/html')],
    async handle({ c, deps }) {
      const away = onOtherHost(c)
      if (away) return away
      const { id } = providerCalled(deps.config, c.req.param('provider'))
      // HEAD begins nothing. Nor does an image of another site: of the ways that a browser keeps it would push out those
      // that its user has begun.
      if (c.req.method === 'HEAD' || !isOwnVisit(c.req.raw)) return goTo({ c }, '/sign-in')
      const visit = await openVisit(c, { formToken: await formOfBrowser(c) })
      if (await isSignedInElsewhere(c)) return goTo(visit, nextOf(visit))
      return goToProvider({ ...visit, path: '/sign-in' }, { id })
    },
  }),
]
