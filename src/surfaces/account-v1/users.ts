import { changeOwnProfile, readOwnProfile, readProfile } from '../../core/identity/profile.ts'
import { profileFrom } from '../../core/identity/profile-members.ts'
import { jsonBody } from '../../http/body.ts'
import { signedIn } from '../../http/caller.ts'
import { jsonRoute } from '../../http/route.ts'
import { User, userAnswer } from './answers.ts'
import { EditProfile } from './bodies.ts'

/** Reading users, and changing oneself. */
export const userRoutes = [
  jsonRoute({
    method: 'GET',
    path: '/api/v1/users/me',
    summary: 'The caller',
    caller: signedIn,
    answer: User,
    handle: async ({ deps, caller }) => userAnswer(await readOwnProfile(deps, caller), deps),
  }),

  jsonRoute({
    method: 'PUT',
    path: '/api/v1/users/me',
    summary: 'Changes the caller: what is not named stays, null unsets',
    caller: signedIn,
    body: jsonBody(EditProfile),
    answer: User,
    async handle({ deps, caller, body }) {
      const changes = profileFrom(body)
      return userAnswer(await changeOwnProfile(deps, { caller, changes }), deps)
    },
  }),

  jsonRoute({
    method: 'GET',
    path: '/api/v1/users/:user_id',
    summary: 'A user; what is private is null to others',
    caller: signedIn,
    answer: User,
    refusals: ['user_not_found'],
    async handle({ c, deps, caller }) {
      const { user, whole } = await readProfile(deps, { caller, userId: c.req.param('user_id') })
      return userAnswer(user, { ...deps, whole })
    },
  }),
]
