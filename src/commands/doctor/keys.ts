import { openSigningKeys } from '../../core/tokens/signing-keys.ts'
import { openKeyring } from '../../crypto/keyring.ts'
import { ask } from './ask.ts'
import { parseSettings, type Settings } from './configuration.ts'
import { broken, doubtful, type Finding, well } from './finding.ts'

type Key = Record<string, unknown>

const about = 'keys'

/**
 * The JWKS of a service: public ES256 keys, and those that the secret here leads to. They are derived by
 * the code of the service itself, which Node 24 runs with `--js-base-64` (hex and base64 of `Uint8Array`).
 */
export async function checkKeys(url: string, settings: Settings): Promise<Finding> {
  const answer = await ask(`${url}/.well-known/jwks.json`)
  const said = (await answer?.json().catch(() => undefined)) as { keys?: Key[] } | undefined
  const keys = said?.keys ?? []
  if (!answer?.ok || keys.length === 0) {
    return broken(about, 'cannot be read', 'Nobody can check tokens without them: look at the health first.')
  }
  if (keys.some((key) => 'd' in key)) {
    return broken(about, 'one is private', 'Take the service down: this is not Postern as it was built.')
  }
  if (keys.length < 3 || !keys.every(({ alg, kid }) => alg === 'ES256' && typeof kid === 'string')) {
    return broken(about, 'are not ours', 'Is there another service at this address?')
  }
  return compare(keys, await keysOf(settings))
}

function compare(published: Key[], ours: Key[] | undefined): Finding {
  const says = `${published.length} public ES256 keys`
  if (!ours) return well(about, `${says}; AUTH_SECRET in the environment would be compared with them`)
  const [there, here] = [published.map(named), ours.map(named)]
  if (there[0] !== here[0] || !here.every((key) => there.includes(key))) {
    return broken(
      about,
      'are not those of the secret here',
      'The service has another AUTH_SECRET. Start a local one again; a deployed one keeps its own, which every ' +
        'password needs: mend the one here.',
    )
  }
  if (there.length > here.length) {
    return doubtful(
      about,
      'are those of the secret here and of others',
      'Give AUTH_SECRET_PREVIOUS too. If the service should have none, somebody else can sign tokens.',
    )
  }
  return well(about, `${says}, those of the secret here`)
}

/** The name and the point: a name alone could be put on another key. */
const named = ({ kid, x, y }: Key) => JSON.stringify([kid, x, y])

/** What a service with these secrets publishes now; undefined when there is no secret, or one that breaks its rule. */
async function keysOf({ AUTH_SECRET, AUTH_SECRET_PREVIOUS }: Settings): Promise<Key[] | undefined> {
  const parsed = parseSettings({ AUTH_SECRET, AUTH_SECRET_PREVIOUS, ENVIRONMENT: 'development' })
  if (!('config' in parsed)) return undefined
  const keyring = await openKeyring(parsed.config.AUTH_SECRET, parsed.config.AUTH_SECRET_PREVIOUS)
  return (await openSigningKeys(keyring.signingSecrets).jwks(Date.now())).keys
}
