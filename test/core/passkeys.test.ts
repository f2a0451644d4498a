import { beforeAll, describe, expect, it } from 'vitest'
import { type Env, parseConfig } from '../../src/config/config.ts'
import { authenticationResponse, registrationResponse } from '../../src/core/passkeys/bodies.ts'
import {
  type ChallengeUse,
  openChallenge,
  signInIn,
  writeChallenge,
} from '../../src/core/passkeys/challenge.ts'
import { creationOptions, requestOptions } from '../../src/core/passkeys/options.ts'
import { providerName } from '../../src/core/passkeys/provider-name.ts'
import { relyingPartyOf } from '../../src/core/passkeys/relying-party.ts'
import { type StoredPasskey, verifyAssertion } from '../../src/core/passkeys/verify-assertion.ts'
import { verifyRegistration } from '../../src/core/passkeys/verify-registration.ts'
import { base64url, fromBase64url } from '../../src/crypto/bytes.ts'
import { openKeyring } from '../../src/crypto/keyring.ts'
import { type Authenticator, authenticator, FLAG, type Odd } from '../support/authenticator.ts'
import { bindings } from '../support/bindings.ts'
import { pass } from '../support/clock.ts'
import { SECRET } from '../support/worker.ts'
import {
  appended,
  type Assertion,
  BROKEN_ASSERTIONS,
  BROKEN_REGISTRATIONS,
  CREATED,
  GOOD_ASSERTIONS,
  GOOD_REGISTRATIONS,
  GOT,
  type Knowing,
  type Registration,
} from './passkey-steps.ts'

const OTHER_SECRET = 'another secret of more than 32 characters'
const keyring = await openKeyring(SECRET, [])

const configOf = (changes: Partial<Env> = {}) => {
  const parsed = parseConfig({ ...bindings, ...changes })
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems))
  return parsed.config
}
function party(changes: Partial<Env> = {}) {
  const relyingParty = relyingPartyOf(configOf(changes))
  if (!relyingParty) throw new Error('passkeys are off')
  return relyingParty
}

const verdictOf = (result: object) => ('refused' in result ? result.refused : 'accepted')
const opened = async (
  challenge: string,
  use: ChallengeUse,
  { by = keyring, notBefore = 0 }: { by?: typeof keyring; notBefore?: number } = {},
) => openChallenge(by, challenge, { use, now: Date.now(), notBefore })

const REGISTER = { purpose: 'register', binding: 'session one' } as const
const SIGN_IN = { purpose: 'sign_in' } as const
const HANDLE = base64url(new Uint8Array(32).fill(7))
const OWNER = { handle: HANDLE, email: 'ada@example.com', displayName: 'Ada Lovelace' }

const expecting = (use: ChallengeUse, relyingParty = party()) => ({
  relyingParty,
  openChallenge: (challenge: string) => opened(challenge, use),
})

let device: Authenticator
beforeAll(async () => {
  device = await authenticator()
})

async function registration(odd: Odd = {}, change = (made: Registration) => made, by = device) {
  const challenge = await writeChallenge(keyring, REGISTER, Date.now())
  const options = creationOptions(party(), { owner: OWNER, existing: [], challenge })
  return verifyRegistration(change(await by.create(options, odd)), expecting(REGISTER))
}

describe('a registration', () => {
  it.each(GOOD_REGISTRATIONS)('is accepted %s', async (_, odd) => {
    expect(verdictOf(await registration(odd))).toBe('accepted')
  })

  it.each(BROKEN_REGISTRATIONS)(
    'is refused when a step of §7.1 alone is wrong: %s',
    async (_, verdict, odd, change) => {
      expect(verdictOf(await registration(odd, change))).toBe(verdict)
    },
  )

  it.each([-8, -7, -257] as const)('says what there is to store, by algorithm %d', async (algorithm) => {
    const aaguid = Uint8Array.fromHex('ee882879721c491397753dfcce97072a')
    const by = await authenticator(algorithm, { aaguid })
    const odd = {
      signCount: 5,
      flags: CREATED | FLAG.BE,
      transports: ['usb', 'nfc', 'usb'],
      credentialId: Uint8Array.of(1, 2, 3),
    }
    expect(await registration(odd, undefined, by)).toEqual({
      credentialId: 'AQID',
      publicKey: expect.stringMatching(/^[\w-]{50,}$/),
      algorithm,
      signCount: 5,
      backupEligible: true,
      backedUp: false,
      transports: ['usb', 'nfc'],
      aaguid: 'ee882879-721c-4913-9775-3dfcce97072a',
      challenge: { id: expect.stringMatching(/^[\w-]{43}$/), expiresAt: Date.now() + 300_000 },
    })
  })
})

/** A passkey that has been stored, and whose device has counted to ten. */
async function stored(changes: Partial<StoredPasskey> = {}): Promise<StoredPasskey> {
  const made = await registration({ signCount: 10 })
  if ('refused' in made) throw new Error(made.refused)
  const { credentialId, publicKey, signCount, backupEligible } = made
  return { credentialId, publicKey, signCount, backupEligible, userHandle: HANDLE, ...changes }
}

async function assertion(odd: Odd = {}, change = (made: Assertion) => made, knowing: Knowing = {}) {
  const passkey = await stored(knowing.stored)
  const challenge = await writeChallenge(keyring, SIGN_IN, Date.now())
  const made = change(await device.get(requestOptions(party(), { challenge }), { signCount: 11, ...odd }))
  const allowed = knowing.allowed?.(passkey.credentialId)
  return verifyAssertion(made, passkey, { ...expecting(SIGN_IN), ...(allowed ? { allowed } : {}) })
}

describe('an assertion', () => {
  it.each(GOOD_ASSERTIONS)('is accepted %s', async (_, odd, knowing) => {
    expect(verdictOf(await assertion(odd, undefined, knowing))).toBe('accepted')
  })

  it.each(BROKEN_ASSERTIONS)(
    'is refused when a step of §7.2 alone is wrong: %s',
    async (_, verdict, odd, change, knowing) => {
      expect(verdictOf(await assertion(odd, change, knowing))).toBe(verdict)
    },
  )

  it('says what there is to store: the counter and whether the key is backed up', async () => {
    const odd = { signCount: 12, flags: GOT | FLAG.BE | FLAG.BS }
    const challenge = { id: expect.stringMatching(/^[\w-]{43}$/), expiresAt: Date.now() + 300_000 }
    expect(await assertion(odd, undefined, { stored: { backupEligible: true } })).toEqual({
      signCount: 12,
      backedUp: true,
      challenge,
    })
  })
})

const USES: [string, ChallengeUse][] = [
  ['a registration', REGISTER],
  ['a registration in another session', { purpose: 'register', binding: 'session two' }],
  ['a proof in a session', { purpose: 'reauthenticate', binding: 'session one' }],
  ['a sign-in', SIGN_IN],
  ['a sign-in bound to nothing by an empty text', { purpose: 'sign_in', binding: '' }],
  ['a second step', { purpose: 'sign_in', binding: 'session one' }],
  ['another second step', { purpose: 'sign_in', binding: 'session two' }],
  ['a sign-in in a browser', signInIn('session one')],
  ['a sign-in in a browser without a name', signInIn('')],
]

describe('a challenge', () => {
  it.each(USES)('is good for what it was made for, and for nothing else: %s', async (name, use) => {
    const challenge = await writeChallenge(keyring, use, Date.now())
    for (const [each, asked] of USES)
      expect([each, verdictOf(await opened(challenge, asked))]).toEqual([
        each,
        each === name ? 'accepted' : 'challenge_foreign',
      ])
  })

  it('is good for 300 seconds', async () => {
    const challenge = await writeChallenge(keyring, SIGN_IN, Date.now())
    pass(299_999)
    expect(verdictOf(await opened(challenge, SIGN_IN))).toBe('accepted')
    pass(1)
    expect(verdictOf(await opened(challenge, SIGN_IN))).toBe('challenge_expired')
  })

  it('is over with NOT_BEFORE', async () => {
    const challenge = await writeChallenge(keyring, SIGN_IN, Date.now())
    const notBefore = Date.now() / 1_000
    expect(verdictOf(await opened(challenge, SIGN_IN, { notBefore }))).toBe('accepted')
    expect(verdictOf(await opened(challenge, SIGN_IN, { notBefore: notBefore + 1 }))).toBe(
      'challenge_expired',
    )
  })

  it('is another one each time, and has a name of its own to be spent by', async () => {
    const made = await Promise.all(
      Array.from({ length: 8 }, () => writeChallenge(keyring, SIGN_IN, Date.now())),
    )
    const ids = await Promise.all(made.map(async (each) => JSON.stringify(await opened(each, SIGN_IN))))
    expect([new Set(made).size, new Set(ids).size]).toEqual([8, 8])
  })

  it('is none with any of its bytes changed, or one more or less', async () => {
    const bytes = fromBase64url(await writeChallenge(keyring, SIGN_IN, Date.now())) ?? new Uint8Array()
    const changed = Array.from(bytes, (byte, index) => bytes.with(index, byte ^ 1))
    for (const each of [...changed, bytes.slice(1), appended(bytes), new Uint8Array()])
      expect(verdictOf(await opened(base64url(each), SIGN_IN))).toBe('challenge_foreign')
  })

  it('is good after a rotation, unless the secret has leaked', async () => {
    const challenge = await writeChallenge(keyring, SIGN_IN, Date.now())
    const after = (passwordsOnly: boolean) => openKeyring(OTHER_SECRET, [{ secret: SECRET, passwordsOnly }])
    expect(verdictOf(await opened(challenge, SIGN_IN, { by: await after(false) }))).toBe('accepted')
    expect(verdictOf(await opened(challenge, SIGN_IN, { by: await after(true) }))).toBe('challenge_foreign')
  })
})

describe('the relying party', () => {
  const PRODUCTION = {
    ENVIRONMENT: 'production',
    RESEND_API_KEY: 're_0123456789',
    EMAIL_FROM: 'Postern <mail@example.com>',
    APP_URL: 'https://auth.example.com',
  } satisfies Partial<Env>

  it.each<[what: string, changes: Partial<Env>, id: string | undefined]>([
    ['the host of APP_URL', PRODUCTION, 'auth.example.com'],
    ['without its port', { APP_URL: 'http://localhost:8787' }, 'localhost'],
    ['localhost, where no APP_URL is set', { APP_URL: '' }, 'localhost'],
    ['what PASSKEY_RP_ID says', { ...PRODUCTION, PASSKEY_RP_ID: 'example.com' }, 'example.com'],
    ['nobody at an IP address', { APP_URL: 'http://127.0.0.1:8787' }, undefined],
    ['nobody at an IP address of version 6', { APP_URL: 'http://[::1]:8787' }, undefined],
  ])('is %s', (_, changes, id) => {
    expect(configOf(changes).PASSKEY_RP_ID).toBe(id)
    expect(relyingPartyOf(configOf(changes))?.id).toBe(id)
  })

  it('takes the origins of APP_URL and PASSKEY_ORIGINS, exactly', () => {
    const { isOrigin } = party({
      ...PRODUCTION,
      PASSKEY_ORIGINS: 'https://app.example, https://b.example:8443',
    })
    const right = ['https://auth.example.com', 'https://app.example', 'https://b.example:8443']
    const near = [
      'http://auth.example.com',
      'https://example.com',
      'https://b.example',
      'https://a.app.example',
    ]
    const local = ['http://localhost', 'http://localhost:3000', 'https://127.0.0.1']
    expect(right.filter((each) => !isOrigin(each))).toEqual([])
    expect([...near, ...local, ''].filter(isOrigin)).toEqual([])
  })

  it('takes every page of this machine in development, and no other', () => {
    const { isOrigin } = party()
    const local = [
      'http://localhost',
      'http://localhost:3000',
      'https://app.localhost',
      'http://127.0.0.1:5173',
    ]
    const others = [
      'http://localhost.example',
      'http://192.168.7.7',
      'http://localhost/',
      'tauri://localhost',
      'null',
    ]
    expect(local.filter((each) => !isOrigin(each))).toEqual([])
    expect(others.filter(isOrigin)).toEqual([])
  })
})

describe('options', () => {
  const known = { credentialId: 'AQID', transports: ['internal'] }
  const named = [{ type: 'public-key', id: 'AQID', transports: ['internal'] }]

  it('of a registration ask for a passkey that is found by itself and verifies its user', () => {
    expect(creationOptions(party(), { owner: OWNER, existing: [known], challenge: 'AAAA' })).toEqual({
      rp: { id: 'auth.localhost', name: 'Postern' },
      user: { id: HANDLE, name: 'ada@example.com', displayName: 'Ada Lovelace' },
      challenge: 'AAAA',
      pubKeyCredParams: [-8, -7, -257].map((alg) => ({ type: 'public-key', alg })),
      timeout: 300_000,
      excludeCredentials: named,
      authenticatorSelection: {
        residentKey: 'required',
        requireResidentKey: true,
        userVerification: 'required',
      },
      attestation: 'none',
      extensions: { credProps: true },
    })
  })

  it('of a sign-in name no passkey, unless the account is known', () => {
    const usual = {
      challenge: 'AAAA',
      rpId: 'auth.localhost',
      timeout: 300_000,
      userVerification: 'required',
    }
    expect(requestOptions(party(), { challenge: 'AAAA' })).toEqual(usual)
    expect(requestOptions(party(), { challenge: 'AAAA', allowed: [known] })).toEqual({
      ...usual,
      allowCredentials: named,
    })
  })
})

describe('what a browser sends', () => {
  it('is taken, and what nobody reads is dropped', async () => {
    const made = await device.create({ challenge: 'AAAA', user: { id: HANDLE } })
    const { authenticatorAttachment: _, ...credential } = made
    expect(registrationResponse.parse(made)).toEqual(credential)
    const got = await device.get({ challenge: 'AAAA' })
    const { id, rawId, type, response } = got
    expect(authenticationResponse.parse(got)).toEqual({ id, rawId, type, response })
  })

  it.each<[what: string, path: string[], value: unknown]>([
    ['no object', [], 'credential'],
    ['nothing', [], null],
    ['a list', [], []],
    ['no id', ['id'], undefined],
    ['an id of a number', ['id'], 7],
    ['an empty id', ['rawId'], ''],
    ['an id of 1024 bytes', ['rawId'], 'A'.repeat(1_366)],
    ['base64', ['rawId'], 'AA+/'],
    ['padding', ['rawId'], 'AA=='],
    ['another type', ['type'], 'password'],
    ['no response', ['response'], undefined],
    ['a response of text', ['response'], 'response'],
    ['client data of an object', ['response', 'clientDataJSON'], {}],
    ['client data of 4 KiB and more', ['response', 'clientDataJSON'], 'A'.repeat(4_097)],
  ])('is refused when it is garbage: %s', async (_, path, value) => {
    for (const [schema, made] of [
      [registrationResponse, await device.create({ challenge: 'AAAA', user: { id: HANDLE } })],
      [authenticationResponse, await device.get({ challenge: 'AAAA' })],
    ] as const)
      expect(schema.safeParse(replaced(made, path, value)).success).toBe(false)
  })
})

function replaced(whole: unknown, [name, ...rest]: string[], value: unknown): unknown {
  if (name === undefined) return value
  const members = whole as Record<string, unknown>
  return { ...members, [name]: replaced(members[name], rest, value) }
}

describe('the name of a passkey', () => {
  it.each([
    ['fbfc3007-154e-4ecc-8c0b-6e020557d7bd', 'Apple Passwords'],
    ['2fc0579f-8113-47ea-b116-bb5a8db9202a', 'YubiKey 5 NFC'],
    ['00000000-0000-0000-0000-000000000000', 'Passkey'],
    ['constructor', 'Passkey'],
  ])('of %s is %s', (aaguid, name) => expect(providerName(aaguid)).toBe(name))
})
