import * as z from 'zod/mini'
import { code, email, password } from '../../core/identity/fields.ts'
import { name, profileFrom } from '../../core/identity/profile-members.ts'
import { askForSignInMail } from '../../core/mail-sign-in/ask.ts'
import { redeemSignInMail, refuseLinkAlone } from '../../core/mail-sign-in/redeem.ts'
import { expiresIn, stepRequest } from '../../http/answer-schemas.ts'
import { eitherBody, jsonBody } from '../../http/body.ts'
import { maybeSignedIn, sessionIn } from '../../http/caller.ts'
import { answerDevice } from '../../http/device-tokens.ts'
import { jsonRoute } from '../../http/route.ts'
import { tokenAnswer, tokens } from './answers.ts'

/** What an account begins with that the mail opens. */
const opening = {
  first_name: z.optional(name),
  last_name: z.optional(name),
  password: z.optional(password),
}

const ByCode = z.object({ request: z.string(), code, ...opening })
/** In the browser that has asked. */
const ByLink = z.object({ request: z.string(), token: z.string(), ...opening })
/** Anywhere else: whoever opens the link types the address. */
const ByLinkElsewhere = z.object({ token: z.string(), email, ...opening })
const LinkAlone = z.object({ token: z.string() })

type Redeem =
  | z.output<typeof ByCode>
  | z.output<typeof ByLink>
  | z.output<typeof ByLinkElsewhere>
  | z.output<typeof LinkAlone>

function redeemForm(members: Record<string, unknown>): z.ZodMiniType<Redeem> {
  if (!('token' in members)) return ByCode
  if ('request' in members) return ByLink
  return 'email' in members ? ByLinkElsewhere : LinkAlone
}

/** Signing in, or opening an account, by what is mailed. */
export const mailSignInRoutes = [
  jsonRoute({
    method: 'POST',
    path: '/api/v1/auth/mail',
    summary: 'Mail a code and a link that sign in, or open an account',
    body: jsonBody(z.object({ email })),
    status: 202,
    answer: () =>
      z.strictObject({
        request: stepRequest(),
        label: z.string().check(z.regex(/^\S+ \S+$/)),
        expires_in: expiresIn(),
      }),
    refusals: ['human_check_required'],
    async handle({ c, deps, body }) {
      const asked = await askForSignInMail(deps, { email: body.email, sid: await sessionIn(c) })
      return { request: asked.request, label: asked.label, expires_in: asked.seconds }
    },
  }),

  jsonRoute({
    method: 'POST',
    path: '/api/v1/auth/mail/redeem',
    summary: 'Sign in, or open an account, with the mailed code or link',
    caller: maybeSignedIn,
    body: eitherBody([ByCode, ByLink, ByLinkElsewhere], redeemForm),
    answer: () => z.strictObject(tokens()),
    answersDevice: true,
    refusals: [
      'invalid_code',
      'invalid_link',
      'unauthenticated',
      'email_taken',
      'sign_up_closed',
      'second_step_required',
      'account_deleting',
      'human_check_required',
    ],
    async handle({ c, deps, caller, body }) {
      if (!('request' in body || 'email' in body)) return refuseLinkAlone(deps, body.token)
      const { password, first_name, last_name } = body
      const profile = profileFrom({ first_name, last_name })
      const opening = { password, profile }
      return tokenAnswer(answerDevice(c, await redeemSignInMail(deps, { brought: body, opening, caller })))
    },
  }),
]
