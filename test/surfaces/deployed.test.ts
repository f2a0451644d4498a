import { expect, it } from 'vitest'
import { registered } from '../support/account.ts'
import { restorer } from '../support/database.ts'
import { type Answer, person } from '../support/person.ts'
import { emptyBody, expectOfEach, pathFor, ROUTES } from '../support/routes.ts'
import { deployedWorker, theWorker, type Worker } from '../support/worker.ts'

const shown = ({ headers }: Answer) =>
  [...headers].filter(([name]) => !['x-request-id', 'content-length', 'set-cookie'].includes(name))

it('the deployed Worker answers every route as the one in the isolate of the tests', async () => {
  const ada = await registered({ roaming: true })
  const restore = await restorer()
  await expectOfEach(ROUTES, async ({ method, path }) => {
    const askedOf = async (worker: Worker) => {
      await restore()
      const options = { token: ada.tokens.access }
      return person({ worker }).ask(method, pathFor(path, ada), emptyBody(method), options)
    }
    const here = await askedOf(theWorker)
    const there = await askedOf(deployedWorker)
    expect([there.status, Object.keys(there.body)]).toEqual([here.status, Object.keys(here.body)])
    expect(shown(there)).toEqual(shown(here))
  })
})
