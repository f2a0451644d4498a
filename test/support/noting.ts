import { linksIn } from './mails.ts'
import { type Answer, person } from './person.ts'
import { resend, RESEND_SETTINGS } from './resend.ts'
import { watchedDatabase, watchedKeyValue } from './wrapped.ts'
import { workerWith } from './worker.ts'

/**
 * A Worker that notes each trip to D1 and each operation on KV, those after the answer included; only
 * the audit trail, which nobody waits for, is left out. Mails go to Resend, so that KV is not their mailbox.
 */
export function noting() {
  const trips: string[] = []
  const { heard: mails } = resend()
  const DB = watchedDatabase((statement) => {
    if (!statement.includes('audit_events')) trips.push(`d1 ${statement}`)
  })
  const KV = watchedKeyValue((operation) => trips.push(`kv ${operation}`))
  const somebody = person({ worker: workerWith({ DB, KV, ...RESEND_SETTINGS }), roaming: true })
  const during = async (act: () => Promise<Answer>) => {
    trips.length = 0
    const answer = await act()
    const count = (of: string) => trips.filter((trip) => trip.startsWith(of)).length
    return { answer, trips: [...trips], d1: count('d1'), kv: count('kv') }
  }
  const lastToken = (page: string) =>
    mails.flatMap(linksIn).findLast((link) => link.page.endsWith(page))?.token ?? ''
  return { somebody, mails, during, lastToken }
}
