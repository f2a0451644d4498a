import type { Envelope, Mailer } from '../email/mailer.ts'
import type { Mails } from '../email/mails.ts'
import { type RecordEvent, rowOf } from './audit/record.ts'
import type { Deps } from './deps.ts'
import { Failure } from './failure.ts'

const DAY_MS = 86_400_000

type Needs = Pick<Deps, 'defer' | 'now' | 'store'> & { log: RecordEvent }

/**
 * The mailer, which writes down for the operator that an address is refused for good: into the log, and into
 * the history of the account that has it, once a day. That happens after the answer, so that it tells nobody
 * whether there is an account. The address itself is not written down.
 */
export function notingUnreachable(mailer: Mailer, needs: Needs): Mailer {
  const noting =
    <Name extends keyof Mailer>(name: Name) =>
    (mail: Envelope & Mails[Name]) =>
      mailer[name](mail).catch((error: unknown) => {
        if (error instanceof Failure && error.details.mail === 'this address') {
          needs.defer(note(needs, { email: mail.to, reason: error.details.reason ?? 'refused' }))
        }
        throw error
      })
  const names = Object.keys(mailer) as (keyof Mailer)[]
  return Object.fromEntries(names.map((name) => [name, noting(name)])) as Mailer
}

async function note(
  { log, now, store }: Needs,
  { email, reason }: { email: string; reason: string },
): Promise<void> {
  const at = now()
  const said = { event: 'address_unreachable', outcome: 'failure', reason } as const
  // Without the network and the device of the caller, who may be anybody.
  const { subject: _subject, ...event } = rowOf('', said, { client: undefined, now: at })
  const userId = await store.deeds.noteUnreachable({ event, email, since: at - DAY_MS })
  log({ ...said, ...(userId !== undefined && { userId }) })
}
