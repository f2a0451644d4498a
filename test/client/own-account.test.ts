import { beforeEach, describe, expect, it } from 'vitest'
import { confirmedByHand, freshEmail, PASSWORD } from '../support/account.ts'
import { app } from '../support/app.ts'
import { childOf, registeredApp } from '../support/apps.ts'
import { pass } from '../support/clock.ts'
import { rows } from '../support/database.ts'
import { deferredWork } from '../support/worker.ts'

let email: string

beforeEach(() => {
  email = freshEmail()
})

const personOf = (address: string) => ({
  email: address,
  password: PASSWORD,
  confirm_password: PASSWORD,
  first_name: 'Ada',
  last_name: 'L',
})

describe('client.account', () => {
  it('lists sessions, ends one, the others, and all of them', async () => {
    const [here, ...others] = [app(), app(), app()]
    await here.api.register({ name: 'Ada', email, password: PASSWORD })
    for (const { account } of others) await account.login({ email, password: PASSWORD })
    const newest = (await here.account.sessions()).find(({ current }) => !current)
    expect(newest).toMatchObject({ current: false, methods: ['password'] })
    expect(await here.account.endSession(newest?.id ?? '')).toBeUndefined()
    await expect(here.account.endSession(newest?.id ?? '')).rejects.toMatchObject({ kind: 'not_found' })
    expect(await here.account.endOtherSessions()).toEqual({ ended: 1 })
    await others[0]?.account.login({ email, password: PASSWORD })
    await expect(here.account.exportData()).rejects.toMatchObject({ kind: 'email_not_verified' })
    await deferredWork()
    const [last, ...before] = await here.account.events()
    expect(await here.account.events({ limit: 1 })).toEqual([last])
    expect(await here.account.events({ cursor: last?.id ?? '' })).toEqual(before)
    await here.account.logoutEverywhere()
    expect(await here.isSignedIn()).toBe(false)
    await expect(others[0]?.account.me()).rejects.toMatchObject({ kind: 'unauthenticated' })
  })

  it('lists the apps that may act for it, and removes one', async () => {
    const { account, api } = app()
    await api.register({ name: 'Ada', email, password: PASSWORD })
    await rows('update users set verified_at = 1')
    const [session] = await account.sessions()
    const { id } = await registeredApp()
    pass()
    await childOf(session?.id ?? '', { appId: id, scope: 'openid email' })
    expect(await account.apps()).toMatchObject([{ id, name: 'Notes', scopes: ['openid', 'email'] }])
    expect(await account.sessions()).toMatchObject([{ app: { id, name: 'Notes' } }, { app: null }])
    expect(await account.removeApp(id)).toBeUndefined()
    await expect(account.removeApp(id)).rejects.toMatchObject({ kind: 'not_found' })
    expect(await account.apps()).toEqual([])
  })

  it('deletes the account, and brings it back', async () => {
    await confirmedByHand((await app().account.register(personOf(email))).user.id)
    const { account, api, isSignedIn } = app()
    await account.login({ email, password: PASSWORD })
    await account.exportData()
    expect(await account.deleteMe({ confirm: email })).toEqual({ deletes_at: expect.any(String) })
    expect(await isSignedIn()).toBe(false)
    const refused = await account.login({ email, password: PASSWORD }).catch((error: unknown) => error)
    expect(refused).toMatchObject({ kind: 'account_deleting', keep: { token: expect.any(String) } })
    const again = await api.login({ email, password: PASSWORD }).catch((error: unknown) => error)
    await account.keepAccount({ token: (again as { keep: { token: string } }).keep.token })
    expect((await account.me()).email).toBe(email)
  })
})
