import * as z from 'zod/mini'
import { signOut, signOutEverywhere } from '../../core/sessions/sign-out.ts'
import { OutcomeCard } from '../../look/outcome-card.tsx'
import { Heading } from '../../look/heading.tsx'
import { pageSessionIn } from '../../http/page-session.ts'
import { accountPage, type SentVisit } from './account-page.tsx'
import { goTo } from './answers.ts'
import { forgetSession } from './browser.ts'
import { deletedCard, SIGNED_OUT } from './deleted.tsx'
import { filled, Form, Press } from './controls.tsx'
import { form, UNTOUCHED } from './form.ts'
import { aliveAccount } from './leaving.tsx'
import { page } from './page.tsx'
import { stage } from './stage.tsx'
import { endSteps } from './steps.ts'
import { fill } from '../../look/words/naming.ts'

function signedOut(visit: SentVisit): Response {
  forgetSession(visit.c)
  endSteps(visit.c)
  return goTo(visit, SIGNED_OUT + visit.search)
}

const here = form({
  name: 'here',
  schema: z.object({}),
  async act(visit: SentVisit) {
    await signOut(visit.deps, { caller: visit.caller, refreshToken: undefined })
    return signedOut(visit)
  },
})

const everywhere = form({
  name: 'everywhere',
  schema: z.object({}),
  async act(visit: SentVisit) {
    await signOutEverywhere(visit.deps, visit.caller)
    return signedOut(visit)
  },
})

/** A button, because a link or an image of another site must not sign anybody out. */
const question = accountPage({
  path: '/sign-out',
  summary: 'Sign out',
  title: ({ words }) => words.entry.signOut.title,
  forms: [here, everywhere],
  show(visit) {
    const { title, text, press, stay, ...words } = visit.words.entry.signOut
    const of = filled(visit, UNTOUCHED, [here])
    const content = (
      <>
        <Heading title={title} lead={fill(text, { email: visit.account.user.email })} />
        <Form of={of}>
          <Press does={here}>{press}</Press>
          <Press does={everywhere} kind="quiet">
            {words.everywhere}
          </Press>
        </Form>
      </>
    )
    return stage(visit, { title, content, end: <a href="/account">{stay}</a> }, 200)
  },
})

const answer = page({
  path: SIGNED_OUT,
  summary: 'Say that the visitor is signed out',
  forms: [],
  async show(visit) {
    const deleted = deletedCard(visit)
    if (deleted) return deleted
    const { c, words, returnTo, config, search } = visit
    const session = await pageSessionIn(c)
    if (session && (await aliveAccount(c, session))) return goTo(visit, `/sign-out${search}`)
    const { done } = words.entry.signOut
    const home = returnTo?.url ?? config.APP_URL_HOME
    const next = home
      ? { href: home, text: fill(visit.base.backTo, { app: config.APP_NAME }) }
      : { href: `/sign-in${search}`, text: words.entry.signIn.press }
    // RP-Initiated Logout 1.0 §3: the browser goes back to the app.
    const isOfApp = c.req.query('after') !== undefined
    return {
      title: done.title,
      content: <OutcomeCard icon="done" {...done} next={next} />,
      next: isOfApp ? returnTo?.url : undefined,
    }
  },
})

export const signOutRoutes = [...question, ...answer]
