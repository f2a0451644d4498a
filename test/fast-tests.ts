/** What `npm run test:fast` runs: beginnings of names of test files. */

/** The sources themselves, rules that need no request, sessions, and a walk through each surface. */
export const ALWAYS = [
  'house',
  'crypto/known-answers',
  'crypto/password-hash',
  'core/codes',
  'core/email-address',
  'core/user-lines',
  'core/network',
  'core/sessions',
  'surfaces/account-v1-users',
  'surfaces/api-v1.test',
  'surfaces/auth-v1-stories',
  'surfaces/confirming',
  'surfaces/taking-back',
]

/** Which tests are about which sources, the nearest first. What takes half a minute is left to `npm test`. */
export const ABOUT: [source: string, tests: string[]][] = [
  ['src/surfaces/account-v1/', ['surfaces/account-v1-']],
  ['src/surfaces/api-v1/', ['surfaces/api-v1']],
  [
    'src/surfaces/auth-v1/',
    ['contract', 'cookies', 'meanwhile', 'owner'].map((of) => `surfaces/auth-v1-${of}`),
  ],
  ['src/surfaces/platform/', ['surfaces/platform.test', 'surfaces/links', 'surfaces/assets']],
  ['src/client/', ['client/']],
  ['src/commands/', ['journey/administer', 'journey/command-words', 'journey/progress']],
  ['src/config/', ['core/config', 'core/providers-config']],
  ['src/core/account/', ['surfaces/confirming', 'surfaces/taking-back', 'surfaces/account-v1-passwords']],
  ['src/core/administration/', ['core/administration']],
  ['src/core/apps/', ['core/apps', 'core/app-secrets', 'core/redirect-address']],
  ['src/core/audit/', ['core/log', 'core/audit']],
  ['src/core/identity/', ['core/new-passwords']],
  ['src/core/ledger/', ['surfaces/auth-v1-contract', 'surfaces/api-v1-resets']],
  ['src/core/limits/', ['core/guessing', 'core/turnstile']],
  ['src/core/passkeys/', ['core/passkeys', 'crypto/webauthn']],
  ['src/core/sign-in/', ['core/attempt', 'core/guessing']],
  ['src/core/tokens/', ['core/access-tokens', 'core/signing-keys', 'core/page-tokens', 'core/rsa-keys']],
  ['src/crypto/', ['core/hashing', 'crypto/second-step', 'crypto/webauthn']],
  ['src/email/', ['core/mail', 'core/deliver']],
  ['src/http/', ['surfaces/every-route']],
  ['src/jobs/', ['store/clean-up']],
  ['src/look/', ['surfaces/platform.test', 'surfaces/assets', 'core/mail-languages']],
  ['src/openapi/', ['surfaces/openapi']],
  ['src/services/', ['core/turnstile', 'core/new-passwords', 'core/providers-']],
  ['src/store/', ['store/', 'core/administration', 'core/session-cap']],
]
