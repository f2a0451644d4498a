import { freshEmail, registration, signIn } from '../support/account.ts'
import { appSession } from '../support/app-tokens.ts'
import { pass } from '../support/clock.ts'
import { V1 } from '../support/code-flows.ts'
import { API } from '../support/enveloped.ts'
import { codeFor, unread } from '../support/mails.ts'
import { askedByMail, redeem } from '../support/mail-sign-in.ts'
import { type Answer, HOME, type Members } from '../support/person.ts'
import { appOf, ME, waitingToken } from '../support/second-step.ts'
import { codeOf } from './credentials.ts'
import {
  allowedApp,
  anew,
  type Creation,
  inSession,
  keep,
  keepCookie,
  keepSignIn,
  linkTo,
  passkeysOf,
  passwordOf,
  proofOf,
  REAUTHENTICATE,
  somebody,
  type Thief,
} from './thief.ts'
import { connectsAtProvider } from './thief-at-provider.ts'

type Deed = {
  /** As the app names them. */
  routes: string[]
  act: (thief: Thief) => Promise<Answer>
}

const reading = (routes: string[]): Deed => ({
  routes,
  async act(thief) {
    const answers = []
    for (const route of routes)
      answers.push(await inSession(thief, 'GET', route.slice(4).replace(':user_id', thief.id)))
    return answers.find(({ status }) => status >= 300) ?? (answers[0] as Answer)
  },
})

const one = (route: string, body?: Members | ((thief: Thief) => Members)): Deed => ({
  routes: [route],
  act(thief) {
    const [method = '', path = ''] = route.split(' ')
    return inSession(thief, method, path, typeof body === 'function' ? body(thief) : body)
  },
})

/** Everything that can be done in a stolen session, and begun with what is known of the account. */
export const DEEDS: Record<string, Deed> = {
  'reads everything': reading(
    [
      ME,
      `${API}/users/:user_id`,
      ...'security passkeys connections sessions apps events'.split(' ').map((each) => `${ME}/${each}`),
      `${API}/auth/providers`,
    ].map((path) => `GET ${path}`),
  ),
  'changes the names': one(`PUT ${ME}`, { bio: 'the thief was here' }),
  'switches sign-in by mail off': one(`PUT ${ME}/security`, { mail_sign_in: false }),
  'switches the second step off': one(`PUT ${ME}/security`, { second_step: false }),
  'switches the second step on': one(`PUT ${ME}/security`, { second_step: true }),
  'adds a passkey': {
    routes: [`POST ${ME}/passkeys/options`, `POST ${ME}/passkeys`],
    async act(thief) {
      const options = await inSession(thief, 'POST', `${ME}/passkeys/options`)
      if (options.status >= 300) return options
      const credential = await thief.device.create(options.body as unknown as Creation)
      const added = await inSession(thief, 'POST', `${ME}/passkeys`, { credential })
      if (added.status < 300) thief.passkeyId = String(added.body['id'])
      return added
    },
  },
  'has the challenge of another passkey': {
    routes: [`POST ${ME}/passkeys/options`],
    async act(thief) {
      const options = await inSession(thief, 'POST', `${ME}/passkeys/options`)
      if (options.status >= 300) return options
      thief.creation = options.body as unknown as Creation
      keep(thief, 'challenge of a new passkey', thief.creation.challenge)
      return options
    },
  },
  'renames every passkey': {
    routes: [`PATCH ${ME}/passkeys/:passkey_id`],
    async act(thief) {
      let answer = await inSession(thief, 'GET', `${ME}/passkeys`)
      for (const { id } of await passkeysOf(thief))
        answer = await inSession(thief, 'PATCH', `${ME}/passkeys/${id}`, { name: 'mine' })
      return answer
    },
  },
  'removes the passkeys that are not theirs': {
    routes: [`DELETE ${ME}/passkeys/:passkey_id`],
    async act(thief) {
      let answer = await inSession(thief, 'GET', `${ME}/passkeys`)
      for (const { id } of await passkeysOf(thief))
        if (id !== thief.passkeyId) answer = await inSession(thief, 'DELETE', `${ME}/passkeys/${id}`)
      return answer
    },
  },
  'adds an app': {
    routes: [`POST ${ME}/totp`, `POST ${ME}/totp/confirm`],
    async act(thief) {
      const started = await inSession(thief, 'POST', `${ME}/totp`)
      if (started.status >= 300) return started
      const app = appOf(String(started.body['secret']))
      const confirmed = await inSession(thief, 'POST', `${ME}/totp/confirm`, { code: app() })
      if (confirmed.status < 300) thief.app = app
      return confirmed
    },
  },
  'removes the app': one(`DELETE ${ME}/totp`),
  'has new recovery codes': one(`POST ${ME}/recovery-codes`),
  'sets the password': {
    routes: [`PUT ${ME}/password`],
    async act(thief) {
      const { password, succeeded } = anew(thief)
      const answer = await inSession(thief, 'PUT', `${ME}/password`, { password })
      succeeded(answer)
      return answer
    },
  },
  'changes the password': {
    routes: [`POST ${API}/auth/change-password`],
    async act(thief) {
      const { password, succeeded } = anew(thief)
      const body = { current_password: passwordOf(thief), new_password: password, confirm_password: password }
      const answer = await inSession(thief, 'POST', `${API}/auth/change-password`, body)
      succeeded(answer)
      return answer
    },
  },
  'sets the password of the id': {
    routes: ['POST', 'PUT', 'PATCH'].map((method) => `${method} ${API}/auth/reset-password/:user_id`),
    async act(thief) {
      const { password, succeeded } = anew(thief)
      const answer = await inSession(thief, 'PUT', `${API}/auth/reset-password/${thief.id}`, { password })
      succeeded(answer)
      return answer
    },
  },
  'moves the account': {
    routes: [`POST ${ME}/email`, `POST ${ME}/email/confirm`],
    async act(thief) {
      const begun = await beginMove(thief)
      if (!('request' in begun)) return begun.answer
      const { email, request, code_current, code_new } = begun
      const answer = await inSession(thief, 'POST', `${ME}/email/confirm`, {
        request,
        code_current,
        code_new,
      })
      if (answer.status >= 300) return answer
      thief.email = email
      keep(thief, 'link that undoes', await linkTo(email, 'undo-email-change'))
      return answer
    },
  },
  'begins a move': {
    routes: [`POST ${ME}/email`],
    async act(thief) {
      const begun = await beginMove(thief)
      if (!('request' in begun)) return begun.answer
      keep(thief, 'cookie of a change of address', begun.request)
      keep(thief, 'code for the present address', begun.code_current)
      keep(thief, 'code for the new address', begun.code_new)
      return begun.answer
    },
  },
  'begins a move on auth-v1': {
    routes: [`PATCH ${V1}/account/request/code`],
    async act(thief) {
      const [by, newAccount] = [somebody(), freshEmail()]
      // This dialect does not say that one more proof helps.
      await inSession(thief, 'POST', REAUTHENTICATE, proofOf(thief, thief.app ? ['totp'] : ['password']))
      await unread(thief.email)
      const token = thief.tokens.access
      const answer = await by.patch(`${V1}/account/request/code`, { newAccount }, { token })
      if (answer.status >= 300) return answer
      keepCookie(thief, by, 'change', 'cookie of a change of address')
      keep(thief, 'code for the present address', await codeFor(thief.email))
      keep(thief, 'code for the new address', await codeFor(newAccount))
      return answer
    },
  },
  'ends the other sessions': one(`DELETE ${ME}/sessions`),
  'ends one other session, and removes an app': {
    routes: [`DELETE ${ME}/sessions/:session_id`, `DELETE ${ME}/apps/:app_id`],
    async act(thief) {
      await inSession(thief, 'DELETE', `${ME}/apps/${await allowedApp(thief)}`)
      await DEEDS['signs in']?.act(thief)
      const listed = await inSession(thief, 'GET', `${ME}/sessions`)
      const others = listed.body as unknown as { id: string; current: boolean }[]
      const other = others.findLast(({ current }) => !current)
      return inSession(thief, 'DELETE', `${ME}/sessions/${other?.id ?? crypto.randomUUID()}`)
    },
  },
  'takes the data': one(`POST ${ME}/export`),
  'proves one thing more': one(`POST ${REAUTHENTICATE}`, (thief) =>
    proofOf(thief, thief.app ? ['totp'] : ['password']),
  ),
  'asks for a code that proves one thing more': one(`POST ${API}/auth/reauthenticate/mail`),
  'confirms the address again': one(`POST ${ME}/verify`, { code: '12345678' }),
  'asks for a mail that confirms it': one(`POST ${ME}/verify/mail`),
  refreshes: one(`POST ${API}/auth/refresh`, ({ tokens }) => ({ refresh_token: tokens.refresh })),
  'has a token for a page': {
    routes: [`POST ${API}/auth/token`],
    async act(thief) {
      const by = somebody()
      by.cookies.set('__Host-accessToken', thief.tokens.access)
      const answer = await by.post(`${API}/auth/token`, undefined, { headers: { Origin: HOME } })
      keep(thief, 'access token', answer.body['access_token'])
      return answer
    },
  },
  'signs in': {
    routes: [`POST ${API}/auth/login`, `POST ${API}/auth/second-step`, `POST ${API}/auth/passkey/options`],
    async act(thief) {
      const by = somebody()
      const answer = keepSignIn(thief, await signIn(by, { email: thief.email, password: passwordOf(thief) }))
      const token = waitingToken(answer)
      if (token === '') return answer
      const options = await by.post(`${API}/auth/passkey/options`, { token })
      keep(thief, 'challenge of a second step by passkey', options.body['challenge'])
      if (!thief.app) return answer
      // The token of a second step that has failed once is kept as well.
      pass(30_000)
      const wrong = { token, recovery_code: 'none' }
      await by.post(`${API}/auth/second-step`, wrong)
      const next = waitingToken(await signIn(by, { email: thief.email, password: passwordOf(thief) }))
      return keepSignIn(thief, await by.post(`${API}/auth/second-step`, { token: next, totp: thief.app() }))
    },
  },
  'signs in on api-v1': {
    routes: [`POST ${API}/login`],
    async act(thief) {
      const answer = await somebody().post(`${API}/login`, {
        email: thief.email,
        password: passwordOf(thief),
      })
      return keepSignIn(thief, answer, { ...answer, body: (answer.body['data'] as Members | null) ?? {} })
    },
  },
  'begins to sign in on auth-v1': {
    routes: [`POST ${V1}/request/refreshToken/code`],
    async act(thief) {
      const by = somebody()
      await unread(thief.email)
      const body = { account: thief.email, pwd: passwordOf(thief) }
      const answer = await by.post(`${V1}/request/refreshToken/code`, body)
      const isTotp = answer.body['method'] === 'totp'
      keepCookie(thief, by, 'login', isTotp ? 'token of a second step' : 'cookie of a sign-in')
      if (answer.status < 300 && !isTotp) keep(thief, 'code for a sign-in', await codeFor(thief.email))
      return answer
    },
  },
  'asks for a sign-in by mail': {
    routes: [`POST ${API}/auth/mail`],
    async act(thief) {
      const by = somebody()
      await unread(thief.email)
      const answer = await by.post(`${API}/auth/mail`, { email: thief.email })
      keep(thief, 'request of a sign-in by mail', answer.body['request'])
      const code = await codeFor(thief.email).catch(() => undefined)
      keep(thief, 'code of a sign-in by mail', code)
      keep(thief, 'link of a sign-in by mail', await linkTo(thief.email, 'sign-in-mail'))
      return answer
    },
  },
  'signs in by mail': {
    routes: [`POST ${API}/auth/mail/redeem`],
    async act(thief) {
      const asked = await askedByMail(thief.email).catch(() => undefined)
      const { request = '', code = '12345678' } = asked ?? {}
      return keepSignIn(thief, await redeem({ request, code }))
    },
  },
  'signs in by passkey': {
    routes: [`POST ${API}/auth/passkey/options`, `POST ${API}/auth/passkey`],
    async act(thief) {
      const options = await somebody().post(`${API}/auth/passkey/options`)
      const credential = await thief.device.get(options.body as unknown as Creation)
      return keepSignIn(thief, await somebody().post(`${API}/auth/passkey`, { credential }))
    },
  },
  'has challenges of passkeys': {
    routes: [`POST ${API}/auth/passkey/options`],
    async act(thief) {
      const open = await somebody().post(`${API}/auth/passkey/options`)
      keep(thief, 'challenge of a sign-in by passkey', open.body['challenge'])
      const own = await inSession(thief, 'POST', `${API}/auth/passkey/options`)
      if (own.status < 300) keep(thief, 'challenge of one more proof by passkey', own.body['challenge'])
      return open
    },
  },
  'asks for a new password': {
    routes: [`POST ${API}/auth/forgot-password`],
    async act(thief) {
      await unread(thief.email)
      const answer = await somebody().post(`${API}/auth/forgot-password`, { email: thief.email })
      keep(thief, 'cookie of a reset', answer.body['request'])
      keep(thief, 'code for a reset', await codeFor(thief.email))
      keep(thief, 'link that resets', await linkTo(thief.email, 'reset-password'))
      return answer
    },
  },
  'asks for a new password on auth-v1': {
    routes: [`PATCH ${V1}/password/request/code`],
    async act(thief) {
      const by = somebody()
      await unread(thief.email)
      const answer = await by.patch(`${V1}/password/request/code`, { account: thief.email })
      keepCookie(thief, by, 'pwdChange', 'cookie of a reset')
      keep(thief, 'code for a reset', await codeFor(thief.email))
      return answer
    },
  },
  'opens an account at a new address': {
    routes: [`POST ${API}/auth/register`],
    act: () => somebody().post(`${API}/auth/register`, registration()),
  },
  'connects an account at a provider': {
    routes: [`POST ${ME}/connections/:connection`, `DELETE ${ME}/connections/:connection`],
    act: connectsAtProvider,
  },
  'lets an app act for the account': {
    routes: [],
    async act(thief) {
      const answer = await inSession(thief, 'GET', ME)
      if (answer.status >= 300) return answer
      const app = await appSession(thief)
      keep(thief, 'access token of an app', app.access)
      keep(thief, 'refresh token of an app', app.refresh)
      keep(thief, 'code of an app', await codeOf(app, thief.id))
      return answer
    },
  },
}

/** What ends the stolen session: one of them comes last. */
export const LAST_DEEDS: Record<string, Deed> = {
  'goes on': reading([`GET ${ME}`]),
  'signs out': one(`POST ${API}/auth/logout`),
  'signs out everywhere': one(`POST ${API}/auth/logout`, { everywhere: true }),
  'deletes the account': {
    routes: [`DELETE ${ME}`],
    async act(thief) {
      const answer = await inSession(thief, 'DELETE', ME, { confirm: thief.email })
      keep(thief, 'link that keeps an account', await linkTo(thief.email, 'keep-account'))
      keepSignIn(thief, await signIn(somebody(), { email: thief.email, password: passwordOf(thief) }))
      return answer
    },
  },
  'deletes the account and keeps it': {
    routes: [`DELETE ${ME}`, `POST ${API}/auth/keep-account`],
    async act(thief) {
      await inSession(thief, 'DELETE', ME, { confirm: thief.email })
      const token = await linkTo(thief.email, 'keep-account')
      const body = { token: token ?? '', email: thief.email }
      return keepSignIn(thief, await somebody().post(`${API}/auth/keep-account`, body))
    },
  },
  'resets the password': {
    routes: [`POST ${API}/auth/reset-password`],
    async act(thief) {
      await unread(thief.email)
      const { body } = await somebody().post(`${API}/auth/forgot-password`, { email: thief.email })
      const { password, succeeded } = anew(thief)
      const code = await codeFor(thief.email)
      const answer = await somebody().post(`${API}/auth/reset-password`, {
        request: body['request'],
        code,
        password,
      })
      succeeded(answer)
      return answer
    },
  },
}

type Begun =
  | { answer: Answer }
  | { answer: Answer; email: string; request: string; code_current: string; code_new: string }

async function beginMove(thief: Thief): Promise<Begun> {
  const email = freshEmail()
  await unread(thief.email)
  const answer = await inSession(thief, 'POST', `${ME}/email`, { email })
  if (answer.status >= 300) return { answer }
  const request = String(answer.body['request'])
  return { answer, email, request, code_current: await codeFor(thief.email), code_new: await codeFor(email) }
}
