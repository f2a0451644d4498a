import * as z from 'zod/mini'
import {
  addPasskey,
  listPasskeys,
  removePasskey,
  renamePasskey,
  startPasskey,
} from '../../core/factors/passkeys.ts'
import { jsonBody } from '../../http/body.ts'
import { signedInAnyhow } from '../../http/caller.ts'
import { jsonRoute, route } from '../../http/route.ts'
import { timeOf } from '../../core/time.ts'
import type { Passkey as StoredPasskey } from '../../store/tables/passkeys.ts'
import { AddPasskey, RenamePasskey } from './bodies.ts'
import { FACTOR_REFUSALS, recoveryCodes } from './factors.ts'
import { NewTokens, newTokens } from './new-tokens.ts'
import { challenge, descriptors, timeout } from './passkey-options.ts'

export const passkeyAnswer = ({ id, name, backedUp, createdAt, lastUsedAt }: StoredPasskey) => ({
  id,
  name,
  backed_up: backedUp,
  created_at: timeOf(createdAt),
  last_used_at: lastUsedAt === null ? null : timeOf(lastUsedAt),
})

const passkeyMembers = () => ({
  id: z.uuid(),
  name: z.string(),
  backed_up: z.boolean(),
  created_at: z.iso.datetime(),
  last_used_at: z.nullable(z.iso.datetime()),
})

/** `PublicKeyCredentialCreationOptionsJSON`. */
const CreationOptions = () =>
  z.strictObject({
    rp: z.strictObject({ id: z.string(), name: z.string() }),
    user: z.strictObject({ id: z.string(), name: z.string(), displayName: z.string() }),
    challenge: challenge(),
    pubKeyCredParams: z.array(z.strictObject({ type: z.literal('public-key'), alg: z.int() })),
    timeout: timeout(),
    excludeCredentials: descriptors(),
    authenticatorSelection: z.strictObject({
      residentKey: z.literal('required'),
      requireResidentKey: z.literal(true),
      userVerification: z.literal('required'),
    }),
    attestation: z.literal('none'),
    extensions: z.strictObject({ credProps: z.literal(true) }),
  })

/** The passkeys of the caller. */
export const passkeyRoutes = [
  jsonRoute({
    method: 'POST',
    path: '/api/v1/users/me/passkeys/options',
    summary: 'Get what a browser makes a passkey with',
    caller: signedInAnyhow,
    answer: CreationOptions,
    refusals: [...FACTOR_REFUSALS, 'not_found'],
    handle: async ({ deps, caller }) => startPasskey(deps, caller),
  }),

  jsonRoute({
    method: 'POST',
    path: '/api/v1/users/me/passkeys',
    summary: 'Add a passkey that a browser has made',
    caller: signedInAnyhow,
    body: jsonBody(AddPasskey),
    status: 201,
    answer: () =>
      z.union([
        z.strictObject(passkeyMembers()),
        NewTokens({ ...passkeyMembers(), recovery_codes: recoveryCodes() }),
      ]),
    sets: ['refreshToken', 'accessToken'],
    setsForCookieCallers: true,
    refusals: [...FACTOR_REFUSALS, 'not_found'],
    async handle({ c, deps, caller, body: { credential, name } }) {
      const { passkey, tokens, recoveryCodes: codes } = await addPasskey(deps, { caller, credential, name })
      const answer = passkeyAnswer(passkey)
      return tokens && codes ? { ...answer, ...newTokens(c, tokens), recovery_codes: codes } : answer
    },
  }),

  jsonRoute({
    method: 'GET',
    path: '/api/v1/users/me/passkeys',
    summary: 'List the passkeys of the caller, newest first',
    caller: signedInAnyhow,
    answer: () => z.array(z.strictObject(passkeyMembers())),
    refusals: ['not_found'],
    handle: async ({ deps, caller }) => (await listPasskeys(deps, caller)).map(passkeyAnswer),
  }),

  jsonRoute({
    method: 'PATCH',
    path: '/api/v1/users/me/passkeys/:passkey_id',
    summary: 'Give a passkey another name',
    caller: signedInAnyhow,
    body: jsonBody(RenamePasskey),
    answer: () => z.strictObject(passkeyMembers()),
    refusals: ['not_found'],
    handle: async ({ c, deps, caller, body: { name } }) =>
      passkeyAnswer(await renamePasskey(deps, { caller, id: c.req.param('passkey_id'), name })),
  }),

  route({
    method: 'DELETE',
    path: '/api/v1/users/me/passkeys/:passkey_id',
    summary: 'Remove a passkey',
    caller: signedInAnyhow,
    answers: () => [{ status: 204 }],
    refusals: [...FACTOR_REFUSALS, 'last_way_in', 'not_found'],
    async handle({ c, deps, caller }) {
      await removePasskey(deps, { caller, id: c.req.param('passkey_id') })
      return c.body(null, 204)
    },
  }),
]
