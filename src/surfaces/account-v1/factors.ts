import * as z from 'zod/mini'
import {
  changeSecurity,
  readSecurity,
  renewRecoveryCodes,
  type Security,
} from '../../core/factors/security.ts'
import { confirmTotp, removeTotp, startTotp } from '../../core/factors/totp.ts'
import { jsonBody } from '../../http/body.ts'
import { signedInAnyhow } from '../../http/caller.ts'
import { qrCode } from '../../http/qr-code.ts'
import { jsonRoute, route } from '../../http/route.ts'
import { timeOf } from '../../core/time.ts'
import { ChangeSecurity, ConfirmTotp } from './bodies.ts'
import { NewTokens, newTokens } from './new-tokens.ts'

/** Who changes what an account is proven with has just proven it. */
export const FACTOR_REFUSALS = ['sign_in_again', 'email_not_verified', 'recently_recovered'] as const

export const recoveryCodes = () =>
  z.array(z.string().check(z.regex(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/)))

const securityMembers = () => ({
  password: z.boolean(),
  second_step: z.boolean(),
  totp: z.boolean(),
  passkeys: z.int().check(z.minimum(0)),
  recovery_codes_left: z.int().check(z.minimum(0)),
  mail_sign_in: z.boolean(),
  second_step_reset: z.nullable(
    z.strictObject({ asked_at: z.iso.datetime(), resets_at: z.nullable(z.iso.datetime()) }),
  ),
  connections: z.array(z.string()),
})

const securityAnswer = (security: Security) => ({
  password: security.password,
  second_step: security.secondStep,
  totp: security.totp,
  passkeys: security.passkeys,
  recovery_codes_left: security.recoveryCodesLeft,
  mail_sign_in: security.mailSignIn,
  second_step_reset: security.secondStepReset && resetAnswer(security.secondStepReset),
  connections: security.connections,
})

const resetAnswer = ({ askedAt, resetsAt }: NonNullable<Security['secondStepReset']>) => ({
  asked_at: timeOf(askedAt),
  resets_at: resetsAt === null ? null : timeOf(resetsAt),
})

/** What an account is proven with besides its mailbox. */
export const factorRoutes = [
  jsonRoute({
    method: 'GET',
    path: '/api/v1/users/me/security',
    summary: 'Get what the account is proven with',
    caller: signedInAnyhow,
    answer: () => z.strictObject(securityMembers()),
    handle: async ({ deps, caller }) => securityAnswer(await readSecurity(deps, caller)),
  }),

  jsonRoute({
    method: 'PUT',
    path: '/api/v1/users/me/security',
    summary: 'Switch the second step or the sign-in by mail on or off',
    caller: signedInAnyhow,
    body: jsonBody(ChangeSecurity),
    answer: () => z.strictObject({ ...securityMembers(), recovery_codes: z.optional(recoveryCodes()) }),
    refusals: [...FACTOR_REFUSALS, 'last_way_in'],
    async handle({ deps, caller, body }) {
      const changed = await changeSecurity(deps, {
        caller,
        secondStep: body.second_step,
        mailSignIn: body.mail_sign_in,
      })
      return { ...securityAnswer(changed), recovery_codes: changed.recoveryCodes }
    },
  }),

  jsonRoute({
    method: 'POST',
    path: '/api/v1/users/me/totp',
    summary: 'Begin to add an authenticator app',
    caller: signedInAnyhow,
    status: 201,
    answer: () =>
      z.strictObject({
        secret: z.string().check(z.regex(/^[A-Z2-7]{32}$/)),
        uri: z.string().check(z.regex(/^otpauth:/)),
        qr_svg: z.string().check(z.regex(/^<svg/)),
      }),
    refusals: FACTOR_REFUSALS,
    async handle({ deps, caller }) {
      const { secret, uri } = await startTotp(deps, caller)
      return { secret, uri, qr_svg: qrCode(uri, deps.config.APP_NAME) }
    },
  }),

  jsonRoute({
    method: 'POST',
    path: '/api/v1/users/me/totp/confirm',
    summary: 'Confirm the authenticator app, and switch the second step on',
    caller: signedInAnyhow,
    body: jsonBody(ConfirmTotp),
    answer: () => NewTokens({ recovery_codes: recoveryCodes() }),
    sets: ['refreshToken', 'accessToken'],
    setsForCookieCallers: true,
    refusals: ['invalid_code'],
    async handle({ c, deps, caller, body: { code } }) {
      const { recoveryCodes, tokens } = await confirmTotp(deps, { caller, code })
      return { ...newTokens(c, tokens), recovery_codes: recoveryCodes }
    },
  }),

  route({
    method: 'DELETE',
    path: '/api/v1/users/me/totp',
    summary: 'Remove the authenticator app',
    caller: signedInAnyhow,
    answers: () => [{ status: 204 }],
    refusals: [...FACTOR_REFUSALS, 'last_way_in', 'not_found'],
    async handle({ c, deps, caller }) {
      await removeTotp(deps, caller)
      return c.body(null, 204)
    },
  }),

  jsonRoute({
    method: 'POST',
    path: '/api/v1/users/me/recovery-codes',
    summary: 'Get ten new recovery codes; the earlier ones end',
    caller: signedInAnyhow,
    answer: () => z.strictObject({ recovery_codes: recoveryCodes() }),
    refusals: [...FACTOR_REFUSALS, 'second_step_required'],
    handle: async ({ deps, caller }) => ({ recovery_codes: await renewRecoveryCodes(deps, caller) }),
  }),
]
