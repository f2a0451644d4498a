import type { Provider } from '../../config/providers.ts'
import { redirectAddress } from '../../core/federation/redirect-address.ts'
import {
  canAuthenticate,
  type Examined,
  examineProvider,
  type Unexamined,
} from '../../services/providers/examine.ts'
import { parseSettings, type Settings } from './configuration.ts'
import { type Finding, note, ok, problem, warning } from './finding.ts'

/** Microsoft's tokens say from when on they hold, and are refused before it: a small difference hurts already. */
const CLOCK_WARNING_S = 60
/** No token of a provider that is further ahead is taken. */
const CLOCK_PROBLEM_S = 300

const aboutOf = ({ id }: Pick<Provider, 'id'>) => `provider ${id}`

/** The providers of this machine. What is wrong with their settings is a finding of the configuration. */
export async function checkProviders(settings: Settings): Promise<Finding[]> {
  const parsed = parseSettings(settings)
  if ('problems' in parsed) return []
  const { APP_URL, PROVIDERS } = parsed.config
  return (await Promise.all(PROVIDERS.map((each) => checkProvider(each, APP_URL)))).flat()
}

/** Whether a provider answers as the service needs it to, and what has to be registered there. */
export async function checkProvider(provider: Provider, appUrl: string): Promise<Finding[]> {
  const redirectUri = redirectAddress(appUrl, provider.id)
  const now = () => Date.now()
  // Nobody comes back with these.
  const sent = { redirectUri, state: 'doctor', nonce: 'doctor', verifier: 'doctor' }
  const examined = await examineProvider(provider, { sent, now })
  return [
    ...('trouble' in examined ? [ofTrouble(provider, examined)] : ofAnswer(provider, examined, now())),
    ...((await canAuthenticate(provider, now())) ? [] : [ofKey(provider)]),
    ...ofPeople(provider),
    ...ofAddress(provider, appUrl),
  ]
}

function ofAnswer(provider: Provider, { clock, unusable }: Examined, now: number): Finding[] {
  const about = aboutOf(provider)
  const findings = clock === undefined ? [] : ofClock(about, Math.round((clock - now) / 1_000))
  if (unusable.length === 0) return [ok(about, 'answers as it should'), ...findings]
  const says = `its configuration has no https address as ${unusable.join(', ')}`
  return [problem(about, says, `Nobody can sign in with it. ${askedAt(provider)}`), ...findings]
}

/** @param ahead seconds; negative for a clock that is behind */
function ofClock(about: string, ahead: number): Finding[] {
  const seconds = Math.abs(ahead)
  if (seconds < CLOCK_WARNING_S) return []
  const says = `its clock is ${seconds} s ${ahead > 0 ? 'ahead of' : 'behind'} that of this machine`
  if (seconds < CLOCK_PROBLEM_S)
    return [warning(about, says, 'Set the one that is wrong, before tokens from there are refused.')]
  return [problem(about, says, 'Set the one that is wrong: tokens from there are refused.')]
}

/** What a reason of the service means for whoever reads settings. */
const REASONS: Partial<Record<string, string>> = {
  too_slow: 'does not answer within 3 s',
  unreachable: 'cannot be reached',
  unavailable: 'answers that it does not work',
  redirect: 'leads elsewhere instead of answering',
  unexpected_status: 'does not have what it is asked for',
}

function ofTrouble(provider: Provider, { named, reason }: Unexamined): Finding {
  const about = aboutOf(provider)
  if (named === undefined)
    return problem(
      about,
      REASONS[reason] ?? 'answers something else than a configuration of OpenID Connect',
      askedAt(provider, reason),
    )
  const setting = settingOf(provider)
  const todo = `If you mean that one, set ${setting} to exactly this. Else correct ${setting}.`
  return problem(about, `calls itself by another issuer: ${named}`, todo)
}

/** The setting that says where a provider is; GitHub's page is another one for each app. */
const settingOf = ({ id, kind }: Provider) =>
  ({
    oidc: `${id.toUpperCase()}_ISSUER`,
    microsoft: 'MICROSOFT_TENANT',
    github: 'GITHUB_CLIENT_ID',
    google: undefined,
    apple: undefined,
  })[kind]

/** Reasons for which a provider whose address no setting has is looked for in the network, not in the settings. */
const SILENT: ReadonlySet<string> = new Set(['too_slow', 'unreachable', 'unavailable'])

function askedAt(provider: Provider, reason?: string): string {
  const { issuer, kind } = provider
  const isElsewhere = kind !== 'oidc' && reason !== undefined && SILENT.has(reason)
  const setting = isElsewhere ? undefined : settingOf(provider)
  const question = setting === undefined ? 'Can this machine reach it?' : `Is ${setting} right?`
  const asked =
    kind === 'github'
      ? 'https://github.com/login/oauth/authorize'
      : `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  return `${question} ${asked} was asked.`
}

const ofKey = (provider: Provider): Finding =>
  problem(
    aboutOf(provider),
    'its key cannot be read, so that nobody can sign in with it',
    'Set APPLE_PRIVATE_KEY to the whole text of the .p8 file that Apple has given out.',
  )

/** Who gets in, and with what, where the settings say more than they may seem to. */
function ofPeople(provider: Provider): Finding[] {
  const isOpenToAll = provider.kind === 'microsoft' && provider.issuer.includes('/common/')
  return [
    ...(isOpenToAll
      ? [
          note(
            aboutOf(provider),
            'anybody with any account of Microsoft may sign in',
            'For those of one company alone, set MICROSOFT_TENANT to the id of its tenant.',
          ),
        ]
      : []),
    ...(provider.skipsSecondStep ? [ofSkipped(provider)] : []),
  ]
}

/** What SECOND_STEP_SKIPPED_FOR means. */
export const ofSkipped = (provider: Pick<Provider, 'id'>): Finding =>
  note(
    aboutOf(provider),
    'nobody who comes from there is asked for a second step, but administrators',
    'Take it out of SECOND_STEP_SKIPPED_FOR unless it asks everybody for two factors itself.',
  )

/** What has to be registered there, which nobody can look up from here. */
export function ofAddress(provider: Pick<Provider, 'id'>, appUrl: string): Finding[] {
  const address = redirectAddress(appUrl, provider.id)
  const about = aboutOf(provider)
  const isRefused = provider.id === 'apple' && address.startsWith('http:')
  return [
    note(about, `its redirect address is ${address}`, 'Register exactly this one there.'),
    ...(isRefused
      ? [
          warning(
            about,
            'Apple takes https addresses with a domain alone',
            'Try it on a deployed service; everything else works here.',
          ),
        ]
      : []),
  ]
}
