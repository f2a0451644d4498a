import { randomToken } from '../../crypto/random.ts'
import type { Keyring } from '../../crypto/keyring.ts'
import type { ShownApp } from '../../store/pieces/apps.ts'
import type { AdministrationDeps } from '../administration/deps.ts'
import { announceEnd } from '../sessions/announce-end.ts'
import { newClientId } from './client-id.ts'
import type { AppFacts } from './facts.ts'
import { newSecret, secretMacs } from './secret.ts'

type MacKeys = Pick<Keyring, 'appMacs'>

/** An app that was acted upon, and the sessions that ended with that. */
type Ended = { app: ShownApp; ended: string[] }

/** Apps, the oldest first. */
export const listApps = ({ store }: AdministrationDeps): Promise<ShownApp[]> => store.registry.allApps()

/** How much an app is used: live sessions, the users who have them, and what users have allowed it. */
export const usesOfApp = ({ store, now }: AdministrationDeps, appId: string) =>
  store.registry.usesOfApp({ appId, now: now() })

/**
 * Registers an app with facts that are checked. With the keys it gets a secret, which nobody can read out again:
 * a confidential client (RFC 6749 §2.1).
 */
export async function registerApp(
  { store, now }: AdministrationDeps,
  facts: AppFacts,
  keys: MacKeys | undefined,
): Promise<{ id: string; secret: string | undefined }> {
  const id = newClientId(facts.name)
  const made = keys && (await makeSecret(keys, id))
  await store.registry.addApp({ ...facts, id, secret: made?.mac ?? null, createdAt: now(), disabledAt: null })
  return { id, secret: made?.secret }
}

/**
 * Gives an app these facts, which are checked. What it was allowed before, its sessions keep until they end. Undefined
 * when there is no such app, or one without a secret that would go without PKCE.
 */
export const editApp = (
  { store }: AdministrationDeps,
  { id, facts }: { id: string; facts: AppFacts },
): Promise<ShownApp | undefined> => store.registry.editApp({ id, facts })

/** Another secret for an app that has one, which stops working at once. Undefined when the app has none. */
export async function rotateSecret(
  { store }: AdministrationDeps,
  id: string,
  keys: MacKeys,
): Promise<string | undefined> {
  const { secret, mac } = await makeSecret(keys, id)
  return (await store.registry.replaceSecret({ id, mac })) ? secret : undefined
}

/** The app gets nothing any more, and its sessions end. What users have allowed it stays. Undefined when it is disabled. */
export const disableApp = (deps: AdministrationDeps, id: string): Promise<Ended | undefined> =>
  ending(deps, deps.store.registry.disableApp, id)

/** The app can sign people in again; sessions that have ended stay ended. Undefined when it is not disabled. */
export const enableApp = ({ store }: AdministrationDeps, id: string): Promise<ShownApp | undefined> =>
  store.registry.enableApp(id)

/** Deletes an app with its sessions and what users have allowed it. It cannot be undone. */
export const removeApp = (deps: AdministrationDeps, id: string): Promise<Ended | undefined> =>
  ending(deps, deps.store.registry.removeApp, id)

async function ending(
  deps: AdministrationDeps,
  act: (about: { id: string; by: string; now: number }) => Promise<Ended | undefined>,
  id: string,
): Promise<Ended | undefined> {
  const done = await act({ id, by: randomToken(), now: deps.now() })
  if (done) announceEnd(deps, done.ended)
  return done
}

async function makeSecret(keys: MacKeys, appId: string): Promise<{ secret: string; mac: string }> {
  const secret = newSecret()
  const [mac] = await secretMacs(keys, { appId, secret })
  return { secret, mac }
}
