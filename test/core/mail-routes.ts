import { type Account, freshEmail, PASSWORD, registered, registration } from '../support/account.ts'
import { proveMailbox, V1 } from '../support/code-flows.ts'
import { API, newMember } from '../support/enveloped.ts'
import { MAIL } from '../support/mail-sign-in.ts'
import { type Answer, person, type Person } from '../support/person.ts'
import { theWorker, type Worker } from '../support/worker.ts'

/** A route that mails a code or a link, asked about the account of `ada`. */
export type MailRoute = {
  route: string
  /** Who can cause its mails. */
  begunBy: 'anyone' | 'password' | 'session'
  ask: (by: Person, ada: Account) => Promise<Answer>
}

export const MAIL_ROUTES: MailRoute[] = [
  {
    route: `POST ${V1}/request/code`,
    begunBy: 'anyone',
    ask: (by, { email }) => by.post(`${V1}/request/code`, { account: email }),
  },
  {
    route: `PATCH ${V1}/password/request/code`,
    begunBy: 'anyone',
    ask: (by, { email }) => by.patch(`${V1}/password/request/code`, { account: email }),
  },
  {
    route: `POST ${API}/password/email`,
    begunBy: 'anyone',
    ask: (by, { email }) => by.post(`${API}/password/email`, { email }),
  },
  {
    route: 'POST /api/v1/auth/forgot-password',
    begunBy: 'anyone',
    ask: (by, { email }) => by.post('/api/v1/auth/forgot-password', { email }),
  },
  { route: `POST ${MAIL}`, begunBy: 'anyone', ask: (by, { email }) => by.post(MAIL, { email }) },
  {
    route: 'POST /reset-password',
    begunBy: 'anyone',
    ask: (by, { email }) => by.post('/reset-password', { email }),
  },
  {
    route: `POST ${V1}/request/refreshToken/code`,
    begunBy: 'password',
    ask: (by, { email }) => by.post(`${V1}/request/refreshToken/code`, { account: email, pwd: PASSWORD }),
  },
  {
    route: `PATCH ${V1}/account/request/code`,
    begunBy: 'session',
    ask: (by, ada) =>
      by.patch(
        `${V1}/account/request/code`,
        { newAccount: `new.${ada.email}` },
        { token: ada.tokens.access },
      ),
  },
]

export const ANONYMOUS = MAIL_ROUTES.filter(({ begunBy }) => begunBy === 'anyone')
export const [AFTER_PASSWORD, IN_SESSION] = MAIL_ROUTES.filter(({ begunBy }) => begunBy !== 'anyone') as [
  MailRoute,
  MailRoute,
]

type Registration = {
  route: string
  /** What the browser needs first, which counts for itself. */
  prepare?: (by: Person) => Promise<void>
  ask: (by: Person) => Promise<Answer>
}

/** The mail of a registration once more, in the session of an account that is not confirmed. */
export const REGISTRATION_MAIL: Registration = {
  route: 'POST /api/v1/users/me/verify/mail',
  async prepare(by) {
    const { tokens } = await registered({ roaming: true, confirmed: false })
    by.cookies.set('__Host-accessToken', tokens.access)
  },
  ask: (by) => by.post('/api/v1/users/me/verify/mail'),
}

/** Every route that opens an account. */
export const REGISTRATIONS: Registration[] = [
  { route: 'POST /api/v1/auth/register', ask: (by) => by.post('/api/v1/auth/register', registration()) },
  { route: `POST ${API}/register`, ask: (by) => by.post(`${API}/register`, newMember()) },
  {
    route: `POST ${V1}/create/account`,
    async prepare(by) {
      const browser = person({ roaming: true })
      await proveMailbox(browser, freshEmail())
      by.cookies.set('__Host-account', browser.cookies.get('__Host-account') ?? '')
    },
    async ask(by) {
      const answer = await by.post(`${V1}/create/account`, { pwd: PASSWORD })
      by.cookies.clear()
      return answer
    },
  },
]

export const pathOf = (route: string) => route.split(' ')[1] ?? ''

/** The Worker behind the edge of Cloudflare, which names the operator of the client's network. */
export const behindEdge = (asn: number, worker: Worker = theWorker): Worker => ({
  fetch: (request) => worker.fetch(new Request(request, { cf: { asn } })),
})

/** Somebody at an address whose requests are all those of one client, and who sends these headers too. */
export const at = (
  address: string,
  { headers = {}, worker = theWorker }: { headers?: Record<string, string>; worker?: Worker } = {},
) =>
  person({
    worker: {
      fetch: (request) => {
        for (const [name, value] of Object.entries({ 'CF-Connecting-IP': address, ...headers }))
          request.headers.set(name, value)
        return worker.fetch(request)
      },
    },
  })
