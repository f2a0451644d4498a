import { describe, expect, it } from 'vitest'
import { pass } from '../support/clock.ts'
import { rows } from '../support/database.ts'
import { acmeGround, byProvider, connectionsOf, federated } from '../support/federated.ts'
import { waitsIn } from '../support/page-forms-of-providers.ts'
import { at, owner, signedInAt } from '../support/page-visitors.ts'
import { ACME_SETTINGS } from '../support/provider-settings.ts'
import { RESEND_SETTINGS } from '../support/resend.ts'
import { workerWith } from '../support/worker.ts'

describe('forced linking', () => {
  it('cannot be done with the address of somebody else’s ticket', async () => {
    const { ground, acme } = acmeGround()
    const thief = await signedInAt(ground, await owner(ground), '/account/security')
    const ticket = /href="([^"]*\/account\/connect\/begin[^"]*)"/.exec(thief.page.text)?.[1] ?? ''
    const known = await owner(ground)
    const ada = await signedInAt(ground, known)
    await ada.open(ticket.replaceAll('&amp;', '&'))
    expect(ada.page.words).not.toContain('Connect Acme?')
    expect(acme.heard).toEqual([])
    expect(await connectionsOf(known.email)).toEqual([])
  })

  it('cannot be done by leading somebody who is signed in through a provider', async () => {
    const { ground, acme } = acmeGround()
    const known = await owner(ground)
    const ada = await signedInAt(ground, known)
    // The thief is signed in at the provider in this browser, and the address is not one that it vouches for.
    acme.person({ sub: 'thief', email: 'thief@elsewhere.example' })
    await byProvider(ada, acme)
    expect(ada.page.path).toBe('/sign-in/address')
    await at(ground, '/account/connect', ada)
    expect(ada.page.words).not.toContain('thief')
    expect(await connectionsOf(known.email)).toEqual([])
  })

  it('cannot be done with an address that the provider vouches for and that is another’s', async () => {
    const { ground, acme } = acmeGround()
    await federated(ground, acme, 'grace@acme.example')
    const known = await owner(ground)
    const ada = await signedInAt(ground, known)
    acme.person({ sub: 'another subject', email: 'grace@acme.example' })
    await byProvider(ada, acme)
    expect(ada.page.path).toBe('/sign-in/known')
    await ada.open('/account/connect')
    expect(() => ada.formOf('connect')).toThrow('no form')
    expect(await connectionsOf(known.email)).toEqual([])
  })
})

describe('an account at a provider that waits in a browser', () => {
  it('is connected by a press on the page that names it, and by no page of before (second tab)', async () => {
    const { ground } = acmeGround()
    const known = await owner(ground)
    const ada = await signedInAt(ground, known)
    await waitsIn(ada, { userId: known.id }, { email: 'own@acme.example' })
    await at(ground, '/account/connect', ada)
    const { fields } = ada.formOf('connect')
    await waitsIn(ada, { userId: known.id }, { email: 'other@acme.example' })
    const pressed = await ada.send({ page: '/account/connect', name: 'connect', fields })
    expect([pressed.status, pressed.headers.get('Postern-Failure')]).toEqual([404, 'not_found'])
    expect(await rows('select id from connections')).toEqual([])
    await at(ground, '/account/connect', ada)
    expect(ada.page.words).toContain('other@acme.example')
    await ada.press('connect')
    expect(await connectionsOf(known.email)).toEqual([
      expect.objectContaining({ email: 'other@acme.example' }),
    ])
  })

  it('is connected with nobody after a database was restored that does not know that it was used', async () => {
    const { ground } = acmeGround()
    const known = await owner(ground)
    const ada = await signedInAt(ground, known)
    await waitsIn(ada, { userId: known.id })
    pass(1_000)
    const notBefore = String(Math.floor(Date.now() / 1_000))
    const worker = workerWith({ ...RESEND_SETTINGS, ...ACME_SETTINGS, NOT_BEFORE: notBefore })
    const restored = await signedInAt({ ...ground, worker }, known)
    restored.cookies.set('__Host-step-connect', ada.cookies.get('__Host-step-connect') ?? '')
    await restored.open('/account/connect')
    expect(() => restored.formOf('connect')).toThrow('no form')
  })

  it('waits for the owner of the address that the provider has proven, whatever another page is told', async () => {
    const { ground, acme } = acmeGround()
    await federated(ground, acme, 'grace@acme.example')
    const known = await owner(ground)
    const ada = await signedInAt(ground, known)
    acme.person({ sub: 'another subject', email: 'grace@acme.example' })
    await byProvider(ada, acme)
    await at(ground, '/sign-in/address', ada)
    await ada.press('mail', { email: known.email })
    expect(ada.page.headers.get('Postern-Failure')).toBe('first_step_missing')
    await ada.open('/account/connect')
    expect(() => ada.formOf('connect')).toThrow('no form')
  })

  it('is connected with no other account, and with none that has got another address meanwhile', async () => {
    const { ground } = acmeGround()
    const known = await owner(ground)
    const ada = await signedInAt(ground, known)
    for (const whose of [{ userId: crypto.randomUUID() }, { owner: 'another@example.org' }, {}]) {
      await waitsIn(ada, whose)
      await ada.open('/account/connect')
      expect(() => ada.formOf('connect')).toThrow('no form')
    }
    await waitsIn(ada, { owner: known.email })
    await ada.open('/account/connect')
    await rows("update users set email = 'moved@example.org' where id = ?", known.id)
    await ada.press('connect')
    expect(ada.page.status).toBe(404)
    expect(await rows('select id from connections')).toEqual([])
  })
})
