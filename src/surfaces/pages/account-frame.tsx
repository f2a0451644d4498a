import type { Child } from 'hono/jsx'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { accountPage } from '../../look/account/account-page.tsx'
import type { Place } from '../../look/account/places.tsx'
import type { User } from '../../store/tables/users.ts'
import { answerPage } from './answer-page.ts'
import { aroundOf } from './around.ts'
import type { Visit } from './visit.ts'
import { fill } from '../../look/words/naming.ts'

/** Pages of the account, in the order of the navigation. */
const PLACES = {
  account: { href: '/account', icon: 'user' },
  security: { href: '/account/security', icon: 'shield' },
  sessions: { href: '/account/sessions', icon: 'laptop' },
  apps: { href: '/account/apps', icon: 'apps' },
  history: { href: '/account/history', icon: 'clock' },
  data: { href: '/account/data', icon: 'download' },
} as const satisfies Record<string, Omit<Place, 'text'>>

const NAMES = Object.keys(PLACES) as (keyof typeof PLACES)[]

type Framed = { title: string; lead?: string | undefined; content: Child; user?: User | undefined }

/** A page of the account. After a form that was refused nothing was read, and nobody is named. */
export function accountFrame(
  visit: Visit,
  { title, lead, content, user }: Framed,
  status: ContentfulStatusCode = 200,
) {
  const { config, words, path } = visit
  const around = aroundOf(visit)
  const page = accountPage({
    ...around,
    words: {
      ...around.words,
      account: words.account.navigation,
      skip: words.account.skip,
      signOut: words.entry.signOut.press,
      back: fill(visit.base.backTo, { app: config.APP_NAME }),
    },
    title,
    lead,
    person: user && { name: nameOf(user), email: user.email },
    places: NAMES.map((name) => {
      const { href, icon } = PLACES[name]
      return { href, icon, text: words.account.places[name] }
    }),
    current: path,
    children: content,
  })
  return answerPage(visit, page, status)
}

const nameOf = ({ firstName, lastName }: User) => [firstName, lastName].filter(Boolean).join(' ')
