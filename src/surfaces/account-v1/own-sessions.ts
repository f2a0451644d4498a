import * as z from 'zod/mini'
import { endOtherSessions, endOwnSession, listOwnSessions } from '../../core/sessions/own-sessions.ts'
import { readKinds } from '../../core/sign-in/proof.ts'
import { signedIn } from '../../http/caller.ts'
import { jsonRoute, route } from '../../http/route.ts'
import { timeOf } from '../../core/time.ts'
import type { OwnSession } from '../../store/queries/sessions.ts'

/** What a kind of proof is called in answers. */
const METHODS = {
  password: 'password',
  mailbox: 'email',
  totp: 'totp',
  recovery_code: 'recovery_code',
  passkey: 'passkey',
  bound_passkey: 'passkey',
  provider: 'provider',
} as const

const methodsOf = (kinds: string) => [...new Set(readKinds(kinds).map((kind) => METHODS[kind]))]

/** `signed_in_at` of a session that has gone on under another id is when that one was opened. */
export const sessionAnswer = (session: OwnSession, current: string) => ({
  id: session.id,
  current: session.id === current,
  device: session.device,
  place: session.country,
  signed_in_at: timeOf(Math.min(session.createdAt, session.authTime)),
  last_seen_at: timeOf(session.rotatedAt),
  expires_at: timeOf(session.endsAt),
  methods: methodsOf(session.methods),
  app: session.appId === null ? null : { id: session.appId, name: session.appName ?? session.appId },
})

const Session = () =>
  z.strictObject({
    id: z.uuid(),
    current: z.boolean(),
    device: z.nullable(z.string()),
    place: z.nullable(z.string()),
    signed_in_at: z.iso.datetime(),
    last_seen_at: z.iso.datetime(),
    expires_at: z.iso.datetime(),
    methods: z.array(z.enum([...new Set(Object.values(METHODS))])),
    app: z.nullable(z.strictObject({ id: z.string(), name: z.string() })),
  })

/** Where one is signed in, and ending that. */
export const ownSessionRoutes = [
  jsonRoute({
    method: 'GET',
    path: '/api/v1/users/me/sessions',
    summary: 'List the live sessions of the caller, newest first',
    caller: signedIn,
    answer: () => z.array(Session()),
    async handle({ deps, caller }) {
      const sessions = await listOwnSessions(deps, caller)
      return sessions.map((session) => sessionAnswer(session, caller.sid))
    },
  }),

  route({
    method: 'DELETE',
    path: '/api/v1/users/me/sessions/:session_id',
    summary: 'End a session of the caller',
    caller: signedIn,
    answers: () => [{ status: 204 }],
    refusals: ['not_found'],
    async handle({ c, deps, caller }) {
      await endOwnSession(deps, { caller, target: c.req.param('session_id') })
      return c.body(null, 204)
    },
  }),

  jsonRoute({
    method: 'DELETE',
    path: '/api/v1/users/me/sessions',
    summary: 'End every other session of the caller',
    caller: signedIn,
    answer: () => z.strictObject({ ended: z.int().check(z.minimum(0)) }),
    refusals: ['sign_in_again'],
    handle: async ({ deps, caller }) => ({ ended: await endOtherSessions(deps, caller) }),
  }),
]
