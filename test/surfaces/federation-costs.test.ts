import { describe, expect, it } from 'vitest'
import { pass } from '../support/clock.ts'
import { rows } from '../support/database.ts'
import { type Ground, groundWith, guarded, owner, unconfirmed } from '../support/page-visitors.ts'
import { provider } from '../support/provider.ts'
import { ACME_SETTINGS } from '../support/provider-settings.ts'
import { visitor } from '../support/visitor.ts'
import { costOf, countTrips, observed } from '../support/work.ts'

const EMAIL = 'ada@acme.example'

/** Connects whoever is made with the account at the provider. */
const connected = (make: (ground: Ground) => Promise<{ id: string }>) => async (ground: Ground) => {
  const { id } = await make(ground)
  await rows(
    `insert into connections (id, user_id, issuer, subject, provider, email_verified, linked_at)
     values ('a connection', ?, 'https://acme.example', 'ada', 'oidc_acme', 1, 1)`,
    id,
  )
}
const holding = (make: (ground: Ground) => Promise<{ id: string }>) => async (ground: Ground) => {
  await rows('update users set email = ? where id = ?', EMAIL, (await make(ground)).id)
}

/** Round trips to D1 and rows written of a way back, what is deferred included. */
const COSTS: Record<
  string,
  { before: (ground: Ground) => Promise<unknown>; d1: number; rows: number; leadsTo: RegExp }
> = {
  'to a connected account': { before: connected(owner), d1: 2, rows: 6, leadsTo: /^\/account$/ },
  'to a connected account with its second step on': {
    before: connected(guarded),
    d1: 2,
    rows: 5,
    leadsTo: /^\/second-step$/,
  },
  'to a new account': { before: async () => Promise.resolve(), d1: 2, rows: 12, leadsTo: /^\/account$/ },
  'to a new account in place of an unverified one': {
    before: holding(unconfirmed),
    d1: 2,
    rows: 17,
    leadsTo: /^\/account$/,
  },
  'to an address that has an account': {
    before: holding(owner),
    d1: 1,
    rows: 0,
    leadsTo: /^\/sign-in\/known$/,
  },
}

describe('a way back from a provider', () => {
  it.each(Object.entries(COSTS))('%s costs what the table says', async (_, { before, leadsTo, ...cost }) => {
    await before(groundWith(ACME_SETTINGS))
    pass(1_000)
    const service = observed(ACME_SETTINGS)
    const acme = provider()
    acme.person({ sub: 'ada', email: EMAIL })
    const ada = visitor({ worker: service.worker, roaming: true })
    const sent = await ada.get('/sign-in/with/oidc_acme')
    expect(countTrips(service.last().trips).d1, 'the way there').toBe(0)
    const brought = acme.codeFor(sent.headers.get('Location') ?? '')
    const back = await ada.get(`/callback/oidc_acme?${brought.toString()}`)
    expect([back.status, back.headers.get('Location')]).toEqual([303, expect.stringMatching(leadsTo)])
    const { d1, rows: written } = costOf(service.last())
    expect({ d1, rows: written }).toEqual(cost)
  })

  it('costs nothing where nobody is on the way in this browser', async () => {
    const service = observed(ACME_SETTINGS)
    const acme = provider()
    const [ada, other] = [visitor({ worker: service.worker }), visitor({ worker: service.worker })]
    const sent = await other.get('/sign-in/with/oidc_acme')
    const brought = acme.codeFor(sent.headers.get('Location') ?? '')
    await ada.get(`/callback/oidc_acme?${brought.toString()}`)
    expect(countTrips(service.last().trips)).toMatchObject({ d1: 0, kv: 0 })
    expect(acme.heardAt('token')).toEqual([])
  })
})
