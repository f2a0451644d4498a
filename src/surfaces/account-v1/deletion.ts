import * as z from 'zod/mini'
import { deleteAccount } from '../../core/account/delete-account.ts'
import { keepAccount, keepAccountByLink } from '../../core/account/keep-account.ts'
import { json } from '../../http/answer-schemas.ts'
import { eitherBody, jsonBody } from '../../http/body.ts'
import { signedInAnyhow } from '../../http/caller.ts'
import { answerDevice } from '../../http/device-tokens.ts'
import { jsonRoute, route } from '../../http/route.ts'
import { timeOf } from '../../core/time.ts'
import { tokenAnswer, tokens } from './answers.ts'
import { DeleteAccount, Keep, KeepByLink, keepForm } from './bodies.ts'

/** Deleting one's account, and bringing it back. */
export const deletionRoutes = [
  route({
    method: 'DELETE',
    path: '/api/v1/users/me',
    summary: 'Delete the caller’s account: 202 for later, 204 for at once',
    caller: signedInAnyhow,
    body: jsonBody(DeleteAccount),
    answers: () => [json(202, z.strictObject({ deletes_at: z.iso.datetime() })), { status: 204 }],
    refusals: ['sign_in_again', 'recently_recovered', 'last_administrator'],
    async handle({ c, deps, caller, body: { confirm } }) {
      const deletesAt = await deleteAccount(deps, { caller, confirm })
      return deletesAt === undefined ? c.body(null, 204) : c.json({ deletes_at: timeOf(deletesAt) }, 202)
    },
  }),

  jsonRoute({
    method: 'POST',
    path: '/api/v1/auth/keep-account',
    summary: 'Bring an account back that is being deleted, and sign in',
    body: eitherBody([Keep, KeepByLink], keepForm),
    answer: () => z.strictObject(tokens()),
    answersDevice: true,
    refusals: ['token_refused', 'invalid_link', 'second_step_required', 'sign_in_again'],
    async handle({ c, deps, body }) {
      const kept = 'email' in body ? keepAccountByLink(deps, body) : keepAccount(deps, body)
      return tokenAnswer(answerDevice(c, await kept))
    },
  }),
]
