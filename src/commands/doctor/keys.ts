import { openSigningKeys } from '../../core/tokens/signing-keys.ts'
import { openKeyring } from '../../crypto/keyring.ts'
import { ask } from './ask.ts'
import { parseSettings, type Settings } from './configuration.ts'
import { problem, warning, type Finding, ok } from './finding.ts'
import type { Stores } from './stores.ts'

type Key = Record<string, unknown>

const about = 'keys'
const OUR_ALGORITHMS = new Set<unknown>(['ES256', 'RS256'])

/**
 * The JWKS of a service must have public keys only: those of ES256 come from the secret here, and RSA keys are in its
 * database. The
 * code of the service derives them; Node 24 needs `--js-base-64` for its hex and base64 of `Uint8Array`.
 */
export async function checkKeys(url: string, settings: Settings): Promise<Finding> {
  const answer = await ask(`${url}/.well-known/jwks.json`)
  const said = (await answer?.json().catch(() => undefined)) as { keys?: Key[] } | undefined
  const keys = said?.keys ?? []
  if (!answer?.ok || keys.length === 0) {
    return problem(about, 'cannot be read', 'Without them nobody can check tokens. Look at the health first.')
  }
  if (keys.some((key) => 'd' in key)) {
    return problem(about, 'one of them is private', 'Stop the service: this is not an unchanged Postern.')
  }
  const derived = keys.filter(({ alg }) => alg === 'ES256')
  const areOurs = keys.every(({ alg, kid }) => OUR_ALGORITHMS.has(alg) && typeof kid === 'string')
  if (derived.length < 3 || !areOurs) {
    return problem(about, 'are not keys of Postern', 'Is there another service at this address?')
  }
  return compare(derived, await keysOf(settings))
}

/** The RSA keys of ID tokens: how many there are, and from when on the next one signs. */
export async function checkStoredKeys({ sql }: Stores): Promise<Finding[]> {
  const answer = await sql('select count(*) as count, max(signs_from) as latest from signing_keys')
  // A database that does not answer is a finding already.
  const { count = 0, latest = 0 } = 'refused' in answer ? {} : (answer.rows[0] ?? {})
  if (Number(count) === 0) return []
  const isToCome = Number(count) > 1 && Number(latest) > Date.now()
  const day = new Date(Number(latest)).toISOString().slice(0, 10)
  return [ok('keys of ID tokens', `${Number(count)}${isToCome ? `; the next one signs from ${day} on` : ''}`)]
}

function compare(published: Key[], ours: Key[] | undefined): Finding {
  const says = `${published.length} public ES256 keys`
  if (!ours) return ok(about, `${says}; set AUTH_SECRET in the environment to compare them with it`)
  const [there, here] = [published.map(named), ours.map(named)]
  if (there[0] !== here[0] || !here.every((key) => there.includes(key))) {
    return problem(
      about,
      'do not come from the secret here',
      'The service has another AUTH_SECRET. Restart a local service. A deployed one must keep its secret, ' +
        'because every password needs it: correct the secret here.',
    )
  }
  if (there.length > here.length) {
    return warning(
      about,
      'come from the secret here and from others',
      'Set AUTH_SECRET_PREVIOUS and AUTH_SECRET_NEXT too. If the service has neither, somebody else can sign tokens.',
    )
  }
  return ok(about, `${says}, which come from the secret here`)
}

/** The name and the point, because a name alone could be given to another key. */
const named = ({ kid, x, y }: Key) => JSON.stringify([kid, x, y])

/** What a service with these secrets publishes now; undefined without a secret that keeps its rule. */
async function keysOf({
  AUTH_SECRET,
  AUTH_SECRET_PREVIOUS,
  AUTH_SECRET_NEXT,
}: Settings): Promise<Key[] | undefined> {
  const parsed = parseSettings({
    AUTH_SECRET,
    AUTH_SECRET_PREVIOUS,
    AUTH_SECRET_NEXT,
    ENVIRONMENT: 'development',
  })
  if (!('config' in parsed)) return undefined
  const { config } = parsed
  const keyring = await openKeyring(config.AUTH_SECRET, config.AUTH_SECRET_PREVIOUS, config.AUTH_SECRET_NEXT)
  return (await openSigningKeys(keyring.signingSecrets).jwks(Date.now())).keys
}
