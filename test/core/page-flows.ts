import { expect } from 'vitest'
import { finishEmailChange, startEmailChange } from '../../src/core/account/change-email.ts'
import { readAccountPage, type Wants } from '../../src/core/account/account-page.ts'
import { deleteAccount } from '../../src/core/account/delete-account.ts'
import { exportData } from '../../src/core/account/export-data.ts'
import { setOwnPassword } from '../../src/core/account/set-password.ts'
import { mailVerification } from '../../src/core/account/verification-mail.ts'
import { confirmByCode } from '../../src/core/account/verify-email.ts'
import type { Deps } from '../../src/core/deps.ts'
import { addPasskey, removePasskey, renamePasskey, startPasskey } from '../../src/core/factors/passkeys.ts'
import { changeSecurity, renewRecoveryCodes } from '../../src/core/factors/security.ts'
import { confirmTotp, removeTotp, startTotp } from '../../src/core/factors/totp.ts'
import { changeOwnProfile } from '../../src/core/identity/profile.ts'
import { mailedCodes } from '../../src/core/ledger/code-maker.ts'
import { askForPasskey } from '../../src/core/passkeys/ask.ts'
import { mailReauthentication } from '../../src/core/second-step/by-mail.ts'
import { reauthenticate } from '../../src/core/second-step/reauthenticate.ts'
import { endOtherSessions, endOwnSession } from '../../src/core/sessions/own-sessions.ts'
import { signOut, signOutEverywhere } from '../../src/core/sessions/sign-out.ts'
import type { PageCaller } from '../../src/core/tokens/caller.ts'
import { claimsOf, freshEmail, PASSWORD, registered, signedIn, type Tokens } from '../support/account.ts'
import { authenticator } from '../support/authenticator.ts'
import { NEW_PASSWORD } from '../support/code-flows.ts'
import { codeFor, codeIn, mailTo, unread } from '../support/mails.ts'
import { AGAIN, askedAgain, mailOnly } from '../support/mail-sign-in.ts'
import { addedPasskey, assertion, newCredential, PASSKEY } from '../support/passkeys.ts'
import type { Person } from '../support/person.ts'
import { appOf, ME, protectedAccount } from '../support/second-step.ts'

type Owner = Person & { email: string; tokens: Tokens }
type Act = (deps: Deps, caller: PageCaller) => Promise<unknown>

/** Something that a page asks of the core for whoever has its cookie. `prepare` is what comes before. */
export type Flow = {
  name: string
  /** What does the same in the API. */
  route: string
  /** It wants a proof that is fresh. */
  asksFresh?: true
  /** Whoever lacks something of their account may not. */
  refusesLimited?: true
  prepare: () => Promise<{ owner: Owner; act: Act }>
}

const withRoom = () => registered({ roaming: true })
const unconfirmed = () => registered({ roaming: true, confirmed: false })
const withPasskey = async () => addedPasskey(await withRoom())

const plain = (act: Act) => async () => ({ owner: await withRoom(), act })
const guarded = (act: Act) => async () => ({ owner: await protectedAccount(), act })

async function anotherSession() {
  const owner = await withRoom()
  const target = String(claimsOf((await signedIn(owner, owner)).access)['sid'])
  return { owner, act: (deps: Deps, caller: PageCaller) => endOwnSession(deps, { caller, target }) }
}

/** Both codes of a move are mailed; the last step is left. */
async function moving(owner: Owner) {
  const to = freshEmail()
  await unread(owner.email)
  const { body, status, text } = await owner.post(
    `${ME}/email`,
    { email: to },
    { token: owner.tokens.access },
  )
  expect(status, text).toBe(202)
  const step = String(body['request'])
  const codes = { currentCode: await codeFor(owner.email), newCode: await codeFor(to) }
  return {
    owner,
    act: (deps: Deps, caller: PageCaller) => finishEmailChange(deps, { caller, step, ...codes }),
  }
}

/** The cookie alone says who reads. */
const reading =
  (wants?: Wants): Act =>
  (deps, { pageSid: sid, generation }) =>
    readAccountPage(deps, { page: { sid, generation }, ...(wants && { wants }) })

const startMove: Act = (deps, caller) =>
  startEmailChange(deps, { caller, newEmail: freshEmail(), codes: mailedCodes, mustBeFresh: true })

const OUT = '/api/v1/auth/logout'

export const FLOWS: Flow[] = [
  { name: 'startTotp', route: `POST ${ME}/totp`, asksFresh: true, prepare: plain(startTotp) },
  {
    name: 'confirmTotp',
    route: `POST ${ME}/totp/confirm`,
    async prepare() {
      const owner = await withRoom()
      const started = await owner.post(`${ME}/totp`, undefined, { token: owner.tokens.access })
      const code = appOf(String(started.body['secret']))()
      return { owner, act: (deps, caller) => confirmTotp(deps, { caller, code }) }
    },
  },
  { name: 'removeTotp', route: `DELETE ${ME}/totp`, asksFresh: true, prepare: guarded(removeTotp) },
  {
    name: 'startPasskey',
    route: `POST ${ME}/passkeys/options`,
    asksFresh: true,
    prepare: plain(startPasskey),
  },
  {
    name: 'addPasskey',
    route: `POST ${ME}/passkeys`,
    asksFresh: true,
    async prepare() {
      const owner = await withRoom()
      const credential = await newCredential(owner, await authenticator())
      return { owner, act: (deps, caller) => addPasskey(deps, { caller, credential, name: undefined }) }
    },
  },
  {
    name: 'removePasskey',
    route: `DELETE ${ME}/passkeys/:passkey_id`,
    asksFresh: true,
    async prepare() {
      const owner = await withPasskey()
      return { owner, act: (deps, caller) => removePasskey(deps, { caller, id: owner.passkeyId }) }
    },
  },
  {
    name: 'renamePasskey',
    route: `PATCH ${ME}/passkeys/:passkey_id`,
    async prepare() {
      const owner = await withPasskey()
      return {
        owner,
        act: (deps, caller) => renamePasskey(deps, { caller, id: owner.passkeyId, name: 'Key' }),
      }
    },
  },
  {
    name: 'changeSecurity',
    route: `PUT ${ME}/security`,
    asksFresh: true,
    prepare: plain((deps, caller) =>
      changeSecurity(deps, { caller, secondStep: undefined, mailSignIn: false }),
    ),
  },
  {
    name: 'renewRecoveryCodes',
    route: `POST ${ME}/recovery-codes`,
    asksFresh: true,
    prepare: guarded(renewRecoveryCodes),
  },
  {
    name: 'setOwnPassword',
    route: `PUT ${ME}/password`,
    asksFresh: true,
    refusesLimited: true,
    prepare: plain((deps, caller) => setOwnPassword(deps, { caller, password: NEW_PASSWORD })),
  },
  {
    name: 'exportData',
    route: `POST ${ME}/export`,
    asksFresh: true,
    refusesLimited: true,
    prepare: plain(exportData),
  },
  {
    name: 'deleteAccount',
    route: `DELETE ${ME}`,
    asksFresh: true,
    async prepare() {
      const owner = await withRoom()
      return { owner, act: (deps, caller) => deleteAccount(deps, { caller, confirm: owner.email }) }
    },
  },
  {
    name: 'endOtherSessions',
    route: `DELETE ${ME}/sessions`,
    asksFresh: true,
    refusesLimited: true,
    prepare: plain(endOtherSessions),
  },
  {
    name: 'endOwnSession',
    route: `DELETE ${ME}/sessions/:session_id`,
    refusesLimited: true,
    prepare: anotherSession,
  },
  {
    name: 'reauthenticate by the password',
    route: `POST ${AGAIN}`,
    prepare: plain((deps, caller) =>
      reauthenticate(deps, { caller, answer: { kind: 'password', password: PASSWORD } }),
    ),
  },
  {
    name: 'reauthenticate by the app',
    route: `POST ${AGAIN}`,
    async prepare() {
      const owner = await protectedAccount()
      const act: Act = (deps, caller) =>
        reauthenticate(deps, { caller, answer: { kind: 'totp', code: owner.app() } })
      return { owner, act }
    },
  },
  {
    name: 'reauthenticate by a recovery code',
    route: `POST ${AGAIN}`,
    async prepare() {
      const owner = await protectedAccount()
      const [code = ''] = owner.recoveryCodes
      return {
        owner,
        act: (deps, caller) => reauthenticate(deps, { caller, answer: { kind: 'recovery_code', code } }),
      }
    },
  },
  {
    name: 'reauthenticate by a passkey',
    route: `POST ${AGAIN}`,
    async prepare() {
      const owner = await withPasskey()
      const credential = await assertion(owner, owner.device, { caller: owner.tokens.access })
      return {
        owner,
        act: (deps, caller) => reauthenticate(deps, { caller, answer: { kind: 'passkey', credential } }),
      }
    },
  },
  {
    name: 'reauthenticate by a mailed code',
    route: `POST ${AGAIN}`,
    async prepare() {
      const owner = await mailOnly(freshEmail())
      const code = await askedAgain(owner)
      return {
        owner,
        act: (deps, caller) => reauthenticate(deps, { caller, answer: { kind: 'mailbox', code } }),
      }
    },
  },
  {
    name: 'mailReauthentication',
    route: `POST ${AGAIN}/mail`,
    prepare: async () => ({ owner: await mailOnly(freshEmail()), act: mailReauthentication }),
  },
  {
    name: 'askForPasskey',
    route: `POST ${PASSKEY}/options`,
    prepare: async () => ({
      owner: await withPasskey(),
      act: (deps, caller) => askForPasskey(deps, { token: undefined, caller, isProofAgain: true }),
    }),
  },
  {
    name: 'startEmailChange',
    route: `POST ${ME}/email`,
    asksFresh: true,
    refusesLimited: true,
    prepare: plain(startMove),
  },
  {
    name: 'finishEmailChange',
    route: `POST ${ME}/email/confirm`,
    refusesLimited: true,
    prepare: async () => moving(await withRoom()),
  },
  {
    name: 'finishEmailChange with a second step',
    route: `POST ${ME}/email/confirm`,
    asksFresh: true,
    refusesLimited: true,
    prepare: async () => moving(await protectedAccount()),
  },
  {
    name: 'confirmByCode',
    route: `POST ${ME}/verify`,
    async prepare() {
      const owner = await unconfirmed()
      const code = codeIn(await mailTo(owner.email, { subject: /./ })) ?? ''
      return { owner, act: (deps, caller) => confirmByCode(deps, { caller, code }) }
    },
  },
  {
    name: 'mailVerification',
    route: `POST ${ME}/verify/mail`,
    prepare: async () => ({
      owner: await unconfirmed(),
      act: (deps, caller) => mailVerification(deps, { caller }),
    }),
  },
  {
    name: 'changeOwnProfile',
    route: `PUT ${ME}`,
    prepare: plain((deps, caller) => changeOwnProfile(deps, { caller, changes: { bio: 'x' } })),
  },
  {
    name: 'signOut',
    route: `POST ${OUT}`,
    prepare: plain((deps, caller) => signOut(deps, { caller, refreshToken: undefined })),
  },
  { name: 'signOutEverywhere', route: `POST ${OUT}`, prepare: plain(signOutEverywhere) },
  { name: 'reading a page', route: `GET ${ME}`, prepare: plain(reading()) },
  { name: 'reading passkeys', route: `GET ${ME}/passkeys`, prepare: plain(reading({ passkeys: true })) },
  {
    name: 'reading sessions',
    route: `GET ${ME}/sessions`,
    refusesLimited: true,
    prepare: plain(reading({ sessions: true })),
  },
  {
    name: 'reading the history',
    route: `GET ${ME}/events`,
    refusesLimited: true,
    prepare: plain(reading({ events: { before: undefined, limit: 5 } })),
  },
]
