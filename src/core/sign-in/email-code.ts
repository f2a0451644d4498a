import { requestOrigin, languageOf } from '../request-origin.ts'
import { codeMail } from '../ledger/code-mail.ts'
import { type IssuedCode, issueCode } from '../ledger/issue.ts'
import { codeRefused, openCode, tryCodes } from '../ledger/redeem.ts'
import type { PendingCode } from '../../store/pending-codes.ts'
import type { Deps } from '../deps.ts'
import { mailNow } from '../mail-now.ts'
import { readRefreshToken } from '../tokens/refresh-token.ts'
import { announceEnd, MAX_SESSIONS, newSession, type TokenPair, tokensOf } from './open-session.ts'
import { checkCredentials } from './credentials.ts'

/**
 * Step one: checks the password and mails a code. Nothing that this leaves behind is a session.
 *
 * @throws Failure wrong_credentials, too_many_requests, unavailable
 */
export async function startSignIn(
  deps: Deps,
  { email, password, testPassword }: { email: string; password: string; testPassword: unknown },
): Promise<IssuedCode> {
  const { mailer } = deps
  const { user, rehashed } = await checkCredentials(deps, { email, password })
  const issued = await issueCode(deps, {
    purpose: 'sign_in',
    subject: user.id,
    email,
    digits: 6,
    testPassword,
    verified: { userId: user.id, hash: user.password, rehashed },
  })
  if (issued.toBeMailed) {
    const language = languageOf(user, deps)
    await mailNow(deps, issued.expiresAt, (deadline) => [
      mailer.signInCode(codeMail(deps, issued, { to: email, language, deadline })),
    ])
  }
  return issued
}

/**
 * Step two: the code opens a session. The one the browser had before ends: whoever planted its cookie
 * there does not get to watch (session fixation, ASVS 7.2.4).
 *
 * @throws Failure invalid_code, unavailable
 */
export async function finishSignIn(
  deps: Deps,
  {
    step,
    code,
    earlierRefreshToken,
  }: { step: string; code: string; earlierRefreshToken: string | undefined },
): Promise<TokenPair> {
  const { client, config, keyring, record, store } = deps
  const opened = await openCode(deps, { purpose: 'sign_in', step })
  const claim = await tryCodes(deps, opened, [code], () => deps.defer(warnOwner(deps, opened.pending)))

  const session = newSession({ userId: opened.pending.subject, now: claim.now }, { client, config })
  const earlier =
    earlierRefreshToken === undefined ? undefined : await readRefreshToken(keyring, earlierRefreshToken)
  const signedIn = await store.owners.signIn({
    ...claim,
    session,
    endSid: earlier?.sid,
    most: MAX_SESSIONS,
  })
  if (!signedIn) throw codeRefused(deps, 'sign_in', 'claimed_by_another')

  const { user, ended } = signedIn
  announceEnd(deps, ended)
  record({ event: 'signed_in', outcome: 'success', reason: 'email_code', userId: user.id, sid: session.id })
  return tokensOf(session, user, deps)
}

/**
 * Whoever gets here knew the password and then failed with every code: the owner should know, but not
 * more than once a day (ASVS 6.3.5).
 */
async function warnOwner(
  deps: Deps,
  { subject, email }: Pick<PendingCode, 'subject' | 'email'>,
): Promise<void> {
  const budget = { key: `notice/codes-refused/${subject}`, limit: 1, windowMs: 86_400_000 }
  const now = deps.now()
  if (!(await deps.store.budgets.takeOne(budget, now))) return
  const key = `codes-refused/${subject}/${now}`
  await deps.mailer.codesRefused({ to: email, language: deps.client.language, key, ...requestOrigin(deps) })
}
