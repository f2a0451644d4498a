import * as z from 'zod/mini'
import {
  accessToken,
  expiresIn,
  json,
  named,
  refreshToken,
  saidIn,
  type SurfaceDocument,
} from '../../http/documents.ts'

const enveloped = (data: z.ZodMiniType, message: string) =>
  json(
    200,
    z.strictObject({
      data,
      message: z.literal(message),
      errors: z.strictObject({}),
      code: z.literal(200),
    }),
  )

const tokens = enveloped(
  named(
    'TokenData',
    z.strictObject({
      token_type: z.literal('Bearer'),
      expires_in: expiresIn,
      access_token: accessToken,
      refresh_token: refreshToken,
    }),
  ),
  '',
)

export const documents: SurfaceDocument = {
  description:
    'Bearer tokens, every answer in an envelope whose `code` is the status. A member that is null or empty is taken for absent.',
  failure: ({ status, bodies }) =>
    z.strictObject({
      data: z.null(),
      message: saidIn(bodies, 'message'),
      errors: z.record(z.string(), z.array(z.string())),
      code: z.literal(status),
    }),
  routes: {
    'POST /api/v1/register': {
      summary: 'Makes an account, and signs it in',
      answers: [tokens],
      failures: ['email_taken', 'human_check_required'],
    },
    'POST /api/v1/login': {
      summary: 'Opens a session',
      answers: [tokens],
      failures: ['wrong_credentials', 'human_check_required'],
    },
    'POST /api/v1/token/refresh': {
      summary: 'The next pair of tokens',
      answers: [tokens],
      failures: ['refresh_token_refused'],
    },
    'POST /api/v1/logout': {
      summary: 'Ends the session that both tokens are of',
      answers: [enveloped(z.null(), 'Logout success.')],
    },
    'POST /api/v1/password/email': {
      summary: 'Mails a link, if there is an account',
      answers: [enveloped(z.literal(true), 'We have e-mailed your password reset link!')],
    },
    'POST /api/v1/password/reset': {
      summary: 'Sets the password with the token of the link, and ends every session',
      answers: [enveloped(z.literal(true), 'Your password has been reset!')],
      failures: ['invalid_link'],
    },
  },
}
