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
type Operations = { trips: Trips; rows: number; mails: number; mailsAfter: number }

/**
 * An answer that has not come after so many turns in which nothing else has moved is waiting for what is held
 * back. Turns of the event loop and not only milliseconds: a busy machine can stand still for any time.
 */
const QUIET_TURNS = 10
const TURN_MS = 5

/**
 * Work that no answer should wait for, as far as it can be told by its look: a line of its own is among it. Other
 * deferred trips, such as the budget of a notice about wrong codes, may count as before the answer or as after it.
 */
const DEFERRED = /^put revoked$|^insert into "audit_events"/

type Entry = { part: 'd1' | 'kv'; what: string; over: boolean; rows: number }

/**
 * A Worker that writes down what each request asks of what we stand on. Mails, the list of ended sessions
 * and lines of their own begin after the answer here: what is over by then is what the answer has waited for.
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
    const entry = { part, what, over: false, rows: 0 }
    entries.push(entry)
    moves += 1
    if (DEFERRED.test(what)) await afterTheAnswer()
    underWay += 1
    try {
      const answer = await act()
      entry.rows = rowsWritten(answer)
      return answer
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
      rows: entries.reduce((sum, { rows }) => sum + rows, 0),
      mails,
      mailsAfter: mailbox.heard.length - heard - mails,
    }
    return answer
  }

  const worker: Worker = { fetch }
  /** What the last request has asked for. */
  return { worker, mailbox, last: () => last }
}

/** Rows of tables and entries of indexes, as D1 bills them. */
const rowsWritten = (answer: unknown): number =>
  [answer].flat().reduce<number>((sum, each) => {
    const { meta } = (each ?? {}) as Partial<D1Result>
    return sum + (meta?.rows_written ?? 0)
  }, 0)

const turn = () => new Promise<void>((resolve) => setTimeout(resolve, TURN_MS))

/** Without lines that are written after the answer for an owner: an address without an account has no history. */
export const withoutHistory = (trips: Trips): Trips => ({
  ...trips,
  d1After: trips.d1After.filter((statement) => !statement.startsWith('insert into "audit_events"')),
})

/**
 * Trips that write nothing but a line of a history. The line of what was done is part of the transaction that does it,
 * so that they stand or fall together. A refusal that follows from what was read can be such a trip, after the answer.
 */
export const linesAlone = ({ d1, d1After }: Pick<Trips, 'd1' | 'd1After'>) => {
  const alone = (trips: string[]) => trips.filter((trip) => /^insert into "audit_events"[^;]*$/.test(trip))
  return { before: alone(d1), after: alone(d1After) }
}

/** How many trips a request has made, before and after its answer. */
export const countTrips = ({ d1, d1After, kv, kvAfter }: Trips) => ({
  d1: d1.length + d1After.length,
  kv: kv.length + kvAfter.length,
})

/** The same with the rows that were written. */
export const costOf = ({ trips, rows }: Operations) => ({ ...countTrips(trips), rows })

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
