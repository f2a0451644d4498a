import { describe, expect, it } from 'vitest'
import { freshEmail, registered, signIn } from '../support/account.ts'
import { rows } from '../support/database.ts'
import { person } from '../support/person.ts'
import { SECRET, workerWith } from '../support/worker.ts'
import { pass } from '../support/clock.ts'

const AUTH_SECRET = 'another secret of at least thirty-two characters'
const LATER = 'a third secret of more than thirty-two characters'
const WRONG = 'not the password'

const ROTATIONS = {
  'a planned rotation': { AUTH_SECRET, AUTH_SECRET_PREVIOUS: SECRET },
  'two planned rotations': { AUTH_SECRET: LATER, AUTH_SECRET_PREVIOUS: `${AUTH_SECRET},${SECRET}` },
  'a rotation after a leak': { AUTH_SECRET, AUTH_SECRET_PREVIOUS: `passwords:${SECRET}` },
}

async function answers(email: string, settings: Record<string, string>, times: number) {
  const by = person({ worker: workerWith(settings), roaming: true })
  const statuses: number[] = []
  for (let n = 0; n < times; n += 1) statuses.push((await signIn(by, { email, password: WRONG })).status)
  return statuses
}

describe.each(Object.entries(ROTATIONS))('after %s', (_, settings) => {
  it('known and unknown addresses that wait go on waiting alike', async () => {
    const known = await registered()
    const unknown = freshEmail()
    for (const email of [known.email, unknown]) {
      expect(await answers(email, {}, 6)).toEqual([401, 401, 401, 401, 401, 429])
    }
    expect(await answers(known.email, settings, 2)).toEqual([429, 429])
    expect(await answers(unknown, settings, 2)).toEqual([429, 429])

    pass(1_000)
    expect(await answers(known.email, settings, 2)).toEqual([401, 429])
    expect(await answers(unknown, settings, 2)).toEqual([401, 429])
  })

  it('an unknown address has one count, under one name', async () => {
    const unknown = freshEmail()
    await answers(unknown, {}, 3)
    await answers(unknown, settings, 2)
    const counted = await rows('select failures from password_failures')
    expect(counted).toEqual([{ failures: 5 }])
  })
})

it('an address that nobody has tried is counted under the name of the present secret', async () => {
  const unknown = freshEmail()
  await answers(unknown, ROTATIONS['a planned rotation'], 5)
  expect(await answers(unknown, { AUTH_SECRET }, 1)).toEqual([429])
  expect(await answers(unknown, {}, 1)).toEqual([401])
})
