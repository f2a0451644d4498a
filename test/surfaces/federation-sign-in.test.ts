import { describe, expect, it } from 'vitest'
import {
  byProvider,
  acmeGround,
  backFrom,
  connectionsOf,
  federated,
  sentToProvider,
} from '../support/federated.ts'
import { rows } from '../support/database.ts'
import { HOME } from '../support/home.ts'
import { owner, signedInAt, stranger, guarded, unconfirmed } from '../support/page-visitors.ts'
import { PASSWORD } from '../support/account.ts'

const usersOf = (email: string) =>
  rows<{ id: string; verified_at: number | null; password: string; first_name: string | null }>(
    'select id, verified_at, password, first_name from users where email = ?',
    email,
  )

describe('signing in with a provider', () => {
  it('opens a confirmed account for an address that the provider gives out', async () => {
    const { ground, acme } = acmeGround()
    const { ada, email } = await federated(ground, acme)
    expect(ada.page.words).toContain(email)
    expect(await usersOf(email)).toEqual([
      expect.objectContaining({ verified_at: expect.any(Number), password: '!', first_name: 'Ada' }),
    ])
    expect(await connectionsOf(email)).toEqual([expect.objectContaining({ provider: 'oidc_acme' })])
  })

  it('leads to the same account the next time, whatever address the provider says then', async () => {
    const { ground, acme } = acmeGround()
    const { id, email } = await federated(ground, acme)
    acme.person({ sub: `subject of ${email}`, email: 'another@acme.example' })
    const again = stranger(ground)
    await byProvider(again, acme)
    expect(again.page.path).toBe('/account')
    expect(await rows('select user_id from sessions where user_id = ?', id)).toHaveLength(2)
    expect(await usersOf('another@acme.example')).toEqual([])
  })

  it('brings the visitor to where they wanted', async () => {
    const { ground, acme } = acmeGround()
    await federated(ground, acme)
    const ada = stranger(ground)
    const query = new URLSearchParams({ return_to: 'https://app.example.com/orders?page=2' })
    const page = await byProvider(ada, acme, `/sign-in/with/oidc_acme?${query.toString()}`)
    expect([page.status, page.headers.get('Location')]).toEqual([
      303,
      'https://app.example.com/orders?page=2',
    ])
  })

  it('is shown by a link on the pages to sign in and to sign up, which keeps where the visitor wants to go', async () => {
    const { ground } = acmeGround()
    const query = new URLSearchParams({ return_to: 'https://app.example.com/' }).toString()
    for (const path of ['/sign-in', '/sign-up']) {
      const ada = stranger(ground)
      await ada.open(`${path}?${query}`)
      expect(ada.page.words).toContain('Continue with Acme')
      expect(ada.page.text).toContain(`href="/sign-in/with/oidc_acme?${query}"`)
    }
  })

  it('asks the owner of an account to sign in once, names both, and connects them by a press', async () => {
    const { ground, acme } = acmeGround()
    const known = await owner(ground)
    await rows("update users set email = 'ada@acme.example' where id = ?", known.id)
    acme.person({ sub: 'ada', email: 'ada@acme.example' })
    const ada = stranger(ground)
    await byProvider(ada, acme)
    expect([ada.page.path, ada.page.title]).toEqual(['/sign-in/known', expect.stringContaining('already')])
    expect(await connectionsOf('ada@acme.example')).toEqual([])

    await ada.open('/sign-in')
    await ada.press('password', { email: 'ada@acme.example', password: PASSWORD })
    expect(ada.page.path).toBe('/account/connect')
    expect(ada.page.words).toContain('ada@acme.example')
    await ada.press('connect')
    expect(ada.page.path).toBe('/account/security')
    expect(await connectionsOf('ada@acme.example')).toHaveLength(1)

    const again = stranger(ground)
    await byProvider(again, acme)
    expect(again.page.path).toBe('/account')
  })

  it('asks whoever is signed in to that account already for no more than the press', async () => {
    const { ground, acme } = acmeGround()
    const known = await owner(ground)
    await rows("update users set email = 'ada@acme.example' where id = ?", known.id)
    const ada = await signedInAt(ground, { ...known, email: 'ada@acme.example' })
    await byProvider(ada, acme)
    expect(ada.page.path).toBe('/account/connect')
  })

  it('lets whoever is signed in to another account sign in to that one', async () => {
    const { ground, acme } = acmeGround()
    const known = await owner(ground)
    await rows("update users set email = 'ada@acme.example' where id = ?", known.id)
    const ada = await signedInAt(ground, await owner(ground))
    await byProvider(ada, acme)
    expect(ada.page.path).toBe('/sign-in/known')
    await ada.open('/sign-in')
    await ada.press('password', { email: 'ada@acme.example', password: PASSWORD })
    await ada.press('connect')
    expect(await connectionsOf('ada@acme.example')).toHaveLength(1)
  })

  it('lets a code prove the mailbox where the provider proves none, and opens an account for it', async () => {
    const { ground, acme } = acmeGround()
    acme.person({ sub: 'grace', email: 'grace@elsewhere.example' })
    const grace = stranger(ground)
    await byProvider(grace, acme)
    expect(grace.page.path).toBe('/sign-in/address')
    await grace.press('mail', { email: 'grace@elsewhere.example' })
    await grace.press('code', { code: ground.mailbox.codeTo('grace@elsewhere.example') })
    expect(grace.page.path).toBe('/account/connect')
    await grace.press('connect')
    expect(await connectionsOf('grace@elsewhere.example')).toHaveLength(1)
  })

  it('lets whoever gives up the way by a provider sign in otherwise', async () => {
    const { ground, acme } = acmeGround()
    const known = await owner(ground)
    acme.person({ sub: 'grace', email: 'grace@elsewhere.example' })
    const ada = stranger(ground)
    await byProvider(ada, acme)
    await ada.open('/sign-in')
    await ada.press('password', { email: known.email, password: PASSWORD })
    expect(ada.page.path).toBe('/account')
  })

  it('asks for the second step of the account', async () => {
    const { ground, acme } = acmeGround()
    const known = await guarded(ground)
    await rows("update users set email = 'ada@acme.example' where id = ?", known.id)
    const linked = stranger(ground)
    await byProvider(linked, acme)
    await linked.open('/sign-in')
    await linked.press('password', { email: 'ada@acme.example', password: PASSWORD })
    await linked.press('totp', { totp: known.app() })
    await linked.press('connect')

    const ada = stranger(ground)
    await byProvider(ada, acme)
    expect(ada.page.path).toBe('/second-step')
  })

  it('says that nothing was done to whoever cancels, and leads back', async () => {
    const { ground, acme } = acmeGround()
    const ada = stranger(ground)
    const page = await backFrom(ada, acme.errorFor(await sentToProvider(ada)))
    expect([page.status, page.headers.get('Postern-Failure')]).toEqual([200, null])
    expect(page.text).toContain('href="/sign-in"')
  })

  it('says of a provider that is down that it does not answer, and everything else works', async () => {
    const { ground, acme } = acmeGround()
    acme.answers('token', new Response('bad gateway', { status: 502 }))
    const ada = stranger(ground)
    const page = await byProvider(ada, acme)
    expect([page.status, page.headers.get('Postern-Failure')]).toEqual([503, 'unavailable'])
    await signedInAt(ground, await owner(ground))
  })

  it('goes on to the account when the way back is loaded anew', async () => {
    const { ground, acme } = acmeGround()
    const ada = stranger(ground)
    const brought = acme.codeFor(await sentToProvider(ada))
    await backFrom(ada, brought)
    expect(ada.page.path).toBe('/account')
    await backFrom(ada, brought)
    expect(ada.page.path, ada.page.words).toBe('/account')
  })

  it('makes an unverified account yield to whoever the provider vouches for', async () => {
    const { ground, acme } = acmeGround()
    const squatter = await unconfirmed(ground)
    await rows("update users set email = 'ada@acme.example' where id = ?", squatter.id)
    const { id } = await federated(ground, acme)
    expect(id).not.toBe(squatter.id)
    expect(await rows('select id from users where id = ?', squatter.id)).toEqual([])
  })

  it('sends nobody to a provider that is not offered', async () => {
    const { ground } = acmeGround()
    const ada = stranger(ground)
    expect((await ada.open('/sign-in/with/google')).status).toBe(404)
    expect((await ada.open('/callback/google?code=1&state=2')).status).toBe(404)
    expect(HOME).toBe('https://auth.localhost')
  })
})
