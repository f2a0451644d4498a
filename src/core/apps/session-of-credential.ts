import type { Deps } from '../deps.ts'
import { openCode } from '../tokens/authorization-code.ts'
import { readRefreshToken } from '../tokens/refresh-token.ts'

/**
 * Which session a credential of an app is of, if we have made it: without asking D1. All users of an app that runs on a
 * server come from one address, so they are not told apart by it.
 */
export async function sessionOfCredential(
  { accessTokens, keyring, now }: Pick<Deps, 'accessTokens' | 'keyring' | 'now'>,
  { credential, appId }: { credential: string; appId: string },
): Promise<string | undefined> {
  const found =
    (await readRefreshToken(keyring, credential, appId)) ??
    (await openCode(keyring, credential, now())) ??
    (await accessTokens.verifyOfApp(credential, now()))
  return found?.sid
}
