import type { Held } from '../../store/pieces/live-session.ts'
import type { Passkey } from '../../store/tables/passkeys.ts'
import type { Deps } from '../deps.ts'
import { signInAgain } from '../account/fresh.ts'
import { Failure } from '../failure.ts'
import { challengeId } from '../ledger/new-challenge.ts'
import { MAX_TRIES } from '../second-step/asked.ts'
import { secondStepRefused } from '../second-step/refused.ts'
import { type Caller, heldBy } from '../tokens/caller.ts'
import { openSecondStep } from '../tokens/second-step-token.ts'
import { signInIn, writeChallenge } from './challenge.ts'
import { requestOptions } from './options.ts'
import { requireRelyingParty } from './use-passkey.ts'

/** A passkey as the browser has to know it. */
export const knownCredential = ({ credentialId, transports }: Passkey) => ({
  credentialId,
  transports: JSON.parse(transports) as string[],
})

type Asked = {
  /** Of a sign-in that waits for its second step. */
  token: string | undefined
  caller: Caller | undefined
  /** The caller is to prove once more who they are. Else a session in the browser says nothing: it may be left over. */
  isProofAgain: boolean
}

/**
 * What a browser is to be asked with: for a second step with the token of the sign-in that waits, for one more proof of
 * the caller, else for a sign-in. That one costs no round trip and says nothing of any account.
 *
 * @throws Failure second_step_refused when a second step has no passkey to ask for; unauthenticated, token_refused for
 *   who is to prove it again, and sign_in_again with what they have instead of a passkey; not_found where passkeys are off
 */
export async function askForPasskey(deps: Deps, asked: Asked) {
  const { keyring } = deps
  const relyingParty = requireRelyingParty(deps.config)
  const now = deps.now()
  const found = await passkeysToAskFor(deps, { ...asked, rpId: relyingParty.id, now })
  if (!found) return passkeySignInOptions(deps)
  if (found.passkeys.length === 0) throw secondStepRefused(deps, 'no_passkey')
  return requestOptions(relyingParty, {
    challenge: await writeChallenge(keyring, found.use, now),
    allowed: found.passkeys.map(knownCredential),
  })
}

/**
 * What a browser is asked with to sign in. `browser` is what a page tells it apart by: the answer is good only there.
 *
 * @throws Failure not_found where passkeys are off
 */
export async function passkeySignInOptions(
  { config, keyring, now }: Pick<Deps, 'config' | 'keyring' | 'now'>,
  { browser }: { browser?: string | undefined } = {},
) {
  const challenge = await writeChallenge(keyring, signInIn(browser), now())
  return requestOptions(requireRelyingParty(config), { challenge })
}

async function passkeysToAskFor(
  deps: Deps,
  { caller, token, isProofAgain, rpId, now }: Asked & { rpId: string; now: number },
) {
  const { queries } = deps.store
  if (token !== undefined) {
    const signIn = await openSecondStep(deps.keyring, token, { now })
    if (!signIn) throw secondStepRefused(deps, 'token')
    const waiting = { id: await challengeId(signIn.challenge), userId: signIn.userId }
    const passkeys = await queries.passkeysOfWaiting({ waiting, maxTries: MAX_TRIES, rpId, now })
    return { passkeys, use: { purpose: 'sign_in', binding: waiting.id } as const }
  }
  if (!isProofAgain) return undefined
  if (!caller) throw new Failure('unauthenticated')
  const held = heldBy(caller)
  const passkeys = await queries.ownPasskeys({ held, rpId, now })
  if (!passkeys) throw new Failure('token_refused', { reason: 'session_not_live' })
  if (passkeys.length === 0) throw await withoutPasskey(deps, { held, now })
  return { passkeys, use: { purpose: 'reauthenticate', binding: held.sid } as const }
}

/** Nothing was tried, so nothing is refused: the answer says what else proves who the caller is. */
async function withoutPasskey(deps: Deps, { held, now }: { held: Held; now: number }): Promise<Failure> {
  const found = await deps.store.queries.sessionWithFactors({ held, now })
  if (!found) return new Failure('token_refused', { reason: 'session_not_live' })
  // Passkeys of another address of the service are none here.
  return signInAgain(found.user, { ...found.factors, passkeys: 0 })
}
