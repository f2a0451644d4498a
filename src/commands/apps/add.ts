import type { AdministrationDeps } from '../../core/administration/deps.ts'
import { registerApp } from '../../core/apps/administer-apps.ts'
import type { AppFacts } from '../../core/apps/facts.ts'
import { SCOPES } from '../../core/apps/scopes.ts'
import { administer } from '../administration.ts'
import { placeOf, REMOTE, type Verb } from '../verb.ts'
import { misused, readWords } from '../words.ts'
import { checkedFacts, FACT_OPTIONS, givenFacts } from './given-facts.ts'
import { keysOfPlace } from './service-secret.ts'
import { manualOf } from './verb.ts'

const about = {
  words: 'NAME',
  does: `Registers an app that people sign in to, and makes its client id. src/docs/apps.md says what the kinds mean.`,
}
const manual = manualOf('add', about, [
  'redirect',
  'post-logout',
  'third-party',
  'confidential',
  'pkce',
  'scopes',
  'id-token-alg',
  'logo',
])
const options = {
  ...REMOTE,
  ...FACT_OPTIONS,
  'third-party': { type: 'boolean', default: false },
  confidential: { type: 'boolean', default: false },
} as const

export const addVerb: Verb = {
  ...about,
  async run(argv) {
    const { values, words } = readWords(manual, argv, { options, needs: ['a name'] })
    const place = placeOf(values)
    const { confidential: isConfidential } = values
    if (!values.redirect) misused(manual, 'The command needs --redirect, where the browser comes back to.')
    const said: AppFacts = {
      name: words[0] ?? '',
      kind: values['third-party'] ? 'third_party' : 'first_party',
      redirectUris: [],
      postLogoutRedirectUris: [],
      pkce: 'required',
      scopes: SCOPES.join(' '),
      idTokenAlg: 'RS256',
      logoUrl: null,
      ...givenFacts(manual, values),
    }
    const facts = checkedFacts(manual, said, { isConfidential, place })
    const keys = isConfidential ? await keysOfPlace(place) : undefined
    await administer(place, (deps) => add(deps, facts, keys))
  },
}

/** Registers the app. Answers the lines to print. */
export async function add(
  deps: AdministrationDeps,
  facts: AppFacts,
  keys: Parameters<typeof registerApp>[2],
): Promise<string[]> {
  const { id, secret } = await registerApp(deps, facts, keys)
  return [`${facts.name} is registered.`, `client_id      ${id}`, ...secretLines(secret)]
}

/** A secret is printed on a line of its own, to be copied. */
export const secretLines = (secret: string | undefined): string[] =>
  secret === undefined
    ? []
    : [`client_secret  ${secret}`, 'The secret is not shown again. rotate-secret makes another one.']
