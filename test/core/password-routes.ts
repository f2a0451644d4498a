import { type Account, freshEmail, PASSWORD, registered, registration } from '../support/account.ts'
import { proveMailbox, V1 } from '../support/code-flows.ts'
import { API, newMember } from '../support/enveloped.ts'
import { codeFor, newLink } from '../support/mails.ts'
import { type Answer, person, type Person } from '../support/person.ts'
import { theWorker, type Worker } from '../support/worker.ts'

type Setter = {
  /** As the app names it. */
  route: string
  /** The member of the body that holds the new password. */
  member: string
  /** Everything up to the request that sets a password; `email` is whose it is. A refused one can be repeated. */
  prepare: (worker: Worker) => Promise<{ email: string; set: (password: string) => Promise<Answer> }>
}

const anybody = (worker: Worker) => person({ worker, roaming: true })

/** An account, and somebody else's browser to ask from. */
async function ground(worker: Worker): Promise<{ ada: Account; by: Person }> {
  return { ada: await registered({ worker: theWorker, roaming: true }), by: anybody(worker) }
}

/** Twice in the list: by the code of a mail, and by its link. */
const RESET = 'POST /api/v1/auth/reset-password'

/** Every route that sets a password. */
export const SETTERS: Setter[] = [
  {
    route: 'POST /api/v1/auth/register',
    member: 'password',
    async prepare(worker) {
      const email = freshEmail()
      const set = (password: string) =>
        anybody(worker).post('/api/v1/auth/register', registration({ email, password }))
      return { email, set }
    },
  },
  {
    route: `POST ${API}/register`,
    member: 'password',
    async prepare(worker) {
      const email = freshEmail()
      return {
        email,
        set: (password) => anybody(worker).post(`${API}/register`, newMember({ email, password })),
      }
    },
  },
  {
    route: `POST ${V1}/create/account`,
    member: 'pwd',
    async prepare(worker) {
      const [email, by] = [freshEmail(), anybody(worker)]
      await proveMailbox(by, email)
      return { email, set: (pwd) => by.post(`${V1}/create/account`, { pwd }) }
    },
  },
  {
    route: 'POST /api/v1/auth/change-password',
    member: 'new_password',
    async prepare(worker) {
      const { ada, by } = await ground(worker)
      const set = (password: string) =>
        by.post(
          '/api/v1/auth/change-password',
          { current_password: PASSWORD, new_password: password, confirm_password: password },
          { token: ada.tokens.access },
        )
      return { email: ada.email, set }
    },
  },
  ...['POST', 'PUT', 'PATCH'].map((method) => ({
    route: `${method} /api/v1/auth/reset-password/:user_id`,
    member: 'password',
    async prepare(worker: Worker) {
      const { ada, by } = await ground(worker)
      const path = `/api/v1/auth/reset-password/${ada.id}`
      return {
        email: ada.email,
        set: (password: string) => by.ask(method, path, { password }, { token: ada.tokens.access }),
      }
    },
  })),
  {
    route: 'PUT /api/v1/users/me/password',
    member: 'password',
    async prepare(worker) {
      const { ada, by } = await ground(worker)
      const token = ada.tokens.access
      return {
        email: ada.email,
        set: (password) => by.put('/api/v1/users/me/password', { password }, { token }),
      }
    },
  },
  {
    route: `POST ${API}/password/reset`,
    member: 'password',
    async prepare(worker) {
      const { ada, by } = await ground(worker)
      const { email } = ada
      await by.post(`${API}/password/email`, { email })
      const { token } = await newLink(email, 'reset-password')
      const set = (password: string) =>
        by.post(`${API}/password/reset`, { token, email, password, password_confirmation: password })
      return { email, set }
    },
  },
  {
    route: RESET,
    member: 'password',
    async prepare(worker) {
      const { ada, by } = await ground(worker)
      const { body } = await by.post('/api/v1/auth/forgot-password', { email: ada.email })
      const sent = { request: body['request'], code: await codeFor(ada.email) }
      const set = (password: string) => by.post('/api/v1/auth/reset-password', { ...sent, password })
      return { email: ada.email, set }
    },
  },
  {
    route: RESET,
    member: 'password',
    async prepare(worker) {
      const { ada, by } = await ground(worker)
      await by.post('/api/v1/auth/forgot-password', { email: ada.email })
      const { token } = await newLink(ada.email, 'reset-password')
      return {
        email: ada.email,
        set: (password: string) => by.post('/api/v1/auth/reset-password', { token, password }),
      }
    },
  },
  {
    route: 'POST /reset-password',
    member: 'password',
    async prepare(worker) {
      const { ada, by } = await ground(worker)
      const { email } = ada
      await by.post('/reset-password', { email })
      const { token } = await newLink(email, 'reset-password')
      return { email, set: (password) => by.post('/reset-password', { token, email, password }) }
    },
  },
  {
    route: `PATCH ${V1}/change/password`,
    member: 'newPwd',
    async prepare(worker) {
      const { ada, by } = await ground(worker)
      await by.patch(`${V1}/password/request/code`, { account: ada.email })
      const code = await codeFor(ada.email)
      return { email: ada.email, set: (newPwd) => by.patch(`${V1}/change/password`, { code, newPwd }) }
    },
  },
]
