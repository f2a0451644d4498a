import { randomToken } from '../../crypto/random.ts'
import type { User } from '../../store/tables/users.ts'
import { notMeLink } from '../account/not-me.ts'
import { reasonOf } from '../audit/reason-of.ts'
import { rowOf } from '../audit/record.ts'
import type { Deps } from '../deps.ts'
import { SURVIVES_EVERYTHING } from '../ledger/purposes.ts'
import { announceEnd } from '../sessions/announce-end.ts'

/** So long may the owner object, from the mail on. The mail says it too. */
const OBJECTION_MS = 86_400_000

/** One run of the cron trigger does so many; what is left goes with the next one. */
const MAX_A_RUN = 100

type Needs = Pick<Deps, 'config' | 'defer' | 'keyring' | 'mailer' | 'now' | 'record' | 'store'>
type Asked = Pick<
  User,
  | 'id'
  | 'email'
  | 'language'
  | 'secondStepAt'
  | 'disabledAt'
  | 'deletesAt'
  | 'secondStepResetAskedAt'
  | 'secondStepResetsAt'
>
type Request = { user: Asked; askedAt: number }

/**
 * Carries out what operators have asked for: the owner is mailed first, a day later the second step is reset, and the
 * owner is mailed again. Without the first mail the day does not begin. Each step is tried again by the next run.
 */
export async function carryOutResets(deps: Needs): Promise<void> {
  const { now, record, store } = deps
  for (const user of await store.queries.secondStepsToReset({ now: now(), max: MAX_A_RUN })) {
    const { secondStepResetAskedAt: askedAt } = user
    if (askedAt === null) continue
    await takeStep(deps, { user, askedAt }).catch((error: unknown) =>
      record({ event: 'job_failed', outcome: 'failure', reason: `carryOutResets: ${reasonOf(error)}` }),
    )
  }
}

async function takeStep(deps: Needs, { user, askedAt }: Request): Promise<void> {
  const { secondStepAt, disabledAt, deletesAt, secondStepResetsAt: resetsAt } = user
  if (resetsAt !== null && resetsAt <= askedAt) return tellThatItIsDone(deps, { user, askedAt })
  // Whoever cannot sign in cannot object.
  if (secondStepAt === null || disabledAt !== null || deletesAt !== null)
    return deps.store.deeds.closeSecondStepReset({ userId: user.id, askedAt })
  if (resetsAt === null) return announce(deps, { user, askedAt })
  return carryOut(deps, user)
}

/** The key and the words stay the same until the mail is noted: one mail arrives, however often this is tried. */
async function announce({ mailer, now, store }: Needs, { user, askedAt }: Request): Promise<void> {
  await mailer.secondStepResets({
    ...envelopeOf(user, `second-step-resets/${user.id}/${askedAt}`),
    ...by(askedAt),
  })
  await store.deeds.announceSecondStepReset({ userId: user.id, askedAt, resetsAt: now() + OBJECTION_MS })
}

async function carryOut(deps: Needs, user: Asked): Promise<void> {
  const now = deps.now()
  const done = await deps.store.deeds.resetSecondStep({
    userId: user.id,
    when: 'due',
    by: randomToken(),
    now,
    event: rowOf(
      user.id,
      { event: 'second_step_reset', outcome: 'success', actor: 'operator' },
      { client: undefined, now },
    ),
    surviving: SURVIVES_EVERYTHING,
  })
  // A factor was used meanwhile.
  if (!done) return
  announceEnd(deps, done.ended)
  await tellThatItIsDone(deps, { user, askedAt: now })
}

/** @param request.askedAt of a request that is done: the moment of the reset */
async function tellThatItIsDone(deps: Needs, { user, askedAt }: Request): Promise<void> {
  const link = await notMeLink(deps, { user, since: askedAt, resetAt: askedAt })
  await deps.mailer.factorChanged({
    // Each try has a link of its own, so it is a mail of its own.
    ...envelopeOf(user, `second-step-reset/${user.id}/${deps.now()}`),
    ...by(askedAt),
    ...link,
    change: 'second_step_reset',
  })
  await deps.store.deeds.closeSecondStepReset({ userId: user.id, askedAt })
}

const envelopeOf = ({ email, language }: Asked, key: string) => ({
  to: email,
  language: language ?? 'en',
  key,
})

/** No device and no place: an operator has done it. */
const by = (at: number) => ({
  at,
  city: undefined,
  country: undefined,
  device: { browser: undefined, system: undefined },
})
