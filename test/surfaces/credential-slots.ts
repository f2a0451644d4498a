import { claimsOf, freshEmail, PASSWORD, type Tokens } from '../support/account.ts'
import { NEW_PASSWORD, V1 } from '../support/code-flows.ts'
import { CONNECTION, type Credentials, type Kind } from './credentials.ts'
import { API } from '../support/enveloped.ts'
import { type Answer, HOME, type Members, type Options, person } from '../support/person.ts'
import { ME } from '../support/second-step.ts'
import type { Worker } from '../support/worker.ts'

/** A place where a route takes a credential: everything else that is sent there is right. */
export type Slot = {
  /** `METHOD /path`, as the route is written. */
  route: string
  takes: Kind
  where: 'header' | 'cookie' | 'body'
  /** The one that is good here, where the one of the table is of another account. */
  own?: string | undefined
  present(value: string): Promise<Answer>
}

type Asked = { cookies?: Record<string, string>; body?: Members | undefined } & Options

type Holder = { tokens: Pick<Tokens, 'access'> }
type Device = Pick<Credentials['account'], 'device'>

/** Whose credentials are presented, and what is right beside each of them. */
export type Context = Pick<Credentials, 'codeOfNewApp' | 'newPasskey' | 'values'> & {
  account: Device & { id: string; email: string; passkeyId: string }
  moved: { email: string }
  unconfirmed: Holder
  mailboxOnly: Holder
  guarded: Holder & Device
  leaving: { email: string }
}

/** Every place where the service takes a credential. */
export function slotsFor(credentials: Context, worker: Worker): Slot[] {
  const { account, moved, unconfirmed, mailboxOnly, guarded, leaving, codeOfNewApp, newPasskey, values } =
    credentials
  const { 'access token': token, 'refresh token': refreshToken } = values

  function ask(route: string, { cookies = {}, body, ...options }: Asked) {
    const [method = '', path = ''] = route.split(' ')
    const somebody = person({ worker, roaming: true })
    for (const [name, value] of Object.entries(cookies)) somebody.cookies.set(`__Host-${name}`, value)
    const asked = path
      .replace(':passkey_id', account.passkeyId)
      .replace(':app_id', 'shop')
      .replace(':connection', method === 'POST' ? 'oidc_acme' : CONNECTION)
      .replace(':session_id', String(claimsOf(token)['sid']))
      .replace(':user_id', account.id)
    return somebody.ask(method, asked, body, options)
  }

  /** For callers: by header, and by cookie too unless the route ignores a cookie that is not valid. */
  const forCallers = (
    route: string,
    body?: Members,
    {
      cookies = {},
      byCookie = true,
      own,
    }: { cookies?: Record<string, string>; byCookie?: boolean; own?: string } = {},
  ): Slot[] => {
    const takes = 'access token' as const
    const header: Slot = {
      route,
      takes,
      where: 'header',
      own,
      present: (value) => ask(route, { cookies, body, headers: { Authorization: `Bearer ${value}` } }),
    }
    const cookie: Slot = {
      route,
      takes,
      where: 'cookie',
      own,
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

  /** In a form, as OAuth has it. */
  const inForm = (route: string, member: string, takes: Kind, more: Record<string, string>): Slot => ({
    route,
    takes,
    where: 'body',
    present: (value) =>
      person({ worker, roaming: true }).ask(
        'POST',
        route.replace('POST ', ''),
        new URLSearchParams({ ...more, [member]: value }).toString(),
        { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } },
      ),
  })

  /** A passkey that signs this challenge. */
  const inAnswer = (
    route: string,
    takes: Kind,
    { answer, ...more }: Asked & { answer: (challenge: string) => Promise<Members> },
  ): Slot => ({
    route,
    takes,
    where: 'body',
    present: async (challenge) =>
      ask(route, { ...more, body: { ...more.body, ...(await answer(challenge)) } }),
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

  const changeByRequest = {
    request: values['cookie of a change of address'],
    code_current: values['code for the present address'],
    code_new: values['code for the new address'],
  }
  const mailed = {
    request: values['request of a sign-in by mail'],
    code: values['code of a sign-in by mail'],
    token: values['link of a sign-in by mail'],
  }
  const ofUnconfirmed = { own: unconfirmed.tokens.access }
  const ofMailboxOnly = { own: mailboxOnly.tokens.access }
  const ofGuarded = { own: guarded.tokens.access, token: guarded.tokens.access }
  const waiting = { token: values['token of a second step'] }
  const totp = { totp: values['code of an authenticator app'] }
  const waitingInCookie = { login: values['token of a second step'] }
  const signedBy = ({ device }: Device, challenge: string) => device.get({ challenge })

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
    ...forCallers(`POST ${ME}/verify`, { code: values['code that verifies'] }, ofUnconfirmed),
    inBody(`POST ${ME}/verify`, 'code', 'code that verifies', { token: ofUnconfirmed.own }),
    ...forCallers(`POST ${ME}/verify/mail`, undefined, ofUnconfirmed),
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
    inBody('POST /not-me', 'token', 'link of a notice', { body: { email: account.email } }),
    inBody('POST /undo-email-change', 'token', 'link that undoes', { body: { email: moved.email } }),
    inBody(`POST ${API}/password/reset`, 'token', 'link that resets', { body: reset }),

    ...forCallers(`DELETE ${ME}`, { confirm: account.email }),
    ...['GET', 'DELETE'].flatMap((method) => forCallers(`${method} ${ME}/sessions`)),
    ...forCallers(`DELETE ${ME}/sessions/:session_id`),
    ...forCallers(`GET ${ME}/events`),
    ...forCallers(`POST ${ME}/export`),
    ...forCallers(`PUT ${ME}/password`, set),
    ...forCallers(`GET ${ME}/security`),
    ...forCallers(`PUT ${ME}/security`, { mail_sign_in: false }),
    ...forCallers(`POST ${ME}/totp`),
    ...forCallers(`POST ${ME}/totp/confirm`, { code: codeOfNewApp }),
    ...forCallers(`DELETE ${ME}/totp`, undefined, ofGuarded),
    ...forCallers(`POST ${ME}/recovery-codes`, undefined, ofGuarded),
    ...forCallers(`GET ${ME}/passkeys`),
    ...forCallers(`POST ${ME}/passkeys/options`),
    ...forCallers(`POST ${ME}/passkeys`, { credential: newPasskey.credential }),
    ...forCallers(`PATCH ${ME}/passkeys/:passkey_id`, { name: 'x' }),
    ...forCallers(`DELETE ${ME}/passkeys/:passkey_id`),
    ...forCallers(`POST ${ME}/email`, { email: freshEmail() }),
    ...forCallers(`POST ${ME}/email/confirm`, changeByRequest),
    ...forCallers(`POST ${API}/auth/reauthenticate`, { password: PASSWORD }),
    ...forCallers(`POST ${API}/auth/reauthenticate/mail`, undefined, ofMailboxOnly),
    ...forCallers(`POST ${API}/auth/passkey/options`, { for: 'reauthenticate' }),
    ...forCallers(`POST ${API}/auth/mail/redeem`, mailed, { byCookie: false }),

    ...Object.entries({
      request: 'cookie of a change of address' as const,
      code_current: 'code for the present address' as const,
      code_new: 'code for the new address' as const,
    }).map(([member, takes]) =>
      inBody(`POST ${ME}/email/confirm`, member, takes, { body: changeByRequest, token }),
    ),

    ...[`${API}/auth/second-step`, `${API}/login/second-step`].flatMap((path) => [
      inBody(`POST ${path}`, 'token', 'token of a second step', { body: totp }),
      inBody(`POST ${path}`, 'totp', 'code of an authenticator app', { body: waiting }),
      inBody(`POST ${path}`, 'recovery_code', 'recovery code', { body: waiting }),
    ]),
    inCookie(`POST ${V1}/request/refreshToken`, 'login', 'token of a second step', {
      body: { code: totp.totp },
    }),
    inBody(`POST ${V1}/request/refreshToken`, 'code', 'code of an authenticator app', {
      cookies: waitingInCookie,
    }),
    inBody(`POST ${V1}/request/refreshToken`, 'recoveryCode', 'recovery code', { cookies: waitingInCookie }),
    inBody(`POST ${API}/auth/reauthenticate`, 'totp', 'code of an authenticator app', ofGuarded),
    inBody(`POST ${API}/auth/reauthenticate`, 'recovery_code', 'recovery code', ofGuarded),
    inBody(`POST ${API}/auth/reauthenticate`, 'code', 'code of one more proof by mail', {
      token: ofMailboxOnly.own,
    }),
    {
      ...inBody(`POST ${ME}/totp/confirm`, 'code', 'code of an authenticator app', { token }),
      own: codeOfNewApp,
    },

    inBody(`POST ${API}/auth/passkey/options`, 'token', 'token of a second step'),
    inAnswer(`POST ${API}/auth/passkey`, 'challenge of a sign-in by passkey', {
      answer: async (challenge) => ({ credential: await signedBy(account, challenge) }),
    }),
    inAnswer(`POST ${API}/auth/second-step`, 'challenge of a second step by passkey', {
      body: waiting,
      answer: async (challenge) => ({ passkey: await signedBy(guarded, challenge) }),
    }),
    inAnswer(`POST ${API}/auth/reauthenticate`, 'challenge of one more proof by passkey', {
      token,
      answer: async (challenge) => ({ passkey: await signedBy(account, challenge) }),
    }),
    inAnswer(`POST ${ME}/passkeys`, 'challenge of a new passkey', {
      token,
      answer: async (challenge) => ({ credential: await newPasskey.answer(challenge) }),
    }),

    ...[{ code: mailed.code }, { token: mailed.token }].map((body) =>
      inBody(`POST ${API}/auth/mail/redeem`, 'request', 'request of a sign-in by mail', { body }),
    ),
    inBody(`POST ${API}/auth/mail/redeem`, 'code', 'code of a sign-in by mail', {
      body: { request: mailed.request },
    }),
    ...[{ request: mailed.request }, { email: account.email }].map((body) =>
      inBody(`POST ${API}/auth/mail/redeem`, 'token', 'link of a sign-in by mail', { body }),
    ),

    inBody(`POST ${API}/auth/keep-account`, 'token', 'token that keeps an account'),
    ...forCallers(`DELETE ${ME}/apps/:app_id`),
    ...forCallers(`POST ${ME}/connections/:connection`),
    ...forCallers(`DELETE ${ME}/connections/:connection`),
    inForm('POST /token', 'code', 'code of an app', {
      grant_type: 'authorization_code',
      client_id: 'shop',
      redirect_uri: 'https://shop.example/back',
      code_verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
    }),
    inForm('POST /token', 'refresh_token', 'refresh token of an app', {
      grant_type: 'refresh_token',
      client_id: 'shop',
    }),
    ...['GET', 'POST'].map((method) => ({
      route: `${method} /userinfo`,
      takes: 'access token of an app' as const,
      where: 'header' as const,
      present: (value: string) =>
        ask(`${method} /userinfo`, { headers: { Authorization: `Bearer ${value}` } }),
    })),
    inForm('POST /userinfo', 'access_token', 'access token of an app', {}),
    ...[`${API}/auth/keep-account`, '/keep-account'].map((path) =>
      inBody(`POST ${path}`, 'token', 'link that keeps an account', { body: { email: leaving.email } }),
    ),
  ]
}

/** Routes that anybody may ask, and that ask for nothing but an address and, to sign in, a password. */
export const OPEN_ROUTES = [
  `POST ${API}/auth/login`,
  `POST ${API}/auth/forgot-password`,
  `POST ${API}/auth/mail`,
  `POST ${API}/login`,
  `POST ${API}/register`,
  `POST ${API}/password/email`,
  `POST ${V1}/request/code`,
  `POST ${V1}/request/refreshToken/code`,
  `PATCH ${V1}/password/request/code`,
  'DELETE /dev/mailbox',
  // A token that is not of the app is no error.
  'POST /revoke',
]
