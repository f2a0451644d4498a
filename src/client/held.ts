/**
 * What an app holds of a session: its tokens. The tokens of a session in cookies are not for scripts to
 * see; then `access` is a dash, and `refresh` is a name of our own, `<session>.<generation>`.
 */
export type Held = {
  access: string
  refresh: string
  /** When the tokens are renewed though nothing was refused: milliseconds of the clock of this device. */
  renewAt?: number
  /** Who signed in by redirect: the service wants to see it when they sign out. */
  idToken?: string
}

const DASH = '-'

export const isInCookies = (held: Held | null) => held?.access === DASH

/** The next generation of a session in cookies, or the first one of a new session. */
export function nextInCookies(held: Held | null): Held {
  const [session, generation] = held && isInCookies(held) ? held.refresh.split('.') : [Date.now(), 0]
  return { access: DASH, refresh: `${session}.${Number(generation) + 1}` }
}

/** The session of an app has none without `offline_access`: then `refresh` is the name of the session alone. */
export const hasRefreshToken = ({ refresh }: Held) => !refresh.endsWith('.')

export const areSame = (one: Held | null, other: Held | null) =>
  one?.access === other?.access && one?.refresh === other?.refresh

/** A refresh token begins with the name of its session, up to the first dot. */
export const areOfOneSession = (one: Held | null, other: Held | null) => sessionOf(one) === sessionOf(other)

/** The name of the session, or null for none. */
export const sessionOf = (held: Held | null) => held?.refresh.split('.')[0] ?? null

/** Whether somebody is signed in by it, as far as this device can know. */
export const isAlive = (held: Held | null) => held !== null && (hasRefreshToken(held) || !isDue(held))

/** Whether its moment to be renewed has come. */
export const isDue = (held: Held | null) => held?.renewAt !== undefined && Date.now() >= held.renewAt

/**
 * A random moment of the last quarter of a token's life (seconds): apps that were opened at the same moment do
 * not all come back at the same moment.
 */
export function momentToRenew(lives: number): number {
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1))
  return Math.round(Date.now() + lives * 1_000 * (1 - random / 2 ** 34))
}

/** The text in the storage: `<access> <refresh> <renewAt> <ID token>`, the last two where they are known. */
export const toText = ({ access, refresh, renewAt, idToken }: Held) =>
  [access, refresh, renewAt, idToken].join(' ').trimEnd()

export function fromText(text: string | null): Held | null {
  const [access = '', refresh = '', renewAt, idToken] = text?.split(' ') ?? []
  // Half a session, an empty text, or the `undefined` of some storages, is none.
  return access === '' || refresh === ''
    ? null
    : { access, refresh, ...(renewAt && { renewAt: Number(renewAt) }), ...(idToken && { idToken }) }
}
