import { createHmac } from 'node:crypto'
import { post } from '../../operation.ts'

export const SECRET = 'a secret of the bench for Better Auth'
export const ORIGIN = 'https://auth.example.com'

/** A request from its own site. */
export const postTo = (path: string, body: object, Cookie?: string) =>
  post(`/api/auth${path}`, body, { Origin: ORIGIN, ...(Cookie && { Cookie }) })

/** A cookie as Better Auth signs it. */
export function cookieOf(name: string, value: string): string {
  const signature = createHmac('sha256', SECRET).update(value).digest('base64')
  return `__Secure-better-auth.${name}=${encodeURIComponent(`${value}.${signature}`)}`
}
