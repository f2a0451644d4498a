import * as z from 'zod/mini'
import type { App } from '../../store/tables/apps.ts'
import { text } from '../identity/fields.ts'
import { redirectProblem } from './redirect-address.ts'
import { SCOPES, scopesIn } from './scopes.ts'

/** What an operator says of an app. */
export type AppFacts = Omit<App, 'id' | 'secret' | 'createdAt' | 'disabledAt'>

/** A member that breaks its rule, and the rule as a sentence. */
export type BrokenRule = { member: keyof AppFacts; says: string }

const MAX_NAME = 60
const MAX_ADDRESSES = 20
const MAX_LOGO = 2_000

/**
 * The facts of an app as they are stored, or the first rule that one of them breaks.
 *
 * @param isConfidential whether the app has a secret
 * @param isDevelopment whether `localhost` may be among its addresses
 */
export function checkedApp(
  facts: AppFacts,
  { isConfidential, isDevelopment }: { isConfidential: boolean; isDevelopment: boolean },
): { facts: AppFacts } | { broken: BrokenRule } {
  const name = z.safeParse(text(MAX_NAME), facts.name)
  const addresses = (uris: string[], { min }: { min: number }) =>
    addressesProblem(uris, { min, isDevelopment })
  const problems: Partial<Record<keyof AppFacts, string | undefined>> = {
    name: name.success
      ? undefined
      : `A name is 1 to ${MAX_NAME} characters on one line, without control characters.`,
    redirectUris: addresses(facts.redirectUris, { min: 1 }),
    postLogoutRedirectUris: addresses(facts.postLogoutRedirectUris, { min: 0 }),
    pkce: facts.pkce === 'optional' && !isConfidential ? NEEDS_PKCE : undefined,
    scopes: scopesProblem(facts.scopes),
    logoUrl: facts.logoUrl === null ? undefined : logoProblem(facts.logoUrl),
  }
  const members = Object.keys(problems) as (keyof AppFacts)[]
  const member = members.find((each) => problems[each] !== undefined)
  if (member !== undefined) return { broken: { member, says: problems[member] ?? '' } }
  return { facts: { ...facts, name: name.data ?? '', scopes: scopesIn(facts.scopes).join(' ') } }
}

/** RFC 9700 §2.1.1. */
const NEEDS_PKCE = 'An app without a secret needs PKCE: whoever sees a code could use it.'

function addressesProblem(
  uris: string[],
  { min, isDevelopment }: { min: number; isDevelopment: boolean },
): string | undefined {
  if (uris.length < min) return 'An app needs an address that the browser comes back to.'
  if (uris.length > MAX_ADDRESSES) return `An app has at most ${MAX_ADDRESSES} addresses.`
  if (new Set(uris).size < uris.length) return 'An address is there twice.'
  return uris.map((uri) => redirectProblem(uri, { isDevelopment })).find((problem) => problem !== undefined)
}

function scopesProblem(scopes: string): string | undefined {
  const words = scopes.split(' ').filter(Boolean)
  const known: readonly string[] = SCOPES
  if (!words.every((word) => known.includes(word))) return `Scopes are some of ${SCOPES.join(', ')}.`
  return words.includes('openid') ? undefined : 'An app signs people in, so openid is among its scopes.'
}

/** Browsers of users load it, and the policy of a page names its host. */
function logoProblem(logo: string): string | undefined {
  const { protocol, hostname, username, password } = URL.parse(logo) ?? {}
  const isPlain = protocol === 'https:' && /^[a-z0-9.-]+$/.test(hostname ?? '') && !username && !password
  return isPlain && logo.length <= MAX_LOGO && /^[\x21-\x7e]+$/.test(logo)
    ? undefined
    : 'A logo is an https address such as https://app.example.com/logo.svg.'
}
