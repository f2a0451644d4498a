import type { ReadyConfig } from '../../config/config.ts'
import { uuidv7 } from '../../crypto/random.ts'
import type { AppSession } from '../../store/pieces/open-session.ts'
import type { Session } from '../../store/tables/sessions.ts'
import type { Client } from '../deps.ts'
import { deviceName } from '../device-name.ts'
import { idleEnd } from '../sessions/idle-end.ts'
import { isSecondStep, type ProofKind, writeKinds } from './proof.ts'

/** A session goes on under another id: with what it knows of the sign-in, and the absolute end of the one before. */
export type Continued = Pick<
  Session,
  | 'beganAt'
  | 'authTime'
  | 'authMethods'
  | 'methods'
  | 'passkeyId'
  | 'authPasskeyId'
  | 'secondStep'
  | 'device'
  | 'country'
  | 'expiresAt'
>

/** What was proven, the passkey that was one of the proofs, and when it was proven (milliseconds), if not just now. */
export type Opened = {
  proven: readonly ProofKind[]
  passkeyId?: string | undefined
  provenAt?: number | undefined
}

/** Of an app's session: its id, which the code has named, the app, and what it may do. */
export type OfApp = { sid: string; appId: string; scope: string }

/**
 * The session of an app that comes from one of a browser, with what that one knows of the sign-in. With `offline_access` it
 * has a life of its own (OpenID Connect Core 1.0 §11). Without, it lasts as long as its access token: nothing renews it.
 */
export function newAppSession(
  { parent, opened, by, now }: { parent: Session; opened: OfApp; by: string; now: number },
  deps: { client: Client; config: ReadyConfig },
): AppSession {
  const { config } = deps
  const isOffline = opened.scope.split(' ').includes('offline_access')
  const expiresAt = isOffline
    ? now + config.SESSION_TTL * 1_000
    : Math.min(parent.expiresAt, now + config.ACCESS_TOKEN_TTL * 1_000)
  return {
    ...newSession({ userId: parent.userId, now, opened: { continued: { ...parent, expiresAt } } }, deps),
    id: opened.sid,
    appId: opened.appId,
    scope: opened.scope,
    parentId: parent.id,
    openedBy: by,
    // The app may ask from a server: where somebody signed in is what the browser has shown.
    userAgent: parent.userAgent,
    ipPrefix: parent.ipPrefix,
  }
}

/** A session that begins now, or goes on under a new id. Only open-session.ts makes one. */
export function newSession(
  { userId, now, opened }: { userId: string; now: number; opened: Opened | { continued: Continued } },
  { client, config }: { client: Client; config: ReadyConfig },
): Session {
  const signIn: Continued =
    'continued' in opened
      ? opened.continued
      : {
          beganAt: now,
          authTime: opened.provenAt ?? now,
          authMethods: writeKinds(opened.proven),
          methods: writeKinds(opened.proven),
          passkeyId: opened.passkeyId ?? null,
          authPasskeyId: opened.passkeyId ?? null,
          secondStep: isSecondStep(opened.proven),
          device: deviceName(client.device),
          country: client.country ?? null,
          expiresAt: now + config.SESSION_TTL * 1_000,
        }
  return {
    id: uuidv7(now),
    userId,
    generation: 0,
    rotatedAt: now,
    previousGeneration: null,
    lateRepeats: 0,
    lateSince: null,
    repeats: 0,
    beganAt: signIn.beganAt,
    authTime: signIn.authTime,
    authMethods: signIn.authMethods,
    methods: signIn.methods,
    passkeyId: signIn.passkeyId,
    authPasskeyId: signIn.authPasskeyId,
    secondStep: signIn.secondStep,
    device: signIn.device,
    country: signIn.country,
    createdAt: now,
    idleExpiresAt: Math.min(idleEnd(config, now), signIn.expiresAt),
    expiresAt: signIn.expiresAt,
    appId: null,
    scope: null,
    parentId: null,
    openedBy: null,
    userAgent: client.userAgent ?? null,
    ipPrefix: client.ipPrefix ?? null,
    revokedAt: null,
    revokedReason: null,
    revokedBy: null,
  }
}
