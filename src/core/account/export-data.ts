import type { ExportedRows } from '../../store/deeds/export-data.ts'
import { rowOf } from '../audit/record.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { addressSubjects } from '../limits/subject.ts'
import { tooMany } from '../limits/too-many.ts'
import { languageOf, requestOrigin } from '../request-origin.ts'
import { type Caller, heldBy } from '../tokens/caller.ts'
import { notMeLink } from './not-me.ts'
import { requireFresh } from './fresh.ts'
import { requireSettled } from './settled.ts'

const HOUR_MS = 3_600_000

/**
 * Everything that is kept of the caller, once an hour. The owner gets a mail about it, because whoever has
 * stolen a session takes it with that.
 *
 * @throws Failure sign_in_again, email_not_verified, second_step_required, recently_recovered, too_many_requests,
 *   token_refused
 */
export async function exportData(deps: Deps, caller: Caller): Promise<ExportedRows> {
  const { client, config, keyring, mailer, record, store } = deps
  const now = deps.now()
  const { user, session, factors, lastProof, proven } = await requireFresh(deps, caller, { unlimited: true })
  const { sid } = heldBy(caller)
  // Whoever has registered with the address of somebody else could read what that person does with it.
  if (user.verifiedAt === null) throw new Failure('email_not_verified')
  requireSettled(user, { factors, lastProof, proven, now })
  const done = await store.deeds.exportData({
    sid,
    event: rowOf(user.id, { event: 'data_exported', outcome: 'success' }, { client, now }),
    since: config.LIMITS === 'off' ? now : now - HOUR_MS,
    addressSubjects: await addressSubjects(keyring, user.email),
  })
  if (!done) throw new Failure('token_refused', { reason: 'session_not_live' })
  if ('lastAt' in done) throw tooMany(done.lastAt + HOUR_MS, now, 'export')
  record({ event: 'data_exported', outcome: 'success', userId: user.id, sid })
  const notice = { to: user.email, language: languageOf(user, deps), key: `data-exported/${user.id}/${now}` }
  const tell = async () =>
    mailer.dataExported({
      ...notice,
      ...requestOrigin(deps),
      ...(await notMeLink(deps, { user, since: session.beganAt })),
    })
  deps.defer(tell())
  return done
}
