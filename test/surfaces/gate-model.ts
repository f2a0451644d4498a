/**
 * What a sign-in comes to, as the contract says it, in words of this table. Nothing here is read from the service.
 * `session` has full tokens, `limited` has limited ones, `asked` waits for the second step.
 */
export type Outcome = 'session' | 'limited' | 'asked' | 'deleting' | 'refused'

export type FirstProof = 'password' | 'mail' | 'passkey'

export type SecondProof = 'totp' | 'passkey' | 'recovery_code'

export type Row = {
  /**
   * What each first step comes to. One that is left out cannot be there in this state. The sign-in of auth-v1 proves
   * the mailbox besides the password: what that comes to is `both`, where it differs.
   */
  first: { [Proof in FirstProof | 'both']?: Outcome }
  /** The second steps that the account can take, and what each comes to. */
  second?: { [Proof in SecondProof]?: Outcome }
  settings?: { SECOND_STEP?: 'all'; REQUIRE_VERIFIED_EMAIL?: 'on' }
}

/** What a table of a product cannot say shorter: an account with both factors, and the second step on. */
const BOTH = { totp: 'session', passkey: 'session', recovery_code: 'session' } as const

/** Every state that an account can be in, as far as it matters to whoever signs in. */
export const STATES = {
  'without a factor': { first: { password: 'session', mail: 'session', passkey: 'refused' } },
  'with a passkey, the second step off': {
    first: { password: 'session', mail: 'session', passkey: 'session' },
  },
  'with an app, the second step off': { first: { password: 'session', mail: 'session', passkey: 'refused' } },
  'with an app': {
    first: { password: 'asked', mail: 'asked', passkey: 'refused' },
    second: { totp: 'session', recovery_code: 'session' },
  },
  'with a passkey': {
    first: { password: 'asked', mail: 'asked', passkey: 'session' },
    second: { passkey: 'session', recovery_code: 'session' },
  },
  'with a passkey, without recovery codes': {
    first: { password: 'asked', mail: 'asked', passkey: 'session' },
    second: { passkey: 'session' },
  },
  'with an app and a passkey': {
    first: { password: 'asked', mail: 'asked', passkey: 'session' },
    second: BOTH,
  },
  'with an app, without recovery codes': {
    first: { password: 'asked', mail: 'asked', passkey: 'refused' },
    second: { totp: 'session' },
  },
  'with an app that a hundred wrong codes have disabled': {
    first: { password: 'asked', mail: 'asked', passkey: 'session' },
    second: { totp: 'refused', passkey: 'session', recovery_code: 'session' },
  },
  'without the second step that is demanded': {
    first: { password: 'limited', mail: 'limited', passkey: 'refused' },
    settings: { SECOND_STEP: 'all' },
  },
  'with the second step that is demanded': {
    first: { password: 'asked', mail: 'asked', passkey: 'session' },
    second: BOTH,
    settings: { SECOND_STEP: 'all' },
  },
  // A sign-in by mail proves the mailbox: the account is opened anew, for whoever reads it.
  unverified: { first: { password: 'session', mail: 'session' } },
  'unverified, where a confirmed address is demanded': {
    first: { password: 'limited', both: 'session', mail: 'session' },
    settings: { REQUIRE_VERIFIED_EMAIL: 'on' },
  },
  disabled: { first: { password: 'refused', mail: 'refused', passkey: 'refused' } },
  'being deleted': { first: { password: 'deleting', mail: 'deleting', passkey: 'deleting' } },
  'being deleted, the second step on': {
    first: { password: 'asked', mail: 'asked', passkey: 'deleting' },
    second: { totp: 'deleting', passkey: 'deleting', recovery_code: 'deleting' },
  },
  'with a password that a hundred wrong ones have disabled': {
    first: { password: 'refused', mail: 'asked', passkey: 'session' },
    second: BOTH,
  },
  'with sign-in by mail switched off': {
    first: { password: 'asked', mail: 'refused', passkey: 'session' },
    second: BOTH,
  },
  'without a password': { first: { password: 'refused', mail: 'session', passkey: 'session' } },
  'without a password, the second step on': {
    first: { password: 'refused', mail: 'asked', passkey: 'session' },
    second: BOTH,
  },
} satisfies Record<string, Row>

export type State = keyof typeof STATES

export type Dialect = 'account-v1' | 'api-v1' | 'auth-v1'

const UNKNOWN = [401, 'These credentials do not match our records.'] as const

/** How each dialect says it: the status, and the member that programs read. */
export const SAID = {
  'account-v1': {
    asked: [403, 'second_step_required'],
    deleting: [403, 'account_deleting'],
    refused: {
      password: [401, 'wrong_credentials'],
      code: [400, 'invalid_code'],
      link: [400, 'invalid_link'],
      passkey: [401, 'passkey_refused'],
      'second step': [401, 'second_step_refused'],
    },
  },
  'api-v1': {
    asked: [403, 'Second step required.'],
    deleting: [403, 'Account deleting.'],
    refused: { password: UNKNOWN, 'second step': UNKNOWN },
  },
  'auth-v1': {
    // Step one is answered as ever, and names the app. Where nothing can be typed it is refused.
    asked: [200, 'totp'],
    'cannot be asked': [403, 'Second step required'],
    deleting: [403, 'Account deleting'],
    refused: { password: [401, 'Invalid credentials'], 'second step': [400, 'Invalid code'] },
  },
} as const

/** The second steps that a dialect has a place for. */
export const TAKEN: Record<Dialect, readonly SecondProof[]> = {
  'account-v1': ['totp', 'passkey', 'recovery_code'],
  'api-v1': ['totp', 'recovery_code'],
  'auth-v1': ['totp', 'recovery_code'],
}
