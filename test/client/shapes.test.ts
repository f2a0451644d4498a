import { expectTypeOf, it } from 'vitest'
import type * as z from 'zod/mini'
import type * as accountClient from '../../src/client/account-v1.ts'
import type * as apiClient from '../../src/client/api-v1.ts'
import type * as authClient from '../../src/client/auth-v1.ts'
import type * as connectionClient from '../../src/client/connections.ts'
import type * as eventClient from '../../src/client/own-events.ts'
import type * as passkeyClient from '../../src/client/passkeys.ts'
import type { BrokenRule, RefusalKind } from '../../src/client/failure-header.ts'
import type { FailureCode, Issue } from '../../src/core/failure.ts'
import type { tokenAnswer, userAnswer } from '../../src/surfaces/account-v1/answers.ts'
import type { connectionAnswer } from '../../src/surfaces/account-v1/connections.ts'
import type { eventAnswer } from '../../src/surfaces/account-v1/events.ts'
import type { passkeyAnswer } from '../../src/surfaces/account-v1/passkeys.ts'
import type { sessionAnswer } from '../../src/surfaces/account-v1/own-sessions.ts'
import type * as account from '../../src/surfaces/account-v1/bodies.ts'
import type * as api from '../../src/surfaces/api-v1/bodies.ts'
import type { tokenData } from '../../src/surfaces/api-v1/answers.ts'
import type * as auth from '../../src/surfaces/auth-v1/bodies.ts'
import type { Success } from '../../src/surfaces/auth-v1/step.ts'

/**
 * The client is copied without the service, so it says its shapes itself. Here the compiler
 * (`npm run check:types`) compares each with the schema that validates and the function that answers.
 */

/** One object type, however it was put together. */
type Flat<Shape> = { [Member in keyof Shape]: Shape[Member] }
type Body<Schema extends z.ZodMiniType> = Flat<z.input<Schema>>

it('account-v1: the bodies and the answers are those of the service', () => {
  expectTypeOf<Flat<accountClient.RegisterPerson>>().toEqualTypeOf<Body<typeof account.RegisterPerson>>()
  expectTypeOf<Flat<accountClient.RegisterByNames>>().toEqualTypeOf<Body<typeof account.RegisterByNames>>()
  expectTypeOf<Flat<accountClient.Login>>().toEqualTypeOf<Body<typeof account.Login>>()
  expectTypeOf<Flat<accountClient.ChangePassword>>().toEqualTypeOf<Body<typeof account.ChangePassword>>()
  expectTypeOf<Flat<accountClient.ForgotPassword>>().toEqualTypeOf<Body<typeof account.ForgotPassword>>()
  expectTypeOf<Flat<accountClient.ResetByCode>>().toEqualTypeOf<Body<typeof account.ResetByCode>>()
  expectTypeOf<Flat<accountClient.ResetByLink>>().toEqualTypeOf<Body<typeof account.ResetByLink>>()
  expectTypeOf<Flat<accountClient.SetPassword>>().toEqualTypeOf<Body<typeof account.SetPassword>>()
  expectTypeOf<Flat<accountClient.EditProfile>>().toEqualTypeOf<Body<typeof account.EditProfile>>()
  expectTypeOf<accountClient.TokenAnswer>().toEqualTypeOf<ReturnType<typeof tokenAnswer>>()
  expectTypeOf<accountClient.User>().toEqualTypeOf<ReturnType<typeof userAnswer>>()
  expectTypeOf<eventClient.OwnEvent>().toEqualTypeOf<ReturnType<typeof eventAnswer>>()
  expectTypeOf<passkeyClient.Passkey>().toEqualTypeOf<ReturnType<typeof passkeyAnswer>>()
  expectTypeOf<connectionClient.Connection>().toEqualTypeOf<ReturnType<typeof connectionAnswer>>()
  expectTypeOf<accountClient.OwnSession>().toEqualTypeOf<ReturnType<typeof sessionAnswer>>()
})

it('api-v1: the bodies and the answers are those of the service', () => {
  expectTypeOf<apiClient.Register>().toEqualTypeOf<Body<typeof api.Register>>()
  expectTypeOf<apiClient.Login>().toEqualTypeOf<Body<typeof api.Login>>()
  expectTypeOf<apiClient.MailResetLink>().toEqualTypeOf<Body<typeof api.MailResetLink>>()
  expectTypeOf<apiClient.ResetPassword>().toEqualTypeOf<Body<typeof api.ResetPassword>>()
  expectTypeOf<apiClient.TokenData>().toEqualTypeOf<ReturnType<typeof tokenData>>()
})

it('auth-v1: the bodies and the answers are those of the service', () => {
  expectTypeOf<authClient.RequestCode>().toEqualTypeOf<Body<typeof auth.RequestCode>>()
  expectTypeOf<authClient.Code>().toEqualTypeOf<Body<typeof auth.Code>>()
  expectTypeOf<authClient.CreateAccount>().toEqualTypeOf<Body<typeof auth.CreateAccount>>()
  expectTypeOf<authClient.StartSignIn>().toEqualTypeOf<Body<typeof auth.StartSignIn>>()
  expectTypeOf<authClient.StartEmailChange>().toEqualTypeOf<Body<typeof auth.StartEmailChange>>()
  expectTypeOf<authClient.FinishEmailChange>().toEqualTypeOf<Body<typeof auth.FinishEmailChange>>()
  expectTypeOf<authClient.FinishPasswordReset>().toEqualTypeOf<Body<typeof auth.FinishPasswordReset>>()
  expectTypeOf<authClient.Success>().toEqualTypeOf<Success>()
})

it('the kinds of refusal are the list of the service, but for those that are the same for an app', () => {
  type SameForAnApp = 'token_refused' | 'refresh_token_refused' | 'wrong_current_password'
  expectTypeOf<Exclude<RefusalKind, 'cookies_blocked' | 'sign_in_refused'>>().toEqualTypeOf<
    Exclude<FailureCode, SameForAnApp>
  >()
  expectTypeOf<BrokenRule>().toEqualTypeOf<Issue>()
})
