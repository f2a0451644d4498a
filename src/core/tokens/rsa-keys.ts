import type { Keyring } from '../../crypto/keyring.ts'
import type { SigningKeyRow } from '../../store/tables/signing-keys.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { type Fault, newRow, readRow, type RsaKey, sealedAnew } from './rsa-rows.ts'
import { isDue, isOver, signerOf } from './rsa-schedule.ts'

type Keys = readonly [RsaKey, ...RsaKey[]]
type Faulty = { kid: string; fault: Fault }
type Needs = { store: Pick<Deps['store'], 'signingKeys'> } & Pick<Deps, 'record' | 'now'>

/** A new key is published a day before it signs: an isolate that learns of it some minutes late is in time. */
const FRESH_MS = 300_000
/** A key that nobody knows makes us read again, but not more often than this: anybody can invent one. */
const COOL_DOWN_MS = 30_000
/** Nobody waits longer for another request of the same isolate: that one may have been given up. */
const PATIENCE_MS = 5_000
const LOOK_AGAIN_MS = 20
/**
 * A row that no secret opens may have been made where a change of the secret has arrived already. Whoever is left
 * behind ends within seconds. One who finds such a row for longer has lost its secret, or somebody has altered it.
 */
const LEFT_BEHIND_MS = 60_000

export type RsaKeys = ReturnType<ReturnType<typeof openRsaKeys>>

/**
 * The RS256 keys of ID tokens, which are in the database. An isolate keeps the opened ones for some minutes, and for
 * longer while the database does not answer.
 *
 * @param options.notBefore milliseconds; keys from before are dropped
 * @param options.ttl seconds that an ID token lives
 */
export function openRsaKeys({
  keyring,
  notBefore,
  ttl,
}: {
  keyring: Keyring
  notBefore: number
  ttl: number
}) {
  let memory: { keys: Keys; since: number } | undefined
  let askedAt = -Infinity
  let makingSince = -Infinity
  let unreadableSince: number | undefined

  async function judge(rows: readonly SigningKeyRow[]) {
    const keys: RsaKey[] = []
    const faulty: Faulty[] = []
    for (const row of rows) {
      const read = await readRow(keyring, row, { notBefore })
      if ('fault' in read) faulty.push({ kid: row.kid, ...read })
      else keys.push(read)
    }
    return { keys, faulty }
  }

  return ({ store, record, now }: Needs) => {
    function remember(keys: Keys): Keys {
      memory = { keys, since: now() }
      unreadableSince = undefined
      return keys
    }

    /** Makes the one key that is missing, or finds that another isolate has made it. */
    async function make(faulty: readonly Faulty[]): Promise<RsaKey[]> {
      const row = await newRow(keyring, now())
      const drop = faulty.map(({ kid }) => kid)
      const { keys } = await judge(await store.signingKeys.add({ row, drop }))
      note(faulty)
      if (keys.some(({ kid }) => kid === row.kid)) record({ event: 'signing_key_made', outcome: 'success' })
      return keys
    }

    const note = (faulty: readonly Faulty[]) => {
      for (const { fault } of faulty)
        record({ event: 'signing_key_dropped', outcome: 'success', reason: fault })
    }

    /** @throws Failure unavailable */
    async function read(): Promise<Keys> {
      const before = memory
      const { keys, faulty } = await judge(await store.signingKeys.all())
      if (isSome(keys)) return remember(keys)
      if (faulty.some(({ fault }) => fault === 'unreadable')) {
        unreadableSince ??= now()
        if (now() < unreadableSince + LEFT_BEHIND_MS) throw noKey()
      }
      // One at a time makes a key, which takes as much CPU as signing in. On workerd a request may not await what
      // another one has begun: look again.
      while (now() < makingSince + PATIENCE_MS)
        await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))
      if (memory && memory !== before) return memory.keys
      makingSince = now()
      try {
        const made = await make(faulty)
        if (!isSome(made)) throw noKey()
        return remember(made)
      } finally {
        makingSince = -Infinity
      }
    }

    /** The keys, with the one of this name if there is such a one. */
    async function keysWith(kid?: string): Promise<Keys> {
      const isKnown = kid === undefined || memory?.keys.some((key) => key.kid === kid)
      if (memory && isKnown && now() < memory.since + FRESH_MS) return memory.keys
      if (memory && now() < askedAt + COOL_DOWN_MS) return memory.keys
      askedAt = now()
      try {
        return await read()
      } catch (error) {
        if (memory) return memory.keys
        throw error
      }
    }

    return {
      /**
       * The key that signs now. The first who asks makes it.
       *
       * @throws Failure unavailable
       */
      signer: async (): Promise<RsaKey> => signerOf(await keysWith(), now()),

      /**
       * The published key of this name, if there is one: a token can name keys, never bring one.
       *
       * @throws Failure unavailable
       */
      find: async (kid: string): Promise<CryptoKey | undefined> =>
        (await keysWith(kid)).find((key) => key.kid === kid)?.publicKey,

      /**
       * What everybody may know of them (RFC 7517), of those to come as well.
       *
       * @throws Failure unavailable
       */
      jwks: async (): Promise<RsaKey['publicJwk'][]> => (await keysWith()).map(({ publicJwk }) => publicJwk),

      /**
       * Makes the next key in time, drops what nobody needs or nobody may need any more, and seals the others under the
       * present secret.
       *
       * @throws Failure unavailable
       */
      async tend(): Promise<void> {
        const rows = await store.signingKeys.all()
        const { keys, faulty } = await judge(rows)
        const kept = isDue(keys, now()) ? await make(faulty) : keys
        const over = kept.filter((key) => isOver(key, kept, { now: now(), ttl }))
        const drop = [...over, ...faulty].map(({ kid }) => kid)
        if (drop.length > 0) await store.signingKeys.drop(drop)
        if (kept === keys) note(faulty)
        for (const row of rows.filter(({ kid }) => !drop.includes(kid))) {
          const to = await sealedAnew(keyring, row)
          if (to !== undefined) await store.signingKeys.reseal({ kid: row.kid, from: row.privateKey, to })
        }
      },
    }
  }
}

const isSome = (keys: RsaKey[]): keys is [RsaKey, ...RsaKey[]] => keys.length > 0

const noKey = () => new Failure('unavailable', { reason: 'signing_key_unreadable', retryAfter: 30 })
