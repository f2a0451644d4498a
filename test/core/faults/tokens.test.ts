import { describe, expect, it } from 'vitest'
import { describeFaults } from './suite.ts'
import { FOR_PEOPLE, isSafe, nameOf, type Route, ROUTES } from '../../support/routes.ts'
import { STORIES_OF_APPS } from './stories-of-apps.ts'
import { STORIES_OF_MAIL_SIGN_INS } from './stories-of-mail-sign-ins.ts'
import { STORIES_OF_MAILS } from './stories-of-mails.ts'
import { STORIES_OF_OWN_DATA } from './stories-of-own-data.ts'
import { STORIES_OF_PROVIDERS } from './stories-of-providers.ts'
import { STORIES_OF_SECOND_STEPS } from './stories-of-second-steps.ts'
import { STORIES_OF_TOKENS } from './stories-of-tokens.ts'
import type { Story } from './story.ts'

const OF_TOKENS = [
  ...STORIES_OF_TOKENS,
  ...STORIES_OF_APPS,
  ...STORIES_OF_PROVIDERS,
  ...STORIES_OF_OWN_DATA,
  ...STORIES_OF_SECOND_STEPS,
]
const STORIES = [...OF_TOKENS, ...STORIES_OF_MAILS, ...STORIES_OF_MAIL_SIGN_INS]

/** Routes that need nothing but their path come out of the app by themselves. */
const PLAIN: Story[] = ROUTES.filter(
  (route) => isSafe(route) && !STORIES.some((story) => story.route === nameOf(route)),
).map((route) => ({
  route: nameOf(route),
  prepare:
    async ({ by }) =>
    () =>
      by.get(route.path),
}))

describe('the stories', () => {
  it('are about every route of the app, but for the forms of pages', () => {
    const told = new Set([...STORIES, ...PLAIN].map(({ route }) => route))
    const isForm = (route: Route) => FOR_PEOPLE.has(route.path) && !isSafe(route)
    expect(ROUTES.filter((route) => !isForm(route) && !told.has(nameOf(route)))).toEqual([])
  })
})

describeFaults([...OF_TOKENS, ...PLAIN])
