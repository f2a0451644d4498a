import type { User } from '../../store/tables/users.ts'
import type { Deps } from '../deps.ts'
import { normaliseEmail } from '../identity/email-address.ts'
import { challengeId } from '../ledger/new-challenge.ts'
import { newClaim } from '../ledger/redeem.ts'
import type { SignedIn } from '../sign-in/open-session.ts'
import { openState, printOfState } from '../tokens/provider-state.ts'
import { sealConnection, WAITING_S, type WaitingConnection } from '../tokens/waiting-connection.ts'
import { sentWith } from './begin.ts'
import { providerCalled } from './offered.ts'
import { openByProvider } from './open.ts'
import type { Identity, Provider, Trouble } from './provider.ts'
import { type Returned, signInTo } from './sign-in.ts'
import { recordTrouble } from './trouble.ts'

/** What comes of whoever returns from a provider. `waiting` is sealed, and lets nobody in. */
export type CameBack = { provider: Provider } & (
  | { kind: 'trouble'; trouble: Trouble['trouble']; isConnecting: boolean }
  /** Nothing was begun in this browser, or too long ago, or it was used. */
  | { kind: 'lost' }
  /** The account here may not be signed in to. */
  | { kind: 'unusable' }
  | { kind: 'signed_in'; signedIn: SignedIn }
  /** Somebody owns the address, and the provider has proven the mailbox: signing in once connects the two. */
  | { kind: 'owned'; waiting: string; seconds: number; email: string }
  /** Nobody has proven a mailbox. Whether the address has an account here is not looked at. */
  | { kind: 'unproven'; waiting: string; seconds: number; email: string | undefined }
  /** Whoever has asked for it connects this account with their own. */
  | { kind: 'connects'; waiting: string; seconds: number }
)

/**
 * Takes back who returns from a provider: two round trips at most, one to find the account and one to sign in. No
 * account is connected by its address alone: whoever can write any address at a provider would get into any account.
 *
 * @param options.prints of the states that this browser keeps
 * @throws Failure not_found for a provider that is not offered; second_step_required, account_deleting;
 *   sign_up_closed, too_many_requests, unavailable
 */
export async function comeBack(
  deps: Deps,
  { id, brought, prints }: { id: string; brought: URLSearchParams; prints: readonly string[] },
): Promise<CameBack> {
  const { config, keyring, providers, store } = deps
  const provider = providerCalled(config, id)
  const text = brought.get('state') ?? ''
  const state = await openState(keyring, text, { now: deps.now(), notBefore: config.NOT_BEFORE })
  if (state?.provider !== id || !prints.includes(await printOfState(text))) return { provider, kind: 'lost' }
  const identity = await providers.finish(provider, {
    ...sentWith(config, { ...state, state: text }),
    brought,
  })
  if ('trouble' in identity) {
    const { trouble } = recordTrouble(deps, provider, identity)
    return { provider, kind: 'trouble', trouble, isConnecting: state.connects !== undefined }
  }

  const now = deps.now()
  const wait = async (from: Pick<WaitingConnection, 'secret' | 'userId' | 'owner' | 'isOwnerProven'>) => {
    const waiting = { ...from, ...accountOf(provider, identity), until: now + WAITING_S * 1_000 }
    return { waiting: await sealConnection(keyring, waiting, now), seconds: WAITING_S }
  }
  if (state.connects) return { provider, kind: 'connects', ...(await wait(state.connects)) }

  const email = normaliseEmail(identity.email ?? '')
  const proven = provesMailbox(identity, email, config) ? email : undefined
  const { known, account, owned } = await store.federation.connected({
    issuer: identity.issuer,
    subject: identity.subject,
    email: proven,
    now,
  })
  const claim = newClaim({ id: await challengeId(state.secret), purpose: 'provider', now })
  const returned: Returned = { provider, identity, claim, until: state.until }
  if (known) {
    if (known.user.disabledAt !== null) return { provider, kind: 'unusable' }
    const signedIn = await signInTo(deps, returned, known)
    return signedIn ? { provider, kind: 'signed_in', signedIn } : { provider, kind: 'lost' }
  }
  if (proven === undefined)
    return { provider, kind: 'unproven', email, ...(await wait({ secret: state.secret })) }
  if (owned || isHolder(account))
    return {
      provider,
      kind: 'owned',
      email: proven,
      ...(await wait({ secret: state.secret, owner: proven, isOwnerProven: true })),
    }
  const signedIn = await openByProvider(deps, returned, { email: proven, account })
  return signedIn ? { provider, kind: 'signed_in', signedIn } : { provider, kind: 'lost' }
}

/** An unverified account yields to whoever has proven the mailbox. One that an operator has disabled does not. */
const isHolder = (account: User | undefined) =>
  account !== undefined && (account.verifiedAt !== null || account.disabledAt !== null)

/** Nobody becomes an administrator by the word of a provider. */
const provesMailbox = (
  identity: Identity,
  email: string | undefined,
  { ADMIN_EMAILS }: Pick<Deps['config'], 'ADMIN_EMAILS'>,
): boolean => identity.provesMailbox && email !== undefined && !ADMIN_EMAILS.includes(email)

const accountOf = ({ id }: Provider, { issuer, subject, email, isEmailVerified }: Identity) => ({
  provider: id,
  issuer,
  subject,
  ...(email !== undefined && { email: email.slice(0, LONGEST_EMAIL) }),
  emailVerified: isEmailVerified,
})

/** Characters (RFC 5321 §4.5.3.1.3). It is shown, and kept in a cookie. */
const LONGEST_EMAIL = 254
