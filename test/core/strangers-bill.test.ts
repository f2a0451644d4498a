import { createExecutionContext, createScheduledController, waitOnExecutionContext } from 'cloudflare:test'
import { expect, it } from 'vitest'
import index from '../../src/index.ts'
import { freshEmail } from '../support/account.ts'
import { bindings } from '../support/bindings.ts'
import { pass } from '../support/clock.ts'
import { dump } from '../support/database.ts'
import { person } from '../support/person.ts'
import { deferredWork } from '../support/worker.ts'
import { ADDRESS_ROUTES } from './address-routes.ts'

const DAY = 86_400_000

/** Addresses that nobody has, one for each request; so many for each route. */
const ADDRESSES = 5

async function cron() {
  const context = createExecutionContext()
  await index.scheduled(createScheduledController(), bindings, context)
  await waitOnExecutionContext(context)
}

/** All but what the service writes on its own account: how far its walks have come, and the first RSA key. */
const everything = () => dump({ without: ['walks', 'signing_keys'] })

it.each(ADDRESS_ROUTES.filter(({ route }) => route !== 'PATCH /auth/v1/account/request/code'))(
  'what strangers ask of unknown addresses by $route leaves nothing after a day',
  async ({ ask }) => {
    const before = await everything()
    for (let n = 0; n < ADDRESSES; n += 1) await ask(person({ roaming: true }), freshEmail(), '')
    await deferredWork()
    pass(DAY + 3_600_000)
    await cron()
    expect(await everything()).toBe(before)
  },
)
