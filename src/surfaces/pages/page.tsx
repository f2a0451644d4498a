import type { Child } from 'hono/jsx'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { Failure } from '../../core/failure.ts'
import { readForm } from '../../http/form.ts'
import { requireOwnForm } from '../../http/form-origin.ts'
import { formOfBrowser, requireFormOfBrowser } from '../../http/form-token.ts'
import { siteKeyFor } from '../../http/human-token.ts'
import { type Route, route } from '../../http/route.ts'
import { media } from '../../http/answer-schemas.ts'
import { startRefusal } from '../../http/refuse.ts'
import { toFailure } from '../../http/to-failure.ts'
import { nextStep } from './answers.ts'
import { dialect } from './failures.ts'
import { type FormState, type PageForm, refusedState, UNTOUCHED } from './form.ts'
import { onOtherHost } from './other-host.ts'
import { rememberSent, whereItLed } from './sent-before.ts'
import { stage } from './stage.tsx'
import { openVisit, type Visit } from './visit.ts'
import type { AppContext } from '../../http/app-env.ts'

/** One card. `end` is another way, below a line; `next` is where a visitor is taken without a press. */
export type Card = { title: string; content: Child; end?: Child; next?: string | undefined }

type Page = {
  path: string
  summary: string
  isMailedTo?: boolean
  forms: readonly PageForm[]
  /** What the page shows; or the answer that leads elsewhere. */
  show: (visit: Visit, state: FormState) => Card | Response | Promise<Card | Response>
}

const NOT_OF_A_FORM = new Set(['body_too_large', 'malformed_body', 'unsupported_media_type', 'internal'])
const OF_NO_SESSION = new Set(['unauthenticated', 'token_refused'])

/** Whether a refusal is shown where the form was, so that it can be sent again. Scripts want no page. */
export const isOfTheForm = (c: AppContext, { code }: Failure): boolean =>
  !NOT_OF_A_FORM.has(code) && !OF_NO_SESSION.has(code) && c.req.header('Accept') !== 'application/json'

/**
 * A page for everybody, signed in or not: it shows a card, and its forms are sent to itself. A form that is refused is
 * shown again with what was typed.
 */
export const page = ({ path, summary, isMailedTo = false, forms, show }: Page): Route[] => {
  const facts = { path, summary, isPage: true, isMailedTo, answers: () => [media('text/html')] } as const
  const answer = async (visit: Visit, state: FormState, status: ContentfulStatusCode = 200) => {
    const shown = await show(visit, state)
    return shown instanceof Response ? shown : stage(visit, shown, status)
  }
  const shown = route({
    ...facts,
    method: 'GET',
    handle: async ({ c }) =>
      onOtherHost(c) ?? answer(await openVisit(c, { formToken: await formOfBrowser(c) }), UNTOUCHED),
  })
  const sent = route({
    ...facts,
    method: 'POST',
    forms: forms.map(({ name }) => name),
    async handle({ c, deps }) {
      // A mailed link is answered also where there are no pages; a form is not.
      if (!deps.config.SURFACES.includes('pages')) throw new Failure('route_not_found')
      requireOwnForm(c)
      const typed = await readForm(c)
      const visit = await openVisit(c, { formToken: await formOfBrowser(c) })
      const form = forms.find(({ name }) => name === typed['do'])
      if (!form) throw new Failure('malformed_body')
      try {
        await requireFormOfBrowser(c, typed)
        return await rememberSent(visit, typed, await form.submit(visit, typed))
      } catch (error) {
        const failure = toFailure(error as Error, c)
        const next = nextStep(visit, failure)
        if (next) return next
        if (!isOfTheForm(c, failure)) throw failure
        const led = await whereItLed(visit, { typed, failure })
        if (led) return led
        const { status } = startRefusal(dialect, failure, c)
        const siteKey = siteKeyFor(visit.config, { typed, code: failure.code })
        return answer({ ...visit, siteKey }, refusedState(form, { ...visit, typed, failure }), status)
      }
    },
  })
  return forms.length === 0 ? [shown] : [shown, sent]
}
