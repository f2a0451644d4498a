import { describe, expect, it, vi } from 'vitest'
import { createClient } from '../../src/client/client.ts'
import { keyVerifier } from '../../src/client/key-verifier.ts'
import { requireUser } from '../../src/client/require-user.ts'
import { memoryStorage } from '../../src/client/storage.ts'
import { freshEmail, PASSWORD } from '../support/account.ts'
import { app, type App } from '../support/app.ts'
import { rows } from '../support/database.ts'
import { codeFor } from '../support/mails.ts'
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

  it('keeps the sessions of two storages in memory apart', async () => {
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

  it('is memory where the browser forbids the one of the page', async () => {
    vi.stubGlobal('document', {})
    const get = () => {
      throw new DOMException('', 'SecurityError')
    }
    Object.defineProperty(globalThis, 'localStorage', { get, configurable: true })
    const { isSignedIn } = createClient({ url: HOME })
    Reflect.deleteProperty(globalThis, 'localStorage')
    vi.unstubAllGlobals()
    expect(await isSignedIn()).toBe(false)
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

const account = () => {
  const { name: names, ...rest } = person()
  return { names, surnames: 'Lovelace', ...rest }
}

/** Each way to open a session: what comes before, and the call that opens it. */
const OPENINGS: Record<string, (opened: App) => Promise<() => Promise<unknown>>> = {
  'account.register': async (opened) => () => opened.account.register(account()),
  'account.login': async (opened) => {
    const ada = account()
    await app().account.register(ada)
    return () => opened.account.login(ada)
  },
  'api.register': async (opened) => () => opened.api.register(person()),
  'api.login': async (opened) => {
    const ada = person()
    await app().api.register(ada)
    return () => opened.api.login(ada)
  },
  'auth.createAccount': async (opened) => {
    const account = freshEmail()
    await opened.auth.requestCode({ account })
    await opened.auth.verifyCode({ code: await codeFor(account) })
    return () => opened.auth.createAccount({ pwd: PASSWORD })
  },
  'auth.finishSignIn': async (opened) => {
    const ada = person()
    await app().api.register(ada)
    await opened.auth.startSignIn({ account: ada.email, pwd: PASSWORD })
    const code = await codeFor(ada.email)
    return () => opened.auth.finishSignIn({ code })
  },
}

describe.each(Object.entries(OPENINGS))('%s, when the storage is full', (_name, prepare) => {
  const full = () => {
    throw new Error('the storage is full')
  }
  const openSessions = () => rows('select id from sessions where revoked_at is null')

  it('rejects, and ends the session that it has opened', async () => {
    const open = await prepare(app({ write: full }))
    const before = await openSessions()
    await expect(open()).rejects.toThrow('the storage is full')
    // A first sign-in by mail ends the one of the registration, too.
    expect(before).toEqual(expect.arrayContaining(await openSessions()))
    expect(await rows('select id from sessions')).toHaveLength(before.length + 1)
  })

  it('rejects with the same when the service does not answer to that', async () => {
    const spoil = ({ url }: Request) =>
      url.endsWith('/logout') ? Promise.reject(new TypeError('Failed to fetch')) : undefined
    const open = await prepare(app({ write: full, spoil }))
    await expect(open()).rejects.toThrow('the storage is full')
  })
})

it('a device that cannot be remembered signs in', async () => {
  const kept = new Map<string, string>()
  const opened = app({
    kept,
    write: (key, value) => {
      if (key.endsWith('.devices')) throw new Error('the storage is full')
      kept.set(key, value)
    },
  })
  await opened.api.register(person())
  expect(await opened.isSignedIn()).toBe(true)
})

const SCHEME = ' "https://" or "http://" is missing.'

/** Every address that an app gives to the package, and what the package says of a wrong one. */
const ADDRESSES = [
  {
    name: 'the url of a client',
    give: (url: string) => createClient({ url, storage: memoryStorage() }),
    rule: 'The url of a client has to be an origin without a path: "https://auth.example.com".',
  },
  {
    name: 'one of the apis of a client',
    give: (api: string) => createClient({ url: HOME, apis: [api], storage: memoryStorage() }),
    rule: 'Each of the apis has to be an origin without a path: "https://auth.example.com".',
  },
  ...[
    { name: 'keyVerifier', give: (issuer: string) => keyVerifier({ issuer }) },
    { name: 'requireUser', give: (issuer: string) => requireUser({ issuer }) },
    { name: 'keyVerifier for an app', give: (issuer: string) => keyVerifier({ issuer, app: 'shop' }) },
  ].map(({ name, give }) => ({
    name: `the issuer of ${name}`,
    give,
    rule: 'The issuer of a verifier has to be an origin without a path: "https://auth.example.com".',
  })),
]

describe.each(ADDRESSES)('$name', ({ give, rule }) => {
  it.each([
    ['https://x.example/auth', ''],
    ['https://x.example/?a=b', ''],
    ['https://x.example/#a', ''],
    ['https://a:b@x.example', ''],
    ['http://', ''],
    ['', ''],
    [undefined as unknown as string, ''],
    ['x.example', SCHEME],
    ['localhost:8787', SCHEME],
    ['ftp://x.example', SCHEME],
  ])('%j is refused in plain words', (address, more) => {
    expect(() => give(address)).toThrow(new TypeError(rule + more))
  })

  it.each([HOME, `${HOME}/`, 'http://localhost:8787'])('may be %s', (address) => {
    expect(() => give(address)).not.toThrow()
  })
})

it.each(['localhost:8787/keys', 'keys', ''])('the address of the keys may not be %j', (jwksUrl) => {
  expect(() => keyVerifier({ issuer: HOME, jwksUrl })).toThrow(
    'The jwksUrl of a verifier has to be the address',
  )
})

describe('the url', () => {
  it('may end with a slash, and leads to the same session', async () => {
    const opened = app()
    await opened.api.register(person())
    const storage = { ...memoryStorage(), getItem: (key: string) => opened.kept.get(key) ?? null }
    expect(await createClient({ url: `${HOME}/`, storage }).isSignedIn()).toBe(true)
    expect(await createClient({ url: 'https://other.example', storage }).isSignedIn()).toBe(false)
  })
})
