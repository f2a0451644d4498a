import * as z from 'zod/mini'
import { confirmTotp, removeTotp, startTotp } from '../../core/factors/totp.ts'
import { totp } from '../../core/identity/fields.ts'
import { qrCode } from '../../http/qr-code.ts'
import { Fold } from '../../look/account/fold.tsx'
import { Panel } from '../../look/account/panel.tsx'
import { Notice } from '../../look/notice.tsx'
import { QrPanel } from '../../look/account/qr-panel.tsx'
import { CodeField } from '../../look/forms/code-field.tsx'
import { type AccountForm, type AccountVisit, type SentVisit } from './account-page.tsx'
import { accountFrame } from './account-frame.tsx'
import { done } from './answers.ts'
import { keepSession } from './browser.ts'
import { filled, Form, Press } from './controls.tsx'
import { dayOf } from '../../core/localized.ts'
import { typedDigits } from './digits.ts'
import { form, type FormState, UNTOUCHED } from './form.ts'
import { showCodes, withCodes } from './recovery-codes.tsx'
import { isReload } from './sent-before.ts'
import type { Visit } from './visit.ts'
import { fill } from '../../look/words/naming.ts'

/** What an app scans. The form carries it to the next try: it is shown on the page anyhow, and decides nothing. */
const uri = z.string().check(z.regex(/^otpauth:\/\/totp\/[\x21-\x7e]{1,600}$/))

/** The secret, and the code that confirms it. */
function confirmView(visit: Visit, state: FormState) {
  const { app, codes } = visit.words.security
  const of = filled(visit, state, [confirm])
  const shown = uri.safeParse(state.typed['uri'])
  if (!shown.success) return null
  const secret = new URL(shown.data).searchParams.get('secret') ?? ''
  return (
    <Panel id="app" title={app.add.title} text={app.add.text}>
      <QrPanel
        svg={qrCode(shown.data, app.title)}
        secret={secret}
        words={{ ...codes, scan: app.scan, secret: app.secret }}
      >
        <Form of={of} hidden={{ uri: shown.data }}>
          <CodeField {...of.field('code')} digits={6} label={app.code} hint={app.hint} />
          <Press does={confirm}>{app.confirm}</Press>
        </Form>
      </QrPanel>
    </Panel>
  )
}

/** Its key is shown in the answer alone. A page that is loaded anew has another key, and says so. */
export const start: AccountForm = {
  name: 'app',
  async submit(visit, typed) {
    const isOther = await isReload(visit, typed)
    const { uri } = await startTotp(visit.deps, visit.caller)
    const { app } = visit.words.security
    const content = (
      <>
        {isOther && (
          <Notice kind="warning" said>
            {app.isOther}
          </Notice>
        )}
        {confirmView(visit, { ...UNTOUCHED, form: confirm.name, typed: { uri } })}
      </>
    )
    return accountFrame(visit, { title: visit.words.account.places.security, content })
  },
}

/** Switches the second step on. Every other session ends. */
export const confirm: AccountForm = {
  ...withCodes(
    form({
      name: 'confirm_app',
      at: { invalid_code: 'code' },
      schema: z.object({ code: typedDigits(totp), uri: z.optional(uri) }),
      async act(visit: SentVisit, { code }) {
        const { recoveryCodes, tokens } = await confirmTotp(visit.deps, { caller: visit.caller, code })
        await keepSession(visit.c, tokens)
        return showCodes(visit, recoveryCodes)
      },
    }),
  ),
  view: confirmView,
}

export const removeApp: AccountForm = form({
  name: 'remove_app',
  schema: z.object({}),
  async act(visit: SentVisit) {
    await removeTotp(visit.deps, visit.caller)
    return done(visit, 'app_removed')
  },
})

export function AppPanel({ visit }: { visit: AccountVisit }) {
  const { account, language, words } = visit
  const { app } = words.security
  const since = account.factors.totpSince
  return (
    <Panel
      id="app"
      title={app.title}
      text={since === null ? app.text : fill(app.since, { date: dayOf(since, language) })}
    >
      {account.isFresh && since === null && (
        <Form of={filled(visit, UNTOUCHED, [start])}>
          <p class="muted">{app.add.text}</p>
          <Press does={start} kind="quiet" icon="phone">
            {app.add.press}
          </Press>
        </Form>
      )}
      {account.isFresh && since !== null && (
        <Fold title={app.remove.title}>
          <Form of={filled(visit, UNTOUCHED, [removeApp])}>
            <p class="muted">{app.remove.text}</p>
            <Press does={removeApp} kind="danger" icon="trash">
              {app.remove.press}
            </Press>
          </Form>
        </Fold>
      )}
    </Panel>
  )
}
