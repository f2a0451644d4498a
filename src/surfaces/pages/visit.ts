import type { ReadyConfig } from '../../config/config.ts'
import type { Deps } from '../../core/deps.ts'
import { type Language, languageIn } from '../../core/language.ts'
import { openReturn } from '../../core/tokens/return-address.ts'
import type { AppContext } from '../../http/app-env.ts'
import { routeOf } from '../../http/matched-route.ts'
import { type ReturnTo, returnTo } from '../../http/return-to.ts'
import { translated } from '../../http/translated.ts'
import { PAGE_WORDS, WORDS } from '../../look/assets.ts'
import { en as baseEn } from '../../look/words/en.ts'
import type { Words } from '../../look/words/words.ts'
import { en } from './words/en.ts'
import type { PageWords } from './words/words.ts'

/** One request to a page, and what every page is made of. */
export type Visit = {
  c: AppContext
  deps: Deps
  config: ReadyConfig
  language: Language
  words: PageWords
  /** What mailed pages say too. */
  base: Words
  /** The path of the page, where its forms are sent: without the slash that may stand at its end. */
  path: string
  /** Where the visitor goes when the page is done. */
  returnTo: ReturnTo | undefined
  /** The same as a query, for links and forms that lead to the next page. */
  search: string
  /** What proves that a form was sent from a page that this browser was given. */
  formToken: string
  /** The site key of Turnstile, where a form is shown again with a check for humans. */
  siteKey?: string | undefined
}

/** @param chosen the language of the account, which comes before that of the browser */
export async function openVisit(
  c: AppContext,
  { formToken, chosen }: { formToken: string; chosen?: Language | null | undefined },
): Promise<Visit> {
  const { deps } = c.var
  const { config, client } = deps
  const language = languageIn(chosen) ?? client.language
  const [words, base] = await Promise.all([
    translated(c, en, PAGE_WORDS[language]),
    translated(c, baseEn, WORDS[language]),
  ])
  return {
    c,
    deps,
    config,
    language,
    words,
    base,
    path: routeOf(c),
    ...((await afterApp(c)) ?? askedByApp(c) ?? wayOn(config, c.req.query('return_to'))),
    formToken,
  }
}

/** An app has signed its user out, and has said where the browser goes then. */
async function afterApp(c: AppContext): Promise<Pick<Visit, 'returnTo' | 'search'> | undefined> {
  const { keyring, now } = c.var.deps
  const after = c.req.query('after')
  const url = after === undefined ? undefined : await openReturn(keyring, after, now())
  return url === undefined ? undefined : { returnTo: { url, isOurs: false }, search: `?after=${after}` }
}

/** An app waits for an answer: its request stays in the address, whatever is done on the page. */
function askedByApp(c: AppContext): Pick<Visit, 'returnTo' | 'search'> | undefined {
  const request = c.req.query('request')
  if (request === undefined) return undefined
  return { returnTo: undefined, search: `?${new URLSearchParams({ request }).toString()}` }
}

function wayOn(config: ReadyConfig, url: string | undefined): Pick<Visit, 'returnTo' | 'search'> {
  const to = returnTo(config, url)
  return { returnTo: to, search: to ? `?${new URLSearchParams({ return_to: to.url }).toString()}` : '' }
}

/** The visit of somebody who has said before where they want to go. What the address says comes first. */
export const onTheWayTo = (visit: Visit, url: string | undefined): Visit =>
  visit.returnTo ? visit : { ...visit, ...wayOn(visit.config, url) }
