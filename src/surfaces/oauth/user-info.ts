import * as z from 'zod/mini'
import { readUserInfo } from '../../core/apps/read-user-info.ts'
import { sessionOfCredential } from '../../core/apps/session-of-credential.ts'
import { Failure } from '../../core/failure.ts'
import { json } from '../../http/answer-schemas.ts'
import type { AppContext } from '../../http/app-env.ts'
import { bearerIn, type CallerRule } from '../../http/caller.ts'
import { checkForm, isForm, readForm } from '../../http/form.ts'
import { limitBySession } from '../../http/rate-limit.ts'
import { route } from '../../http/route.ts'

/** The access token of an app, unchecked: in the header, or in the form of a POST (RFC 6750 §2.1 and §2.2), never in both. */
const token: CallerRule<string> = {
  optional: false,
  alsoLimited: true,
  async read(c) {
    const header = bearerIn(c)
    const typed = c.req.method === 'POST' && isForm(c) ? await readForm(c) : {}
    const { access_token: sent } = checkForm(z.object({ access_token: z.optional(z.string()) }), typed)
    if (header !== undefined && sent !== undefined) throw new Failure('malformed_body')
    const found = header ?? sent
    if (found === undefined) throw new Failure('unauthenticated')
    return found
  },
}

const UserInfo = () =>
  z.strictObject({
    sub: z.uuid(),
    name: z.optional(z.string()),
    given_name: z.optional(z.string()),
    family_name: z.optional(z.string()),
    locale: z.optional(z.string()),
    updated_at: z.optional(z.int()),
    email: z.optional(z.string()),
    email_verified: z.optional(z.boolean()),
  })

async function answer(c: AppContext, sent: string) {
  const { deps } = c.var
  await limitBySession(c, await sessionOfCredential(deps, { credential: sent, appId: '' }))
  return c.json(await readUserInfo(deps, sent))
}

/** A POST may bring the token in a form, which can be wrong as any other. */
const OF_FORMS = ['malformed_body', 'body_too_large', 'unsupported_media_type'] as const

/** Who an app acts for. */
export const userInfoRoutes = (['GET', 'POST'] as const).map((method) =>
  route({
    method,
    path: '/userinfo',
    summary: 'Get what an app may know of its user',
    forAnybody: true,
    limitsItself: true,
    caller: token,
    answers: () => [json(200, UserInfo())],
    refusals: ['insufficient_scope', ...(method === 'POST' ? OF_FORMS : [])],
    handle: async ({ c, caller }) => answer(c, caller),
  }),
)
