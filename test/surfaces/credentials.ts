import { claimsOf, freshEmail, registered } from '../support/account.ts'
import { V1 } from '../support/code-flows.ts'
import { rows } from '../support/database.ts'
import { person, type Person } from '../support/person.ts'
import type { Mailbox } from '../support/resend.ts'
import type { Worker } from '../support/worker.ts'

/** Everything the service hands out that opens something, by what it is. */
export type Kind =
  | 'access token'
  | 'refresh token'
  | 'cookie of a mailbox code'
  | 'cookie of a proven mailbox'
  | 'cookie of a sign-in'
  | 'cookie of a change of address'
  | 'cookie of a reset'
  | 'code for a mailbox'
  | 'code for a sign-in'
  | 'code for the present address'
  | 'code for the new address'
  | 'code for a reset'
  | 'link that verifies'
  | 'link that resets'
  | 'link that undoes'

export type Credentials = Awaited<ReturnType<typeof everyCredential>>

/**
 * One good credential of each kind, nearly all of one account, none used up; and the names that the service
 * gives to things, which open nothing.
 */
export async function everyCredential(
  worker: Worker,
  mailbox: Mailbox,
  headers: Record<string, string> = {},
) {
  const browser = () => person({ worker, roaming: true })
  const { codeTo, linkTo } = mailbox
  const cookieOf = ({ cookies }: Person, name: string) => cookies.get(`__Host-${name}`) ?? ''

  const ada = await registered({ worker, roaming: true })
  const { access: token } = ada.tokens
  const [newcomer, prover, mailboxOfNewcomer, newAccount] = [browser(), browser(), freshEmail(), freshEmail()]

  await newcomer.post(`${V1}/request/code`, { account: mailboxOfNewcomer }, { headers })
  const proven = freshEmail()
  await prover.post(`${V1}/request/code`, { account: proven }, { headers })
  await prover.post(`${V1}/verify/code`, { code: codeTo(proven) }, { headers })
  const signIn = { account: ada.email, pwd: ada.password }
  await ada.post(`${V1}/request/refreshToken/code`, signIn, { headers })
  const forSignIn = codeTo(ada.email)
  await ada.patch(`${V1}/account/request/code`, { newAccount }, { token, headers })
  const forPresent = codeTo(ada.email)
  await ada.patch(`${V1}/password/request/code`, { account: ada.email }, { headers })
  await ada.post('/api/v1/password/email', { email: ada.email }, { headers })

  const bob = await registered({ worker, roaming: true, confirmed: false })
  const eve = await registered({ worker, roaming: true })
  const moved = freshEmail()
  const options = { token: eve.tokens.access, headers }
  await eve.patch(`${V1}/account/request/code`, { newAccount: moved }, options)
  const codes = { codeCurrentAccount: codeTo(eve.email), codeNewAccount: codeTo(moved) }
  await eve.patch(`${V1}/change/account`, codes, options)

  const { sid = '', jti = '' } = claimsOf(token) as Record<string, string>
  const challenges = await rows<{ id: string; subject: string }>('select id, subject from challenges')
  return {
    account: ada,
    moved: eve,
    names: [ada.id, sid, jti, ...challenges.flatMap(({ id, subject }) => [id, subject])],
    values: {
      'access token': token,
      'refresh token': ada.tokens.refresh,
      'cookie of a mailbox code': cookieOf(newcomer, 'code'),
      'cookie of a proven mailbox': cookieOf(prover, 'account'),
      'cookie of a sign-in': cookieOf(ada, 'login'),
      'cookie of a change of address': cookieOf(ada, 'change'),
      'cookie of a reset': cookieOf(ada, 'pwdChange'),
      'code for a mailbox': codeTo(mailboxOfNewcomer),
      'code for a sign-in': forSignIn,
      'code for the present address': forPresent,
      'code for the new address': codeTo(newAccount),
      'code for a reset': codeTo(ada.email),
      'link that verifies': linkTo(bob.email, 'verify-email'),
      'link that resets': linkTo(ada.email, 'reset-password'),
      'link that undoes': linkTo(eve.email, 'undo-email-change'),
    } satisfies Record<Kind, string>,
  }
}
