import { changeOwnProfile, readOwnProfile, readProfile } from '../../core/identity/profile.ts'
import { signedIn } from '../../http/caller.ts'
import { jsonBody } from '../../http/json-body.ts'
import type { Surface } from '../../http/surface.ts'
import type { Profile } from '../../store/tables/users.ts'
import { userAnswer } from './answers.ts'
import { EditProfile } from './bodies.ts'

/** Reading users, and changing oneself. */
export function userRoutes(surface: Surface) {
  surface.get('/api/v1/users/me', signedIn(), async (c) => {
    const user = await readOwnProfile(c.var.deps, c.var.caller)
    return c.json(userAnswer(user, c.var.deps))
  })

  surface.put('/api/v1/users/me', signedIn(), jsonBody(EditProfile), async (c) => {
    const { first_name, last_name, bio, document_number, phone_number, address } = c.req.valid('json')
    const changes = withoutAbsent({
      firstName: first_name,
      lastName: last_name,
      bio,
      documentNumber: document_number,
      phoneNumber: phone_number,
      address,
    })
    const user = await changeOwnProfile(c.var.deps, { caller: c.var.caller, changes })
    return c.json(userAnswer(user, c.var.deps))
  })

  surface.get('/api/v1/users/:user_id', signedIn(), async (c) => {
    const userId = c.req.param('user_id')
    const { user, whole } = await readProfile(c.var.deps, { caller: c.var.caller, userId })
    return c.json(userAnswer(user, { ...c.var.deps, whole }))
  })
}

/** A member that is absent is left alone; one that is null is unset. */
function withoutAbsent(members: {
  [Member in keyof Profile]: Profile[Member] | undefined
}): Partial<Profile> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}
