import type { Mails } from '../../email/mails.ts'
import type { User } from '../../store/tables/users.ts'
import type { Deps } from '../deps.ts'
import { mailedCodes } from '../ledger/code-maker.ts'
import { codeMail } from '../ledger/code-mail.ts'
import { type IssuedCode, issueCode } from '../ledger/issue.ts'
import { humanityOf } from '../limits/human.ts'
import { addressSubject } from '../limits/subject.ts'
import { languageOf, requestOrigin } from '../request-origin.ts'
import { labelOf } from './label.ts'

const purpose = 'sign_in_mail'

/**
 * Mails a code and a link that sign in whoever has an account, and open one for whoever has none. The same is done
 * for every address, and the mail is sent after the answer: only its words tell who has an account.
 *
 * @throws Failure human_check_required, too_many_requests, unavailable
 */
export async function askForSignInMail(
  deps: Deps,
  { email, sid }: { email: string; sid: string | undefined },
): Promise<{ request: string; label: string; seconds: number }> {
  const isHuman = (await humanityOf(deps)) !== 'missing'
  const [account, stranger] = await Promise.all([
    deps.store.queries.userByEmail(email),
    addressSubject(deps.keyring, email),
  ])
  // An unverified account is nobody's: what happens to it must not end what the owner of the mailbox has begun.
  const owner = account && isOwner(account) ? account : undefined
  const issued = await issueCode(deps, {
    purpose,
    subject: owner?.id ?? stranger,
    email,
    codes: mailedCodes,
    earlierStep: undefined,
    sid,
    isHuman,
    asRead: owner ?? { email, securityVersion: 0 },
    isForLink: true,
  })
  const label = labelOf(issued.id, deps.client.language)
  deps.defer(send(deps, { email, account, issued, label }))
  return { request: issued.step, label, seconds: issued.seconds }
}

const isOwner = ({ verifiedAt, disabledAt }: User) => verifiedAt !== null && disabledAt === null

async function send(
  deps: Deps,
  {
    email,
    account,
    issued,
    label,
  }: { email: string; account: User | undefined; issued: IssuedCode; label: string },
): Promise<void> {
  const { client, config, mailer, now } = deps
  // Whoever has opened an unverified account has chosen its language, and may be a stranger.
  const language = account && isOwner(account) ? languageOf(account, deps) : client.language
  const envelope = { to: email, language, deadline: issued.expiresAt }
  const linkMinutes = Math.round((issued.linkExpiresAt - now()) / 60_000)
  const link = signInLink(config, { token: issued.token, label })
  const mail = { ...codeMail(deps, issued, envelope), link, linkMinutes, label }
  const kind = kindOf(account, config)
  if (kind === 'signInMail' || kind === 'signUpMail') return mailer[kind](mail)
  return mailer[kind]({ ...envelope, key: issued.id, ...requestOrigin(deps) })
}

type Kind = keyof Pick<Mails, 'signInMail' | 'signUpMail' | 'signUpClosed' | 'mailSignInOff'>

function kindOf(account: User | undefined, { SIGN_UP }: Pick<Deps['config'], 'SIGN_UP'>): Kind {
  if (account && account.disabledAt !== null) return 'mailSignInOff'
  if (account && isOwner(account)) return account.mailSignInOffAt === null ? 'signInMail' : 'mailSignInOff'
  return account || SIGN_UP === 'open' ? 'signUpMail' : 'signUpClosed'
}

/** Where the link of a sign-in leads. The address is not in it: whoever opens it elsewhere types it. */
function signInLink(
  { APP_URL, SIGN_IN_URL }: Pick<Deps['config'], 'APP_URL' | 'SIGN_IN_URL'>,
  fragment: { token: string; label: string },
): string {
  return `${SIGN_IN_URL ?? `${APP_URL}/sign-in-mail`}#${new URLSearchParams(fragment).toString()}`
}
