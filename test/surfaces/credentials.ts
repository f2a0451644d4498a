import { claimsOf, freshEmail, registered, signIn, tokensIn } from '../support/account.ts'
import { printOfRedirect, sealCode } from '../../src/core/tokens/authorization-code.ts'
import { openKeyring } from '../../src/crypto/keyring.ts'
import { uuidv7 } from '../../src/crypto/random.ts'
import { type AppSession, appSession } from '../support/app-tokens.ts'
import { V1 } from '../support/code-flows.ts'
import { rows } from '../support/database.ts'
import { type Authenticator, authenticator } from '../support/authenticator.ts'
import { addedPasskey, passkeyOptions } from '../support/passkeys.ts'
import { person, type Person } from '../support/person.ts'
import type { Mailbox } from '../support/resend.ts'
import { appOf, ME, waiting, withApp } from '../support/second-step.ts'
import { SECRET, type Worker } from '../support/worker.ts'

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
  | 'code of one more proof by mail'
  | 'code that verifies'
  | 'link that verifies'
  | 'link that resets'
  | 'link that undoes'
  | 'link of a notice'
  | 'token of a second step'
  | 'code of an authenticator app'
  | 'recovery code'
  | 'challenge of a sign-in by passkey'
  | 'challenge of a second step by passkey'
  | 'challenge of one more proof by passkey'
  | 'challenge of a new passkey'
  | 'request of a sign-in by mail'
  | 'code of a sign-in by mail'
  | 'link of a sign-in by mail'
  | 'token that keeps an account'
  | 'link that keeps an account'
  | 'access token of an app'
  | 'refresh token of an app'
  | 'code of an app'

/** An account at a provider that signs in the same user. */
export const CONNECTION = '0195f0aa-0000-7000-8000-00000000c0c0'

/** An account at a provider that signs in this user. */
async function connected(userId: string) {
  await rows(
    `insert into connections (id, user_id, issuer, subject, provider, email_verified, linked_at)
     values (?, ?, 'https://acme.example', ?, 'oidc_acme', 1, 1)`,
    CONNECTION,
    userId,
    userId,
  )
}

/** A code that this app has got for the same user. */
export async function codeOf({ parentId }: AppSession, userId: string) {
  const code = {
    appId: 'shop',
    redirect: await printOfRedirect('https://shop.example/back'),
    challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    scope: 'openid',
    userId,
    parentId,
    sid: uuidv7(Date.now()),
  }
  await rows(
    'insert or ignore into grants (user_id, app_id, scope, granted_at) values (?, ?, ?, 1)',
    userId,
    'shop',
    'openid',
  )
  return sealCode(await openKeyring(SECRET, []), code, Date.now())
}

type Creation = Parameters<Authenticator['create']>[0]

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

  const guarded = await guardedAccount(worker)
  const leaving = await leavingAccount(worker, headers)
  const mailboxOnly = await accountWithoutPassword(worker, mailbox, headers)
  const ada = await addedPasskey(await registered({ worker, roaming: true }))
  const { access: token } = ada.tokens
  const own = { token, headers }
  const newApp = appOf(String((await ada.post(`${ME}/totp`, undefined, own)).body['secret']))
  const newDevice = await authenticator()
  const newPasskey = (await ada.post(`${ME}/passkeys/options`, undefined, own)).body as unknown as Creation
  const [newcomer, prover, mailboxOfNewcomer, newAccount] = [browser(), browser(), freshEmail(), freshEmail()]

  await newcomer.post(`${V1}/request/code`, { account: mailboxOfNewcomer }, { headers })
  const proven = freshEmail()
  await prover.post(`${V1}/request/code`, { account: proven }, { headers })
  await prover.post(`${V1}/verify/code`, { code: codeTo(proven) }, { headers })
  const byPassword = { account: ada.email, pwd: ada.password }
  await ada.post(`${V1}/request/refreshToken/code`, byPassword, { headers })
  const forSignIn = codeTo(ada.email)
  await ada.patch(`${V1}/account/request/code`, { newAccount }, { token, headers })
  const forPresent = codeTo(ada.email)
  await ada.patch(`${V1}/password/request/code`, { account: ada.email }, { headers })
  const forReset = codeTo(ada.email)
  await ada.post('/api/v1/password/email', { email: ada.email }, { headers })

  const byMail = await ada.post('/api/v1/auth/mail', { email: ada.email }, { headers })
  const codeByMail = codeTo(ada.email)

  const bob = await registered({ worker, roaming: true, confirmed: false })
  const eve = await registered({ worker, roaming: true })
  const moved = freshEmail()
  const options = { token: eve.tokens.access, headers }
  await eve.patch(`${V1}/account/request/code`, { newAccount: moved }, options)
  const codes = { codeCurrentAccount: codeTo(eve.email), codeNewAccount: codeTo(moved) }
  await eve.patch(`${V1}/change/account`, codes, options)

  const app = await appSession(ada)
  const { sid = '', jti = '' } = claimsOf(token) as Record<string, string>
  const challenges = await rows<{ id: string; subject: string }>('select id, subject from challenges')
  await connected(ada.id)
  return {
    account: ada,
    moved: eve,
    unconfirmed: bob,
    guarded,
    leaving,
    mailboxOnly,
    /** Of the app that the account is about to get. */
    codeOfNewApp: newApp(),
    newPasskey: {
      credential: await newDevice.create(newPasskey),
      answer: (challenge: string) => newDevice.create({ ...newPasskey, challenge }),
    },
    names: [ada.id, sid, jti, ada.passkeyId, ...challenges.flatMap(({ id, subject }) => [id, subject])],
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
      'code for a reset': forReset,
      'code of one more proof by mail': mailboxOnly.code,
      'code that verifies': codeTo(bob.email),
      'link that verifies': linkTo(bob.email, 'verify-email'),
      'link that resets': linkTo(ada.email, 'reset-password'),
      'link that undoes': linkTo(eve.email, 'undo-email-change'),
      'link of a notice': linkTo(ada.email, 'not-me'),
      'token of a second step': guarded.waiting,
      'code of an authenticator app': guarded.app(),
      'recovery code': guarded.recoveryCodes[0] ?? '',
      'challenge of a sign-in by passkey': (await passkeyOptions(browser())).challenge,
      'challenge of a second step by passkey': guarded.challenge,
      'challenge of one more proof by passkey': (await passkeyOptions(ada, { caller: token })).challenge,
      'challenge of a new passkey': newPasskey.challenge,
      'access token of an app': app.access,
      'refresh token of an app': app.refresh,
      'code of an app': await codeOf(app, ada.id),
      'request of a sign-in by mail': String(byMail.body['request']),
      'code of a sign-in by mail': codeByMail,
      'link of a sign-in by mail': linkTo(ada.email, 'sign-in-mail'),
      'token that keeps an account': leaving.keeper,
      'link that keeps an account': linkTo(leaving.email, 'keep-account'),
    } satisfies Record<Kind, string>,
  }
}

/** An account with an app, recovery codes and a passkey. A sign-in waits for its second step. */
async function guardedAccount(worker: Worker) {
  const account = await addedPasskey(await withApp(await registered({ worker, roaming: true })))
  const token = await waiting(account, account)
  const { challenge } = await passkeyOptions(account, { token })
  return { ...account, waiting: token, challenge }
}

/** An account that is being deleted, and what its owner is handed who signs in. */
async function leavingAccount(worker: Worker, headers: Record<string, string>) {
  const account = await registered({ worker, roaming: true })
  const { access: token } = account.tokens
  await account.ask('DELETE', ME, { confirm: account.email }, { token, headers })
  const refused = await signIn(account, account)
  return { ...account, keeper: (refused.body['keep'] as { token: string }).token }
}

/** An account that was opened by mail, and the code that it was mailed in its session. */
async function accountWithoutPassword(worker: Worker, { codeTo }: Mailbox, headers: Record<string, string>) {
  const [browser, email] = [person({ worker, roaming: true }), freshEmail()]
  const asked = await browser.post('/api/v1/auth/mail', { email }, { headers })
  const mailed = { request: asked.body['request'], code: codeTo(email) }
  const tokens = tokensIn(await browser.post('/api/v1/auth/mail/redeem', mailed, { headers }))
  await browser.post('/api/v1/auth/reauthenticate/mail', undefined, { token: tokens.access, headers })
  return { tokens, code: codeTo(email) }
}
