import * as z from 'zod/mini'
import { addPasskey, removePasskey, renamePasskey, startPasskey } from '../../core/factors/passkeys.ts'
import { text } from '../../core/identity/fields.ts'
import { registrationResponse } from '../../core/passkeys/bodies.ts'
import { jsonText } from '../../http/form.ts'
import { Panel } from '../../look/account/panel.tsx'
import { TextField } from '../../look/forms/text-field.tsx'
import type { AccountForm, SentVisit } from './account-page.tsx'
import { done, welcomedOr } from './answers.ts'
import { keepSession } from './browser.ts'
import { filled, Form, Press } from './controls.tsx'
import { form, type FormState } from './form.ts'
import { showCodes, withCodes } from './recovery-codes.tsx'
import type { Visit } from './visit.ts'

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

function renameView(visit: Visit, state: FormState) {
  const { passkeys } = visit.words.security
  const of = filled(visit, state, [rename])
  return (
    <Panel id="passkeys" title={passkeys.title}>
      <Form of={of} hidden={{ id: state.typed['id'] ?? '' }}>
        <TextField {...of.field('name')} label={passkeys.name} />
        <Press does={rename} kind="quiet">
          {passkeys.rename}
        </Press>
      </Form>
    </Panel>
  )
}

export const rename: AccountForm = {
  ...form({
    name: 'rename_passkey',
    schema: z.object({ id: z.string(), name }),
    async act(visit: SentVisit, { id, name }) {
      await renamePasskey(visit.deps, { caller: visit.caller, id, name })
      return done(visit, 'passkey_renamed')
    },
  }),
  view: renameView,
}

export const remove: AccountForm = form({
  name: 'remove_passkey',
  schema: z.object({ id: z.string() }),
  async act(visit: SentVisit, { id }) {
    await removePasskey(visit.deps, { caller: visit.caller, id })
    return done(visit, 'passkey_removed')
  },
})
