import { Notice } from '../../look/notice.tsx'
import { Panel } from '../../look/account/panel.tsx'
import { accountPage, type AccountVisit } from './account-page.tsx'
import { AppPanel, confirm, removeApp, start } from './authenticator-app.tsx'
import { ConfirmLink } from './confirm-link.tsx'
import { dayOf } from '../../core/localized.ts'
import { ConnectionsPanel, disconnectForm } from './connections-panel.tsx'
import { Done } from './done.tsx'
import { GoOnToApp } from './go-on-to-app.tsx'
import { newPasskey, passkeyOptions, remove, rename } from './passkeys.tsx'
import { PasskeysPanel } from './passkeys-panel.tsx'
import { PasswordPanel, setPassword } from './password.tsx'
import {
  mailOff,
  MailPanel,
  mailOn,
  newCodes,
  secondStepOff,
  secondStepOn,
  SecondStepPanel,
} from './switches.tsx'
import { fill } from '../../look/words/naming.ts'

/** Whoever has not proven the mailbox adds nothing to the account: it may be somebody else’s address. */
const isUnverified = ({ account }: AccountVisit) => account.user.verifiedAt === null

/** What the owner has to know before anything else. */
const Warnings = ({ visit }: { visit: AccountVisit }) => {
  const { account, language, words } = visit
  const { demanded, resetting } = words.security
  const reset = account.security.secondStepReset
  return (
    <>
      {isUnverified(visit) && (
        <Notice kind="warning" title={visit.base.verify.title}>
          {words.profile.verify.text} <a href="/account">{words.account.places.account}</a>
        </Notice>
      )}
      {account.missing === 'second_step_required' && (
        <Notice kind="warning" title={demanded.title}>
          {demanded.text}
        </Notice>
      )}
      {reset && (
        <Notice kind="danger" title={resetting.title}>
          {reset.resetsAt === null
            ? resetting.text
            : fill(resetting.textOn, { date: dayOf(reset.resetsAt, language) })}
        </Notice>
      )}
    </>
  )
}

const Fresh = ({ visit }: { visit: AccountVisit }) => {
  const { title, text, press } = visit.words.security.confirm
  return (
    <Panel id="confirm" title={title} text={text}>
      <ConfirmLink visit={visit} text={press} />
    </Panel>
  )
}

/** How one signs in: password, passkeys, authenticator app, second step, mail. */
export const securityRoutes = accountPage({
  path: '/account/security',
  summary: 'Change how one signs in',
  title: ({ words }) => words.account.places.security,
  lead: ({ words }) => words.security.lead,
  wants: () => ({ passkeys: true, connections: true }),
  forms: [
    setPassword,
    passkeyOptions,
    newPasskey,
    rename,
    remove,
    start,
    confirm,
    removeApp,
    secondStepOn,
    secondStepOff,
    newCodes,
    mailOn,
    mailOff,
    disconnectForm,
  ],
  show: async (visit) => (
    <>
      <Done visit={visit} of={{ ...visit.words.security.done, ...visit.words.providers.panel.done }} />
      <GoOnToApp visit={visit} />
      <Warnings visit={visit} />
      {!visit.account.isFresh && <Fresh visit={visit} />}
      <PasswordPanel visit={visit} />
      {!isUnverified(visit) && (
        <>
          <PasskeysPanel visit={visit} />
          {await ConnectionsPanel({ visit })}
          <AppPanel visit={visit} />
          <SecondStepPanel visit={visit} />
          <MailPanel visit={visit} />
        </>
      )}
    </>
  ),
})
