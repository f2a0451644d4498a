import { type AccountPage, readAccountPage } from '../../core/account/account-page.ts'
import { waitsFor } from '../../core/federation/connect.ts'
import { Failure } from '../../core/failure.ts'
import type { PageSession } from '../../core/tokens/page-session.ts'
import { pageSessionIn } from '../../http/page-session.ts'
import type { AppContext } from '../../http/app-env.ts'
import { goTo } from './answers.ts'
import type { Card } from './page.tsx'
import { stepLeft } from './steps.ts'
import type { Visit } from './visit.ts'
import { fill } from '../../look/words/naming.ts'

/**
 * Whoever is signed in already goes on: to a page of ours, or to the app. The page that leads to another origin is
 * loaded by itself: the policy of the page whose form was sent would stop a redirect there. It takes nothing with it.
 */
export async function leaving(visit: Visit): Promise<Card | Response | undefined> {
  const { c, deps, returnTo, search, words } = visit
  const session = await pageSessionIn(c)
  const account = session && (await aliveAccount(c, session))
  if (!account) return undefined
  const step = stepLeft(c, 'connect')
  const whose = step && (await waitsFor(deps, { waiting: step.waiting, user: account.user }))
  if (whose === 'this') return goTo(visit, `/account/connect${search}`)
  // Whoever is signed in is not who has to sign in once.
  if (whose === 'another') return undefined
  if (!returnTo || returnTo.isOurs) return goTo(visit, returnTo?.url ?? '/account')
  const { host } = new URL(returnTo.url)
  const { title, text, press } = words.entry.signIn.leaving
  return {
    title,
    next: returnTo.url,
    content: (
      <section class="outcome">
        <h1>{title}</h1>
        <p class="muted">{fill(text, { host })}</p>
        <a class="button" href={returnTo.url}>
          {fill(press, { host })}
        </a>
      </section>
    ),
  }
}

/** The account of the browser's session; undefined when that has ended. One round trip. */
export async function aliveAccount(c: AppContext, page: PageSession): Promise<AccountPage | undefined> {
  try {
    return await readAccountPage(c.var.deps, { page, touches: c.req.method !== 'HEAD' })
  } catch (error) {
    if (error instanceof Failure && error.code === 'token_refused') return undefined
    throw error
  }
}
