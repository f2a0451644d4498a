import { claimsOf, freshEmail, PASSWORD, signedIn } from './account.ts'
import { childOf, registeredApp } from './apps.ts'
import { type FormStory, ready } from './form-story.ts'
import {
  type Ground,
  guarded,
  owner,
  signedInAt,
  staleAt,
  staleNewcomer,
  unconfirmed,
  withPasskey,
} from './page-visitors.ts'
import { person } from './person.ts'

/** A form of a page that a fresh session sees, with nothing to prepare. */
const plain = (page: string, does: string, fields: Record<string, string> = {}): FormStory => ({
  page,
  does,
  prepare: async (ground) => ready(await signedInAt(ground, await owner(ground), page), does, fields),
})

/** Codes were mailed to both addresses. */
async function moving(ground: Ground, account: Parameters<typeof signedInAt>[1]) {
  const to = freshEmail()
  const ada = await signedInAt(ground, account)
  await ada.press('move', { email: to })
  const { codeTo } = ground.mailbox
  return { ada, codes: { code_current: codeTo(account.email), code_new: codeTo(to) } }
}

/** Another device is signed in too. */
async function onTwoDevices(ground: Ground) {
  const account = await owner(ground)
  await signedIn(person({ worker: ground.worker, roaming: true }), account)
  return signedInAt(ground, account, '/account/sessions')
}

async function confirmingByPasskey(ground: Ground) {
  const { device, email } = await withPasskey(ground)
  return { device, ada: await staleAt(ground, { email }, '/account/confirm') }
}

/** The account itself: profile, address, sessions, data, and one more proof. */
export const ACCOUNT_FORMS: FormStory[] = [
  plain('/account', 'profile', { first_name: 'Augusta', bio: 'Countess' }),
  plain('/account', 'language', { language: 'de' }),
  {
    page: '/account',
    does: 'verify',
    async prepare(ground) {
      const account = await unconfirmed(ground)
      const code = ground.mailbox.codeTo(account.email)
      return ready(await signedInAt(ground, account), 'verify', { code })
    },
  },
  {
    page: '/account',
    does: 'verify_mail',
    prepare: async (ground) => ready(await signedInAt(ground, await unconfirmed(ground)), 'verify_mail'),
  },
  {
    page: '/account',
    does: 'move',
    prepare: async (ground) =>
      ready(await signedInAt(ground, await owner(ground)), 'move', { email: freshEmail() }),
  },
  {
    page: '/account',
    does: 'codes',
    async prepare(ground) {
      const { ada, codes } = await moving(ground, await owner(ground))
      return ready(ada, 'codes', codes)
    },
  },
  {
    page: '/account',
    does: 'codes',
    about: 'of an account with a second step',
    async prepare(ground) {
      const { ada, codes } = await moving(ground, await guarded(ground))
      return ready(ada, 'codes', codes)
    },
  },
  {
    page: '/account',
    does: 'cancel_move',
    prepare: async (ground) => ready((await moving(ground, await owner(ground))).ada, 'cancel_move'),
  },
  {
    page: '/account/sessions',
    does: 'end',
    prepare: async (ground) => ready(await onTwoDevices(ground), 'end'),
  },
  {
    page: '/account/sessions',
    does: 'end_others',
    prepare: async (ground) => ready(await onTwoDevices(ground), 'end_others'),
  },
  {
    page: '/account/apps',
    does: 'remove',
    async prepare(ground) {
      const account = await owner(ground)
      const { id: appId } = await registeredApp()
      await childOf(String(claimsOf(account.tokens.access)['sid']), { appId })
      return ready(await signedInAt(ground, account, '/account/apps'), 'remove')
    },
  },
  plain('/account/data', 'export'),
  {
    page: '/account/data',
    does: 'delete',
    async prepare(ground) {
      const account = await owner(ground)
      return ready(await signedInAt(ground, account, '/account/data'), 'delete', { confirm: account.email })
    },
  },
  {
    page: '/account/confirm',
    does: 'password',
    prepare: async (ground) =>
      ready(await staleAt(ground, await owner(ground), '/account/confirm'), 'password', {
        password: PASSWORD,
      }),
  },
  {
    page: '/account/confirm',
    does: 'step',
    async prepare(ground) {
      const account = await guarded(ground)
      const ada = await staleAt(ground, account, '/account/confirm')
      return ready(ada, 'step', { step: account.app() })
    },
  },
  {
    page: '/account/confirm',
    does: 'step',
    about: 'by a recovery code',
    async prepare(ground) {
      const account = await guarded(ground)
      const ada = await staleAt(ground, account, '/account/confirm')
      return ready(ada, 'step', { step: account.recoveryCodes[0] ?? '' })
    },
  },
  {
    page: '/account/confirm',
    does: 'passkey_options',
    prepare: async (ground) => ready((await confirmingByPasskey(ground)).ada, 'passkey'),
  },
  {
    page: '/account/confirm',
    does: 'passkey',
    async prepare(ground) {
      const { ada, device } = await confirmingByPasskey(ground)
      const credential = JSON.stringify(await device.get(await ada.optionsFor('passkey')))
      return ready(ada, 'passkey', { credential })
    },
  },
  {
    page: '/account/confirm',
    does: 'mail',
    prepare: async (ground) => ready((await staleNewcomer(ground)).ada, 'mail'),
  },
  {
    page: '/account/confirm',
    does: 'code',
    async prepare(ground) {
      const { ada, email } = await staleNewcomer(ground)
      await ada.press('mail')
      return ready(ada, 'code', { code: ground.mailbox.codeTo(email) })
    },
  },
  {
    page: '/language',
    does: 'language',
    about: 'in a session',
    async prepare(ground) {
      const { ada, fields } = ready(await signedInAt(ground, await owner(ground)), 'profile')
      const { form_token = '' } = fields
      return { ada, to: '/language', fields: { form_token, language: 'de', page: '/account' }, typed: [] }
    },
  },
  plain('/sign-out', 'here'),
  plain('/sign-out', 'everywhere'),
]
