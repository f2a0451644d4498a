import { describe, expect, it, vi } from 'vitest'
import type { Failure } from '../../src/core/failure.ts'
import { guardStore } from '../../src/core/outage.ts'
import { onlyOnce, repeatable } from '../../src/store/repetition.ts'
import { openStore } from '../../src/store/store.ts'
import { bindings } from '../support/bindings.ts'

/** Fails at its first run and works at its second. */
function failingOnce() {
  let runs = 0
  const act = async () => {
    runs += 1
    if (runs === 1) throw new Error('D1_ERROR: Network connection lost.')
    return runs
  }
  return { act, runs: () => runs }
}

describe('a function of the store whose answer was lost', () => {
  it('is run again where it may be repeated', async () => {
    const { act, runs } = failingOnce()
    const { room } = guardStore({ room: { act: repeatable(act) } })
    expect(await room.act()).toBe(2)
    expect(runs()).toBe(2)
  })

  it('is never run again where it counts', async () => {
    const { act, runs } = failingOnce()
    const { room } = guardStore({ room: { act: onlyOnce(act) } })
    await expect(room.act()).rejects.toMatchObject({ code: 'unavailable' } satisfies Partial<Failure>)
    expect(runs()).toBe(1)
  })
})

describe('a function of the store that SQLite refuses because another process writes', () => {
  const BUSY = 'D1_ERROR: database is locked: SQLITE_BUSY'

  /** Is refused so many times, and works after that. */
  function refusing(times: number, options?: Parameters<typeof guardStore>[1]) {
    let runs = 0
    const act = async () => {
      runs += 1
      if (runs <= times) throw new Error('Failed query', { cause: new Error(BUSY) })
      return runs
    }
    const { room } = guardStore({ room: { act: onlyOnce(act) } }, options)
    return { act: room.act, runs: () => runs }
  }

  it('is tried again, also where it counts, because nothing has happened', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { act } = refusing(5)
    const answer = act()
    await vi.runAllTimersAsync()
    expect(await answer).toBe(6)
  })

  it('fails in the end, and names the reason', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    // The pauses are random. In one of a hundred runs they add up to more than a caller waits by default.
    const answer = refusing(Infinity, { patienceMs: 10_000 }).act()
    const failure = expect(answer).rejects.toMatchObject({
      code: 'unavailable',
      cause: { cause: { message: BUSY } },
    })
    await vi.runAllTimersAsync()
    await failure
  })

  it('is not tried again when its caller has given up', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    let runs = 0
    const refusedLate = async () => {
      runs += 1
      await new Promise((resolve) => setTimeout(resolve, 2_990))
      throw new Error(BUSY)
    }
    const { room } = guardStore({ room: { act: onlyOnce(refusedLate) } })
    const failure = expect(room.act()).rejects.toMatchObject({ code: 'unavailable' })
    await vi.runAllTimersAsync()
    await failure
    expect(runs).toBe(1)
  })
})

describe('the store', () => {
  it('never repeats what counts: tries, budgets, what is given back to them, repeated refreshes, new tokens', () => {
    const { deeds, queries, keyValue } = openStore(bindings.DB, bindings.KV, {
      notBefore: 0,
      passwordIterations: 10_000,
    })
    const counting = Object.entries({ ...deeds, ...queries, ...keyValue })
      .filter(([, { mayRepeat }]) => !mayRepeat)
      .map(([name]) => name)
    expect(counting.toSorted()).toEqual([
      'admitRegistration',
      'confirmTotp',
      'failCode',
      'findPasskey',
      'issueChallenge',
      'missAddress',
      'noteClone',
      'noteWrongCode',
      'proveAgain',
      'repeatOrEnd',
      'reserveCodeTry',
      'reservePasskeyBySignIn',
      'reserveRecoveryCodeBySignIn',
      'reserveTotpBySession',
      'reserveTotpBySignIn',
      'reserveTryByChallenge',
      'reserveTryByEmail',
      'reserveTryBySession',
      'reserveUndo',
      'reserveUndoByTotp',
      'takeBudget',
      'tryPendingTotp',
      'withdrawChallenge',
    ])
  })
})
