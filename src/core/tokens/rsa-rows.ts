import { calculateJwkThumbprint } from 'jose'
import * as z from 'zod/mini'
import { base64url, fromBase64url } from '../../crypto/bytes.ts'
import type { Keyring } from '../../crypto/keyring.ts'
import { importRsaKey, makeRsaKey, type RsaPublicJwk } from '../../crypto/rsa.ts'
import { open, seal } from '../../crypto/seal.ts'
import type { SigningKeyRow } from '../../store/tables/signing-keys.ts'
import { periodToMake, signsFromOf } from './rsa-schedule.ts'

type Seals = Pick<Keyring, 'sealKeys' | 'trustedSealKeys'>

export type RsaKey = {
  kid: string
  period: number
  signsFrom: number
  privateKey: CryptoKey
  publicKey: CryptoKey
  /** Public members only. */
  publicJwk: RsaPublicJwk & { kid: string; alg: 'RS256'; use: 'sig' }
}

/** Why a key in the database is no key of ours. */
export type Fault = 'leaked_secret' | 'not_before' | 'unreadable'

const PublicJwk = z.object({
  kty: z.literal('RSA'),
  n: z.string().check(z.minLength(1)),
  e: z.string().check(z.minLength(1)),
})
/** SQLite keeps any kind of value in any column. */
const Row = z.object({
  kid: z.string(),
  period: z.int(),
  publicKey: z.string(),
  privateKey: z.string(),
  createdAt: z.number(),
  signsFrom: z.number(),
})

/** A new key as the database keeps it. The private half is PKCS #8, sealed for this key and this period. */
export async function newRow({ sealKeys }: Seals, now: number): Promise<SigningKeyRow> {
  const { publicJwk, pkcs8 } = await makeRsaKey()
  const kid = await calculateJwkThumbprint(publicJwk) // RFC 7638
  const period = periodToMake(now)
  return {
    kid,
    period,
    publicKey: JSON.stringify(publicJwk),
    privateKey: await seal(sealKeys, base64url(pkcs8), about({ kid, period })),
    createdAt: now,
    signsFrom: signsFromOf({ period, createdAt: now }),
  }
}

/**
 * The key of a row. Its name is the thumbprint of the public half, and the seal of the private one is of this name and
 * this period: whoever can write to the database can neither exchange a half nor move the row.
 *
 * @param options.notBefore milliseconds
 */
export async function readRow(
  { sealKeys, trustedSealKeys }: Seals,
  row: SigningKeyRow,
  { notBefore }: { notBefore: number },
): Promise<RsaKey | { fault: Fault }> {
  const publicJwk = PublicJwk.safeParse(parsed(row.publicKey))
  if (!publicJwk.success || !Row.safeParse(row).success) return { fault: 'unreadable' }
  if (row.createdAt < notBefore) return { fault: 'not_before' }
  const { kid, period, signsFrom } = row
  if (kid !== (await calculateJwkThumbprint(publicJwk.data))) return { fault: 'unreadable' }
  const opened = await open(trustedSealKeys, row.privateKey, about(row))
  if (!opened) {
    const isLeaked = await open(sealKeys, row.privateKey, about(row))
    return { fault: isLeaked ? 'leaked_secret' : 'unreadable' }
  }
  const pkcs8 = fromBase64url(opened.text)
  if (!pkcs8) return { fault: 'unreadable' }
  return {
    kid,
    period,
    signsFrom,
    ...(await importRsaKey(publicJwk.data, pkcs8)),
    publicJwk: { ...publicJwk.data, kid, alg: 'RS256', use: 'sig' },
  }
}

/** The private half under the present secret; undefined where it is under that already. */
export async function sealedAnew(
  { sealKeys, trustedSealKeys }: Seals,
  row: SigningKeyRow,
): Promise<string | undefined> {
  const opened = await open(trustedSealKeys, row.privateKey, about(row))
  return opened?.outdated ? seal(sealKeys, opened.text, about(row)) : undefined
}

const about = ({ kid, period }: Pick<SigningKeyRow, 'kid' | 'period'>) => ({
  subject: kid,
  purpose: `signing_key/${period}`,
})

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
