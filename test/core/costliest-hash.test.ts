import { describe, expect, it } from 'vitest'
import { freshEmail, registered, signedIn, signIn } from '../support/account.ts'
import { emptied, rows } from '../support/database.ts'
import { person } from '../support/person.ts'
import { deferredWork, workerWith } from '../support/worker.ts'
import { hashWork } from '../support/work.ts'
import { faultyWorker } from './faults/faulty-worker.ts'
import { STORIES_OF_MAILS } from './faults/stories-of-mails.ts'
import { STORIES_OF_TOKENS } from './faults/stories-of-tokens.ts'

const WRONG = 'not the password'
const MOST = 1_200_000

const costlier = () => workerWith({ PASSWORD_ITERATIONS: '20000' })
const marked = async () =>
  (await rows<{ value: unknown }>(`select value from marks where name = 'password_iterations'`))[0]?.value
const forget = () => rows(`delete from marks where name = 'password_iterations'`)
const nobody = () => ({ email: freshEmail(), password: WRONG })

/** How many iterations a refused sign-in takes. */
async function costOf(credentials: { email: string; password: string }) {
  const work = hashWork()
  work.forget()
  const { status, text } = await signIn(person({ roaming: true }), credentials)
  expect(status, text).toBe(401)
  return work.total()
}

describe('after PASSWORD_ITERATIONS was lowered', () => {
  it('an unknown address costs as much as the costliest hash, and so does every other one', async () => {
    const old = await registered({ worker: costlier(), roaming: true })
    const [young, disabled] = [await registered({ roaming: true }), await registered({ roaming: true })]
    await rows('update users set disabled_at = 1 where id = ?', disabled.id)
    for (const { email } of [nobody(), old, young, disabled])
      expect(await costOf({ email, password: WRONG })).toBe(20_000)
  })

  it('that holds too once the costlier hash is gone, and its owner signs in as before', async () => {
    const old = await registered({ worker: costlier(), roaming: true })
    await signedIn(person({ roaming: true }), old)
    await signedIn(person({ roaming: true }), old)
    expect(await costOf(nobody())).toBe(20_000)
  })

  it('a costlier hash that came some other way is noted when it is first met', async () => {
    const old = await registered({ worker: costlier(), roaming: true })
    await forget()
    expect(await costOf(nobody())).toBe(10_000)
    expect(await costOf({ email: old.email, password: WRONG })).toBe(20_000)
    await deferredWork()
    expect(await costOf(nobody())).toBe(20_000)
  })

  it('a mark that is no number is none, and no mark costs more than a hash of ours can', async () => {
    for (const [value, cost] of [
      ['text', 10_000],
      [-1, 10_000],
      ['', 10_000],
      [0.5, 10_000],
      [1e300, MOST],
    ] as const) {
      await rows(`insert or replace into marks values ('password_iterations', ?)`, value)
      expect([value, await costOf(nobody())]).toEqual([value, cost])
    }
  })
})

describe('whatever stores a hash', () => {
  const stored = async () =>
    (await rows<{ password: string }>('select password from users')).map(({ password }) => password)

  it('notes how costly it is, on every route', async () => {
    const storing: string[] = []
    for (const { route, about, prepare } of [...STORIES_OF_TOKENS, ...STORIES_OF_MAILS]) {
      await emptied()
      const { worker, mailbox } = faultyWorker()
      const ask = await prepare({ worker, mailbox, by: person({ worker, roaming: true }) })
      const before = await stored()
      await forget()
      await ask()
      const isNew = (password: string) => password.startsWith('$pbkdf2') && !before.includes(password)
      if (!(await stored()).some(isNew)) continue
      storing.push(route)
      expect(await marked(), `${route} ${about ?? ''}`).toBe(10_000)
    }
    expect(new Set(storing).size).toBeGreaterThanOrEqual(12)
  })
})
