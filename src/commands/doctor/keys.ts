import { openSigningKeys } from '../../core/tokens/signing-keys.ts'
import { openKeyring } from '../../crypto/keyring.ts'
import { ask } from './ask.ts'
import { parseSettings, type Settings } from './configuration.ts'
import { problem, warning, type Finding, ok } from './finding.ts'

type Key = Record<string, unknown>

const about = 'keys'

/**
 * The JWKS of a service must have public ES256 keys only, and the keys that come from the secret here. The
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
  if (keys.length < 3 || !keys.every(({ alg, kid }) => alg === 'ES256' && typeof kid === 'string')) {
    return problem(about, 'are not keys of Postern', 'Is there another service at this address?')
  }
  return compare(keys, await keysOf(settings))
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
