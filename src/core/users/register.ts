import { base64url, sha256, utf8 } from '../../crypto/bytes.ts'
import { randomToken, uuidv7 } from '../../crypto/random.ts'
import type { User } from '../../store/users.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { checkNewPassword } from '../passwords/rules.ts'
import { hashNew } from '../passwords/verify.ts'
import { newSession, type TokenPair, tokensOf } from '../sessions/session.ts'
import type { Role } from './roles.ts'
import type { Profile } from './profile.ts'

const VERIFICATION_LINK_MS = 24 * 3_600_000

/**
 * Opens an account and signs it in; the address is unverified until the link mailed to it is used. The
 * unique index decides who is first. The hash comes before that decision, so that a taken address takes
 * as long as a free one.
 *
 * @throws Failure invalid_input, email_taken
 */
export async function register(
  deps: Deps,
  {
    email,
    password,
    profile,
    role,
  }: { email: string; password: string; profile: Partial<Profile>; role: Role },
): Promise<{ user: User; tokens: TokenPair }> {
  const { client, config, mailer, store } = deps
  checkNewPassword(password, { email, config, member: 'password' })
  const hash = await hashNew(deps, password)

  const now = deps.now()
  const user = newUser({ email, password: hash, profile, role, now })
  const session = newSession({ userId: user.id, now }, { client, config })
  const token = randomToken()
  const challenge = {
    id: base64url(await sha256(utf8(token))),
    userId: user.id,
    purpose: 'verify_email' as const,
    expiresAt: now + VERIFICATION_LINK_MS,
  }
  if (!(await store.users.create({ user, session, challenge }))) throw new Failure('email_taken')

  // The token is in the fragment: no server on the way and no log ever sees it.
  const link = `${config.VERIFY_URL ?? `${config.APP_URL}/verify-email`}#token=${token}`
  deps.defer(mailer.verifyEmail({ to: email, link, key: challenge.id }))
  deps.record({ event: 'registered', outcome: 'success', userId: user.id, sid: session.id })
  return { user, tokens: await tokensOf(session, user, deps) }
}

function newUser({
  email,
  password,
  profile,
  role,
  now,
}: {
  email: string
  password: string
  profile: Partial<Profile>
  role: Role
  now: number
}): User {
  return {
    id: uuidv7(now),
    email,
    password,
    firstName: profile.firstName ?? null,
    lastName: profile.lastName ?? null,
    bio: profile.bio ?? null,
    documentNumber: profile.documentNumber ?? null,
    phoneNumber: profile.phoneNumber ?? null,
    address: profile.address ?? null,
    role,
    verifiedAt: null,
    disabledAt: null,
    securityVersion: 0,
    lastLoginAt: null,
    createdAt: now,
    updatedAt: now,
  }
}
