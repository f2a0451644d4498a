import type { Line } from '../../store/pieces/write-event.ts'
import type { Session } from '../../store/tables/sessions.ts'
import type { User } from '../../store/tables/users.ts'
import type { Event, LineEvent } from '../audit/record.ts'
import type { Deps } from '../deps.ts'
import { announceEnd } from '../sessions/announce-end.ts'
import type { PresentedDevice } from '../tokens/device-token.ts'
import { readPageSession } from '../tokens/page-session.ts'
import { readRefreshToken } from '../tokens/refresh-token.ts'
import { type TokenPair, tokensOf } from '../tokens/token-pair.ts'
import { type DeviceTokens, presentedDevices, rememberDevice } from './known-devices.ts'
import { type Continued, newAppSession, newSession, type OfApp, type Opened } from './new-session.ts'
import type { ProofKind } from './proof.ts'
import { tellOfNewDevice } from './tell-of-new-device.ts'

/** Live sessions a user may have; one more ends the oldest. */
export const MAX_SESSIONS = 20

/**
 * What a transaction is to open, and when; the devices whose tokens were sent; and the session that the browser had
 * before, which ends.
 */
type Opening = {
  session: Session
  max: number
  devices: readonly PresentedDevice[]
  earlierSid: string | undefined
  /** What the owner reads of it in their history. */
  line: Line
  now: number
}

/** What a sign-in answers: tokens of the session, and device tokens, by which this device is known from now on. */
export type SignedIn = TokenPair & { devices: DeviceTokens }

type Done = {
  /** The user as they are now: their role stands in the token. */
  user: Pick<User, 'role' | 'email' | 'verifiedAt' | 'secondStepAt' | 'deviceEpoch' | 'language'>
  /** Ids of the sessions that ended. */
  ended: readonly string[]
  /** The session as it was stored, where the transaction has changed it. */
  session?: Parameters<typeof tokensOf>[0]
}

type Wanted<Result> = {
  userId: string
  recordedAs: Pick<Event, 'reason'> & { event: LineEvent }
  /** Milliseconds. */
  now?: number
  deed: (opening: Opening) => Promise<Result | undefined>
}

/** Whether the session is there, and whether the owner is to be told that nobody has signed in from such a device. */
type SignInDone = Done & { isOpen: boolean; isTold: boolean }

/** The transaction that makes an account inserts its session with it, and nobody has been there with another device. */
export const OF_NEW_ACCOUNT = { isOpen: true, isTold: false } as const

type SignIn = Wanted<SignInDone> &
  Opened & { proven: readonly [ProofKind, ...ProofKind[]]; device?: string | undefined }

/**
 * The one door: every session is opened here, whatever has been proven. `deed` is the transaction that
 * redeems the proofs and opens the session, all or nothing. Behind it the sessions that ended are
 * announced, what has happened is recorded, the owner is told of a new device, and the tokens are made.
 * `device` is the name of this device, where it was known before.
 *
 * @returns undefined when no session is open, whatever the transaction has done: no token is made of one that is not
 *   there, since nothing could end it
 */
export async function openSession(
  deps: Deps,
  { device, proven, passkeyId, provenAt, deed, ...wanted }: SignIn,
): Promise<SignedIn | undefined> {
  let isTold = false
  const opened = await open(deps, {
    ...wanted,
    opened: { proven, passkeyId, provenAt },
    earlierSid: await earlierSidOf(deps),
    async deed(opening) {
      const done = await deed(opening)
      if (!done?.isOpen) return undefined
      isTold = done.isTold
      return done
    },
  })
  if (!opened) return undefined
  const user = { ...opened.user, id: opened.userId }
  if (isTold) deps.defer(tellOfNewDevice(deps, { user, session: opened.session }))
  const [tokens, devices] = await Promise.all([opened.tokens(), rememberDevice(deps, { user, device })])
  return { ...tokens, devices }
}

/**
 * The same door for a session that goes on under another id: nobody has signed in, so nothing is said of the
 * device. `continued` is the one before, unless the transaction takes from it what goes on.
 */
export async function continueSession(
  deps: Deps,
  { continued, ...wanted }: Wanted<Done> & { continued?: Continued },
): Promise<TokenPair | undefined> {
  const opened = continued ? { continued } : { proven: [] }
  return (await open(deps, { ...wanted, opened }))?.tokens()
}

/** Live sessions that an app may have of one browser; one more ends the oldest. */
const MAX_OF_APP = 5

/**
 * The same door for an app, by a code of a browser's session. Whoever brings the code a second time ends what it has
 * opened: `isReused`, of which `reused` is the line.
 *
 * @param by names this request
 */
export async function openAppSession(
  deps: Deps,
  { parent, opened, by, reused }: { parent: Session; opened: OfApp; by: string; reused: Line },
): Promise<{ session: Session | undefined; isReused: boolean }> {
  const now = deps.now()
  const session = newAppSession({ parent, opened, by, now }, deps)
  const { isOpened, isReused, ended } = await deps.store.apps.openAppSession({
    session,
    max: MAX_OF_APP,
    reused,
    now,
  })
  announceEnd(deps, ended)
  return { session: isOpened ? session : undefined, isReused }
}

async function open(
  deps: Deps,
  {
    userId,
    opened: how,
    recordedAs,
    now = deps.now(),
    earlierSid,
    deed,
  }: Wanted<Done> & { opened: Parameters<typeof newSession>[0]['opened']; earlierSid?: string | undefined },
) {
  const session = newSession({ userId, now, opened: how }, deps)
  const devices = await presentedDevices(deps)
  const event = { ...recordedAs, outcome: 'success' } as const
  const line = deps.lineOf(event)
  const opened = await deed({ session, max: MAX_SESSIONS, devices, earlierSid, line, now })
  if (!opened) return undefined
  announceEnd(deps, opened.ended)
  const stored = opened.session ?? session
  deps.log({ ...event, userId: stored.userId, sid: session.id })
  return {
    userId: stored.userId,
    user: opened.user,
    session,
    tokens: () => tokensOf(stored, opened.user, deps),
  }
}

/**
 * Whoever signs in with a browser ends the session that it had before, whatever the way in: whoever planted its cookie
 * there does not get to watch (session fixation, ASVS 7.2.4). The cookie says which one that is, also where this sign-in
 * answers tokens in its body.
 */
async function earlierSidOf({ client, keyring }: Pick<Deps, 'client' | 'keyring'>) {
  if (client.earlier === undefined) return undefined
  const { kind, text } = client.earlier
  const found = await (kind === 'page' ? readPageSession(keyring, text) : readRefreshToken(keyring, text))
  return found?.sid
}
