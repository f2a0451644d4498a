import * as z from 'zod/mini'
import { deleteAccount } from '../../core/account/delete-account.ts'
import { exportData } from '../../core/account/export-data.ts'
import { AS_FILE, exportDocument } from '../../core/account/export-document.ts'
import { DangerPanel, Panel } from '../../look/account/panel.tsx'
import { TextField } from '../../look/forms/text-field.tsx'
import { type AccountForm, accountPage, type AccountVisit, type SentVisit } from './account-page.tsx'
import { forgetSession } from './browser.ts'
import { ConfirmLink } from './confirm-link.tsx'
import { filled, Form, Press } from './controls.tsx'
import { sayDeleted } from './deleted.tsx'
import { form, type FormState, UNTOUCHED } from './form.ts'
import { endSteps } from './steps.ts'
import type { Visit } from './visit.ts'
import { counted, fill } from '../../look/words/naming.ts'

const download: AccountForm = form({
  name: 'export',
  schema: z.object({}),
  async act({ c, deps, caller }: SentVisit) {
    const rows = await exportData(deps, caller)
    return c.json(exportDocument(rows, deps.now()), 200, { 'Content-Disposition': AS_FILE })
  },
})

function removeView(visit: Visit, state: FormState, email?: string) {
  const { remove } = visit.words.record.data
  const of = filled(visit, state, [removeAccount])
  return (
    <DangerPanel id="delete" title={remove.title} text={counted(remove.text, visit.config.DELETION_DAYS)}>
      <Form of={of}>
        <TextField
          {...of.field('confirm')}
          type="email"
          label={remove.label}
          hint={email && fill(remove.hint, { email })}
          required
        />
        <Press does={removeAccount} kind="danger" icon="trash">
          {remove.press}
        </Press>
      </Form>
    </DangerPanel>
  )
}

/** Everybody is signed out at once. What is kept is erased later, so that a thief cannot erase it. */
const removeAccount: AccountForm = {
  ...form({
    name: 'delete',
    schema: z.object({ confirm: z.string() }),
    async act(visit: SentVisit, { confirm }) {
      const { c, deps, caller } = visit
      const deletesAt = await deleteAccount(deps, { caller, confirm })
      forgetSession(c)
      endSteps(c)
      return sayDeleted(visit, deletesAt)
    },
  }),
  view: removeView,
}

function RemovePanel({ visit }: { visit: AccountVisit }) {
  const { account, config, words } = visit
  const { remove } = words.record.data
  if (account.isFresh) return removeView(visit, UNTOUCHED, account.user.email)
  return (
    <DangerPanel id="delete" title={remove.title} text={counted(remove.text, config.DELETION_DAYS)}>
      <ConfirmLink visit={visit} text={remove.change} />
    </DangerPanel>
  )
}

/** What is kept of me: taking it along, and erasing it. */
export const dataRoutes = accountPage({
  path: '/account/data',
  summary: 'Download one’s data, or delete one’s account',
  title: ({ words }) => words.account.places.data,
  lead: ({ words }) => words.record.data.lead,
  forms: [download, removeAccount],
  show: (visit) => (
    <>
      {visit.account.user.verifiedAt !== null && (
        <Panel
          id="export"
          title={visit.words.record.data.export.title}
          text={visit.words.record.data.export.text}
        >
          <Form of={filled(visit, UNTOUCHED, [download])} stays>
            <Press does={download} kind="quiet" icon="download">
              {visit.words.record.data.export.press}
            </Press>
          </Form>
        </Panel>
      )}
      <RemovePanel visit={visit} />
    </>
  ),
})
