import { describe, expect, it } from 'vitest'
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

describe('the store', () => {
  it('never repeats what counts: tries, budgets, and repeated refreshes', () => {
    const { deeds, queries, keyValue } = openStore(bindings.DB, bindings.KV, { notBefore: 0 })
    const counting = Object.entries({ ...deeds, ...queries, ...keyValue })
      .filter(([, { mayRepeat }]) => !mayRepeat)
      .map(([name]) => name)
    expect(counting.toSorted()).toEqual([
      'admitRegistration',
      'issueChallenge',
      'repeatOrEnd',
      'reserveCodeTry',
      'reserveTryByChallenge',
      'reserveTryByEmail',
      'reserveTryBySession',
      'takeBudget',
    ])
  })
})
