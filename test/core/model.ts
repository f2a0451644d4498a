import type { Tokens } from '../support/account.ts'

/**
 * What must be alive, said once more and as simply as possible: no requests, no storage, a clock that is
 * handed in. The model run compares the service with it.
 */

const SECOND = 1_000
const MINUTE = 60 * SECOND
const DAY = 86_400 * SECOND

const ACCESS_TOKEN = 30 * MINUTE
const CLOCK_SKEW = 5 * SECOND
const IDLE = 14 * DAY
const SESSION = 30 * DAY
const GRACE = 30 * SECOND
const FRESH = 10 * MINUTE

/** How a request ends: it works, it is refused, or it has to wait. */
export type Verdict = 'ok' | 'refused' | 'blocked'

export type ModelUser = {
  email: string
  /** Undefined until there is an account. */
  id: string | undefined
  password: string
  earlier: string[]
  verified: boolean
  disabled: boolean
  failures: number
  blockedUntil: number
}

export type ModelSession = {
  user: ModelUser
  ended: boolean
  signedInAt: number
  expiresAt: number
  idleUntil: number
  rotatedAt: number
  repeats: number
  /** By generation; the last one is the present one. */
  refresh: string[]
  access: { token: string; expiresAt: number }[]
}

/** Something mailed that waits to be used: a link, or a code with the browser that asked for it. */
export type Pending = {
  purpose: 'sign_in' | 'code of a reset' | 'link of a reset'
  user: ModelUser
  expiresAt: number
  dead: boolean
  redeem(password: string): Promise<{ status: number; tokens?: Tokens }>
}

export const modelUser = (email: string): ModelUser => ({
  email,
  id: undefined,
  password: '',
  earlier: [],
  verified: false,
  disabled: false,
  failures: 0,
  blockedUntil: 0,
})

export function openModel() {
  const sessions: ModelSession[] = []
  const pending: Pending[] = []
  const signInMails = new Map<ModelUser, { count: number; until: number }>()
  const buckets = new Map<string, { level: number; at: number; unused: number }>()
  /** Failures of an address that nobody has are counted apart from those of the account it may become. */
  const strangers = new Map<string, Pick<ModelUser, 'failures' | 'blockedUntil'>>()

  const isLive = (session: ModelSession, now: number) =>
    !session.ended && !session.user.disabled && now < session.expiresAt && now < session.idleUntil

  const endAll = (user: ModelUser, keep?: ModelSession) => {
    for (const session of sessions) if (session.user === user && session !== keep) session.ended = true
  }

  const endPending = (user: ModelUser) => {
    for (const each of pending) if (each.user === user) each.dead = true
  }

  return {
    sessions,
    pending,
    isLive,

    isAccessTokenGood: (session: ModelSession, { expiresAt }: { expiresAt: number }, now: number) =>
      isLive(session, now) && now < expiresAt + CLOCK_SKEW,

    /** Five codes after a right password in fifteen minutes. */
    takeSignInMail(user: ModelUser, now: number): boolean {
      const window = signInMails.get(user) ?? { count: 0, until: 0 }
      const current = window.until <= now ? { count: 0, until: now + 15 * MINUTE } : window
      if (current.count >= 5) return false
      signInMails.set(user, { ...current, count: current.count + 1 })
      return true
    },

    /** Of what anybody can ask for, three at once and then one each 45 minutes; answers how long its link lives. */
    takeMail(
      { email }: ModelUser,
      kind: 'mailbox' | 'reset',
      now: number,
    ): { linkLives: number } | undefined {
      const found = buckets.get(`${kind} ${email}`)
      const { level, at, unused } = found && now < found.at + DAY ? found : { level: 0, at: now, unused: 0 }
      const left = Math.max(0, level - (now - at) / ((unused < 10 ? 45 : 360) * MINUTE))
      if (left > 2 + 1e-9) return undefined
      buckets.set(`${kind} ${email}`, { level: left + 1, at: now, unused: unused + 1 })
      return { linkLives: (unused < 9 ? 60 : 390) * MINUTE }
    },

    used({ email }: ModelUser, kind: 'mailbox' | 'reset') {
      const bucket = buckets.get(`${kind} ${email}`)
      if (bucket) bucket.unused = 0
    },

    /** Counts a try and looks at the password; what follows from a right one forgives. */
    tryPassword(user: ModelUser, password: string, now: number): Verdict {
      const stranger = strangers.get(user.email) ?? { failures: 0, blockedUntil: 0 }
      strangers.set(user.email, stranger)
      const counter = user.id === undefined ? stranger : user
      if (counter.blockedUntil > now) return 'blocked'
      counter.failures += 1
      const wait = Math.min(3_600, 2 ** Math.max(0, counter.failures - 5)) * SECOND
      counter.blockedUntil = counter.failures < 5 ? 0 : now + wait
      if (user.id === undefined || user.disabled || user.password !== password) return 'refused'
      user.failures = 0
      user.blockedUntil = 0
      return 'ok'
    },

    mayStart: (user: ModelUser) => user.id !== undefined && !user.disabled,
    isGood: ({ dead, user, expiresAt }: Pending, now: number) => !dead && !user.disabled && now < expiresAt,

    /** What different browsers have asked for is good side by side. */
    mailed: (each: Pending) => void pending.push(each),

    open(user: ModelUser, tokens: Tokens, now: number, goesOn?: ModelSession): ModelSession {
      const expiresAt = goesOn?.expiresAt ?? now + SESSION
      const session: ModelSession = {
        user,
        ended: false,
        signedInAt: goesOn?.signedInAt ?? now,
        expiresAt,
        idleUntil: Math.min(now + IDLE, expiresAt),
        rotatedAt: now,
        repeats: 0,
        refresh: [tokens.refresh],
        access: [],
      }
      sessions.push(session)
      this.granted(session, tokens, now)
      return session
    },

    granted(session: ModelSession, { access }: Tokens, now: number) {
      session.access.push({ token: access, expiresAt: Math.min(now + ACCESS_TOKEN, session.expiresAt) })
    },

    /** An account whose owner is new: of an unverified one nothing is left of whoever was there before. */
    registered(
      user: ModelUser,
      { id, password, verified }: { id: string; password: string; verified: boolean },
    ) {
      endAll(user)
      endPending(user)
      signInMails.delete(user)
      Object.assign(user, {
        id,
        password,
        verified,
        earlier: [...user.earlier, password],
        failures: 0,
        blockedUntil: 0,
      })
    },

    /** The first confirmation of an address ends what was open before. */
    confirmed(user: ModelUser) {
      if (!user.verified) endAll(user)
      user.verified = true
    },

    /** Whatever sets a password ends what was open, but for the session that sets it. */
    passwordSet(user: ModelUser, password: string, keep?: ModelSession) {
      endAll(user, keep)
      endPending(user)
      Object.assign(user, { password, earlier: [...user.earlier, password], failures: 0, blockedUntil: 0 })
    },

    maySetPassword: (session: ModelSession, now: number) =>
      isLive(session, now) && now - session.signedInAt <= FRESH,

    /** What becomes of a refresh token, by generation. Every request comes from another network, so none is late. */
    refresh(session: ModelSession, generation: number, now: number): 'rotated' | 'repeated' | 'refused' {
      if (!isLive(session, now)) return 'refused'
      const present = session.refresh.length - 1
      if (generation === present) {
        session.rotatedAt = now
        session.repeats = 0
        session.idleUntil = Math.min(now + IDLE, session.expiresAt)
        return 'rotated'
      }
      const isGraced = generation === present - 1 && session.rotatedAt >= now - GRACE
      if (isGraced && session.repeats < 20) {
        session.repeats += 1
        return 'repeated'
      }
      session.ended = true
      return 'refused'
    },

    disable(user: ModelUser) {
      if (user.id === undefined || user.disabled) return
      user.disabled = true
      endAll(user)
      endPending(user)
    },
  }
}
