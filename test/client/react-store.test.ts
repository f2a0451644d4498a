import { describe, expect, it } from 'vitest'
import type { User } from '../../src/client/account-v1.ts'
import { createClient } from '../../src/client/client.ts'
import { type Store, storeOf } from '../../src/client/react-store.ts'
import { Unreachable } from '../../src/client/refusal.ts'
import { freshEmail, PASSWORD } from '../support/account.ts'
import { app, type App } from '../support/app.ts'
import { HOME } from '../support/person.ts'
import { theWorker } from '../support/worker.ts'

const nobody = () => {}
const namesIn = (store: Store) => (store.state().user as User | null | undefined)?.names
const signUp = (client: App, name: string) =>
  client.api.register({ name, email: freshEmail(), password: PASSWORD })
const timesAsked = ({ asked }: App) => asked.filter((route) => route === 'GET /api/v1/users/me').length

describe('what React shows', () => {
  it('is who is signed in now, though no component was there when the session changed', async () => {
    const client = app()
    await signUp(client, 'Ada')
    const store = storeOf(client)
    const leave = store.subscribe(nobody)
    store.wantUser()
    await expect.poll(() => namesIn(store)).toBe('Ada')
    leave()
    await signUp(client, 'Bob')
    store.subscribe(nobody)
    await expect.poll(() => namesIn(store)).toBe('Bob')
  })

  it('is never an earlier user, whose answer comes late', async () => {
    const delay = Promise.withResolvers<void>()
    let late: Promise<Response> | undefined
    const client = app({
      spoil(request) {
        if (late || !request.url.endsWith('/users/me')) return undefined
        late = theWorker.fetch(request).then((answer) => delay.promise.then(() => answer))
        return late
      },
    })
    await signUp(client, 'Ada')
    const store = storeOf(client)
    store.subscribe(nobody)
    store.wantUser()
    await expect.poll(() => timesAsked(client)).toBe(1)
    await signUp(client, 'Bob')
    await expect.poll(() => namesIn(store)).toBe('Bob')
    delay.resolve()
    await late
    await client.account.me()
    expect(namesIn(store)).toBe('Bob')
  })

  it('is asked for once, however many components want it and come back', async () => {
    const client = app()
    await signUp(client, 'Ada')
    const store = storeOf(client)
    for (let component = 0; component < 3; component += 1) {
      const leave = store.subscribe(nobody)
      store.wantUser()
      await expect.poll(() => namesIn(store)).toBe('Ada')
      leave()
    }
    expect(timesAsked(client)).toBe(1)
    await client.account.logout()
    await store.reload()
    expect(store.state()).toEqual({ status: 'signed-out', user: null, error: undefined })
    expect(timesAsked(client)).toBe(1)
  })

  it('is the error when the service does not say who it is, until it does', async () => {
    let isDown = true
    const client = app({
      spoil: (request) =>
        isDown && request.url.endsWith('/users/me')
          ? Promise.resolve(new Response('<h1>Bad gateway</h1>', { status: 502 }))
          : undefined,
    })
    await signUp(client, 'Ada')
    const store = storeOf(client)
    store.subscribe(nobody)
    store.wantUser()
    await expect.poll(() => store.state().error).toBeInstanceOf(Unreachable)
    expect(store.state().status).toBe('signed-in')
    isDown = false
    await store.reload()
    expect(store.state()).toMatchObject({ user: { names: 'Ada' }, error: undefined })
  })

  it('is nobody, and the error, where the storage fails', async () => {
    const error = new Error('the key chain is locked')
    const broken = () => Promise.reject(error)
    const storage = { getItem: broken, setItem: broken, removeItem: broken }
    const store = storeOf(createClient({ url: HOME, storage }))
    store.subscribe(nobody)
    await expect.poll(() => store.state()).toEqual({ status: 'signed-out', user: null, error })
  })
})
