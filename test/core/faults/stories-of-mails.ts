import { freshEmail, signedIn } from '../../support/account.ts'
import { bindings } from '../../support/bindings.ts'
import { NEW_PASSWORD, V1 } from '../../support/code-flows.ts'
import { API } from '../../support/enveloped.ts'
import { otherThan } from '../../support/mails.ts'
import {
  account,
  copySession,
  fine,
  moved,
  outdated,
  proven,
  signedInBy,
  type Story,
  unconfirmed,
} from './story.ts'

const FORGOT = '/api/v1/auth/forgot-password'
const RESET = '/api/v1/auth/reset-password'

const byMail: Story[] = [
  {
    route: `POST ${API}/password/email`,
    async prepare(ground) {
      const { email } = await account(ground)
      await fine(ground.by.post(`${API}/password/email`, { email }))
      return () => ground.by.post(`${API}/password/email`, { email })
    },
  },
  {
    route: `POST ${API}/password/reset`,
    async prepare(ground) {
      const { email } = await account(ground)
      await fine(ground.by.post(`${API}/password/email`, { email }))
      const token = ground.mailbox.linkTo(email, 'reset-password')
      const body = { token, email, password: NEW_PASSWORD, password_confirmation: NEW_PASSWORD }
      return () => ground.by.post(`${API}/password/reset`, body)
    },
  },
  {
    route: `POST ${FORGOT}`,
    async prepare(ground) {
      const { email } = await account(ground)
      await fine(ground.by.post(FORGOT, { email }))
      return () => ground.by.post(FORGOT, { email })
    },
  },
  {
    route: `POST ${FORGOT}`,
    about: 'for an address without an account',
    async prepare({ by }) {
      const email = freshEmail()
      return () => by.post(FORGOT, { email })
    },
  },
  {
    route: `POST ${RESET}`,
    async prepare(ground) {
      const { email } = await account(ground)
      const { body } = await fine(ground.by.post(FORGOT, { email }))
      const sent = { request: body['request'], code: ground.mailbox.codeTo(email), password: NEW_PASSWORD }
      return () => ground.by.post(RESET, sent)
    },
  },
  {
    route: `POST ${RESET}`,
    about: 'by the link',
    async prepare(ground) {
      const { email } = await account(ground)
      await fine(ground.by.post(FORGOT, { email }))
      const sent = { token: ground.mailbox.linkTo(email, 'reset-password'), password: NEW_PASSWORD }
      return () => ground.by.post(RESET, sent)
    },
  },
  {
    route: 'POST /reset-password',
    async prepare(ground) {
      const { email } = await account(ground)
      await fine(ground.by.post('/reset-password', { email }))
      const token = ground.mailbox.linkTo(email, 'reset-password')
      return () => ground.by.post('/reset-password', { token, email, password: NEW_PASSWORD })
    },
  },
  {
    route: 'POST /reset-password',
    about: 'without a token',
    async prepare(ground) {
      const { email } = await account(ground)
      await fine(ground.by.post('/reset-password', { email }))
      return () => ground.by.post('/reset-password', { email })
    },
  },
  {
    route: 'POST /verify-email',
    async prepare(ground) {
      const { token, password } = await unconfirmed(ground)
      return () => ground.by.post('/verify-email', { token, password })
    },
  },
  {
    route: 'POST /verify-email',
    about: 'with a wrong password',
    async prepare(ground) {
      const { token } = await unconfirmed(ground)
      return () => ground.by.post('/verify-email', { token, password: 'wrong, and long enough' })
    },
  },
  {
    route: 'POST /verify-email',
    about: 'signed in, and another session ends',
    async prepare(ground) {
      const { token, tokens, email, password } = await unconfirmed(ground)
      await signedIn(ground.by, { email, password })
      return () => ground.by.post('/verify-email', { token }, { token: tokens.access })
    },
  },
  {
    route: 'POST /verify-email',
    about: 'taking over an account that somebody else has opened',
    async prepare(ground) {
      const { token, email } = await unconfirmed(ground)
      return () => ground.by.post('/verify-email', { token, email, take_over: { password: NEW_PASSWORD } })
    },
  },
  {
    route: 'POST /verify-email',
    about: 'removing an account that somebody else has opened',
    async prepare(ground) {
      const { token, email } = await unconfirmed(ground)
      return () => ground.by.post('/verify-email', { token, email, remove: true })
    },
  },
  {
    route: 'POST /api/v1/users/me/verify',
    async prepare(ground) {
      const { code, tokens } = await unconfirmed(ground)
      return () => ground.by.post('/api/v1/users/me/verify', { code }, { token: tokens.access })
    },
  },
  {
    route: 'POST /api/v1/users/me/verify',
    about: 'with a wrong code',
    async prepare(ground) {
      const { code, tokens } = await unconfirmed(ground)
      const wrong = { code: otherThan(code) }
      return () => ground.by.post('/api/v1/users/me/verify', wrong, { token: tokens.access })
    },
  },
  {
    route: 'POST /api/v1/users/me/verify/mail',
    async prepare(ground) {
      const { tokens } = await unconfirmed(ground)
      return () => ground.by.post('/api/v1/users/me/verify/mail', undefined, { token: tokens.access })
    },
  },
  {
    route: 'POST /not-me',
    async prepare(ground) {
      const { tokens, email } = await account(ground)
      await fine(ground.by.post('/api/v1/users/me/export', undefined, { token: tokens.access }))
      const token = ground.mailbox.linkTo(email, 'not-me')
      return () => ground.by.post('/not-me', { token, email })
    },
  },
  {
    route: 'POST /undo-email-change',
    async prepare(ground) {
      const ada = await signedInBy(ground)
      const token = await moved(ground, ada)
      return () => ground.by.post('/undo-email-change', { token, email: ada.email })
    },
  },
]

const inTwoSteps: Story[] = [
  {
    route: `POST ${V1}/request/code`,
    async prepare({ by }) {
      const email = freshEmail()
      await fine(by.post(`${V1}/request/code`, { account: email }))
      return () => by.post(`${V1}/request/code`, { account: email })
    },
  },
  {
    route: `POST ${V1}/verify/code`,
    about: 'signed in as that address, for the second time',
    async prepare(ground) {
      const { email } = await signedInBy(ground)
      await proven(ground, email)
      await fine(ground.by.post(`${V1}/request/code`, { account: email }))
      const code = ground.mailbox.codeTo(email)
      return () => ground.by.post(`${V1}/verify/code`, { code })
    },
  },
  {
    route: `POST ${V1}/verify/code`,
    about: 'with a wrong code',
    async prepare(ground) {
      const email = freshEmail()
      await fine(ground.by.post(`${V1}/request/code`, { account: email }))
      const code = otherThan(ground.mailbox.codeTo(email))
      return () => ground.by.post(`${V1}/verify/code`, { code })
    },
  },
  {
    route: `POST ${V1}/request/refreshToken/code`,
    async prepare(ground) {
      const ada = await account(ground)
      await outdated(ada)
      return () =>
        ground.by.post(`${V1}/request/refreshToken/code`, { account: ada.email, pwd: ada.password })
    },
  },
  {
    route: `POST ${V1}/request/refreshToken`,
    about: 'for the twenty-first time, in the place of an earlier session',
    async prepare(ground) {
      const ada = await signedInBy(ground)
      for (let n = 1; n < 21; n += 1) await copySession(ada, n)
      await fine(ground.by.post(`${V1}/request/refreshToken/code`, { account: ada.email, pwd: ada.password }))
      const code = ground.mailbox.codeTo(ada.email)
      return () => ground.by.post(`${V1}/request/refreshToken`, { code })
    },
  },
  {
    route: `GET ${V1}/request/accessToken`,
    async prepare(ground) {
      await signedInBy(ground)
      return () => ground.by.get(`${V1}/request/accessToken`)
    },
  },
  {
    route: `POST ${V1}/request/logout`,
    async prepare(ground) {
      await signedInBy(ground)
      return () => ground.by.post(`${V1}/request/logout`)
    },
  },
  {
    route: `POST ${V1}/request/logout`,
    about: 'with a refresh token of a session that has ended, and a good access token',
    async prepare(ground) {
      const ada = await signedInBy(ground)
      const other = await signedIn(ground.by, ada)
      await fine(ground.by.post('/api/v1/auth/logout', undefined, { token: other.access }))
      ground.by.cookies.set('__Host-refreshToken', other.refresh)
      return () => ground.by.post(`${V1}/request/logout`)
    },
  },
  {
    route: `PATCH ${V1}/account/request/code`,
    async prepare(ground) {
      await signedInBy(ground)
      const newAccount = freshEmail()
      await fine(ground.by.patch(`${V1}/account/request/code`, { newAccount }))
      return () => ground.by.patch(`${V1}/account/request/code`, { newAccount })
    },
  },
  {
    route: `PATCH ${V1}/change/account`,
    async prepare(ground) {
      const ada = await signedInBy(ground)
      await signedIn(ada, ada)
      const newAccount = freshEmail()
      await fine(ground.by.patch(`${V1}/account/request/code`, { newAccount }))
      const codes = {
        codeCurrentAccount: ground.mailbox.codeTo(ada.email),
        codeNewAccount: ground.mailbox.codeTo(newAccount),
      }
      return () => ground.by.patch(`${V1}/change/account`, codes)
    },
  },
  {
    route: `PATCH ${V1}/password/request/code`,
    async prepare(ground) {
      const { email } = await account(ground)
      await fine(ground.by.patch(`${V1}/password/request/code`, { account: email }))
      return () => ground.by.patch(`${V1}/password/request/code`, { account: email })
    },
  },
  {
    route: `PATCH ${V1}/password/request/code`,
    about: 'for an address without an account',
    async prepare({ by }) {
      const email = freshEmail()
      return () => by.patch(`${V1}/password/request/code`, { account: email })
    },
  },
  {
    route: `PATCH ${V1}/change/password`,
    async prepare(ground) {
      const { email } = await account(ground)
      await fine(ground.by.patch(`${V1}/password/request/code`, { account: email }))
      const code = ground.mailbox.codeTo(email)
      return () => ground.by.patch(`${V1}/change/password`, { code, newPwd: NEW_PASSWORD })
    },
  },
]

const mailboxPage: Story[] = ['GET /dev/mailbox', 'GET /dev/mailbox.json', 'DELETE /dev/mailbox'].map(
  (route) => ({
    route,
    async prepare({ by }) {
      const mail = {
        id: '1',
        to: 'a@example.org',
        from: '',
        subject: 'S',
        text: 'T',
        html: '',
        createdAt: '',
      }
      await bindings.KV.put('mailbox:1', JSON.stringify(mail))
      const [method = '', path = ''] = route.split(' ')
      return () => by.ask(method, path, undefined)
    },
  }),
)

/** What mails a code or a link, what takes one, and the mailbox of the development service. */
export const STORIES_OF_MAILS: Story[] = [...byMail, ...inTwoSteps, ...mailboxPage]
