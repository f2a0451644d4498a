import * as z from 'zod/mini'
import { LANGUAGES } from '../../core/language.ts'
import { media } from '../../http/answer-schemas.ts'
import { writeCookie } from '../../http/cookies.ts'
import { checkForm, readForm } from '../../http/form.ts'
import { requireOwnForm } from '../../http/form-origin.ts'
import { returnTo } from '../../http/return-to.ts'
import { route } from '../../http/route.ts'
import { goTo } from './answers.ts'

const YEAR = 365 * 86_400

const Choice = z.object({ language: z.enum(LANGUAGES), page: z.optional(z.string()) })

/**
 * The switch at the foot of every page. The choice is of this browser, changes nothing else, and needs no token: who
 * could send it from elsewhere would have chosen a language.
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
      const { language, page } = checkForm(Choice, await readForm(c))
      writeCookie(c, 'language', language, YEAR)
      const back = returnTo(deps.config, page)
      return goTo({ c }, back?.isOurs ? back.url : '/sign-in')
    },
  }),
]
