import * as z from 'zod/mini'
import type { Credentials } from '../../core/apps/credentials.ts'
import { Failure } from '../../core/failure.ts'
import type { AppContext } from '../../http/app-env.ts'

/** What an app may say of itself in the body (RFC 6749 §2.3.1). */
export const credentialMembers = { client_id: z.optional(z.string()), client_secret: z.optional(z.string()) }

type Body = { client_id?: string | undefined; client_secret?: string | undefined }

const BASIC = /^Basic +([A-Za-z0-9+/]+={0,2})$/i

/**
 * Which app asks, and what shows it: in the header `Authorization`, or in the body, or an id alone. Two ways at once are
 * a mistake (RFC 6749 §2.3).
 *
 * @throws Failure wrong_credentials, malformed_body
 */
export function credentialsIn(c: AppContext, { client_id: id, client_secret: secret }: Body): Credentials {
  const header = c.req.header('Authorization')
  if (header === undefined) {
    if (id === undefined) throw new Failure('wrong_credentials', { reason: 'no_app' })
    return { appId: id, secret }
  }
  if (secret !== undefined) throw new Failure('malformed_body')
  const basic = readBasic(header)
  if (!basic || (id !== undefined && id !== basic.appId))
    throw new Failure('wrong_credentials', { reason: 'malformed' })
  return basic
}

/** Id and secret are encoded as in a form, and then as RFC 7617 has it (RFC 6749 §2.3.1). */
function readBasic(header: string): Credentials | undefined {
  const [, encoded = ''] = BASIC.exec(header) ?? []
  try {
    const [id = '', secret = '', ...more] = atob(encoded).split(':').map(decoded)
    if (id === '' || more.length > 0) return undefined
    return { appId: id, secret: secret === '' ? undefined : secret }
  } catch {
    return undefined
  }
}

const decoded = (text: string) => decodeURIComponent(text.replaceAll('+', ' '))
