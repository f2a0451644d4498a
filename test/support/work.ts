import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { vi } from 'vitest'
import type { Env } from '../../src/config/config.ts'
import index from '../../src/index.ts'
import { bindings } from './bindings.ts'
import { resend, RESEND_SETTINGS } from './resend.ts'
import type { Worker } from './worker.ts'
import { boundTo } from './wrapped.ts'

/** The trips of one request, those that were not over when it was answered apart. */
type Trips = {
  /** Each as its statements. */
  d1: string[]
  d1After: string[]
  /** Each as operation and kind of key. */
  kv: string[]
  kvAfter: string[]
}
type Operations = { trips: Trips; mails: number; mailsAfter: number }

/**
 * An answer that has not come after so many turns in which nothing else has moved is waiting for what is held
 * back. Turns of the event loop and not only milliseconds: a busy machine can stand still for any time.
 */
const QUIET_TURNS = 10
const TURN_MS = 5

/**
 * Work that no answer should wait for, as far as it can be told by its look. Other deferred trips, such as the
 * budget of a notice about wrong codes, may count as before the answer or as after it.
 */
const DEFERRED = /^put revoked$|^insert into "audit_events"/

type Entry = { part: 'd1' | 'kv'; what: string; over: boolean }

/**
 * A Worker that writes down what each request asks of what we stand on. Mails, the list of ended sessions
 * and the audit trail begin after the answer here: what is over by then is what the answer has waited for.
 */
export function observed(settings: Partial<Env> = {}) {
  let isAnswered = true
  let moves = 0
  let underWay = 0
  const afterTheAnswer = async () => {
    let seen = moves
    let quiet = 0
    while (!isAnswered && quiet < QUIET_TURNS) {
      await turn()
      quiet = moves === seen && underWay === 0 ? quiet + 1 : 0
      seen = moves
    }
  }
  const mailbox = resend(async () => {
    await afterTheAnswer()
    return Response.json({ id: crypto.randomUUID() })
  })
  let entries: Entry[] = []
  const wrapped = boundTo(async ({ part, what }, act) => {
    const entry = { part, what, over: false }
    entries.push(entry)
    moves += 1
    if (DEFERRED.test(what)) await afterTheAnswer()
    underWay += 1
    try {
      return await act()
    } finally {
      entry.over = true
      moves += 1
      underWay -= 1
    }
  })
  const env: Env = { ...bindings, ...RESEND_SETTINGS, ...settings, ...wrapped }
  let last: Operations

  async function fetch(request: Request) {
    entries = []
    const [heard, taken] = [mailbox.heard.length, mailbox.answered()]
    const context = createExecutionContext()
    isAnswered = false
    const answer = await index.fetch(request as Request<unknown, IncomingRequestCfProperties>, env, context)
    const mails = mailbox.answered() - taken
    const waitedFor = new Set(entries.filter(({ over }) => over))
    isAnswered = true
    await waitOnExecutionContext(context)
    const found = (of: Entry['part'], before: boolean) =>
      entries.filter((entry) => entry.part === of && waitedFor.has(entry) === before).map(({ what }) => what)
    last = {
      trips: {
        d1: found('d1', true),
        d1After: found('d1', false),
        kv: found('kv', true),
        kvAfter: found('kv', false),
      },
      mails,
      mailsAfter: mailbox.heard.length - heard - mails,
    }
    return answer
  }

  const worker: Worker = { fetch }
  /** What the last request has asked for. */
  return { worker, mailbox, last: () => last }
}

const turn = () => new Promise<void>((resolve) => setTimeout(resolve, TURN_MS))

const isHistory = (statement: string) => statement.startsWith('insert into "audit_events"')

/** Without what is written after the answer for the owner of an account: an address without one has no history. */
export const withoutHistory = (trips: Trips): Trips => ({
  ...trips,
  d1After: trips.d1After.filter((statement) => !isHistory(statement)),
})

/** How many trips a request has made, before and after its answer; the audit trail is not counted. */
export function countTrips({ d1, d1After, kv, kvAfter }: Trips) {
  const counted = [...d1, ...d1After].filter((statement) => !isHistory(statement))
  return { d1: counted.length, kv: kv.length + kvAfter.length }
}

/** The PBKDF2 calls from now on, as the iterations of each. */
export function hashWork() {
  const spy = vi.spyOn(crypto.subtle, 'deriveBits')
  const calls = () =>
    spy.mock.calls
      .map(([algorithm]) => algorithm as { name: string; iterations?: number })
      .filter(({ name }) => name === 'PBKDF2')
      .map(({ iterations }) => Number(iterations))
  return {
    calls,
    total: () => calls().reduce((sum, iterations) => sum + iterations, 0),
    forget: () => spy.mockClear(),
  }
}
