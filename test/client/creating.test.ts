import { describe, expect, it, vi } from 'vitest'
import { createClient } from '../../src/client/client.ts'
import { memoryStorage } from '../../src/client/storage.ts'
import { freshEmail, PASSWORD } from '../support/account.ts'
import { app } from '../support/app.ts'
import { HOME } from '../support/person.ts'

const person = () => ({ name: 'Ada', email: freshEmail(), password: PASSWORD })

describe('a client on a server', () => {
  it('asks for a storage before it sends anything, and says so in one sentence', async () => {
    const fetch = vi.fn<() => Promise<Response>>()
    const { account, api, auth, isSignedIn, fetch: ask } = createClient({ url: HOME, fetch })
    for (const call of [
      () => account.login({ email: freshEmail(), password: PASSWORD }),
      () => api.register(person()),
      () => auth.requestCode({ account: freshEmail() }),
      () => account.me(),
      () => ask(`${HOME}/api/v1/users/me`),
      isSignedIn,
    ])
      await expect(call()).rejects.toThrow(
        new TypeError(
          'Outside a browser a client needs a storage: create one client for each request or user, with `storage: memoryStorage()`.',
        ),
      )
    expect(fetch).not.toHaveBeenCalled()
  })

  it('is somebody else in each storage', async () => {
    const [one, other] = [memoryStorage(), memoryStorage()]
    await one.setItem('key', 'Ada')
    expect([await one.getItem('key'), await other.getItem('key')]).toEqual(['Ada', null])
    await one.removeItem('key')
    expect(await one.getItem('key')).toBeNull()
  })
})

describe('the storage', () => {
  it('needs to know only keys of letters, digits, dots, dashes and underscores', async () => {
    const opened = app()
    await opened.api.register(person())
    expect([...opened.kept.keys()].toSorted()).toEqual([
      'postern.https_auth.localhost',
      'postern.https_auth.localhost.devices',
    ])
    for (const key of opened.kept.keys()) expect(key).toMatch(/^[\w.-]+$/)
  })

  it('that fails costs no registration', async () => {
    const fetch = vi.fn<() => Promise<Response>>()
    const broken = () => Promise.reject(new Error('the key chain is locked'))
    const storage = { getItem: broken, setItem: broken, removeItem: broken }
    const { api } = createClient({ url: HOME, storage, fetch })
    await expect(api.register(person())).rejects.toThrow('the key chain is locked')
    expect(fetch).not.toHaveBeenCalled()
  })
})

describe('the url', () => {
  it.each([
    'https://x.example/auth',
    'https://x.example/?a=b',
    'https://x.example/#a',
    'x.example',
    '',
    'ftp://x.example',
  ])('%j is refused in one sentence', (url) => {
    expect(() => createClient({ url, storage: memoryStorage() })).toThrow(
      new TypeError(
        'The url of a client is the origin of the service, without a path: "https://auth.example.com".',
      ),
    )
  })

  it('may end with a slash, and leads to the same session', async () => {
    const opened = app()
    await opened.api.register(person())
    const storage = { ...memoryStorage(), getItem: (key: string) => opened.kept.get(key) ?? null }
    expect(await createClient({ url: `${HOME}/`, storage }).isSignedIn()).toBe(true)
    expect(await createClient({ url: 'https://other.example', storage }).isSignedIn()).toBe(false)
  })
})
