import * as z from 'zod/mini'
import { mailVerification } from '../../core/account/verification-mail.ts'
import { confirmByCode } from '../../core/account/verify-email.ts'
import { changeOwnProfile, readOwnProfile, readProfile } from '../../core/identity/profile.ts'
import { profileFrom } from '../../core/identity/profile-members.ts'
import { expiresIn } from '../../http/answer-schemas.ts'
import { jsonBody } from '../../http/body.ts'
import { signedIn, signedInAnyhow } from '../../http/caller.ts'
import { jsonRoute } from '../../http/route.ts'
import { User, userAnswer } from './answers.ts'
import { Code, EditProfile } from './bodies.ts'

/** Reading users, and changing oneself. */
export const userRoutes = [
  jsonRoute({
    method: 'GET',
    path: '/api/v1/users/me',
    summary: 'Get the caller',
    caller: signedInAnyhow,
    answer: User,
    handle: async ({ deps, caller }) => userAnswer(await readOwnProfile(deps, caller), deps),
  }),

  jsonRoute({
    method: 'PUT',
    path: '/api/v1/users/me',
    summary: 'Update the caller: what is not named stays, null unsets',
    caller: signedInAnyhow,
    body: jsonBody(EditProfile),
    answer: User,
    async handle({ deps, caller, body: { language, ...members } }) {
      const changes = { ...profileFrom(members), ...(language !== undefined && { language }) }
      return userAnswer(await changeOwnProfile(deps, { caller, changes }), deps)
    },
  }),

  jsonRoute({
    method: 'POST',
    path: '/api/v1/users/me/verify',
    summary: 'Confirm the address with the mailed code',
    caller: signedInAnyhow,
    body: jsonBody(Code),
    answer: User,
    refusals: ['invalid_code', 'already_verified'],
    handle: async ({ deps, caller, body: { code } }) =>
      userAnswer(await confirmByCode(deps, { caller, code }), deps),
  }),

  jsonRoute({
    method: 'POST',
    path: '/api/v1/users/me/verify/mail',
    summary: 'Mail the confirming code and link again',
    caller: signedInAnyhow,
    status: 202,
    answer: () => z.strictObject({ message: z.literal('Verification mail sent'), expires_in: expiresIn() }),
    refusals: ['invalid_input', 'already_verified', 'human_check_required'],
    async handle({ deps, caller }) {
      const seconds = await mailVerification(deps, { caller })
      return { message: 'Verification mail sent' as const, expires_in: seconds }
    },
  }),

  jsonRoute({
    method: 'GET',
    path: '/api/v1/users/:user_id',
    summary: 'Get a user; what is private is null to others',
    caller: signedIn,
    answer: User,
    refusals: ['user_not_found'],
    async handle({ c, deps, caller }) {
      const { user, whole } = await readProfile(deps, { caller, userId: c.req.param('user_id') })
      return userAnswer(user, { ...deps, whole })
    },
  }),
]
