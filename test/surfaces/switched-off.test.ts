import { describe, expect, it } from 'vitest'
import { SURFACES } from '../../src/app.ts'
import { registered } from '../support/account.ts'
import { rows } from '../support/database.ts'
import { HOME, person } from '../support/person.ts'
import { expectOfEach, MAILED_TO, pathFor, ROUTES } from '../support/routes.ts'
import { theWorker, type Worker, workerWith } from '../support/worker.ts'

const NAMES = Object.values(SURFACES).flatMap(({ name }) => name ?? [])
const RANDOM_ID = '018f0000-0000-7000-8000-000000000000'

const ownedBy = (wanted: (typeof NAMES)[number] | undefined) =>
  ROUTES.filter(({ path }) =>
    Object.values(SURFACES).some(
      ({ name, routes }) => name === wanted && routes.some((route) => route.path === path),
    ),
  )

describe.each(NAMES)('with every surface on but %s', (off) => {
  const on = NAMES.filter((name) => name !== off)
  const worker = workerWith({ SURFACES: on.join(',') })
  const somebody = person({ worker, roaming: true })

  it('its routes are unknown to the service, in the words of the platform', async () => {
    const { tokens } = await registered()
    expect(ownedBy(off).length).toBeGreaterThan(3)
    const hidden = ownedBy(off).filter(({ path }) => !MAILED_TO.has(path))
    await expectOfEach(hidden, async ({ method, path }) => {
      for (const asked of [method, 'OPTIONS', 'HEAD']) {
        const answer = await worker.fetch(
          new Request(HOME + pathFor(path, { id: RANDOM_ID }), {
            method: asked,
            headers: { Authorization: `Bearer ${tokens.access}`, 'Content-Type': 'application/json' },
            ...(!['GET', 'HEAD', 'OPTIONS'].includes(asked) && { body: '{}' }),
          }),
        )
        expect(answer.status).toBe(404)
        if (asked === 'HEAD') continue
        expect(await answer.json()).toEqual({ error: 'route_not_found', request_id: expect.any(String) })
      }
    })
  })

  it('the others answer, and so do the platform and every mailed link', async () => {
    // There is no provider in the settings of these tests, and so none that has routes.
    const others = [...on, undefined]
      .flatMap((name) => ownedBy(name))
      .filter(({ path }) => !path.endsWith('/:provider'))
    await expectOfEach(others, async ({ method, path }) => {
      const asked = pathFor(path, { id: RANDOM_ID })
      const { status } = await somebody.ask(method, asked, method === 'GET' ? undefined : {})
      expect([404, 405], path).not.toContain(status)
    })
  })
})

describe('with one surface on', () => {
  it('nothing of another one has an effect', async () => {
    const worker = workerWith({ SURFACES: 'auth-v1' })
    const email = 'ada@example.com'
    const body = { email, password: 'a long password 7', names: 'Ada', surnames: 'Lovelace' }
    const register = async (service: Worker) => {
      const { status } = await service.fetch(
        new Request(`${HOME}/api/v1/auth/register`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(body),
        }),
      )
      return [status, (await rows('select id from users')).length]
    }
    expect(await register(worker)).toEqual([404, 0])
    expect(await register(theWorker)).toEqual([201, 1])
  })
})
