import type { ReadyConfig } from '../../config/config.ts'
import type { Purpose } from '../../store/tables/challenges.ts'
import { CHALLENGE_S } from '../passkeys/challenge.ts'
import { STATE_S } from '../tokens/provider-state.ts'
import { WAITING_S } from '../tokens/waiting-connection.ts'

const HOUR = 3_600
const DAY = 24 * HOUR

type Facts = {
  /** Who may begin it. `service`: it comes of something else that was proven. */
  begunBy: 'anyone' | 'password' | 'session' | 'service'
  /** What redeems it: a code that somebody types, a link, or a cookie that only the browser holds. */
  redeemedBy: 'code' | 'link' | 'cookie' | 'code or link' | 'token and proof'
  /** Seconds. A code lives CODE_TTL, also where a link of the same mail lives longer. */
  lives: (config: Pick<ReadyConfig, 'CODE_TTL' | 'RESET_LINK_TTL'>) => number
  /** Which changes of the account do not end it. */
  survives: 'nothing' | 'a new password' | 'everything'
}

/** Everything that can be issued and redeemed once. What is made for one purpose is worth nothing for another. */
export const PURPOSES = {
  /** Somebody reads the mailbox of an address. */
  mailbox: {
    begunBy: 'anyone',
    redeemedBy: 'code',
    lives: ({ CODE_TTL }) => CODE_TTL,
    survives: 'nothing',
  },
  /** A proven mailbox may wait for its account this long. */
  create_account: {
    begunBy: 'service',
    redeemedBy: 'cookie',
    lives: () => HOUR / 4,
    survives: 'nothing',
  },
  /** The second step of signing in. */
  sign_in: {
    begunBy: 'password',
    redeemedBy: 'code',
    lives: ({ CODE_TTL }) => CODE_TTL,
    survives: 'nothing',
  },
  /** A right first factor waits for the second. */
  second_step: {
    begunBy: 'service',
    redeemedBy: 'token and proof',
    lives: () => 600,
    survives: 'nothing',
  },
  /** The challenge of a ceremony: it is signed, and entered when it is spent. */
  passkey: {
    begunBy: 'service',
    redeemedBy: 'token and proof',
    lives: () => CHALLENGE_S,
    survives: 'nothing',
  },
  /** A sign-in at a provider: its state goes with the browser, and is entered when it is spent. */
  provider: {
    begunBy: 'anyone',
    redeemedBy: 'token and proof',
    lives: () => STATE_S,
    survives: 'nothing',
  },
  /** An account at a provider waits for the press that connects it. It is entered when it is spent. */
  connect: {
    begunBy: 'session',
    redeemedBy: 'token and proof',
    lives: () => WAITING_S,
    survives: 'nothing',
  },
  change_email: {
    begunBy: 'session',
    redeemedBy: 'code',
    lives: ({ CODE_TTL }) => CODE_TTL,
    survives: 'nothing',
  },
  /** The old address takes the account back. Whoever stole the account must not be able to end this link. */
  undo_email_change: {
    begunBy: 'service',
    redeemedBy: 'link',
    lives: () => 7 * DAY,
    survives: 'everything',
  },
  /** The owner says that somebody else was in the account. The link has no row before it is used. */
  not_me: {
    begunBy: 'service',
    redeemedBy: 'link',
    lives: () => 7 * DAY,
    survives: 'everything',
  },
  /** The first use of either ends both. */
  reset_password: {
    begunBy: 'anyone',
    redeemedBy: 'code or link',
    lives: ({ RESET_LINK_TTL }) => RESET_LINK_TTL,
    survives: 'nothing',
  },
  /** Brings an account back that is being deleted. It is good as long as that can be done: its deed says so. */
  keep_account: {
    begunBy: 'service',
    redeemedBy: 'link',
    lives: () => 14 * DAY,
    survives: 'everything',
  },
  /** The user of a session proves once more who they are, where the account has nothing but its mailbox. */
  reauthenticate: {
    begunBy: 'session',
    redeemedBy: 'code',
    lives: ({ CODE_TTL }) => CODE_TTL,
    survives: 'nothing',
  },
  /** Signs in, or opens an account. The first use of either ends both. */
  sign_in_mail: {
    begunBy: 'anyone',
    redeemedBy: 'code or link',
    lives: ({ RESET_LINK_TTL }) => RESET_LINK_TTL,
    survives: 'nothing',
  },
  /**
   * The address of a new account is its owner's. A new password says nothing about that. Whoever registers has
   * chosen the password, so a session of an unverified account proves nothing: it counts as anyone's.
   */
  verify_email: {
    begunBy: 'anyone',
    redeemedBy: 'code or link',
    lives: () => DAY,
    survives: 'a new password',
  },
} as const satisfies Record<Purpose, Facts>

/** Codes may be tried this often. */
export const TRIES_PER_CODE = 5

/** Whether anybody can cause its mails: then strangers and owners live side by side. */
export const isAnonymous = (purpose: Purpose): boolean => PURPOSES[purpose].begunBy === 'anyone'

/** Digits of a code: 8 where anybody can begin, since nothing else slows guessing down; else 6. */
export const digitsOf = (purpose: Purpose): 6 | 8 => (isAnonymous(purpose) ? 8 : 6)

const surviving = (...kinds: Facts['survives'][]): Purpose[] =>
  (Object.keys(PURPOSES) as Purpose[]).filter((purpose) => kinds.includes(PURPOSES[purpose].survives))

/** What goes on when the owner of the mailbox has taken hold of the account, or the address has changed. */
export const SURVIVES_EVERYTHING = surviving('everything')
/** What goes on when only the password has changed. */
export const SURVIVES_A_PASSWORD = surviving('everything', 'a new password')
