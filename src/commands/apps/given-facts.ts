import { type AppFacts, type BrokenRule, checkedApp } from '../../core/apps/facts.ts'
import type { Place } from '../database.ts'
import { type Manual, misused } from '../words.ts'

/** The options that say something of an app. */
export const FACT_OPTIONS = {
  redirect: { type: 'string', multiple: true },
  'post-logout': { type: 'string', multiple: true },
  pkce: { type: 'string' },
  scopes: { type: 'string' },
  'id-token-alg': { type: 'string' },
  logo: { type: 'string' },
} as const

type Given = {
  redirect?: string[] | undefined
  'post-logout'?: string[] | undefined
  pkce?: string | undefined
  scopes?: string | undefined
  'id-token-alg'?: string | undefined
  logo?: string | undefined
}

/** Which option says what, for sentences. The name and the kind are said in another way. */
const OPTION_OF: Record<keyof AppFacts, string> = {
  name: 'name',
  kind: 'third-party',
  redirectUris: 'redirect',
  postLogoutRedirectUris: 'post-logout',
  pkce: 'pkce',
  scopes: 'scopes',
  idTokenAlg: 'id-token-alg',
  logoUrl: 'logo',
}

const PKCE = ['required', 'optional'] as const
const ALGORITHMS = ['RS256', 'ES256'] as const

/** Takes away what is there. */
const NONE = 'none'

/** What the options change; ends the command for a word that is none of those that an option takes. */
export function givenFacts(manual: Manual, given: Given): Partial<AppFacts> {
  const facts = {
    redirectUris: given.redirect,
    postLogoutRedirectUris: given['post-logout']?.filter((uri) => uri !== NONE),
    pkce: oneOf(manual, 'pkce', PKCE, given.pkce),
    scopes: given.scopes,
    idTokenAlg: oneOf(manual, 'id-token-alg', ALGORITHMS, given['id-token-alg']),
    logoUrl: given.logo === NONE ? null : given.logo,
  }
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined))
}

/** The facts as they are stored; ends the command with the rule that one of them breaks. */
export function checkedFacts(
  manual: Manual,
  facts: AppFacts,
  { isConfidential, place }: { isConfidential: boolean; place: Place },
): AppFacts {
  const checked = checkedApp(facts, { isConfidential, isDevelopment: place === '--local' })
  return 'broken' in checked ? misused(manual, sentenceOf(checked.broken)) : checked.facts
}

const sentenceOf = ({ member, says }: BrokenRule) => `--${OPTION_OF[member]}: ${says}`

function oneOf<const Word extends string>(
  manual: Manual,
  option: string,
  words: readonly Word[],
  written: string | undefined,
): Word | undefined {
  const word = words.find((each) => each === written)
  if (written === undefined || word !== undefined) return word
  return misused(manual, `--${option} is ${words.join(' or ')}.`)
}
