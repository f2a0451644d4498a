import { freshEmail, PASSWORD } from '../support/account.ts'
import { NEW_PASSWORD, V1 } from '../support/code-flows.ts'
import type { Credentials, Kind } from './credentials.ts'
import { API } from '../support/enveloped.ts'
import { type Answer, HOME, type Members, type Options, person } from '../support/person.ts'
import type { Worker } from '../support/worker.ts'

/** A place where a route takes a credential: everything else that is sent there is right. */
export type Slot = {
  /** `METHOD /path`, as the route is written. */
  route: string
  takes: Kind
  where: 'header' | 'cookie' | 'body'
  present(value: string): Promise<Answer>
}

type Asked = { cookies?: Record<string, string>; body?: Members | undefined } & Options

/** Every place where the service takes a credential. */
export function slotsFor({ account, moved, values }: Credentials, worker: Worker): Slot[] {
  const { 'access token': token, 'refresh token': refreshToken } = values

  function ask(route: string, { cookies = {}, body, ...options }: Asked) {
    const [method = '', path = ''] = route.split(' ')
    const somebody = person({ worker, roaming: true })
    for (const [name, value] of Object.entries(cookies)) somebody.cookies.set(`__Host-${name}`, value)
    return somebody.ask(method, path.replace(':user_id', account.id), body, options)
  }

  /** For callers: by header, and by cookie too unless the route ignores a cookie that is not valid. */
  const forCallers = (
    route: string,
    body?: Members,
    { cookies = {}, byCookie = true }: { cookies?: Record<string, string>; byCookie?: boolean } = {},
  ): Slot[] => {
    const takes = 'access token' as const
    const header: Slot = {
      route,
      takes,
      where: 'header',
      present: (value) => ask(route, { cookies, body, headers: { Authorization: `Bearer ${value}` } }),
    }
    const cookie: Slot = {
      route,
      takes,
      where: 'cookie',
      present: (value) => ask(route, { cookies: { ...cookies, accessToken: value }, body }),
    }
    return byCookie ? [header, cookie] : [header]
  }

  const inCookie = (route: string, name: string, takes: Kind, more: Asked = {}): Slot => ({
    route,
    takes,
    where: 'cookie',
    present: (value) => ask(route, { ...more, cookies: { ...more.cookies, [name]: value } }),
  })

  const inBody = (route: string, member: string, takes: Kind, more: Asked = {}): Slot => ({
    route,
    takes,
    where: 'body',
    present: (value) => ask(route, { ...more, body: { ...more.body, [member]: value } }),
  })

  const byNames = () => ({ email: freshEmail(), password: PASSWORD, names: 'A', surnames: 'B' })
  const set = { password: NEW_PASSWORD }
  const change = {
    current_password: PASSWORD,
    new_password: NEW_PASSWORD,
    confirm_password: NEW_PASSWORD,
  }
  const steps = {
    code: values['cookie of a mailbox code'],
    account: values['cookie of a proven mailbox'],
    login: values['cookie of a sign-in'],
    change: values['cookie of a change of address'],
    pwdChange: values['cookie of a reset'],
  }
  const ofMailbox = { code: values['code for a mailbox'] }
  const ofSignIn = { code: values['code for a sign-in'] }
  const ofReset = { code: values['code for a reset'], newPwd: NEW_PASSWORD }
  const ofChange = {
    codeCurrentAccount: values['code for the present address'],
    codeNewAccount: values['code for the new address'],
  }
  const confirming = { token: values['link that verifies'], password: PASSWORD }
  const resetByLink = { token: values['link that resets'], password: NEW_PASSWORD }
  const resetByCode = {
    request: values['cookie of a reset'],
    code: values['code for a reset'],
    password: NEW_PASSWORD,
  }
  const reset = {
    token: values['link that resets'],
    email: account.email,
    password: NEW_PASSWORD,
    password_confirmation: NEW_PASSWORD,
  }

  return [
    ...forCallers(`GET ${API}/users/me`),
    ...forCallers(`PUT ${API}/users/me`, { bio: 'x' }),
    ...forCallers(`GET ${API}/users/:user_id`),
    ...forCallers(`POST ${API}/auth/logout`),
    ...forCallers(`POST ${API}/auth/change-password`, change),
    ...['POST', 'PUT', 'PATCH'].flatMap((method) => {
      const route = `${method} ${API}/auth/reset-password/:user_id`
      const present = (value: string) =>
        ask(route, { body: set, headers: { Authentication: `Bearer ${value}` } })
      return forCallers(route, set).concat({ route, takes: 'access token', where: 'header', present })
    }),
    ...forCallers(`POST ${API}/auth/register`, byNames(), { byCookie: false }),
    ...forCallers(`POST ${API}/logout`, { token: refreshToken }),
    ...forCallers(`PATCH ${V1}/account/request/code`, { newAccount: freshEmail() }),
    ...forCallers(`PATCH ${V1}/change/account`, ofChange, { cookies: steps }),
    ...forCallers(`POST ${API}/users/me/verify`, { code: '12345678' }),
    ...forCallers(`POST ${API}/users/me/verify/mail`),
    ...forCallers(`POST ${API}/auth/reset-password`, resetByLink, { byCookie: false }),
    ...forCallers(`POST ${API}/password/reset`, reset, { byCookie: false }),
    ...forCallers(`POST ${V1}/create/account`, { pwd: PASSWORD }, { cookies: steps, byCookie: false }),
    ...forCallers(`PATCH ${V1}/change/password`, ofReset, { cookies: steps, byCookie: false }),
    ...forCallers(`POST ${V1}/verify/code`, ofMailbox, { cookies: steps, byCookie: false }),
    ...forCallers(`POST ${V1}/request/logout`),

    inBody(`POST ${API}/auth/refresh`, 'refresh_token', 'refresh token'),
    inBody(`POST ${API}/token/refresh`, 'refresh_token', 'refresh token'),
    inBody(`POST ${API}/logout`, 'token', 'refresh token', { token }),
    inCookie(`GET ${V1}/request/accessToken`, 'refreshToken', 'refresh token'),
    inCookie(`POST ${V1}/request/logout`, 'refreshToken', 'refresh token'),

    inCookie(`POST ${V1}/verify/code`, 'code', 'cookie of a mailbox code', { body: ofMailbox }),
    inCookie(`POST ${V1}/create/account`, 'account', 'cookie of a proven mailbox', {
      body: { pwd: PASSWORD },
    }),
    inCookie(`POST ${V1}/request/refreshToken`, 'login', 'cookie of a sign-in', { body: ofSignIn }),
    inCookie(`PATCH ${V1}/change/account`, 'change', 'cookie of a change of address', {
      body: ofChange,
      token,
    }),
    inCookie(`PATCH ${V1}/change/password`, 'pwdChange', 'cookie of a reset', { body: ofReset }),

    inBody(`POST ${V1}/verify/code`, 'code', 'code for a mailbox', { cookies: steps }),
    inBody(`POST ${V1}/request/refreshToken`, 'code', 'code for a sign-in', { cookies: steps }),
    ...Object.entries({
      codeCurrentAccount: 'code for the present address' as const,
      codeNewAccount: 'code for the new address' as const,
    }).map(([member, takes]) =>
      inBody(`PATCH ${V1}/change/account`, member, takes, { cookies: steps, body: ofChange, token }),
    ),
    inBody(`PATCH ${V1}/change/password`, 'code', 'code for a reset', { cookies: steps, body: ofReset }),

    inBody(`POST ${API}/auth/reset-password`, 'request', 'cookie of a reset', { body: resetByCode }),
    inBody(`POST ${API}/auth/reset-password`, 'code', 'code for a reset', { body: resetByCode }),
    inBody(`POST ${API}/auth/reset-password`, 'token', 'link that resets', { body: resetByLink }),
    inCookie(`POST ${API}/auth/token`, 'accessToken', 'access token', { headers: { Origin: HOME } }),

    inBody('POST /verify-email', 'token', 'link that verifies', { body: { password: PASSWORD } }),
    ...forCallers('POST /verify-email', confirming, { byCookie: false }),
    inBody('POST /reset-password', 'token', 'link that resets', { body: reset }),
    inBody('POST /undo-email-change', 'token', 'link that undoes', { body: { email: moved.email } }),
    inBody(`POST ${API}/password/reset`, 'token', 'link that resets', { body: reset }),
  ]
}

/** Routes that anybody may ask, and that ask for nothing but an address and, to sign in, a password. */
export const OPEN_ROUTES = [
  `POST ${API}/auth/login`,
  `POST ${API}/auth/forgot-password`,
  `POST ${API}/login`,
  `POST ${API}/register`,
  `POST ${API}/password/email`,
  `POST ${V1}/request/code`,
  `POST ${V1}/request/refreshToken/code`,
  `PATCH ${V1}/password/request/code`,
  'DELETE /dev/mailbox',
]
