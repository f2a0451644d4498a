import type { NewChallenge } from '../../store/tables/challenges.ts'
import type { User } from '../../store/tables/users.ts'
import type { Factors } from '../../store/pieces/factors.ts'
import type { Deps } from '../deps.ts'
import type { Method, SecondStep } from '../failure.ts'
import { newChallenge } from '../ledger/new-challenge.ts'
import type { Proof } from '../sign-in/proof.ts'
import { sealSecondStep } from '../tokens/second-step-token.ts'

const purpose = 'second_step'

/**
 * Lets a sign-in wait for its second step. `deed` is the transaction that redeems the first proof and enters the
 * challenge, all or nothing.
 *
 * @returns undefined when the transaction has done nothing
 */
export async function askSecondStep(
  deps: Pick<Deps, 'config' | 'keyring' | 'now'>,
  {
    account,
    proof,
    device,
    deed,
  }: {
    account: Pick<User, 'id' | 'securityVersion'>
    proof: Proof
    device: string | undefined
    deed: (challenge: NewChallenge) => Promise<Factors | undefined>
  },
): Promise<SecondStep | undefined> {
  const now = deps.now()
  const { secret, challenge, seconds } = await newChallenge(deps, { purpose, subject: account.id, now })
  const factors = await deed(challenge)
  if (!factors) return undefined
  const token = await sealSecondStep(
    deps.keyring,
    {
      challenge: secret,
      userId: account.id,
      proven: proof.kind,
      securityVersion: account.securityVersion,
      device,
    },
    { now, seconds },
  )
  return { token, methods: methodsOf(factors), expiresIn: seconds }
}

/** What an account can take as its second step. */
export const methodsOf = ({
  totpSince,
  passkeys,
  recoveryCodesLeft,
}: Pick<Factors, 'totpSince' | 'passkeys' | 'recoveryCodesLeft'>): Method[] => [
  ...(totpSince === null ? [] : (['totp'] as const)),
  ...(passkeys === 0 ? [] : (['passkey'] as const)),
  ...(recoveryCodesLeft === 0 ? [] : (['recovery_code'] as const)),
]
