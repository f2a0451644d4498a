import * as z from 'zod/mini'
import { changeOwnProfile } from '../../core/identity/profile.ts'
import { type Language, LANGUAGES } from '../../core/language.ts'
import { Failure } from '../../core/failure.ts'
import { media } from '../../http/answer-schemas.ts'
import type { AppContext } from '../../http/app-env.ts'
import { writeCookie } from '../../http/cookies.ts'
import { checkForm, readForm, type Typed } from '../../http/form.ts'
import { requireOwnForm } from '../../http/form-origin.ts'
import { returnTo } from '../../http/return-to.ts'
import { route } from '../../http/route.ts'
import { goTo } from './answers.ts'
import { callerByForm } from './browser.ts'

const YEAR = 365 * 86_400

const Choice = z.object({ language: z.enum(LANGUAGES), page: z.optional(z.string()) })

/**
 * The switch at the foot of every page. The choice is of this browser; where somebody is signed in it is that of their
 * account too, which comes first on their pages.
 */
export const languageRoutes = [
  route({
    method: 'POST',
    path: '/language',
    summary: 'Choose the language of the pages',
    isPage: true,
    answers: () => [media('text/html')],
    async handle({ c, deps }) {
      requireOwnForm(c)
      const typed = await readForm(c)
      const { language, page } = checkForm(Choice, typed)
      // First, so that in an outage neither has changed.
      await chooseForAccount(c, { language, typed })
      keepLanguage(c, language)
      const back = returnTo(deps.config, page)
      return goTo({ c }, back?.isOurs ? back.url : '/sign-in')
    },
  }),
]

export const keepLanguage = (c: AppContext, language: Language) => writeCookie(c, 'language', language, YEAR)

/** A form of whoever is not signed in, or no longer, is about the browser alone. */
async function chooseForAccount(c: AppContext, { language, typed }: { language: Language; typed: Typed }) {
  try {
    await changeOwnProfile(c.var.deps, { caller: await callerByForm(c, typed), changes: { language } })
  } catch (failure) {
    const isNobody = failure instanceof Failure && NOBODY.has(failure.code)
    if (!isNobody) throw failure
  }
}

const NOBODY = new Set<Failure['code']>(['unauthenticated', 'token_refused', 'origin_not_allowed'])
