import * as z from 'zod/mini'
import {
  accessToken,
  expiresIn,
  json,
  named,
  refreshToken,
  type RouteDocument,
  saidIn,
  type SurfaceDocument,
} from '../../http/documents.ts'

const unset = z.nullable(z.string())

const user = named(
  'User',
  z.strictObject({
    id: z.uuid(),
    email: z.nullable(z.string()),
    names: unset,
    last_name: unset,
    surnames: unset,
    document_number: unset,
    phone_number: unset,
    address: unset,
    role: z.enum(['user', 'admin']),
    is_active: z.boolean(),
    is_verified: z.boolean(),
    last_login: z.nullable(z.iso.datetime()),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
    profile: z.strictObject({ first_name: unset, last_name: unset, bio: unset }),
  }),
)

const tokens = {
  access_token: accessToken,
  refresh_token: refreshToken,
  token_type: z.literal('Bearer'),
  expires_in: expiresIn,
  /** The access token by its other name. */
  token: accessToken,
}

const says = (message: string, more: Record<string, z.ZodMiniType> = {}) =>
  json(200, z.strictObject({ message: z.literal(message), ...more }))

const setPassword: RouteDocument = {
  summary: 'Sets a password within ten minutes of signing in, or as an administrator',
  answers: [says('Password updated')],
  failures: ['user_not_found', 'sign_in_again'],
}

const brokenRule = z.strictObject({
  loc: z.tuple([z.literal('body'), z.string()]),
  msg: z.string(),
  type: z.enum(['missing', 'string_type', 'value_error', 'string_too_short', 'string_too_long']),
})

export const documents: SurfaceDocument = {
  description: 'Bearer tokens, plain JSON.',
  failure({ status, codes, bodies }) {
    const code = z.enum(codes)
    if (status === 422) return z.strictObject({ detail: z.array(brokenRule).check(z.minLength(1)), code })
    // That sentence has the id in it that was asked for.
    const sentence = codes.includes('user_not_found') ? z.string() : saidIn(bodies, 'message')
    return z.strictObject({ detail: sentence, message: sentence, code })
  },
  routes: {
    'POST /api/v1/auth/register': {
      summary: 'Makes an account, and signs it in',
      answers: [json(201, z.strictObject({ user, ...tokens }))],
      failures: ['email_taken', 'human_check_required'],
    },
    'POST /api/v1/auth/login': {
      summary: 'Opens a session',
      answers: [json(200, z.strictObject(tokens))],
      failures: ['wrong_credentials', 'human_check_required'],
    },
    'POST /api/v1/auth/refresh': {
      summary: 'The next pair of tokens',
      answers: [
        json(
          200,
          z.strictObject({
            access_token: accessToken,
            expires_in: expiresIn,
            refresh_token: refreshToken,
            token_type: z.literal('bearer'),
          }),
        ),
      ],
      failures: ['refresh_token_refused'],
    },
    'POST /api/v1/auth/logout': {
      summary: 'Ends the session',
      answers: [says('Successfully logged out')],
    },
    'POST /api/v1/auth/change-password': {
      summary: 'Changes the password, and ends every other session',
      answers: [says('Password changed', tokens)],
      failures: ['wrong_current_password', 'human_check_required'],
    },
    'POST /api/v1/auth/reset-password/:user_id': setPassword,
    'PUT /api/v1/auth/reset-password/:user_id': setPassword,
    'PATCH /api/v1/auth/reset-password/:user_id': setPassword,
    'GET /api/v1/users/me': { summary: 'The caller', answers: [json(200, user)] },
    'PUT /api/v1/users/me': {
      summary: 'Changes the caller: what is not named stays, null unsets',
      answers: [json(200, user)],
    },
    'GET /api/v1/users/:user_id': {
      summary: 'A user; what is private is null to others',
      answers: [json(200, user)],
      failures: ['user_not_found'],
    },
  },
}
