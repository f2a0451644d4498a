import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import type { Env } from '../../src/config/config.ts'
import index from '../../src/index.ts'
import { bindings } from './bindings.ts'
import { resend, RESEND_SETTINGS } from './resend.ts'
import type { Worker } from './worker.ts'

/** What one request has asked of D1, KV and Resend, and what of it was not over when it was answered. */
export type Operations = {
  /** Round trips, each as its statements. */
  d1: string[]
  d1After: string[]
  /** Each as operation and kind of key. */
  kv: string[]
  kvAfter: string[]
  mails: number
  mailsAfter: number
}

/** An answer that has not come when nothing else has moved for so long is waiting for what is held back. */
const QUIET_MS = 50

/** Work that no answer should wait for, as far as it can be told by its look. */
const DEFERRED = /^put revoked$|^insert into "audit_events"/

/**
 * A Worker that writes down what each request asks of what we stand on. Mails, the list of ended sessions
 * and the audit trail begin after the answer here: what is over by then is what the answer has waited for.
 */
export function observed(settings: Partial<Env> = {}) {
  let answered = Promise.resolve()
  let moves = 0
  const afterTheAnswer = async () => {
    for (let seen = NaN; seen !== moves;) {
      seen = moves
      await Promise.race([answered, quiet()])
    }
  }
  const mailbox = resend(async () => {
    await afterTheAnswer()
    return Response.json({ id: crypto.randomUUID() })
  })
  const notebook = { d1: [] as Entry[], kv: [] as Entry[] }
  const note = (page: Entry[]) => async (what: string, act: () => Promise<unknown>) => {
    const entry = { what, over: false }
    page.push(entry)
    moves += 1
    if (DEFERRED.test(what)) await afterTheAnswer()
    const result = await act()
    entry.over = true
    moves += 1
    return result
  }
  const env: Env = {
    ...bindings,
    ...RESEND_SETTINGS,
    ...settings,
    DB: database((what, act) => note(notebook.d1)(what, act)),
    KV: keyValue((what, act) => note(notebook.kv)(what, act)),
  }
  let last: Operations

  async function fetch(request: Request) {
    Object.assign(notebook, { d1: [], kv: [] })
    const [heard, taken] = [mailbox.heard.length, mailbox.answered()]
    const context = createExecutionContext()
    let open = () => {}
    answered = new Promise((resolve) => (open = resolve))
    const answer = await index.fetch(request as Request<unknown, IncomingRequestCfProperties>, env, context)
    const mails = mailbox.answered() - taken
    const waitedFor = new Set([...notebook.d1, ...notebook.kv].filter(({ over }) => over))
    open()
    await waitOnExecutionContext(context)
    const before = (page: Entry[]) => page.filter((entry) => waitedFor.has(entry)).map(({ what }) => what)
    const after = (page: Entry[]) => page.filter((entry) => !waitedFor.has(entry)).map(({ what }) => what)
    const { d1, kv } = notebook
    last = {
      d1: before(d1),
      d1After: after(d1),
      kv: before(kv),
      kvAfter: after(kv),
      mails,
      mailsAfter: mailbox.heard.length - heard - mails,
    }
    return answer
  }

  const worker: Worker = { fetch }
  return { worker, mailbox, last: () => last }
}

type Entry = { what: string; over: boolean }
type Around = (what: string, act: () => Promise<unknown>) => Promise<unknown>

const quiet = () => new Promise<void>((resolve) => setTimeout(resolve, QUIET_MS))

type Methods = Record<string, (...args: unknown[]) => unknown>

function database(around: Around): D1Database {
  const known = new WeakMap<object, { real: D1PreparedStatement; text: string }>()
  const wrap = (real: D1PreparedStatement, text: string): D1PreparedStatement => {
    const wrapped = new Proxy(real, {
      get(target, name) {
        if (name === 'bind') return (...values: unknown[]) => wrap(target.bind(...values), text)
        return (...args: unknown[]) =>
          around(text, async () => (target as unknown as Methods)[String(name)]?.(...args))
      },
    })
    known.set(wrapped, { real, text })
    return wrapped
  }
  return {
    prepare: (text: string) => wrap(bindings.DB.prepare(text), text),
    batch: (statements: D1PreparedStatement[]) => {
      const found = statements.map((statement) => known.get(statement))
      return around(found.map((entry) => entry?.text).join(';'), () =>
        bindings.DB.batch(found.map((entry) => entry?.real as D1PreparedStatement)),
      )
    },
  } as unknown as D1Database
}

function keyValue(around: Around): KVNamespace {
  return new Proxy(bindings.KV, {
    get(target, name) {
      return (key: string, ...rest: unknown[]) =>
        around(`${String(name)} ${key.split(':')[0]}`, async () =>
          (target as unknown as Methods)[String(name)]?.(key, ...rest),
        )
    },
  })
}
