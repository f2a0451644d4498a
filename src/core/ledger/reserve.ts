import type { Budget } from '../../store/pieces/budgets.ts'
import type { Holder } from '../../store/pieces/holder.ts'
import type { ToldLine } from '../../store/pieces/write-event.ts'
import type { Purpose } from '../../store/tables/challenges.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { failedSignIns } from '../limits/failed-sign-ins.ts'
import { humanityOf } from '../limits/human.ts'
import { tooMany } from '../limits/too-many.ts'
import { presentedDevices } from '../sign-in/known-devices.ts'
import { TRIES_PER_CODE } from './purposes.ts'

export type TryNeeds = Pick<
  Deps,
  'client' | 'config' | 'isHuman' | 'keyring' | 'lineOf' | 'log' | 'now' | 'record' | 'store'
>

type Given = Parameters<Deps['store']['deeds']['reserveCodeTry']>[0]
type Asking = Awaited<ReturnType<Deps['store']['deeds']['reserveCodeTry']>>['asking']

/** Who alone may try. Nothing is counted of anybody else, and `judge` throws what to answer them. */
export type JudgedAsker = { asker: NonNullable<Given['asker']>; judge: (asking: Asking) => void }

/**
 * Reserves a try of a code. It counts in the client's failed sign-ins until a success gives it back; undefined
 * when the code is not to be tried any more.
 *
 * @throws Failure too_many_requests, human_check_required when the client has failed too often; unavailable
 */
export async function reserveCode(
  deps: TryNeeds,
  {
    sid,
    asker,
    ...about
  }: {
    id: string
    others?: readonly string[]
    /** What the owner reads of a code that is known to be wrong. */
    wrong?: ToldLine | undefined
    subject: string
    purpose: Purpose
    email: string
    failures: readonly [Budget, ...Budget[]]
    /** The session of the request, if it has one. */
    sid: string | undefined
    asker?: JudgedAsker | undefined
    /** Whether who has the address is found on the way. */
    findsHolder?: true | undefined
    now: number
  },
): Promise<{ failures: number; counted: readonly Budget[]; holder?: Holder | undefined } | undefined> {
  const { config, store } = deps
  const [devices, human] = await Promise.all([presentedDevices(deps), humanityOf(deps)])
  const reserved = await store.deeds.reserveCodeTry({
    ...about,
    maxTries: TRIES_PER_CODE,
    codesGoodSince: about.now - config.CODE_TTL * 1_000,
    networks: failedSignIns(deps),
    sender: { devices, sid },
    asker: asker?.asker,
    human,
  })
  asker?.judge(reserved.asking)
  if ('failures' in reserved) return reserved
  if (reserved.clientSpentUntil === undefined) return undefined
  if (human === 'missing') throw new Failure('human_check_required')
  throw tooMany(reserved.clientSpentUntil, about.now, 'client_failures')
}
