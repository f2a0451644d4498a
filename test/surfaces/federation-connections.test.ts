import { describe, expect, it } from 'vitest'
import { PASSWORD, registered, signedIn } from '../support/account.ts'
import { pass } from '../support/clock.ts'
import { rows } from '../support/database.ts'
import {
  acmeGround,
  backFrom,
  byProvider,
  connectionsOf,
  federated,
  sentToProvider,
} from '../support/federated.ts'
import { linksIn } from '../support/mails.ts'
import { at, type Ground, guarded, owner, signedInAt, stranger } from '../support/page-visitors.ts'
import { person } from '../support/person.ts'
import { ME } from '../support/second-step.ts'
import type { FakeProvider } from '../support/provider.ts'
import type { Visitor } from '../support/visitor.ts'
import { deferredWork } from '../support/worker.ts'

const LINK = /href="([^"]*\/account\/connect\/begin[^"]*)"/

/** Connects an account at the provider from the page that lists them. */
async function connectFrom(ada: Visitor, acme: FakeProvider, claims: Record<string, unknown>) {
  await ada.open('/account/security')
  const link = (LINK.exec(ada.page.text)?.[1] ?? '').replaceAll('&amp;', '&')
  acme.person(claims)
  await backFrom(ada, acme.codeFor(await sentToProvider(ada, link)))
  expect(ada.page.path, ada.page.words).toBe('/account/connect')
  return ada.press('connect')
}

const THERE = { sub: 'ada there', email: 'ada.there@elsewhere.example' }

async function connectedOwner(ground: Ground, acme: FakeProvider) {
  const known = await owner(ground)
  const ada = await signedInAt(ground, known)
  await connectFrom(ada, acme, THERE)
  expect(ada.page.path, ada.page.words).toBe('/account/security')
  const [connection] = await connectionsOf(known.email)
  return { known, ada, connection: connection?.id ?? '' }
}

describe('connecting an account at a provider', () => {
  it('names both, waits for a press, tells the owner, and signs in from then on', async () => {
    const { ground, acme } = acmeGround()
    const { known, ada } = await connectedOwner(ground, acme)
    expect(ada.page.words).toContain('ada.there@elsewhere.example')
    await deferredWork()
    const told = ground.mailbox.to(known.email).at(-1)
    expect(told?.text).toContain('Acme')
    const again = stranger(ground)
    await byProvider(again, acme)
    expect([again.page.path, again.page.words]).toEqual(['/account', expect.stringContaining(known.email)])
  })

  it('is done once for each account there: another one here cannot have it', async () => {
    const { ground, acme } = acmeGround()
    await connectedOwner(ground, acme)
    const other = await owner(ground)
    const grace = await signedInAt(ground, other)
    await connectFrom(grace, acme, THERE)
    expect([grace.page.status, grace.page.words]).toEqual([409, expect.stringContaining('another account')])
    expect(await connectionsOf(other.email)).toEqual([])
  })

  it('makes one connection of one ticket, however often it is used', async () => {
    const { ground, acme } = acmeGround()
    const known = await owner(ground)
    const ada = await signedInAt(ground, known, '/account/security')
    const link = (LINK.exec(ada.page.text)?.[1] ?? '').replaceAll('&amp;', '&')
    for (const sub of ['one', 'two']) {
      acme.person({ sub, email: `${sub}@elsewhere.example` })
      await backFrom(ada, acme.codeFor(await sentToProvider(ada, link)))
      await ada.press('connect')
    }
    expect(await connectionsOf(known.email)).toEqual([expect.objectContaining({ subject: 'one' })])
  })

  it('makes no second one of the ticket after its row in the ledger was cleaned up', async () => {
    const { ground, acme } = acmeGround()
    const known = await owner(ground)
    const ada = await signedInAt(ground, known, '/account/security')
    const link = (LINK.exec(ada.page.text)?.[1] ?? '').replaceAll('&amp;', '&')
    acme.person({ sub: 'one', email: 'one@elsewhere.example' })
    await backFrom(ada, acme.codeFor(await sentToProvider(ada, link)))
    await ada.press('connect')
    // As late as the ticket allows, and as long at the provider as the state does.
    pass(599_000)
    acme.person({ sub: 'two', email: 'two@elsewhere.example' })
    const address = await sentToProvider(ada, link)
    pass(890_000)
    await backFrom(ada, acme.codeFor(address))
    pass(3_590_000)
    await rows('delete from challenges where expires_at <= ?', Date.now())
    await at(ground, '/account/connect', ada)
    await ada.press('connect')
    await ada.press('password', { password: PASSWORD })
    await ada.press('connect')
    expect(ada.page.status, ada.page.words).toBe(404)
    expect(await connectionsOf(known.email)).toEqual([expect.objectContaining({ subject: 'one' })])
  })

  it('connects once, of any number of presses at the same moment', async () => {
    const { ground, acme } = acmeGround()
    const known = await owner(ground)
    const ada = await signedInAt(ground, known, '/account/security')
    const link = (LINK.exec(ada.page.text)?.[1] ?? '').replaceAll('&amp;', '&')
    acme.person(THERE)
    await backFrom(ada, acme.codeFor(await sentToProvider(ada, link)))
    const { fields } = ada.formOf('connect')
    await Promise.all(
      Array.from({ length: 16 }, () => ada.send({ page: '/account/connect', name: 'connect', fields })),
    )
    expect(await connectionsOf(known.email)).toHaveLength(1)
    expect(await rows("select id from challenges where purpose = 'connect'")).toHaveLength(1)
  })

  it('asks for a proof that is younger than ten minutes, and goes on after it', async () => {
    const { ground, acme } = acmeGround()
    const known = await owner(ground)
    const ada = await signedInAt(ground, known, '/account/security')
    const link = (LINK.exec(ada.page.text)?.[1] ?? '').replaceAll('&amp;', '&')
    acme.person(THERE)
    await backFrom(ada, acme.codeFor(await sentToProvider(ada, link)))
    pass(601_000)
    await ada.press('connect')
    expect(ada.page.status).toBe(403)
    expect(await connectionsOf(known.email)).toEqual([])
    await ada.press('password', { password: PASSWORD })
    await ada.press('connect')
    expect(await connectionsOf(known.email)).toHaveLength(1)
  })

  it('says so where the visitor says no at the provider, and leads back to the list', async () => {
    const { ground, acme } = acmeGround()
    const ada = await signedInAt(ground, await owner(ground), '/account/security')
    const link = (LINK.exec(ada.page.text)?.[1] ?? '').replaceAll('&amp;', '&')
    await backFrom(ada, acme.errorFor(await sentToProvider(ada, link)))
    expect(ada.page.text).toContain('href="/account/security"')
  })
})

describe('taking a connection away', () => {
  it('ends that way in, and tells the owner', async () => {
    const { ground, acme } = acmeGround()
    const { known, ada } = await connectedOwner(ground, acme)
    await ada.open('/account/security')
    await ada.press('disconnect')
    expect(await connectionsOf(known.email)).toEqual([])
    const again = stranger(ground)
    await byProvider(again, acme)
    expect(again.page.path).toBe('/sign-in/address')
  })

  it('is refused for the last way in', async () => {
    const { ground, acme } = acmeGround()
    const { ada, id, email } = await federated(ground, acme)
    await rows('update users set mail_sign_in_off_at = 1 where id = ?', id)
    await rows("update sessions set auth_methods = 'mailbox', methods = 'mailbox' where user_id = ?", id)
    await ada.open('/account/security')
    await ada.press('disconnect')
    expect([ada.page.status, ada.page.headers.get('Postern-Failure')]).toEqual([409, 'last_way_in'])
    expect(await connectionsOf(email)).toHaveLength(1)
  })

  it('leaves one of two that go at the same moment', async () => {
    const { ground, acme } = acmeGround()
    const { ada, id, email } = await federated(ground, acme)
    await rows('update users set mail_sign_in_off_at = 1 where id = ?', id)
    await rows("update sessions set auth_methods = 'mailbox', methods = 'mailbox' where user_id = ?", id)
    await connectFrom(ada, acme, THERE)
    await ada.open('/account/security')
    const { fields } = ada.formOf('disconnect')
    const all = (await connectionsOf(email)).map((connection) =>
      ada.send({ page: '/account/security', name: 'disconnect', fields: { ...fields, id: connection.id } }),
    )
    await Promise.all(all)
    expect(await connectionsOf(email)).toHaveLength(1)
  })

  it('does not count a provider that is no longer offered', async () => {
    const { ground, acme } = acmeGround()
    const { ada, id, email } = await federated(ground, acme)
    await rows('update users set mail_sign_in_off_at = 1 where id = ?', id)
    await rows("update sessions set auth_methods = 'mailbox', methods = 'mailbox' where user_id = ?", id)
    await rows(
      `insert into connections (id, user_id, issuer, subject, provider, email_verified, linked_at)
       values ('gone', ?, 'https://gone.example', 'ada', 'oidc_gone', 1, 1)`,
      id,
    )
    await ada.open('/account/security')
    const [kept] = await connectionsOf(email)
    await ada.press('disconnect', { id: kept?.id ?? '' })
    expect(ada.page.status).toBe(409)
  })
})

describe('connections by the API', () => {
  it('are listed, begun and taken away by whoever has just proven who they are', async () => {
    const { ground, acme } = acmeGround()
    const { known, connection } = await connectedOwner(ground, acme)
    const by = person({ worker: ground.worker, roaming: true })
    const { access: token } = await signedIn(by, known)
    const listed = await by.get(`${ME}/connections`, { token })
    expect(listed.body).toEqual([
      expect.objectContaining({ id: connection, provider: 'oidc_acme', email: THERE.email }),
    ])
    expect((await by.get(`${ME}/security`, { token })).body['connections']).toEqual(['oidc_acme'])
    const begun = await by.ask('POST', `${ME}/connections/oidc_acme`, undefined, { token })
    expect(begun.body['url']).toMatch(/^https:\/\/auth\.localhost\/account\/connect\/begin\?ticket=/)
    expect((await by.delete(`${ME}/connections/${connection}`, { token })).status).toBe(204)
    expect((await by.delete(`${ME}/connections/${connection}`, { token })).status).toBe(404)
  })

  it('are another’s: nobody else sees or takes them', async () => {
    const { ground, acme } = acmeGround()
    const { connection } = await connectedOwner(ground, acme)
    const other = await registered({ worker: ground.worker, roaming: true })
    expect((await other.get(`${ME}/connections`, { token: other.tokens.access })).body).toEqual([])
    const taken = await other.delete(`${ME}/connections/${connection}`, { token: other.tokens.access })
    expect(taken.status).toBe(404)
  })

  it('are in the export', async () => {
    const { ground, acme } = acmeGround()
    const { known } = await connectedOwner(ground, acme)
    const by = person({ worker: ground.worker, roaming: true })
    const { access: token } = await signedIn(by, known)
    const { body } = await by.ask('POST', `${ME}/export`, undefined, { token })
    expect(body['connections']).toEqual([
      expect.objectContaining({ issuer: 'https://acme.example', subject: 'ada there' }),
    ])
  })

  it('list the providers to whoever asks', async () => {
    const { ground } = acmeGround()
    const answer = await person({ worker: ground.worker }).get('/api/v1/auth/providers')
    expect(answer.body).toEqual([{ id: 'oidc_acme', label: 'Acme' }])
  })
})

describe('a reclaim', () => {
  it('leaves nothing of what a thief has connected', async () => {
    const { ground, acme } = acmeGround()
    const { known } = await connectedOwner(ground, acme)
    await deferredWork()
    const [told] = ground.mailbox.to(known.email).slice(-1)
    if (!told) throw new Error('nobody was told')
    const [link] = linksIn({ ...told })
    const by = person({ worker: ground.worker, roaming: true })
    const answer = await by.post('/not-me', { token: link?.token ?? '', email: known.email })
    expect(answer.status, answer.text).toBe(200)
    expect(await connectionsOf(known.email)).toEqual([])
    const thief = stranger(ground)
    await byProvider(thief, acme)
    expect(thief.page.path).toBe('/sign-in/address')
  })
})

describe('what a provider is worth', () => {
  it('makes no session fresh: whoever changes factors proves it here', async () => {
    const { ground, acme } = acmeGround()
    const { ada } = await federated(ground, acme)
    await ada.open('/account/security')
    expect(LINK.test(ada.page.text)).toBe(false)
  })

  it('is one factor: with the code of an app it is two', async () => {
    const { ground, acme } = acmeGround()
    const known = await guarded(ground)
    const by = await signedInAt(ground, known)
    await connectFrom(by, acme, THERE)
    const ada = stranger(ground)
    await byProvider(ada, acme)
    await ada.press('totp', { totp: known.app() })
    expect(ada.page.path).toBe('/account')
    const [session] = await rows<{ methods: string; second_step: number }>(
      'select methods, second_step from sessions order by id desc limit 1',
    )
    expect(session).toEqual({ methods: 'provider totp', second_step: 1 })
  })

  it('is not asked for a second step after a provider that is trusted with it, which stands for none', async () => {
    const { ground, acme } = acmeGround({ SECOND_STEP_SKIPPED_FOR: 'oidc_acme' })
    const known = await guarded(ground)
    const by = await signedInAt(ground, known)
    await connectFrom(by, acme, THERE)
    const ada = stranger(ground)
    await byProvider(ada, acme)
    expect(ada.page.path).toBe('/account')
    const [session] = await rows<{ second_step: number }>(
      'select second_step from sessions order by id desc limit 1',
    )
    expect(session).toEqual({ second_step: 0 })
    await ada.open('/account/security')
    expect(LINK.test(ada.page.text)).toBe(false)
  })

  it('does not bring an account back that is being deleted without its second step, whoever is trusted', async () => {
    const { ground, acme } = acmeGround({ SECOND_STEP_SKIPPED_FOR: 'oidc_acme' })
    const known = await guarded(ground)
    await connectFrom(await signedInAt(ground, known), acme, THERE)
    await rows('update users set deletes_at = ? where id = ?', Date.now() + 86_400_000, known.id)
    const ada = stranger(ground)
    await byProvider(ada, acme)
    expect(ada.page.path).toBe('/second-step')
    await ada.press('totp', { totp: known.app() })
    expect(ada.page.path).toBe('/sign-in/keep')
    await ada.press('keep')
    expect(ada.page.path).toBe('/account')
  })

  it.each(['by the role of the account', 'by the settings'])(
    'never serves an administrator without the second step: %s',
    async (how) => {
      const { ground, acme } = acmeGround({
        SECOND_STEP_SKIPPED_FOR: 'oidc_acme',
        ADMIN_EMAILS: 'root@example.com',
      })
      const account = await guarded(ground)
      const by = await signedInAt(ground, account)
      await connectFrom(by, acme, THERE)
      if (how === 'by the settings')
        await rows("update users set email = 'root@example.com' where id = ?", account.id)
      else await rows("update users set role = 'admin' where id = ?", account.id)
      const ada = stranger(ground)
      await byProvider(ada, acme)
      expect(ada.page.path).toBe('/second-step')
    },
  )
})
