import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { freshEmail, PASSWORD } from '../support/account.ts'
import { app, type App, pairOf, spoilAccessToken } from '../support/app.ts'

const REFRESH = '/api/v1/auth/refresh'

/** Whether the service has stopped to answer renewals. */
let isSilent = false

/** Those of a browser: one holder at a time, the others wait in line. */
function locks() {
  let last = Promise.resolve<unknown>(undefined)
  return {
    request(_name: string, { signal }: { signal: AbortSignal }, work: () => Promise<unknown>) {
      const aborted = new Promise<never>((_, reject) =>
        signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError'))),
      )
      const mine = Promise.race([last, aborted]).then(work)
      const before = last
      last = Promise.allSettled([before, mine])
      return mine
    },
  }
}

const outcome = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: Error) => error.name,
  )

const { setTimeout: later } = globalThis

/** Waits for what does not depend on the clock of the test, such as the answers of the service. */
const until = async (isSo: () => boolean) => {
  while (!isSo()) await new Promise((resolve) => later(resolve, 1))
}
const renewals = ({ asked }: App) => asked.filter((route) => route.endsWith(REFRESH)).length

beforeEach(() => {
  isSilent = false
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

/** The timers of the client, which run when the test says so. */
function clientTimers() {
  const waiting = new Map<number, { at: number; run: () => void }>()
  let [now, last] = [0, 0]
  vi.stubGlobal('setTimeout', (run: () => void, ms: number) => {
    last += 1
    waiting.set(last, { at: now + ms, run })
    return last
  })
  vi.stubGlobal('clearTimeout', (id: number) => waiting.delete(id))
  return (ms: number) => {
    now += ms
    for (const [id, { at, run }] of waiting) {
      if (at > now) continue
      waiting.delete(id)
      run()
    }
  }
}

/** An app whose renewal has been asked for and is not answered. */
async function renewing() {
  const spoil = ({ url }: Request) =>
    isSilent && url.endsWith(REFRESH) ? new Promise<Response>(() => {}) : undefined
  const opened = app({ spoil })
  await opened.api.register({ name: 'Ada', email: freshEmail(), password: PASSWORD })
  spoilAccessToken(opened)
  isSilent = true
  const advance = clientTimers()
  const asking = outcome(opened.account.me())
  await until(() => renewals(opened) > 0)
  return { opened, advance, asking }
}

describe('a renewal that is never answered', () => {
  it('ends after ten seconds as unreachable, and keeps the session for later', async () => {
    const { opened, advance, asking } = await renewing()
    let ended: string | undefined
    void asking.then((name) => (ended = name))
    advance(9_999)
    await new Promise((resolve) => later(resolve, 5))
    expect(ended).toBeUndefined()
    advance(1)
    expect(await asking).toBe('Unreachable')
    vi.unstubAllGlobals()
    expect(pairOf(opened)).toHaveLength(3)
    expect(opened.told()).toBe(0)
    isSilent = false
    expect((await opened.account.me()).id).toEqual(expect.any(String))
  })

  it('holds its lock no longer than that, and another tab goes on', async () => {
    vi.stubGlobal('navigator', { locks: locks() })
    const { opened, advance, asking } = await renewing()
    const tab = opened.tab()
    advance(5_000)
    const waiting = outcome(tab.account.me())
    await until(() => tab.asked.length > 0)
    await new Promise((resolve) => later(resolve, 20))
    isSilent = false
    advance(5_000)
    expect(await asking).toBe('Unreachable')
    await new Promise((resolve) => later(resolve, 5))
    advance(100)
    expect(await waiting).toBe('done')
    expect(renewals(tab)).toBe(1)
  })

  it('does not hold a caller longer than the signal of that caller', async () => {
    vi.stubGlobal('navigator', { locks: locks() })
    const { opened, advance, asking } = await renewing()
    const tab = opened.tab()
    for (const each of [opened, tab]) {
      const [asked, patience] = [each.asked.length, new AbortController()]
      const own = outcome(each.account.me({ signal: patience.signal }))
      await until(() => each.asked.length > asked)
      await new Promise((resolve) => later(resolve, 20))
      patience.abort(new DOMException('', 'TimeoutError'))
      expect(await own).toBe('TimeoutError')
    }
    advance(10_000)
    expect(await asking).toBe('Unreachable')
  })
})
