/** What a year of use leaves behind, and what takes days to come about: SQL for the account of an address. */
type Rows = (email: string) => string

const DAY_MS = 86_400_000

/** A made-up UUIDv7 from before all real ones: lists are sorted by it. */
const id = (index: number) =>
  `printf('00000000-0000-7%03x-', ${index}) || substr(users.id, 20) as id, users.id as owner`

const from = (email: string) => `from users where email = '${email}'`

const NAMES = ['YubiKey 5C NFC', 'iCloud Keychain']
const LONG_NAMES = [
  'Donaudampfschifffahrtsgesellschaftskapitänsschlüssel',
  'Work laptop, third floor, the one with the sticker',
]

const passkeysNamed = (names: readonly string[], email: string) =>
  names
    .map(
      (name, index) => `insert into passkeys (id, user_id, credential_id, public_key, algorithm, sign_count,
      backup_eligible, backed_up, transports, aaguid, rp_id, name, created_at, last_used_at)
    select id, owner, id, '', -7, 0, 0, 0, '[]', '', 'localhost', '${name}', at, ${index % 2 ? 'null' : `at + ${DAY_MS}`}
    from (select ${id(index)}, created_at - ${(90 - index * 20) * DAY_MS} as at ${from(email)});`,
    )
    .join('\n')

export const PASSKEYS: Rows = (email) => passkeysNamed(NAMES, email)
export const LONG_PASSKEYS: Rows = (email) => passkeysNamed([...NAMES, ...LONG_NAMES], email)

const DEVICES = [
  'Safari, iPhone',
  'Firefox, Windows',
  'Chrome, Android',
  'Edge, Windows',
  'Samsung Internet, Android',
  'Safari, Mac',
]
const COUNTRIES = ['ES', 'DE', 'GB', 'US', 'BR']
const METHODS = ['password', 'mailbox', 'passkey', 'password totp', 'password recovery_code']

const text = (words: readonly string[], index: number) => `'${words[index % words.length]}'`

export const SESSIONS: Rows = (email) =>
  Array.from(
    { length: 14 },
    (
      _,
      index,
    ) => `insert into sessions (id, user_id, generation, rotated_at, repeats, auth_time, auth_methods, methods,
      created_at, began_at, idle_expires_at, expires_at, device, country)
    select id, owner, 0, at, 0, at, 'password', ${text(METHODS, index)}, at, at, at + ${60 * DAY_MS}, at + ${90 * DAY_MS},
      ${text(DEVICES, index)}, ${text(COUNTRIES, index)}
    from (select ${id(index)}, created_at - ${(14 - index) * DAY_MS} as at ${from(email)});`,
  ).join('\n')

const APPS = [
  ['notes-7k3q9x2m', 'Notes', 'first_party', 'https://notes.example.com/callback', 'openid profile email'],
  [
    'calendar-2m9x7k3q',
    'Calendar of the Analytical Society',
    'third_party',
    'https://calendar.example.org/cb',
    'openid email offline_access',
  ],
  [
    'desk-9x2m7k3q',
    'Desk',
    'third_party',
    'http://127.0.0.1/callback',
    'openid profile email offline_access',
  ],
] as const

/** Apps that one has allowed; the first two have a session too. They are there once, whoever asks. */
export const OWN_APPS: Rows = (email) =>
  APPS.map(
    (
      [appId, name, kind, redirect, scope],
      index,
    ) => `insert or ignore into apps (id, name, kind, redirect_uris,
      post_logout_redirect_uris, scopes, created_at) values ('${appId}', '${name}', '${kind}', '["${redirect}"]', '[]',
      '${scope}', 1);
    insert into grants select users.id, '${appId}', '${scope}', created_at - ${(index + 1) * DAY_MS} ${from(email)};
    ${
      index < 2
        ? `insert into sessions (id, user_id, generation, rotated_at, repeats, auth_time, auth_methods, methods,
      created_at, began_at, idle_expires_at, expires_at, device, country, app_id, scope)
    select id, owner, 0, at, 0, at, 'password', 'password', at, at, at + ${60 * DAY_MS}, at + ${90 * DAY_MS},
      ${text(DEVICES, index)}, ${text(COUNTRIES, index)}, '${appId}', '${scope}'
    from (select ${id(100 + index)}, created_at - ${(index + 1) * DAY_MS} as at ${from(email)});`
        : ''
    }`,
  ).join('\n')

const HAPPENED = [
  ['signed_in', 'success'],
  ['sign_in_refused', 'refused'],
  ['profile_changed', 'success'],
  ['reauthenticated', 'success'],
  ['factor_changed', 'success'],
  ['second_step_refused', 'refused'],
  ['password_changed', 'success'],
  ['email_changed', 'success'],
  ['signed_out', 'success'],
  ['role_granted', 'success'],
] as const

export const EVENTS: Rows = (email) =>
  Array.from({ length: 72 }, (_, index) => {
    const [event, outcome] = HAPPENED[index % HAPPENED.length] ?? HAPPENED[0]
    return `insert into audit_events (id, subject, event, outcome, actor, at, country, device)
    select id, owner, '${event}', '${outcome}', ${event === 'role_granted' ? `'operator'` : 'null'}, at,
      ${text(COUNTRIES, index)}, ${text(DEVICES, index)}
    from (select ${id(index)}, created_at - ${(72 - index) * DAY_MS} as at ${from(email)});`
  }).join('\n')

/** One that was used, one that never was and has no address, and one of a provider that is no longer offered. */
const CONNECTED = [
  ['google', `'ada.lovelace@gmail.com'`, `at + ${DAY_MS}`],
  ['github', 'null', 'null'],
  ['oidc_former', `'augusta.ada.king.noel.countess.of.lovelace@analytical-engines.example.com'`, 'null'],
] as const

export const CONNECTIONS: Rows = (email) =>
  CONNECTED.map(
    (
      [provider, address, used],
      index,
    ) => `insert into connections (id, user_id, issuer, subject, provider, email,
      email_verified, linked_at, last_used_at)
    select id, owner, 'https://example.com', id, '${provider}', ${address}, 1, at, ${used}
    from (select ${id(200 + index)}, created_at - ${(30 - index) * DAY_MS} as at ${from(email)});`,
  ).join('\n')

export const NO_EVENTS: Rows = (email) =>
  `delete from audit_events where subject = (select id from users where email = '${email}')`

/** An hour passes since the last proof. */
export const STALE: Rows = (email) =>
  `update sessions set auth_time = auth_time - 3600000 where user_id = (select id ${from(email)})`

export const RESETTING: Rows = (email) =>
  `update users set second_step_reset_asked_at = created_at, second_step_resets_at = created_at + ${7 * DAY_MS}
  where email = '${email}'`
