import { openRsaKeys } from '../../src/core/tokens/rsa-keys.ts'
import { guardStore } from '../../src/core/outage.ts'
import type { Event } from '../../src/core/audit/record.ts'
import { openKeyring } from '../../src/crypto/keyring.ts'
import { openStore } from '../../src/store/store.ts'
import type { SigningKeyRow } from '../../src/store/tables/signing-keys.ts'
import { bindings } from '../support/bindings.ts'
import { rows } from '../support/database.ts'
import { SECRET } from '../support/worker.ts'

type Settings = {
  secret?: string
  previous?: { secret: string; passwordsOnly: boolean }[]
  next?: string
  notBefore?: number
  ttl?: number
  DB?: D1Database
}

const keyrings = new Map<string, ReturnType<typeof openKeyring>>()

/** Derived once, since some tests open hundreds of isolates. */
function keyringOf(...secrets: Parameters<typeof openKeyring>) {
  const name = JSON.stringify(secrets)
  const keyring = keyrings.get(name) ?? openKeyring(...secrets)
  keyrings.set(name, keyring)
  return keyring
}

/** An isolate that knows no key yet, as far as RSA keys go, on the clock of the test. */
export async function isolate({
  secret = SECRET,
  previous = [],
  next,
  notBefore = 0,
  ttl = 1_800,
  DB = bindings.DB,
}: Settings = {}) {
  const said: Event[] = []
  const store = guardStore(openStore(DB, bindings.KV, { notBefore: 0, passwordIterations: 10_000 }))
  const keyring = await keyringOf(secret, previous, next)
  const open = openRsaKeys({ keyring, notBefore, ttl })
  const keys = open({ store, record: (event) => void said.push(event), now: () => Date.now() })
  return {
    ...keys,
    said,
    kids: async () => (await keys.jwks()).map(({ kid }) => kid),
    signs: async () => (await keys.signer()).kid,
  }
}

export const storedKeys = () =>
  rows<Pick<SigningKeyRow, 'kid' | 'period'> & { private_key: string; signs_from: number }>(
    'select * from signing_keys order by period',
  )
