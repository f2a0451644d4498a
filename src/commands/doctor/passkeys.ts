import { getDomain, getPublicSuffix } from 'tldts'
import * as z from 'zod/mini'
import { rpIdOf, settings as passkeySettings } from '../../config/passkeys.ts'
import { DEVELOPMENT_URL, settings as serviceSettings } from '../../config/service.ts'
import { isLoopback } from '../../core/loopback.ts'
import { ask } from './ask.ts'
import type { Settings } from './configuration.ts'
import { type Finding, notLookedAt, ok, problem, warning } from './finding.ts'
import type { Stores } from './stores.ts'

const about = 'passkeys'

/** Browsers read so many names of the list of origins, and pass the others over (WebAuthn L3 §5.11.1). */
const MAX_NAMES = 5

const Subject = z.object({ ...passkeySettings, APP_URL: serviceSettings.APP_URL })

/** What the settings say of passkeys; undefined when one of them is malformed, which is a finding of the configuration. */
function read(settings: Settings) {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined && value !== '')
  const parsed = z.safeParse(Subject, Object.fromEntries(given))
  if (!parsed.success) return undefined
  const { APP_URL = DEVELOPMENT_URL, PASSKEY_ORIGINS } = parsed.data
  const rpId = rpIdOf(parsed.data)
  return { appUrl: APP_URL, host: new URL(APP_URL).hostname, origins: PASSKEY_ORIGINS, rpId }
}

/**
 * Whether browsers make passkeys for the domain of the service, whether passkeys will be lost with it, and whether
 * pages of other domains find the list that lets them use passkeys.
 */
export async function checkPasskeys(settings: Settings): Promise<Finding[]> {
  const found = read(settings)
  if (!found) return [notLookedAt(about, 'a setting of them is malformed')]
  const { appUrl, host, rpId, origins } = found
  if (rpId === undefined)
    return [
      warning(
        about,
        `are off, because browsers make none at the address ${host}`,
        isLoopback(host)
          ? 'Use http://localhost with the same port.'
          : 'Give the service a name: set APP_URL.',
      ),
    ]
  // Pages of this machine use them on any port, and no other page does.
  if (isLoopback(rpId)) return [ok(about, `belong to ${rpId}`)]
  return [ofDomain(rpId), ...(await ofOrigins(rpId, { appUrl, origins }))]
}

function ofDomain(rpId: string): Finding {
  if (getDomain(rpId, { allowPrivateDomains: true }) === null)
    return problem(
      about,
      `browsers make none for ${rpId}: under it everybody can have a name`,
      'Set PASSKEY_RP_ID to the host of APP_URL, or to the domain that is yours.',
    )
  if (rpId.endsWith('.workers.dev'))
    return warning(
      about,
      `belong to ${rpId}, and are lost when the service moves to a domain of your own`,
      'Move before people add passkeys: a name under workers.dev shares them with no other.',
    )
  return ok(about, `belong to ${rpId}`)
}

/** Pages of the domain itself need no list. */
async function ofOrigins(
  rpId: string,
  { appUrl, origins }: { appUrl: string; origins: readonly string[] },
): Promise<Finding[]> {
  const isElsewhere = (origin: string) => {
    const { hostname } = new URL(origin)
    return hostname !== rpId && !hostname.endsWith(`.${rpId}`) && !isLoopback(hostname)
  }
  const elsewhere = origins.filter(isElsewhere)
  if (elsewhere.length === 0) return []
  const listed = [new URL(appUrl).origin, ...origins]
  return [...ofNames(listed), await ofList(rpId, { listed, elsewhere })]
}

function ofNames(listed: readonly string[]): Finding[] {
  const names = new Set(listed.map((origin) => nameOf(new URL(origin).hostname)))
  if (names.size <= MAX_NAMES) return []
  return [
    warning(
      about,
      `PASSKEY_ORIGINS has ${names.size} names, and browsers read ${MAX_NAMES}`,
      'Use fewer names: example.com, example.de and app.example.com count as one.',
    ),
  ]
}

/** The name before the public suffix, which is what browsers count. */
function nameOf(host: string): string {
  const domain = getDomain(host, { allowPrivateDomains: true }) ?? host
  const suffix = getPublicSuffix(host, { allowPrivateDomains: true }) ?? ''
  return domain.slice(0, Math.max(0, domain.length - suffix.length - 1))
}

/** Browsers fetch it from the domain of the passkeys, which another server may answer. */
async function ofList(
  rpId: string,
  { listed, elsewhere }: { listed: readonly string[]; elsewhere: readonly string[] },
): Promise<Finding> {
  const url = `https://${rpId}/.well-known/webauthn`
  const answer = await ask(url)
  const type = answer?.headers.get('Content-Type') ?? ''
  const said: unknown = answer?.ok && type.startsWith('application/json') ? await bodyOf(answer) : undefined
  const there = z.safeParse(z.object({ origins: z.array(z.string()) }), said)
  const missing = elsewhere.filter((origin) => !(there.success && there.data.origins.includes(origin)))
  if (missing.length === 0) return ok(about, `${url} lists the pages of other domains`)
  const says = there.success
    ? `${url} lacks ${missing.join(', ')}`
    : `${url} answers no list, so pages of ${missing.join(', ')} cannot use them`
  const file = JSON.stringify({ origins: listed })
  return problem(about, says, `Serve this there, as application/json: ${file}`)
}

const bodyOf = (answer: Response) => answer.json().catch(() => undefined)

/** Passkeys that were made for another domain sign nobody in any more. */
export async function checkStoredPasskeys(settings: Settings, { sql }: Stores): Promise<Finding[]> {
  const rpId = read(settings)?.rpId
  const answer = await sql(
    'select rp_id, count(*) as count from passkeys where removed_at is null group by rp_id',
  )
  // A database that does not answer is a finding already.
  if ('refused' in answer || rpId === undefined) return []
  return answer.rows
    .map((row) => ({
      count: Number(row['count']),
      domain: typeof row['rp_id'] === 'string' ? row['rp_id'] : '',
    }))
    .filter(({ domain }) => domain !== rpId)
    .map(({ count, domain }) =>
      warning(
        about,
        `${count} belong to ${domain}, and sign nobody in at ${rpId}`,
        'Set PASSKEY_RP_ID back if the host of APP_URL ends with it, or ask their owners to add new ones.',
      ),
    )
}
