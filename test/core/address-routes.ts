import { freshEmail, PASSWORD, registered, registration } from '../support/account.ts'
import { enrolled, NEW_PASSWORD, V1 } from '../support/code-flows.ts'
import { rows } from '../support/database.ts'
import { API, newMember } from '../support/enveloped.ts'
import { MAIL, REDEEM } from '../support/mail-sign-in.ts'
import type { Answer, Person } from '../support/person.ts'

/** Every condition an address can be in. */
export async function addresses() {
  const [verified, unverified, disabled] = [await enrolled(), await registered(), await registered()]
  await rows('update users set disabled_at = 1 where id = ?', disabled.id)
  const [guarded, leaving] = [await enrolled(), await enrolled()]
  await rows('update users set second_step_at = 1, mail_sign_in_off_at = 1 where id = ?', guarded.id)
  await rows(
    `update users set deletes_at = ?, password = '!' where id = ?`,
    Date.now() + 86_400_000,
    leaving.id,
  )
  // What it took to get there.
  await rows('delete from budgets')
  await rows('delete from mail_buckets')
  return {
    verified: verified.email,
    unverified: unverified.email,
    disabled: disabled.email,
    /** The second step on, and sign-in by mail off. */
    guarded: guarded.email,
    /** Being deleted, and without a password. */
    leaving: leaving.email,
    unknown: freshEmail(),
  }
}

const WRONG = 'not the password'

type AddressRoute = {
  /** As the app names it. */
  route: string
  /** Without an address the route has another form. */
  isAnotherForm?: true
  /** A request about an address by somebody who does not hold it. `token` is of somebody with an account. */
  ask: (by: Person, address: string, token: string) => Promise<Answer>
}

/** Every route that takes an address, except those that register it. */
export const ADDRESS_ROUTES: AddressRoute[] = [
  {
    route: 'POST /api/v1/auth/login',
    ask: (by, email) => by.post('/api/v1/auth/login', { email, password: WRONG }),
  },
  { route: `POST ${API}/login`, ask: (by, email) => by.post(`${API}/login`, { email, password: WRONG }) },
  {
    route: `POST ${V1}/request/refreshToken/code`,
    ask: (by, account) => by.post(`${V1}/request/refreshToken/code`, { account, pwd: WRONG }),
  },
  { route: `POST ${V1}/request/code`, ask: (by, account) => by.post(`${V1}/request/code`, { account }) },
  {
    route: `PATCH ${V1}/password/request/code`,
    ask: (by, account) => by.patch(`${V1}/password/request/code`, { account }),
  },
  { route: `POST ${API}/password/email`, ask: (by, email) => by.post(`${API}/password/email`, { email }) },
  {
    route: 'POST /not-me',
    ask: (by, email) => by.post('/not-me', { token: 'x'.repeat(43), email }),
  },
  {
    route: 'POST /undo-email-change',
    ask: (by, email) => by.post('/undo-email-change', { token: 'x'.repeat(43), email }),
  },
  { route: 'POST /reset-password', ask: (by, email) => by.post('/reset-password', { email }) },
  {
    route: `POST ${API}/password/reset`,
    ask: (by, email) =>
      by.post(`${API}/password/reset`, {
        token: 'x'.repeat(43),
        email,
        password: NEW_PASSWORD,
        password_confirmation: NEW_PASSWORD,
      }),
  },
  {
    route: 'POST /api/v1/auth/forgot-password',
    ask: (by, email) => by.post('/api/v1/auth/forgot-password', { email }),
  },
  {
    route: 'POST /keep-account',
    ask: (by, email) => by.post('/keep-account', { token: 'x'.repeat(43), email }),
  },
  {
    route: 'POST /api/v1/auth/keep-account',
    isAnotherForm: true,
    ask: (by, email) => by.post('/api/v1/auth/keep-account', { token: 'x'.repeat(43), email }),
  },
  {
    route: 'POST /api/v1/users/me/email',
    ask: (by, email, token) => by.post('/api/v1/users/me/email', { email }, { token }),
  },
  { route: `POST ${MAIL}`, ask: (by, email) => by.post(MAIL, { email }) },
  {
    route: `POST ${REDEEM}`,
    isAnotherForm: true,
    ask: (by, email) => by.post(REDEEM, { token: 'x'.repeat(43), email }),
  },
  {
    route: `PATCH ${V1}/account/request/code`,
    ask: (by, newAccount, token) => by.patch(`${V1}/account/request/code`, { newAccount }, { token }),
  },
]

/** Routes whose answer tells whether an address is taken, as their dialects require. Limits hold them back. */
export const REGISTERING: AddressRoute[] = [
  {
    route: 'POST /api/v1/auth/register',
    ask: (by, email) => by.post('/api/v1/auth/register', registration({ email, password: PASSWORD })),
  },
  { route: `POST ${API}/register`, ask: (by, email) => by.post(`${API}/register`, newMember({ email })) },
]
