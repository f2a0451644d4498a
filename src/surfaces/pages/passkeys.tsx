import * as z from 'zod/mini'
import { addPasskey, removePasskey, renamePasskey, startPasskey } from '../../core/factors/passkeys.ts'
import { text } from '../../core/identity/fields.ts'
import { registrationResponse } from '../../core/passkeys/bodies.ts'
import { jsonText } from '../../http/form.ts'
import type { AccountForm, SentVisit } from './account-page.tsx'
import { done, welcomedOr } from './answers.ts'
import { keepSession } from './browser.ts'
import { form } from './form.ts'
import { showCodes, withCodes } from './recovery-codes.tsx'

const name = text(64)

export const passkeyOptions: AccountForm = form({
  name: 'passkey_options',
  schema: z.object({}),
  act: async ({ c, deps, caller }: SentVisit) => c.json(await startPasskey(deps, caller)),
})

/** Where the account may not be without a second step, the first passkey brings that, and recovery codes. */
export const newPasskey = withCodes(
  form({
    name: 'passkey',
    schema: z.object({ credential: jsonText(registrationResponse), name: z.optional(name) }),
    async act(visit: SentVisit, { credential, name }) {
      const { c, deps, caller } = visit
      const { tokens, recoveryCodes } = await addPasskey(deps, { caller, credential, name })
      if (tokens) await keepSession(c, tokens)
      return recoveryCodes ? showCodes(visit, recoveryCodes) : welcomedOr(visit, 'passkey')
    },
  }),
)

export const rename: AccountForm = form({
  name: 'rename_passkey',
  schema: z.object({ id: z.string(), name }),
  async act(visit: SentVisit, { id, name }) {
    await renamePasskey(visit.deps, { caller: visit.caller, id, name })
    return done(visit, 'passkey_renamed')
  },
})

export const remove: AccountForm = form({
  name: 'remove_passkey',
  schema: z.object({ id: z.string() }),
  async act(visit: SentVisit, { id }) {
    await removePasskey(visit.deps, { caller: visit.caller, id })
    return done(visit, 'passkey_removed')
  },
})
