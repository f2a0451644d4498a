import * as z from 'zod/mini'
import type { AppTokens } from '../../core/apps/app-tokens.ts'
import { exchangeCode } from '../../core/apps/exchange-code.ts'
import { refreshApp } from '../../core/apps/refresh-app.ts'
import { revokeToken } from '../../core/apps/revoke-token.ts'
import { sessionOfCredential } from '../../core/apps/session-of-credential.ts'
import { Failure } from '../../core/failure.ts'
import { accessToken, expiresIn, json, refreshToken } from '../../http/answer-schemas.ts'
import { formBody } from '../../http/form.ts'
import { limitBySession } from '../../http/rate-limit.ts'
import { route } from '../../http/route.ts'
import { credentialMembers, credentialsIn } from './credentials.ts'

const optional = () => z.optional(z.string())

const Wanted = z.object({
  grant_type: z.enum(['authorization_code', 'refresh_token']),
  code: optional(),
  redirect_uri: optional(),
  code_verifier: optional(),
  refresh_token: optional(),
  scope: optional(),
  ...credentialMembers,
})

/** RFC 6749 §5.1, OpenID Connect Core 1.0 §3.1.3.3. */
const Tokens = () =>
  z.strictObject({
    access_token: accessToken(),
    token_type: z.literal('Bearer'),
    expires_in: expiresIn(),
    scope: z.string(),
    refresh_token: z.optional(refreshToken()),
    id_token: z.optional(accessToken()),
  })

const tokenAnswer = ({ accessToken, expiresIn, refreshToken, idToken, scopes }: AppTokens) => ({
  access_token: accessToken,
  token_type: 'Bearer' as const,
  expires_in: expiresIn,
  scope: scopes.join(' '),
  ...(refreshToken !== undefined && { refresh_token: refreshToken }),
  ...(idToken !== undefined && { id_token: idToken }),
})

/** @throws Failure invalid_input */
function required(member: string, value: string | undefined): string {
  if (value === undefined) throw new Failure('invalid_input', { issues: [{ member, rule: 'missing' }] })
  return value
}

/** What apps send with their credentials, or with a credential of a user. Nothing here reads a cookie. */
export const tokenRoutes = [
  route({
    method: 'POST',
    path: '/token',
    summary: 'Exchange a code or a refresh token for tokens of an app',
    forAnybody: true,
    limitsItself: true,
    body: formBody(Wanted),
    answers: () => [json(200, Tokens(), { Pragma: 'no-cache' })],
    refusals: ['wrong_credentials', 'invalid_code', 'refresh_token_refused'],
    async handle({ c, deps, body }) {
      const { grant_type: type, code, refresh_token: refresh } = body
      const isCode = type === 'authorization_code'
      const credential = isCode ? required('code', code) : required('refresh_token', refresh)
      const credentials = credentialsIn(c, body)
      await limitBySession(c, await sessionOfCredential(deps, { credential, appId: credentials.appId }))
      const tokens = isCode
        ? await exchangeCode(deps, {
            credentials,
            code: credential,
            redirectUri: body.redirect_uri,
            verifier: body.code_verifier,
          })
        : await refreshApp(deps, { credentials, refreshToken: credential, scope: body.scope })
      return c.json(tokenAnswer(tokens), 200, { Pragma: 'no-cache' })
    },
  }),

  route({
    method: 'POST',
    path: '/revoke',
    summary: 'End the session of an app by one of its tokens',
    forAnybody: true,
    limitsItself: true,
    body: formBody(z.object({ token: z.string(), ...credentialMembers })),
    answers: () => [{ status: 200 }],
    refusals: ['wrong_credentials'],
    async handle({ c, deps, body }) {
      const credentials = credentialsIn(c, body)
      const { token } = body
      await limitBySession(
        c,
        await sessionOfCredential(deps, { credential: token, appId: credentials.appId }),
      )
      await revokeToken(deps, { credentials, token })
      return c.body(null, 200)
    },
  }),
]
