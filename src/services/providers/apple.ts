import { importPKCS8, SignJWT } from 'jose'
import { ClientSecretPost } from 'oauth4webapi'
import type { Provider } from '../../core/federation/provider.ts'
import { type Claims, domainOf, emailIn, namePart } from './claims.ts'
import { refused } from './trouble.ts'
import type { Vendor } from './vendor.ts'

/** Addresses that Apple makes up and forwards. */
const RELAY = 'privaterelay.appleid.com'
/** It is used at once. Apple would take half a year. */
const SECRET_SECONDS = 300

/** Sign in with Apple: https://developer.apple.com/documentation/signinwithapplerestapi */
export const apple: Vendor = {
  scope: 'openid name email',
  // Apple sends name and address by a form alone.
  asks: () => ({ response_mode: 'form_post' }),
  authenticate: async (provider, now) => ClientSecretPost(await secretFor(provider, now)),
  identify: (_, claims, brought) => {
    const email = emailIn(claims)
    // Apple writes a truth value as one, or as text.
    const isEmailVerified = email !== undefined && ['true', true].includes(claims['email_verified'] as string)
    return {
      subject: claims['sub'],
      email,
      isEmailVerified,
      provesMailbox: isEmailVerified && domainOf(email) === RELAY,
      ...namesBrought(brought.get('user')),
    }
  },
}

/** A token in place of a secret, signed with the key that Apple has given out. */
async function secretFor({ issuer, clientId, credentials }: Provider, now: number): Promise<string> {
  if (!('privateKey' in credentials)) throw new TypeError('Apple has a key, and no secret')
  const { teamId, keyId, privateKey } = credentials
  const key = await importPKCS8(privateKey, 'ES256').catch(() => {
    throw refused('private_key')
  })
  const issuedAt = Math.floor(now / 1000)
  return new SignJWT()
    .setProtectedHeader({ alg: 'ES256', kid: keyId })
    .setIssuer(teamId)
    .setSubject(clientId)
    .setAudience(issuer)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + SECRET_SECONDS)
    .sign(key)
}

/** Apple says a name once, in the form that the browser posts: no signature covers it, so it is a suggestion. */
function namesBrought(user: string | null) {
  const { name } = objectIn(user)
  const { firstName, lastName } = (typeof name === 'object' && name !== null ? name : {}) as Claims
  return { firstName: namePart(firstName), lastName: namePart(lastName) }
}

function objectIn(text: string | null): Claims {
  try {
    const read: unknown = JSON.parse(text ?? '')
    return typeof read === 'object' && read !== null ? (read as Claims) : {}
  } catch {
    return {}
  }
}
