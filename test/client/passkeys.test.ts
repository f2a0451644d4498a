import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Refusal } from '../../src/client/refusal.ts'
import { freshEmail, PASSWORD } from '../support/account.ts'
import { app } from '../support/app.ts'
import { type Authenticator, authenticator } from '../support/authenticator.ts'
import { fromBase64url } from '../../src/crypto/bytes.ts'
import { codeFor, newLink } from '../support/mails.ts'
import { person } from '../support/person.ts'
import { pass } from '../support/clock.ts'

type Options = Parameters<Authenticator['create']>[0]
type Wanted = { publicKey: Options; mediation?: string; signal?: AbortSignal }
type Json = Awaited<ReturnType<Authenticator['create' | 'get']>>

let device: Authenticator
/** What the browser does in place of the device. */
let instead: ((wanted: Wanted) => Promise<never>) | undefined
let mediations: (string | undefined)[]
let signals: object[]

const UNAVAILABLE = { 'Postern-Failure': 'unavailable' }

const named = (name: string) => () => Promise.reject(new DOMException('no', name))

beforeEach(async () => {
  device = await authenticator()
  instead = undefined
  mediations = []
  signals = []
})
afterEach(() => vi.unstubAllGlobals())

/** A browser of today reads and writes JSON by itself. */
function modernBrowser() {
  const act = (name: 'create' | 'get') => async (wanted: Wanted) => {
    mediations.push(wanted.mediation)
    if (instead) return instead(wanted)
    const made: Json = await device[name](wanted.publicKey)
    return { toJSON: () => made }
  }
  vi.stubGlobal('navigator', { credentials: { create: act('create'), get: act('get') } })
  const signal = async (about: object) => void signals.push(about)
  vi.stubGlobal('PublicKeyCredential', {
    parseCreationOptionsFromJSON: (options: object) => options,
    parseRequestOptionsFromJSON: (options: object) => options,
    isConditionalMediationAvailable: async () => true,
    signalUnknownCredential: signal,
    signalAllAcceptedCredentials: signal,
    signalCurrentUserDetails: signal,
  })
}

const textOf = (bytes: Uint8Array) => bytes.toBase64({ alphabet: 'base64url', omitPadding: true })

/** One from before 2025 has bytes only. */
function olderBrowser() {
  const act =
    (name: 'create' | 'get') =>
    async ({ publicKey }: Wanted) => {
      const asText = (value: unknown) => (value instanceof Uint8Array ? textOf(value) : value) as string
      const options = {
        ...publicKey,
        challenge: asText(publicKey.challenge),
        ...(publicKey.user && { user: { ...publicKey.user, id: asText(publicKey.user.id) } }),
      }
      const { rawId, response, ...rest }: Json = await device[name](options)
      const bytes = (text: unknown) => fromBase64url(text as string)?.buffer
      const { transports, ...texts } = { transports: undefined, ...response }
      return {
        ...rest,
        rawId: bytes(rawId),
        response: {
          ...Object.fromEntries(Object.entries(texts).map(([member, text]) => [member, bytes(text)])),
          ...(transports && { getTransports: () => transports }),
        },
        getClientExtensionResults: () => ({}),
      }
    }
  vi.stubGlobal('navigator', { credentials: { create: act('create'), get: act('get') } })
  vi.stubGlobal('PublicKeyCredential', {})
}

async function confirmed() {
  const email = freshEmail()
  const ada = app()
  await ada.api.register({ name: 'Ada', email, password: PASSWORD })
  const { token } = await newLink(email, 'verify-email')
  await person().post('/verify-email', { token, password: PASSWORD })
  await ada.account.login({ email, password: PASSWORD })
  return { ...ada, email }
}

describe.each([
  ['a browser of today', modernBrowser],
  ['one without JSON', olderBrowser],
])('passkeys in %s', (_, browser) => {
  it('are added, sign in, make a session fresh and pass a second step', async () => {
    browser()
    const ada = await confirmed()
    const added = await ada.account.addPasskey({ name: 'Phone' })
    expect(added).toMatchObject({ outcome: 'added', passkey: { name: 'Phone', last_used_at: null } })
    const other = app()
    expect((await other.account.signInWithPasskey()).outcome).toBe('signed_in')
    expect((await other.account.me()).email).toBe(ada.email)
    pass(700_000)
    await expect(other.account.changeSecurity({ second_step: true })).rejects.toMatchObject({
      kind: 'sign_in_again',
    })
    expect((await other.account.reauthenticateWithPasskey()).outcome).toBe('proven')
    await other.account.changeSecurity({ second_step: true })
    const third = app()
    let token = ''
    await third.account.login({ email: ada.email, password: PASSWORD }).catch((error: unknown) => {
      if (error instanceof Refusal) token = error.secondStep?.token ?? ''
    })
    expect((await third.account.passSecondStepWithPasskey(token)).outcome).toBe('signed_in')
    expect(await third.isSignedIn()).toBe(true)
  })
})

describe('passkeys', () => {
  it('are listed, renamed and removed, and the device is told', async () => {
    modernBrowser()
    const { account } = await confirmed()
    await account.addPasskey()
    const [passkey] = await account.passkeys()
    const id = passkey?.id ?? ''
    expect((await account.renamePasskey(id, { name: 'Laptop' })).name).toBe('Laptop')
    await account.removePasskey(id)
    expect(await account.passkeys()).toEqual([])
    expect(signals).toEqual([
      expect.objectContaining({ rpId: 'auth.localhost', allAcceptedCredentialIds: [] }),
      expect.objectContaining({ rpId: 'auth.localhost', displayName: 'Ada' }),
    ])
  })

  it('of an account that has moved, or been renamed, are shown under its new address and name', async () => {
    modernBrowser()
    const { account, email } = await confirmed()
    await account.addPasskey()
    await account.editMe({ first_name: 'Augusta', last_name: 'King' })
    await account.syncPasskeys()
    const about = { rpId: 'auth.localhost', userId: expect.stringMatching(/^[\w-]{43}$/) }
    const [passkeys, renamed] = signals
    expect(passkeys).toEqual({ ...about, allAcceptedCredentialIds: [expect.any(String)] })
    expect(renamed).toEqual({ ...about, name: email, displayName: 'Augusta King' })

    const moved = freshEmail()
    const { request } = await account.changeEmail({ email: moved })
    const codes = { code_current: await codeFor(email), code_new: await codeFor(moved) }
    await account.confirmEmail({ request, ...codes })
    expect(signals.slice(2)).toEqual([passkeys, { ...about, name: moved, displayName: 'Augusta King' }])
  })

  it('are told to no browser that cannot pass it on, and cost no request there', async () => {
    olderBrowser()
    const { account, asked } = await confirmed()
    const before = asked.length
    await account.syncPasskeys()
    expect(asked.slice(before)).toEqual([])
  })

  it('that the service refuses are forgotten by the device', async () => {
    modernBrowser()
    const { account } = await confirmed()
    const honest = device
    device = { ...honest, create: (options) => honest.create({ ...options, challenge: 'x' }) }
    await expect(account.addPasskey()).rejects.toMatchObject({ kind: 'invalid_input' })
    expect(signals).toEqual([{ rpId: 'auth.localhost', credentialId: expect.any(String) }])
    device = honest
    const slow: Authenticator['create'] = (options) => {
      pass(700_000)
      return honest.create(options)
    }
    device = { ...honest, create: slow }
    await account.reauthenticate({ password: PASSWORD })
    await expect(account.addPasskey()).rejects.toBeInstanceOf(Refusal)
    expect(signals).toHaveLength(2)
  })

  it('that the service may have are not forgotten: its answer was lost', async () => {
    modernBrowser()
    const ada = await confirmed()
    const lost = app({
      kept: ada.kept,
      spoil: ({ url, method }) =>
        method === 'POST' && url.endsWith('/passkeys')
          ? Promise.resolve(Response.json({ detail: '' }, { status: 503, headers: UNAVAILABLE }))
          : undefined,
    })
    await expect(lost.account.addPasskey()).rejects.toMatchObject({ kind: 'unavailable' })
    expect(signals).toEqual([])
  })

  it.each([
    ['NotAllowedError', 'cancelled'],
    ['AbortError', 'cancelled'],
    ['InvalidStateError', 'already_there'],
    ['NotSupportedError', 'unsupported'],
  ])('end as an outcome, and not as a fault, with %s', async (name, outcome) => {
    modernBrowser()
    const ada = await confirmed()
    instead = named(name)
    expect(await ada.account.addPasskey()).toEqual({ outcome })
    expect(await app().account.signInWithPasskey()).toEqual({ outcome })
  })

  it('are an outcome too where there are none, and a fault of the page is an error', async () => {
    expect(await app().account.signInWithPasskey()).toEqual({ outcome: 'unsupported' })
    expect(await app().account.signInWithPasskey({ autofill: true })).toEqual({ outcome: 'unsupported' })
    modernBrowser()
    instead = named('SecurityError')
    await expect(app().account.signInWithPasskey()).rejects.toThrow('no')
  })

  it('sign in by autofill, which asks anew before its challenge is over, until the app ends it', async () => {
    modernBrowser()
    const over = new AbortController()
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValueOnce(over.signal)
    const ada = await confirmed()
    await ada.account.addPasskey()
    mediations = []
    instead = async () => {
      instead = undefined
      over.abort()
      throw new DOMException('over', 'AbortError')
    }
    const somebody = app()
    expect((await somebody.account.signInWithPasskey({ autofill: true })).outcome).toBe('signed_in')
    expect(mediations).toEqual(['conditional', 'conditional'])
    expect(timeout).toHaveBeenCalledWith(270_000)
    const ended = new AbortController()
    instead = async () => {
      ended.abort()
      throw new DOMException('ended', 'AbortError')
    }
    const waiting = somebody.account.signInWithPasskey({ autofill: true, signal: ended.signal })
    expect(await waiting).toEqual({ outcome: 'cancelled' })
  })

  it.each([{ autofill: true }, {}])(
    'that the app ends before a device is asked are cancelled: %o',
    async (how) => {
      modernBrowser()
      const ended = new AbortController()
      const { account, asked } = app({
        spoil: () => {
          ended.abort()
          return Promise.reject(new DOMException('ended', 'AbortError'))
        },
      })
      expect(await account.signInWithPasskey({ ...how, signal: ended.signal })).toEqual({
        outcome: 'cancelled',
      })
      expect([asked, mediations]).toEqual([['POST /api/v1/auth/passkey/options'], []])
      expect(await account.signInWithPasskey({ ...how, signal: ended.signal })).toEqual({
        outcome: 'cancelled',
      })
    },
  )

  it('end by the signal of the app where browsers have no AbortSignal.any', async () => {
    modernBrowser()
    vi.spyOn(AbortSignal, 'any').mockImplementation(() => {
      throw new TypeError('AbortSignal.any is not a function')
    })
    const ended = new AbortController()
    instead = async ({ signal }) =>
      new Promise((_, reject) => {
        signal?.addEventListener('abort', () => reject(new DOMException('ended', 'AbortError')))
        ended.abort()
      })
    const waiting = app().account.signInWithPasskey({ autofill: true, signal: ended.signal })
    expect(await waiting).toEqual({ outcome: 'cancelled' })
  })
})
