import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import type { Env } from '../../src/config.ts'
import index from '../../src/index.ts'
import { bindings } from './bindings.ts'
import { resend, RESEND_SETTINGS } from './resend.ts'
import type { Worker } from './worker.ts'

/** What one request has asked of D1, KV and Resend, and how much of it was over when it was answered. */
export type Operations = {
  /** Round trips, each as its statements. */
  d1: string[][]
  /** Each as operation and kind of key. */
  kv: string[]
  kvAfter: string[]
  mails: number
  mailsAfter: number
}

/** Slow enough that what an answer has not waited for is not over when it comes. */
const SLOW_MS = 40

/**
 * A Worker that writes down what each request asks of what we stand on. Mails and the list of ended
 * sessions are slow here: what is over at the time of the answer is what the answer has waited for.
 */
export function observed(settings: Partial<Env> = {}): {
  worker: Worker
  last: () => Operations
  mailbox: ReturnType<typeof resend>
} {
  const mailbox = resend(async () => {
    await slow()
    return Response.json({ id: crypto.randomUUID() })
  })
  let d1: string[][] = []
  const kv: { what: string; over: boolean }[] = []
  const env: Env = {
    ...bindings,
    ...RESEND_SETTINGS,
    ...settings,
    DB: database((statements) => d1.push(statements)),
    KV: keyValue(async (what, act) => {
      const entry = { what, over: false }
      kv.push(entry)
      if (what === 'put revoked') await slow()
      const result = await act()
      entry.over = true
      return result
    }),
  }
  let last: Operations
  return {
    mailbox,
    last: () => last,
    worker: {
      async fetch(request) {
        d1 = []
        kv.length = 0
        const [heard, answered] = [mailbox.heard.length, mailbox.answered()]
        const context = createExecutionContext()
        const answer = await index.fetch(
          request as Request<unknown, IncomingRequestCfProperties>,
          env,
          context,
        )
        const mails = mailbox.answered() - answered
        const before = kv.filter(({ over }) => over).map(({ what }) => what)
        const after = kv.filter(({ over }) => !over)
        await waitOnExecutionContext(context)
        const kvAfter = [...after, ...kv.slice(before.length + after.length)].map(({ what }) => what)
        last = { d1, kv: before, kvAfter, mails, mailsAfter: mailbox.heard.length - heard - mails }
        return answer
      },
    },
  }
}

const slow = () => new Promise((resolve) => setTimeout(resolve, SLOW_MS))

type Methods = Record<string, (...args: unknown[]) => unknown>

function database(note: (statements: string[]) => void): D1Database {
  const known = new WeakMap<object, { real: D1PreparedStatement; text: string }>()
  const wrap = (real: D1PreparedStatement, text: string): D1PreparedStatement => {
    const wrapped = new Proxy(real, {
      get(target, name) {
        if (name === 'bind') return (...values: unknown[]) => wrap(target.bind(...values), text)
        return (...args: unknown[]) => {
          note([text])
          return (target as unknown as Methods)[String(name)]?.(...args)
        }
      },
    })
    known.set(wrapped, { real, text })
    return wrapped
  }
  return {
    prepare: (text: string) => wrap(bindings.DB.prepare(text), text),
    batch: (statements: D1PreparedStatement[]) => {
      const found = statements.map((statement) => known.get(statement))
      note(found.map((entry) => entry?.text ?? '?'))
      return bindings.DB.batch(found.map((entry) => entry?.real as D1PreparedStatement))
    },
  } as unknown as D1Database
}

function keyValue(around: (what: string, act: () => Promise<unknown>) => Promise<unknown>): KVNamespace {
  return new Proxy(bindings.KV, {
    get(target, name) {
      return (key: string, ...rest: unknown[]) =>
        around(`${String(name)} ${key.split(':')[0]}`, async () =>
          (target as unknown as Methods)[String(name)]?.(key, ...rest),
        )
    },
  })
}
