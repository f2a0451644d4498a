import * as z from 'zod/mini'
import { PROOF_KINDS, type ProofKind } from '../sign-in/proof.ts'
import type { AccessJwts } from './access-jwt.ts'
import { type Acr, ACR_VALUES } from './assurance.ts'
import { isAppId } from './client-id.ts'

/** What an access token of an app says. It has no role: an app acts by its scope alone. */
export type AppClaims = {
  userId: string
  /** The session of the app. */
  sid: string
  /** The user's own session, which the app's came from. */
  parentId: string
  appId: string
  /** With a space between two. */
  scope: string
  /** Seconds: when the user proved who they are. */
  authTime: number
  /** What was proven at that moment. */
  authBy: readonly ProofKind[]
  amr: readonly string[]
  acr: Acr
  /** Seconds. */
  expiresAt: number
}

const REQUIRED_CLAIMS = ['sid', 'psid', 'scope', 'auth_time', 'auth_by', 'amr', 'acr']

const Payload = z
  .object({
    sub: z.string(),
    aud: z.string().check(z.refine(isAppId)),
    client_id: z.string(),
    sid: z.string(),
    psid: z.string(),
    scope: z.string(),
    auth_time: z.number(),
    auth_by: z.array(z.enum(PROOF_KINDS)),
    amr: z.array(z.string()),
    acr: z.enum(ACR_VALUES),
    iat: z.number(),
    exp: z.number(),
    jti: z.string(),
  })
  .check(z.refine(({ aud, client_id }) => aud === client_id))

/** An app's tokens are for the app: they never pass for those of the user's own sessions, nor the other way round. */
export const openAppAccessTokens = (jwts: AccessJwts) => ({
  /**
   * @param options.until milliseconds; a token never outlives its session
   * @throws TypeError for an id that no app can have
   */
  async issueForApp(
    { userId, appId, ...claims }: Omit<AppClaims, 'expiresAt'>,
    { now, until }: { now: number; until: number },
  ): Promise<{ accessToken: string; expiresIn: number }> {
    if (!isAppId(appId)) throw new TypeError('No app has this id.')
    return jwts.sign(
      {
        client_id: appId,
        scope: claims.scope,
        sid: claims.sid,
        psid: claims.parentId,
        auth_time: claims.authTime,
        auth_by: claims.authBy,
        amr: claims.amr,
        acr: claims.acr,
      },
      { audience: appId, subject: userId, now, until },
    )
  },

  /** The claims of an app's token that is ours, unaltered and not expired; undefined otherwise. */
  async verifyOfApp(token: string, now: number): Promise<AppClaims | undefined> {
    const said = await jwts.read(token, { now, required: REQUIRED_CLAIMS, schema: Payload })
    return (
      said && {
        userId: said.sub,
        sid: said.sid,
        parentId: said.psid,
        appId: said.aud,
        scope: said.scope,
        authTime: said.auth_time,
        authBy: said.auth_by,
        amr: said.amr,
        acr: said.acr,
        expiresAt: said.exp,
      }
    )
  },
})
