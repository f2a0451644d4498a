import type { User } from '../../store/tables/users.ts'
import type { Deps } from '../deps.ts'
import { humanityOf } from '../limits/human.ts'
import { addressSubject } from '../limits/subject.ts'

/** What is asked for: the same whether the mail has a code and a link, or a link alone. */
export type ResetRequest = {
  purpose: 'reset_password'
  subject: string
  isHuman: boolean
  /** The account as it was read. A decoy has one too, so that the statements are the same. */
  asRead: Pick<User, 'email' | 'securityVersion'>
}

/**
 * The beginning of every reset: who has the address, if an account can be reset there. Without one the same
 * steps are taken for a decoy, and only the mail is missing.
 *
 * @throws Failure unavailable
 */
export async function resetRequest(
  deps: Deps,
  { email }: { email: string },
): Promise<{ user: User | undefined; request: ResetRequest }> {
  const isHuman = (await humanityOf(deps)) !== 'missing'
  const [account, decoy] = await Promise.all([
    deps.store.queries.userByEmail(email),
    addressSubject(deps.keyring, email),
  ])
  const user = account?.disabledAt === null ? account : undefined
  return {
    user,
    request: {
      purpose: 'reset_password',
      subject: user?.id ?? decoy,
      isHuman,
      asRead: user ?? { email, securityVersion: 0 },
    },
  }
}

/** Where the link of a reset leads. Its token and the address are in the fragment, which no server ever sees. */
export function resetLink(
  { APP_URL, RESET_URL }: Pick<Deps['config'], 'APP_URL' | 'RESET_URL'>,
  fragment: { token: string; email: string },
): string {
  return `${RESET_URL ?? `${APP_URL}/reset-password`}#${new URLSearchParams(fragment).toString()}`
}
