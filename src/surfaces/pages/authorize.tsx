import { type Asking, authorize, type Authorized } from '../../core/apps/authorize.ts'
import type { ReadyConfig } from '../../config/config.ts'
import { offeredBy } from '../../core/federation/offered.ts'
import { Failure } from '../../core/failure.ts'
import { LANGUAGES } from '../../core/language.ts'
import { appRequestIn } from '../../http/app-request.ts'
import { media } from '../../http/answer-schemas.ts'
import type { AppContext } from '../../http/app-env.ts'
import { languageChosenIn } from '../../http/cookies.ts'
import { readForm } from '../../http/form.ts'
import { formOfBrowser } from '../../http/form-token.ts'
import { pageSessionIn } from '../../http/page-session.ts'
import { startRefusal } from '../../http/refuse.ts'
import { route } from '../../http/route.ts'
import { OutcomeCard } from '../../look/outcome-card.tsx'
import { goTo } from './answers.ts'
import { CONFIRM } from './confirm-first.tsx'
import { dialect } from './failures.ts'
import { keepLanguage } from './language.ts'
import { onOtherHost } from './other-host.ts'
import { stage } from './stage.tsx'
import { redirectToApp } from './to-app.tsx'
import { openVisit, type Visit } from './visit.ts'

const AUTHORIZE = '/authorize'

const backTo = (path: string, query: string) =>
  `${path}?${new URLSearchParams({ return_to: `${AUTHORIZE}?${query}` }).toString()}`

/** An app may send its user straight to a provider. One that is not offered is left out. */
const signInAt = (provider: string | undefined, config: ReadyConfig) =>
  provider !== undefined && offeredBy(config).includes(provider) ? `/sign-in/with/${provider}` : '/sign-in'

/** Where people go who have to do something first: they come back with the same request. */
function firstTo(
  outcome: Exclude<Authorized, { kind: 'unknown' | 'refused' | 'code' }>,
  { provider, config }: { provider: string | undefined; config: ReadyConfig },
): string {
  if (outcome.kind === 'ask') return `/consent?${new URLSearchParams({ request: outcome.handle }).toString()}`
  const { query } = outcome
  if (outcome.kind === 'sign_in') return backTo(signInAt(provider, config), query)
  if (outcome.kind === 'prove') return backTo(CONFIRM, query)
  return backTo(outcome.missing === 'email_not_verified' ? '/account' : '/account/security', query)
}

/** An answer to a request whose app or address nobody knows goes to nobody but the visitor (RFC 9700 §4.11.2). */
export function unknownApp(visit: Visit, { what }: Extract<Authorized, { kind: 'unknown' }>) {
  const { title, ...says } = visit.words.apps.unknown
  const member = what === 'app' ? 'client_id' : 'redirect_uri'
  startRefusal(dialect, new Failure('invalid_input', { issues: [{ member, rule: 'not_valid' }] }), visit.c)
  const content = <OutcomeCard icon="alert" kind="danger" title={title} text={says[what]} />
  return stage(visit, { title, content }, 400)
}

/** The language that the app speaks with its user, unless they have chosen one here (OpenID Connect Core 1.0 §3.1.2.1). */
function speakAs(c: AppContext, { params }: Asking): void {
  if (languageChosenIn(c.req.raw.headers) !== undefined || c.req.method === 'HEAD') return
  const wished = (params['ui_locales'] ?? '').toLowerCase().split(' ')
  const tags = wished.map((tag) => LANGUAGES.find((each) => tag === each || tag.startsWith(`${each}-`)))
  const language = tags.find((tag) => tag !== undefined)
  if (language) keepLanguage(c, language)
}

const facts = {
  path: AUTHORIZE,
  isPage: true,
  summary: 'Sign in to an app',
  answers: () => [media('text/html')],
} as const

/** Where an app sends a browser to learn who is there. */
export const authorizeRoutes = [
  route({
    ...facts,
    method: 'GET',
    async handle({ c, deps }) {
      const away = onOtherHost(c)
      if (away) return away
      const asking = appRequestIn(new URL(c.req.url).searchParams)
      const outcome = await authorize(deps, {
        asking,
        page: await pageSessionIn(c),
        // HEAD changes nothing.
        touches: c.req.method !== 'HEAD',
      })
      if (outcome.kind === 'unknown' || outcome.kind === 'refused' || outcome.kind === 'code') {
        const visit = await openVisit(c, { formToken: await formOfBrowser(c) })
        return outcome.kind === 'unknown' ? unknownApp(visit, outcome) : redirectToApp(visit, outcome)
      }
      speakAs(c, asking)
      return goTo({ c }, firstTo(outcome, { provider: asking.params['provider'], config: deps.config }))
    },
  }),

  // OpenID Connect Core 1.0 §3.1.2.1. Browsers send no Lax cookie with a form of another site: the GET brings it.
  route({
    ...facts,
    method: 'POST',
    takesForeignForms: true,
    async handle({ c }) {
      const typed = await readForm(c)
      return goTo({ c }, `${AUTHORIZE}?${new URLSearchParams(typed).toString()}`)
    },
  }),
]
