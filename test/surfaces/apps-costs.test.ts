import { describe, expect, it } from 'vitest'
import { registeredApp } from '../support/apps.ts'
import { pass } from '../support/clock.ts'
import { groundWith, owner, signedInAt } from '../support/page-visitors.ts'
import { relyingParty, tokensOfApp } from '../support/relying-party.ts'
import { costOf, observed } from '../support/work.ts'

/** Somebody who is signed in, and an app, at a service that counts. */
async function met(changes: Parameters<typeof registeredApp>[0] = {}) {
  const service = observed()
  const ground = { ...groundWith(), worker: service.worker }
  const account = await owner(ground)
  const ada = await signedInAt(ground, account)
  // Keys of ID tokens are made once in the life of a database.
  await ada.get('/.well-known/jwks.json')
  return { service, ada, party: relyingParty(await registeredApp(changes), ground) }
}

/** Round trips, rows written, operations on KV. */
const tripsOf = ({ service }: Awaited<ReturnType<typeof met>>) => {
  const { d1, rows, kv } = costOf(service.last())
  return [d1, rows, kv]
}

describe('round trips to D1, rows written and operations on KV', () => {
  it('of /authorize are one, and one more once an hour; of a stranger one', async () => {
    const all = await met()
    await all.party.codeFor(all.ada)
    expect(tripsOf(all)).toEqual([1, 0, 0])
    pass(3_600_000)
    await all.party.codeFor(all.ada)
    expect(tripsOf(all)).toEqual([2, 1, 0])
    all.ada.cookies.clear()
    await all.ada.get(await all.party.addressFor())
    expect(tripsOf(all)).toEqual([1, 0, 0])
  })

  it('of an exchange are two, and of a code that comes twice two as well', async () => {
    const all = await met()
    const code = await all.party.codeFor(all.ada)
    expect((await all.party.exchange(code)).status).toBe(200)
    expect(tripsOf(all)).toEqual([2, 3, 0])
    expect((await all.party.exchange(code)).status).toBe(400)
    expect(tripsOf(all)).toEqual([2, 3, 1])
    const late = await all.party.codeFor(all.ada)
    pass(60_000)
    await all.party.exchange(late)
    expect(tripsOf(all)).toEqual([2, 0, 0])
  })

  it('of a renewal are one, also of an app with a secret, and two of a token that was used', async () => {
    const all = await met({ secret: 'pst_of-the-test' })
    const { refresh } = tokensOfApp(await all.party.exchange(await all.party.codeFor(all.ada)))
    await all.party.refresh(refresh)
    expect(tripsOf(all)).toEqual([1, 1, 0])
    expect((await all.party.refresh(refresh)).status).toBe(200)
    expect(tripsOf(all)).toEqual([2, 2, 0])
    await all.party.refresh('junk')
    expect(tripsOf(all)).toEqual([1, 0, 0])
  })

  it('of /userinfo and /revoke are one', async () => {
    const all = await met()
    const { access } = tokensOfApp(await all.party.exchange(await all.party.codeFor(all.ada)))
    await all.party.userInfo(access)
    expect(tripsOf(all)).toEqual([1, 0, 0])
    await all.party.revoke(access)
    // Key-value is told what has ended.
    expect(tripsOf(all)).toEqual([1, 3, 1])
    await all.party.revoke('junk')
    expect(tripsOf(all)).toEqual([1, 0, 0])
  })
})
