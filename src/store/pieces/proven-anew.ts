import { sql } from 'drizzle-orm'
import { sessions } from '../tables/sessions.ts'

/**
 * What changes of a session whose user has just proven who they are, by a kind of proof. It goes on with a generation
 * that has no predecessor: whoever copied an earlier refresh token is not lifted along.
 */
export const provenAnew = ({
  kind,
  passkeyId,
  isSecondStep,
  now,
}: {
  kind: string
  /** Of the passkey, if that is the proof. */
  passkeyId: string | undefined
  isSecondStep: boolean
  now: number
}) => ({
  generation: sql`${sessions.generation} + 1`,
  previousGeneration: null,
  rotatedAt: now,
  repeats: 0,
  authTime: now,
  authMethods: kind,
  authPasskeyId: passkeyId ?? null,
  methods: withKind(kind),
  ...(isSecondStep && { secondStep: true }),
})

/** The kinds of a session with one more, which stands there once. */
const withKind = (kind: string) =>
  sql`case when ' ' || ${sessions.methods} || ' ' like ${`% ${kind} %`} then ${sessions.methods} else ${sessions.methods} || ${` ${kind}`} end`
