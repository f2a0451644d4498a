import * as z from 'zod/mini'
import type { TokenPair } from '../../core/tokens/token-pair.ts'
import { expiresIn } from '../../http/answer-schemas.ts'
import type { AppContext } from '../../http/app-env.ts'
import { isCalledByCookie } from '../../http/caller.ts'
import { writeCookie } from '../../http/cookies.ts'
import { tokenAnswer, tokens } from './answers.ts'

/**
 * New tokens for a caller who has a session already, the way they came: a caller by cookie gets cookies, and no
 * token that a script of the page could read.
 */
export function newTokens(c: AppContext, pair: TokenPair) {
  if (!isCalledByCookie(c)) return tokenAnswer(pair)
  writeCookie(c, 'refreshToken', pair.refreshToken, pair.refreshExpiresIn)
  writeCookie(c, 'accessToken', pair.accessToken, pair.expiresIn)
  return { token_type: 'Bearer' as const, expires_in: pair.expiresIn }
}

/** With what else the answer has. */
export const NewTokens = <More extends z.core.$ZodShape>(more: More) =>
  z.union([
    z.strictObject({ ...tokens(), ...more }),
    z.strictObject({ token_type: z.literal('Bearer'), expires_in: expiresIn(), ...more }),
  ])
