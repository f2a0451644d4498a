/**
 * What one does with the API, in the order of a first day. The reference groups by it, because somebody who
 * looks for "sign in" does not know the surfaces yet. Names with parameters are as the document has them.
 */
export const TASKS: { name: string; description: string; operations: string[] }[] = [
  {
    name: 'Sign up',
    description: 'Open an account, and confirm its address.',
    operations: [
      'POST /api/v1/auth/register',
      'POST /api/v1/users/me/verify',
      'POST /api/v1/users/me/verify/mail',
      'POST /auth/v1/request/code',
      'POST /auth/v1/verify/code',
      'POST /auth/v1/create/account',
      'POST /api/v1/register',
      'POST /verify-email',
    ],
  },
  {
    name: 'Sign in',
    description: 'Prove who one is, and get a session.',
    operations: [
      'POST /api/v1/auth/login',
      'POST /api/v1/auth/mail',
      'POST /api/v1/auth/mail/redeem',
      'POST /auth/v1/request/refreshToken/code',
      'POST /auth/v1/request/refreshToken',
      'POST /api/v1/login',
      'POST /api/v1/auth/passkey/options',
      'POST /api/v1/auth/passkey',
      'GET /.well-known/webauthn',
      'GET /api/v1/auth/providers',
      'GET /api/v1/users/me/connections',
      'POST /api/v1/users/me/connections/{connection}',
      'DELETE /api/v1/users/me/connections/{connection}',
    ],
  },
  {
    name: 'Second step',
    description: 'What an account is proven with besides its password, and asking for it.',
    operations: [
      'POST /api/v1/auth/second-step',
      'POST /api/v1/login/second-step',
      'POST /api/v1/auth/reauthenticate',
      'POST /api/v1/auth/reauthenticate/mail',
      'GET /api/v1/users/me/security',
      'PUT /api/v1/users/me/security',
      'POST /api/v1/users/me/totp',
      'POST /api/v1/users/me/totp/confirm',
      'DELETE /api/v1/users/me/totp',
      'POST /api/v1/users/me/recovery-codes',
      'POST /api/v1/users/me/passkeys/options',
      'POST /api/v1/users/me/passkeys',
      'GET /api/v1/users/me/passkeys',
      'PATCH /api/v1/users/me/passkeys/{passkey_id}',
      'DELETE /api/v1/users/me/passkeys/{passkey_id}',
    ],
  },
  {
    name: 'Tokens and sessions',
    description: 'Renew tokens, check them, and end a session.',
    operations: [
      'POST /api/v1/auth/refresh',
      'POST /api/v1/auth/token',
      'POST /api/v1/auth/logout',
      'GET /api/v1/users/me/apps',
      'DELETE /api/v1/users/me/apps/{app_id}',
      'GET /api/v1/users/me/sessions',
      'DELETE /api/v1/users/me/sessions',
      'DELETE /api/v1/users/me/sessions/{session_id}',
      'GET /auth/v1/request/accessToken',
      'POST /auth/v1/request/logout',
      'POST /api/v1/token/refresh',
      'POST /api/v1/logout',
      'GET /.well-known/jwks.json',
    ],
  },
  {
    name: 'Account',
    description: 'Read and change what the account has: its profile, its address, its password.',
    operations: [
      'GET /api/v1/users/me',
      'PUT /api/v1/users/me',
      'GET /api/v1/users/me/events',
      'POST /api/v1/users/me/export',
      'DELETE /api/v1/users/me',
      'POST /api/v1/auth/keep-account',
      'POST /keep-account',
      'GET /api/v1/users/{user_id}',
      'POST /api/v1/auth/change-password',
      'PUT /api/v1/users/me/password',
      'POST /api/v1/users/me/email',
      'POST /api/v1/users/me/email/confirm',
      'POST /api/v1/auth/reset-password/{user_id}',
      'PUT /api/v1/auth/reset-password/{user_id}',
      'PATCH /api/v1/auth/reset-password/{user_id}',
      'PATCH /auth/v1/account/request/code',
      'PATCH /auth/v1/change/account',
    ],
  },
  {
    name: 'Recover',
    description:
      'Get back into an account: with a new password, or from an address that somebody else has set.',
    operations: [
      'POST /api/v1/auth/forgot-password',
      'POST /api/v1/auth/reset-password',
      'PATCH /auth/v1/password/request/code',
      'PATCH /auth/v1/change/password',
      'POST /api/v1/password/email',
      'POST /api/v1/password/reset',
      'POST /reset-password',
      'POST /not-me',
      'POST /undo-email-change',
    ],
  },
  {
    name: 'Apps',
    description:
      'Let people sign in to apps by OpenID Connect. /authorize and /logout are pages, and not here.',
    operations: [
      'GET /.well-known/openid-configuration',
      'GET /.well-known/oauth-authorization-server',
      'POST /token',
      'GET /userinfo',
      'POST /userinfo',
      'POST /revoke',
    ],
  },
  {
    name: 'Service',
    description: 'Health, documents, and in development the mailbox.',
    operations: [
      'GET /',
      'GET /healthz',
      'GET /openapi.json',
      'GET /docs',
      'GET /docs/guides',
      'GET /docs/guides/{guide}',
      'GET /dev/mailbox',
      'DELETE /dev/mailbox',
      'GET /dev/mailbox.json',
    ],
  },
]

/** A route that has no task yet would be missing in the reference. */
export function taskOf(method: string, path: string): string {
  const operation = `${method} ${path}`
  const task = TASKS.find(({ operations }) => operations.includes(operation))
  if (task === undefined) throw new Error(`Add ${operation} to a task in src/openapi/tasks.ts.`)
  return task.name
}
