import * as z from 'zod/mini'
import type { TokenPair } from '../../core/tokens/token-pair.ts'
import { accessToken, expiresIn, named, refreshToken } from '../../http/answer-schemas.ts'

export const tokenData = ({ accessToken, refreshToken, expiresIn }: TokenPair) => ({
  token_type: 'Bearer' as const,
  expires_in: expiresIn,
  access_token: accessToken,
  refresh_token: refreshToken,
})

export const TokenData = () =>
  named(
    'TokenData',
    z.strictObject({
      token_type: z.literal('Bearer'),
      expires_in: expiresIn(),
      access_token: accessToken(),
      refresh_token: refreshToken(),
    }),
  )
