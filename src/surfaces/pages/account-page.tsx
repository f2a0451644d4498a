import type { Child } from 'hono/jsx'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { type AccountPage, readAccountPage, type Wants } from '../../core/account/account-page.ts'
import { Failure } from '../../core/failure.ts'
import { languageIn } from '../../core/language.ts'
import type { User } from '../../store/tables/users.ts'
import type { PageCaller } from '../../core/tokens/caller.ts'
import { writeSessionForm } from '../../core/tokens/form-token.ts'
import { media } from '../../http/answer-schemas.ts'
import type { AppContext } from '../../http/app-env.ts'
import { readForm, type Typed } from '../../http/form.ts'
import { routeOf } from '../../http/matched-route.ts'
import { requireOwnForm } from '../../http/form-origin.ts'
import { startRefusal } from '../../http/refuse.ts'
import { siteKeyFor } from '../../http/human-token.ts'
import { type Route, route } from '../../http/route.ts'
import { toFailure } from '../../http/to-failure.ts'
import { Heading } from '../../look/heading.tsx'
import { Notice } from '../../look/notice.tsx'
import { pageSessionIn } from '../../http/page-session.ts'
import { accountFrame } from './account-frame.tsx'
import { goTo } from './answers.ts'
import { callerByForm } from './browser.ts'
import { confirmFirst } from './confirm-first.tsx'
import { dialect } from './failures.ts'
import { type FormState, type PageForm, refusedState } from './form.ts'
import { keepLanguage } from './language.ts'
import { aliveAccount } from './leaving.tsx'
import { onOtherHost } from './other-host.ts'
import { isOfTheForm } from './page.tsx'
import { rememberSent, whereItLed } from './sent-before.ts'
import { stage } from './stage.tsx'
import { endStep, stepLeft } from './steps.ts'
import { openVisit, type Visit } from './visit.ts'

/** Somebody who is signed in looks at a page. Everything that it shows was read in one round trip. */
export type AccountVisit = Visit & {
  account: AccountPage
  /** What a form of the page has just done. */
  said: string | undefined
}

/** Somebody who is signed in has sent a form. The statement that acts on it finds out whether the session is alive. */
export type SentVisit = Visit & { caller: PageCaller }

/** A form of such a page. `view` shows it by itself, after a refusal. */
export type AccountForm = PageForm<SentVisit> & { view?: (visit: Visit, state: FormState) => Child }

type Definition = {
  path: string
  summary: string
  title: (visit: Visit) => string
  lead?: (visit: Visit) => string
  /** It is one card, with nothing of the account around it. */
  isCard?: true
  wants?: (c: AppContext) => Wants
  forms: readonly AccountForm[]
  show: (visit: AccountVisit) => Child | Response | Promise<Child | Response>
  /** Where a refusal is shown otherwise than by its form alone. */
  refused?: (visit: Visit, refused: Refused) => Response | Promise<Response>
}

type Refused = { failure: Failure; typed: Typed; state: FormState; status: ContentfulStatusCode }

/**
 * A page for whoever is signed in. Reading it is one round trip. A form that is refused is shown by itself, with what was
 * typed: nothing has to be read anew for it.
 */
export function accountPage({
  path,
  summary,
  title,
  lead,
  isCard,
  wants,
  forms,
  show,
  refused,
}: Definition): Route[] {
  const facts = { path, summary, isPage: true, answers: () => [media('text/html')] } as const
  const shown = route({
    ...facts,
    method: 'GET',
    async handle({ c }) {
      const page = await pageSessionIn(c)
      const away = onOtherHost(c)
      if (away) return away
      if (!page) return toSignIn(c)
      try {
        const account = await readAccountPage(c.var.deps, {
          page,
          wants: wants?.(c) ?? {},
          touches: c.req.method !== 'HEAD',
        })
        const formToken = await tokenFor(c, account)
        rememberLanguage(c, account)
        const visit = {
          ...(await openVisit(c, { formToken, chosen: account.user.language })),
          account,
          said: takeSaid(c),
        }
        const content = await show(visit)
        return content instanceof Response
          ? content
          : accountFrame(visit, { title: title(visit), lead: lead?.(visit), content, user: account.user })
      } catch (error) {
        return elsewhere(c, error)
      }
    },
  })
  const sent = route({
    ...facts,
    method: 'POST',
    forms: forms.map(({ name }) => name),
    async handle({ c }) {
      requireOwnForm(c)
      const typed = await readForm(c)
      const form = forms.find(({ name }) => name === typed['do'])
      if (!form) throw new Failure('malformed_body')
      let visit = await openVisit(c, { formToken: typed['form_token'] ?? '' })
      let user: User | undefined
      try {
        const sender = { ...visit, caller: await callerByForm(c, typed) }
        return await rememberSent(visit, typed, await form.submit(sender, typed))
      } catch (error) {
        const failure = toFailure(error as Error, c)
        const led = await whereItLed(visit, { typed, failure })
        if (led) return led
        if (!isOfTheForm(c, failure)) return elsewhere(c, failure)
        if (failure.code === 'origin_not_allowed') {
          // The form was made for another session of this browser. The one that is shown now is for the present one,
          // and says whose it is: somebody else may have signed in meanwhile.
          const present = await presentIn(c)
          if (!present) return toSignIn(c)
          visit = { ...visit, formToken: present.formToken }
          user = present.user
        }
        const { status } = startRefusal(dialect, failure, c)
        const state = refusedState(form, { ...visit, typed, failure })
        const siteKey = siteKeyFor(visit.config, { typed, code: failure.code })
        if (refused) return refused({ ...visit, siteKey }, { failure, typed, state, status })
        if (failure.code === 'sign_in_again') {
          const { methods = [] } = failure.details
          return confirmFirst(visit, { typed, methods, status })
        }
        return alone({ ...visit, siteKey }, { title: title(visit), isCard, form, state, status, user })
      }
    },
  })
  return forms.length === 0 ? [shown] : [shown, sent]
}

const tokenFor = (c: AppContext, { session: { id: sid, userId } }: Pick<AccountPage, 'session'>) =>
  writeSessionForm(c.var.deps.keyring, { sid, userId })

/** Who is signed in now. Undefined when the session of the browser has ended. */
async function presentIn(c: AppContext) {
  const page = await pageSessionIn(c)
  const account = page && (await aliveAccount(c, page))
  return account && { formToken: await tokenFor(c, account), user: account.user }
}

function alone(
  visit: Visit,
  {
    title,
    isCard = false,
    form,
    state,
    status,
    user,
  }: {
    title: string
    isCard: boolean | undefined
    form: AccountForm
    state: FormState
    status: ContentfulStatusCode
    user: User | undefined
  },
) {
  const shown =
    form.view?.(visit, state) ??
    state.problems.map(({ text }) => (
      <Notice kind="danger" said>
        {text}
      </Notice>
    ))
  const back = <a href={visit.path + visit.search}>{visit.words.account.back}</a>
  if (isCard) {
    const content = (
      <>
        <Heading title={title} />
        {shown}
      </>
    )
    return stage(visit, { title, content, end: back }, status)
  }
  const content = (
    <>
      {shown}
      <p>{back}</p>
    </>
  )
  return accountFrame(visit, { title, content, user }, status)
}

/** A form that is refused, or answered by a page, is written in it too: nobody is read for that. */
function rememberLanguage(c: AppContext, { user }: AccountPage): void {
  const language = languageIn(user.language)
  if (language && language !== c.var.deps.client.language && c.req.method !== 'HEAD')
    keepLanguage(c, language)
}

/** It is said once, on the page whose form has done it. */
function takeSaid(c: AppContext): string | undefined {
  const done = stepLeft(c, 'done')
  if (done?.path !== routeOf(c) || c.req.method === 'HEAD') return undefined
  endStep(c, 'done')
  return done.what
}

/** Whoever is not signed in signs in first, and comes back. Whoever wants to sign out is done. */
function toSignIn(c: AppContext): Response {
  const [path, { search }] = [routeOf(c), new URL(c.req.url)]
  if (path === '/sign-out') {
    const after = c.req.query('after')
    return goTo(
      { c },
      after === undefined ? '/signed-out' : `/signed-out?${new URLSearchParams({ after }).toString()}`,
    )
  }
  const keepsQuery = c.req.method === 'GET' || c.req.query('request') !== undefined
  const back = keepsQuery ? path + search : path
  return goTo({ c }, `/sign-in?${new URLSearchParams({ return_to: back }).toString()}`)
}

/**
 * What is no matter of a form: the session has ended, or the account lacks what it may not be without.
 *
 * @throws what is neither
 */
function elsewhere(c: AppContext, error: unknown): Response {
  if (!(error instanceof Failure)) throw error
  // The cookie stays: this request may have been on its way while another one of the browser proved anew, which has
  // made the cookie of now. One of a session that has ended is worth nothing.
  if (error.code === 'token_refused' || error.code === 'unauthenticated') return toSignIn(c)
  if (error.code === 'email_not_verified') return goTo({ c }, '/account')
  if (error.code === 'second_step_required') return goTo({ c }, '/account/security')
  throw error
}
