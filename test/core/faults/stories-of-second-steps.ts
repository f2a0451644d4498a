import { freshEmail } from '../../support/account.ts'
import { NEW_PASSWORD, V1 } from '../../support/code-flows.ts'
import { API } from '../../support/enveloped.ts'
import { appOf, ME, waiting, withApp } from '../../support/second-step.ts'
import { STORIES_OF_PASSKEYS } from './stories-of-passkeys.ts'
import { account, fine, type Ground, type Story } from './story.ts'

const guarded = async (ground: Ground) => withApp(await account(ground))

/** A change of address that waits for its codes, and the codes. */
async function moving(ground: Ground) {
  const { tokens, email } = await account(ground)
  const to = freshEmail()
  const token = tokens.access
  const begun = await fine(ground.by.post(`${ME}/email`, { email: to }, { token }))
  const codes = { code_current: ground.mailbox.codeTo(email), code_new: ground.mailbox.codeTo(to) }
  return { token, body: { request: begun.body['request'], ...codes } }
}

/** Setting up a second step, and passing it; what asks for a fresh proof. */
export const STORIES_OF_SECOND_STEPS: Story[] = [
  ...STORIES_OF_PASSKEYS,
  {
    route: `PUT ${ME}/password`,
    async prepare(ground) {
      const { tokens } = await account(ground)
      return () => ground.by.put(`${ME}/password`, { password: NEW_PASSWORD }, { token: tokens.access })
    },
  },
  {
    route: `POST ${ME}/email`,
    async prepare(ground) {
      const { tokens } = await account(ground)
      const email = freshEmail()
      return () => ground.by.post(`${ME}/email`, { email }, { token: tokens.access })
    },
  },
  {
    route: `POST ${ME}/email/confirm`,
    async prepare(ground) {
      const { token, body } = await moving(ground)
      return () => ground.by.post(`${ME}/email/confirm`, body, { token })
    },
  },
  {
    route: `POST ${ME}/totp`,
    async prepare(ground) {
      const { tokens } = await account(ground)
      return () => ground.by.post(`${ME}/totp`, undefined, { token: tokens.access })
    },
  },
  {
    route: `POST ${ME}/totp/confirm`,
    async prepare(ground) {
      const { tokens } = await account(ground)
      const started = await fine(ground.by.post(`${ME}/totp`, undefined, { token: tokens.access }))
      const app = appOf(String(started.body['secret']))
      return () => ground.by.post(`${ME}/totp/confirm`, { code: app() }, { token: tokens.access })
    },
  },
  {
    route: `DELETE ${ME}/totp`,
    async prepare(ground) {
      const { tokens } = await guarded(ground)
      return () => ground.by.delete(`${ME}/totp`, { token: tokens.access })
    },
  },
  {
    route: `POST ${ME}/recovery-codes`,
    async prepare(ground) {
      const { tokens } = await guarded(ground)
      return () => ground.by.post(`${ME}/recovery-codes`, undefined, { token: tokens.access })
    },
  },
  {
    route: `GET ${ME}/security`,
    async prepare(ground) {
      const { tokens } = await account(ground)
      return () => ground.by.get(`${ME}/security`, { token: tokens.access })
    },
  },
  {
    route: `PUT ${ME}/security`,
    async prepare(ground) {
      const { tokens } = await guarded(ground)
      return () => ground.by.put(`${ME}/security`, { second_step: false }, { token: tokens.access })
    },
  },
  {
    route: 'POST /api/v1/auth/second-step',
    async prepare(ground) {
      const ada = await guarded(ground)
      const token = await waiting(ground.by, ada)
      return () => ground.by.post('/api/v1/auth/second-step', { token, totp: ada.app() })
    },
  },
  {
    route: 'POST /api/v1/auth/second-step',
    about: 'by a recovery code',
    async prepare(ground) {
      const ada = await guarded(ground)
      const token = await waiting(ground.by, ada)
      const [recovery_code] = ada.recoveryCodes
      return () => ground.by.post('/api/v1/auth/second-step', { token, recovery_code })
    },
  },
  {
    route: `POST ${API}/login/second-step`,
    async prepare(ground) {
      const ada = await guarded(ground)
      const token = await waiting(ground.by, ada)
      return () => ground.by.post(`${API}/login/second-step`, { token, totp: ada.app() })
    },
  },
  {
    route: `POST ${V1}/request/refreshToken`,
    about: 'with a second step',
    async prepare(ground) {
      const ada = await guarded(ground)
      const first = { account: ada.email, pwd: ada.password }
      await fine(ground.by.post(`${V1}/request/refreshToken/code`, first))
      return () => ground.by.post(`${V1}/request/refreshToken`, { code: ada.app() })
    },
  },
  {
    route: 'POST /api/v1/auth/reauthenticate',
    async prepare(ground) {
      const { tokens, password } = await account(ground)
      return () => ground.by.post('/api/v1/auth/reauthenticate', { password }, { token: tokens.access })
    },
  },
  {
    route: 'POST /api/v1/auth/reauthenticate',
    about: 'by the app',
    async prepare(ground) {
      const { tokens, app } = await guarded(ground)
      return () => ground.by.post('/api/v1/auth/reauthenticate', { totp: app() }, { token: tokens.access })
    },
  },
]
