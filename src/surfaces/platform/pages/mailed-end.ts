import type { ContentfulStatusCode } from 'hono/utils/http-status'
import * as z from 'zod/mini'
import type { Deps } from '../../../core/deps.ts'
import { Failure, type FailureCode } from '../../../core/failure.ts'
import type { TokenClaims } from '../../../core/tokens/access-token.ts'
import { languageOf } from '../../../http/accept-language.ts'
import { media } from '../../../http/answer-schemas.ts'
import type { AppContext } from '../../../http/app-env.ts'
import type { BodyRule } from '../../../http/body.ts'
import type { CallerRule } from '../../../http/caller.ts'
import { languageChosenIn } from '../../../http/cookies.ts'
import { readForm } from '../../../http/form.ts'
import { requireOwnForm } from '../../../http/form-origin.ts'
import { formOfBrowser, requireFormOfBrowser } from '../../../http/form-token.ts'
import { startRefusal } from '../../../http/refuse.ts'
import { siteKeyFor } from '../../../http/human-token.ts'
import { jsonRoute, type Route, route } from '../../../http/route.ts'
import { toFailure } from '../../../http/to-failure.ts'
import { FORM_PAGE_HEADERS, policyOf } from '../../../look/policy.ts'
import { translated } from '../../../http/translated.ts'
import { WORDS } from '../../../look/assets.ts'
import { en } from '../../../look/words/en.ts'
import { dialect } from '../failures.ts'
import { type MailedPage, mailedPage } from './layout.tsx'
import { doneWith, membersOf, refusedWith, type Shown } from './mailed-form.ts'

const Done = () => z.strictObject({ status: z.literal('ok') })

const ALLOWED = { script: "'self'", connect: "'self'", form: "'self'" }

type Asked<Body> = { c: AppContext; deps: Deps; caller: TokenClaims | undefined; body: Body }

type MailedEnd<Body> = Pick<Route, 'refusals' | 'sets' | 'answersDevice'> & {
  path: string
  page: MailedPage
  /** What the page is, and what its form does, for the API document. */
  shows: string
  summary: string
  body: BodyRule<Body>
  caller?: CallerRule<TokenClaims | undefined>
  act: (asked: Asked<Body>) => Promise<void>
}

/**
 * A page behind a mailed link, and what it sends: as JSON by its script, which alone can read the link, and as a form
 * where none runs. Both are checked by one schema and do one thing. Opening the page uses nothing up.
 */
export function mailedEnd<Body>({ path, page, shows, act, ...sent }: MailedEnd<Body>): Route[] {
  return [
    route({
      method: 'GET',
      path,
      summary: shows,
      isPage: true,
      answers: () => [media('text/html')],
      handle: ({ c }) => answer(c, { path, page, shown: wantedIn(c, page) }),
    }),
    jsonRoute({
      ...sent,
      method: 'POST',
      path,
      answer: Done,
      showRefusal: (c, code, status) => answerRefusal(c, { path, page, code, status }),
      form: (c) => answerForm(c, { path, page, body: sent.body, act }),
      async handle(asked) {
        await act(asked)
        return { status: 'ok' as const }
      },
    }),
  ]
}

/** Whoever asks for a new link has none that a script could look for. */
const wantedIn = (c: AppContext, { forms }: MailedPage): Shown | undefined =>
  c.req.query('new') !== undefined && forms.some(({ needs }) => !needs.includes('link'))
    ? { view: 'lost' }
    : undefined

/**
 * A form of the page. No session that the browser has counts for it: what is typed is the proof.
 *
 * @throws Failure what was not sent by a form of the page
 */
async function answerForm<Body>(
  c: AppContext,
  { path, page, body, act }: Pick<MailedEnd<Body>, 'path' | 'page' | 'body' | 'act'>,
): Promise<Response> {
  requireOwnForm(c)
  const typed = await readForm(c)
  const form = page.forms.find(({ name }) => name === typed['do'])
  if (!form) throw new Failure('malformed_body')
  try {
    await requireFormOfBrowser(c, typed)
    await act({ c, deps: c.var.deps, caller: undefined, body: body.check(membersOf(form, typed)) })
    return await answer(c, { path, page, shown: doneWith(form, typed) })
  } catch (error) {
    const failure = toFailure(error as Error, c)
    const { status } = startRefusal(dialect, failure, c)
    const siteKey = siteKeyFor(c.var.deps.config, { typed, code: failure.code })
    return answer(c, { path, page, shown: refusedWith(form, typed, failure), siteKey, status })
  }
}

/**
 * For people whose request came to no form: the page as it is opened, with what is wrong. A page of another site may
 * have sent it, so it gets no cookie, which would replace the one of the pages that are open in this browser.
 */
function answerRefusal(
  c: AppContext,
  {
    path,
    page,
    code,
    status,
  }: { path: string; page: MailedPage; code: FailureCode; status: ContentfulStatusCode },
): Promise<Response> {
  const [form] = page.forms
  const shown = form && refusedWith(form, {}, new Failure(code))
  return answer(c, { path, page, shown, status, ...(code === 'origin_not_allowed' && { token: '' }) })
}

type Answered = {
  path: string
  page: MailedPage
  shown: Shown | undefined
  siteKey?: string | undefined
  status?: ContentfulStatusCode
  /** Of its forms. */
  token?: string
}

async function answer(
  c: AppContext,
  { path, page, shown, siteKey, status = 200, token }: Answered,
): Promise<Response> {
  const { config } = c.var.deps
  const chosen = languageChosenIn(c.req.raw.headers)
  const language = languageOf(c.req.header('Accept-Language') ?? '', chosen)
  const formToken = token ?? (await formOfBrowser(c))
  const words = await translated(c, en, WORDS[language])
  const reader = { config, language, words, path, token: formToken, shown, siteKey }
  return c.html(mailedPage(page, reader), status, {
    ...FORM_PAGE_HEADERS,
    'Content-Security-Policy': await policyOf(config, { ...ALLOWED, human: siteKey !== undefined }),
  })
}
