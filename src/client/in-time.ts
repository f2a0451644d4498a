import { Unreachable } from './refusal.ts'

/** Milliseconds after which an answer counts as lost, because other callers and other tabs wait for it. */
const PATIENCE = 10_000

/** Does work that a signal ends after ten seconds, also where the work does not listen to it. */
export async function inTime<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const over = new AbortController()
  const timer = setTimeout(() => over.abort(new Unreachable('no answer in time')), PATIENCE)
  try {
    return await orAborted(work(over.signal), over.signal)
  } finally {
    clearTimeout(timer)
  }
}

/** Waits no longer than the signal allows. What is waited for goes on, for whoever waits besides. */
export const orAborted = <Result>(
  work: Promise<Result>,
  signal: AbortSignal | null | undefined,
): Promise<Result> =>
  new Promise((resolve, reject) => {
    const abort = () => reject(signal?.reason as Error)
    signal?.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal?.removeEventListener('abort', abort))
    if (signal?.aborted) abort()
  })
