import { vi } from 'vitest'
import type { Env } from '../../../src/config/config.ts'
import index from '../../../src/index.ts'
import { bindings } from '../../support/bindings.ts'
import { ACME_SETTINGS } from '../../support/provider-settings.ts'
import { resend, RESEND_SETTINGS, taken } from '../../support/resend.ts'
import type { Worker } from '../../support/worker.ts'
import { boundTo } from '../../support/wrapped.ts'

/** What can become of an operation on something the service stands on. */
export const MODES = {
  error: 'fails',
  lost: 'happens, and its answer is lost',
  hang: 'is not answered',
  late: 'is not answered, and happens after what was tried in its place',
  down: 'fails, and so does all that follows',
  silent: 'is not answered, and so is nothing that follows',
  unheard: 'happens, as all that follows, and no answer is heard',
} as const

export type Mode = keyof typeof MODES
type Part = 'd1' | 'kv' | 'mail' | 'limiter'
export type Operation = { part: Part; what: string }
type Fault = { at: number; mode: Mode }

/** Vendors' own words, which nobody outside may ever read. */
const WORDS: Record<Part, string> = {
  d1: 'D1_ERROR: Network connection lost: SQLITE_IOERR in insert into "users"',
  kv: 'KV PUT failed: 503 Service Unavailable',
  mail: 'Resend: connect ECONNREFUSED',
  limiter: 'RATE_LIMIT: internal error',
}

/** The real ones: the tests of faults run on a clock of their own. */
const { setTimeout: soon } = globalThis

/** The clock of a test with faults: it stands still, also for mails, which wait between two tries. */
export function clockOfFaults() {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
  vi.spyOn(scheduler, 'wait').mockImplementation((ms) => new Promise((resolve) => setTimeout(resolve, ms)))
}

/**
 * A Worker that counts what a request asks of D1, KV, Resend and the rate limiter, and lets one of these
 * operations go wrong. Its clock stands still but when everybody waits for nobody: then it jumps to
 * whatever wakes somebody up.
 */
export function faultyWorker(settings: Partial<Env> = {}) {
  let fault: Fault | undefined
  let operations: Operation[] = []
  let failingPart: Part | undefined
  let late: (() => Promise<unknown>) | undefined
  let inFlight = 0
  const delivered = new Map<string, string>()

  async function really<Result>(act: () => Promise<Result>): Promise<Result> {
    inFlight += 1
    try {
      return await act()
    } finally {
      inFlight -= 1
    }
  }

  async function around<Result>(operation: Operation, act: () => Promise<Result>): Promise<Result> {
    const { part } = operation
    const mode = fault && (operations.length === fault.at || failingPart === part) ? fault.mode : undefined
    operations.push(operation)
    if (mode === 'lost' || mode === 'unheard') await really(act)
    if (mode === 'late') late = act
    if (mode === 'down' || mode === 'silent' || mode === 'unheard') failingPart = part
    if (mode === 'hang' || mode === 'late' || mode === 'silent') return noAnswer(part)
    if (mode) throw new Error(WORDS[part])
    const result = await really(act)
    const overtaken = part === operations[fault?.at ?? -1]?.part ? late : undefined
    if (overtaken) {
      late = undefined
      await really(overtaken)
    }
    return result
  }

  const mailbox = resend()
  mailbox.answers(({ to, subject, key }) =>
    around({ part: 'mail', what: subject }, async () => {
      // The idempotency key makes one mail of any number of tries.
      delivered.set(key ?? crypto.randomUUID(), `${to}: ${subject}`)
      return taken()
    }),
  )
  const env: Env = {
    ...bindings,
    ...RESEND_SETTINGS,
    ...ACME_SETTINGS,
    ...settings,
    ...boundTo(({ part, what, statements }, act) =>
      around({ part, what: part === 'd1' ? statements.map(deedOf).join(', ') : what }, act),
    ),
    RATE_LIMIT: { limit: () => around({ part: 'limiter', what: 'limit' }, async () => ({ success: true })) },
    RATE_LIMIT_SESSION: {
      limit: () => around({ part: 'limiter', what: 'limit' }, async () => ({ success: true })),
    },
  }

  const worker: Worker = {
    async fetch(request) {
      operations = []
      failingPart = undefined
      late = undefined
      const deferred: Promise<unknown>[] = []
      const context = { waitUntil: (work: Promise<unknown>) => void deferred.push(work) }
      const answering = (async () => {
        const answer = await index.fetch(
          request as Request<unknown, IncomingRequestCfProperties>,
          env,
          context as unknown as ExecutionContext,
        )
        const at = Date.now()
        while (deferred.length > 0) await Promise.all(deferred.splice(0))
        if (vi.isFakeTimers()) vi.setSystemTime(at)
        return answer
      })()
      let over = false
      void answering.finally(() => (over = true)).catch(() => undefined)
      while (!over) {
        await new Promise((resolve) => soon(resolve, 0))
        if (inFlight === 0 && vi.isFakeTimers() && vi.getTimerCount() > 0) vi.advanceTimersToNextTimer()
      }
      return answering
    },
  }

  return {
    worker,
    mailbox,
    operations: () => operations,
    /** Mails that were taken since the last call, each once. */
    mails: () => {
      const mails = [...delivered.values()].toSorted()
      delivered.clear()
      return mails
    },
    /** From now on, in each request, the operation with this number goes wrong. */
    breaks: (next: Fault | undefined) => void (fault = next),
    says: (part: Part) => WORDS[part],
  }
}

/** Until the clock of the test says that it is too late: then the platform's own signal would end a fetch. */
function noAnswer(part: Part): Promise<never> {
  return new Promise((_, reject) => {
    if (part === 'mail') setTimeout(() => reject(new DOMException('timed out', 'TimeoutError')), 5_000)
  })
}

/** `insert sessions`: what a statement does, and to which table. */
const deedOf = (statement: string) =>
  `${statement.split(' ')[0]} ${/(?:from|into|update) "(\w+)"/.exec(statement)?.[1] ?? ''}`
