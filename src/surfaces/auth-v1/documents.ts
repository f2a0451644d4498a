import * as z from 'zod/mini'
import { expiresIn, json, type RouteDocument, saidIn, type SurfaceDocument } from '../../http/documents.ts'

const V1 = '/auth/v1'

const link = (rel: string, route: string) =>
  z.strictObject({ rel: z.literal(rel), href: z.literal(`${V1}${route}/`) })

/** `{ success, link }` of a route, with the step that follows, if one does. */
const success = (
  self: string,
  { next, more = {} }: { next?: string; more?: Record<string, z.ZodMiniType> },
) =>
  z.strictObject({
    success: z.literal(true),
    ...more,
    link:
      next === undefined ? z.tuple([link('self', self)]) : z.tuple([link('self', self), link('next', next)]),
  })

type Step = Omit<RouteDocument, 'answers'> & { next?: string; status?: number; expires?: boolean }

/** A route of a flow: from its name comes what its answer says of itself. */
function step(route: string, { next, status = 200, expires, ...document }: Step): [string, RouteDocument] {
  const [method = '', path = ''] = route.split(' ')
  const schema = success(path, { ...(next !== undefined && { next }), more: expires ? { expiresIn } : {} })
  return [`${method} ${V1}${path}`, { ...document, answers: [json(status, schema)] }]
}

const FAILED_LINK = z.strictObject({ rel: z.enum(['self', 'first']), href: z.string() })

export const documents: SurfaceDocument = {
  description: 'Codes by e-mail in two steps, tokens in HttpOnly cookies.',
  failure: ({ bodies }) =>
    z.strictObject({
      success: z.literal(false),
      msg: saidIn(bodies, 'msg'),
      description: z.string(),
      link: z.array(FAILED_LINK).check(z.minLength(1), z.maxLength(2)),
    }),
  routes: Object.fromEntries([
    step('POST /request/code', {
      summary: 'Mails a code to an address',
      next: '/verify/code',
      failures: ['human_check_required'],
      sets: ['code'],
    }),
    step('POST /verify/code', {
      summary: 'Proves the mailbox with the code',
      next: '/create/account',
      failures: ['first_step_missing', 'invalid_code'],
      needs: { cookie: 'code' },
      clears: ['code'],
      sets: ['account'],
    }),
    step('POST /create/account', {
      summary: 'Makes an account of the proven address, and signs it in',
      status: 201,
      next: '/request/accessToken',
      failures: ['first_step_missing', 'invalid_code', 'email_taken'],
      needs: { cookie: 'account' },
      clears: ['account'],
      sets: ['refreshToken', 'accessToken'],
    }),
    step('POST /request/refreshToken/code', {
      summary: 'First step of signing in: checks the password, mails a code',
      next: '/request/refreshToken',
      failures: ['wrong_credentials', 'human_check_required'],
      sets: ['login'],
    }),
    step('POST /request/refreshToken', {
      summary: 'Second step of signing in: opens the session',
      next: '/request/accessToken',
      expires: true,
      failures: ['first_step_missing', 'invalid_code'],
      needs: { cookie: 'login' },
      clears: ['login'],
      sets: ['refreshToken', 'accessToken'],
    }),
    step('GET /request/accessToken', {
      summary: 'The next pair of tokens',
      expires: true,
      failures: ['unauthenticated', 'refresh_token_refused'],
      needs: { cookie: 'refreshToken' },
      sets: ['refreshToken', 'accessToken'],
    }),
    step('POST /request/logout', {
      summary: 'Ends the session',
      failures: ['unauthenticated'],
      needs: { cookie: 'refreshToken', optional: true },
      clears: ['refreshToken', 'accessToken'],
    }),
    step('PATCH /account/request/code', {
      summary: 'Mails a code to the present address and one to the new one',
      next: '/change/account',
      sets: ['change'],
    }),
    step('PATCH /change/account', {
      summary: 'Changes the address with both codes',
      failures: ['first_step_missing', 'invalid_code'],
      needs: { cookie: 'change' },
      clears: ['change'],
      sets: ['refreshToken', 'accessToken'],
    }),
    step('PATCH /password/request/code', {
      summary: 'Mails a code, if there is an account',
      next: '/change/password',
      sets: ['pwdChange'],
    }),
    step('PATCH /change/password', {
      summary: 'Sets the password with the code, and ends every session',
      next: '/request/refreshToken/code',
      failures: ['first_step_missing', 'invalid_code'],
      needs: { cookie: 'pwdChange' },
      clears: ['pwdChange', 'refreshToken', 'accessToken'],
    }),
  ]),
}
