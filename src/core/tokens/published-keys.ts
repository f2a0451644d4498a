import type { Deps } from '../deps.ts'

/**
 * The JWK set (RFC 7517): the derived keys, and where there are ID tokens the RSA keys too. When those cannot be read
 * there is no answer at all: to whoever keeps the set, one without them would say that they are no longer good, and
 * without an answer it uses the set that it has.
 *
 * @throws Failure unavailable
 */
export async function publishedKeys({
  accessTokens,
  rsaKeys,
  config,
  now,
}: Pick<Deps, 'accessTokens' | 'rsaKeys' | 'config' | 'now'>) {
  const { keys } = await accessTokens.keys.jwks(now())
  return { keys: [...keys, ...(hasIdTokens(config) ? await rsaKeys.jwks() : [])] }
}

/** What the cron does about the RSA keys. */
export const tendKeys = async ({ rsaKeys, config }: Pick<Deps, 'rsaKeys' | 'config'>): Promise<void> =>
  hasIdTokens(config) ? rsaKeys.tend() : undefined

/** Apps sign people in on the pages: without them there is nobody to tell who somebody is. */
const hasIdTokens = ({ SURFACES }: Pick<Deps['config'], 'SURFACES'>) => SURFACES.includes('pages')
