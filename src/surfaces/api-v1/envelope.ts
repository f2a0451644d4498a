import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { TokenPair } from '../../core/tokens/token-pair.ts'
import type { AppContext } from '../../http/app-env.ts'

type Contents = {
  data: unknown
  message: string
  errors?: Record<string, string[]>
  status?: ContentfulStatusCode
}

/** Every answer of this surface, good or bad, is in one envelope, and `code` is its HTTP status. */
export const envelope = (c: AppContext, { data, message, errors = {}, status = 200 }: Contents) =>
  c.json({ data, message, errors, code: status }, status)

export const tokenData = ({ accessToken, refreshToken, expiresIn }: TokenPair) => ({
  token_type: 'Bearer',
  expires_in: expiresIn,
  access_token: accessToken,
  refresh_token: refreshToken,
})
