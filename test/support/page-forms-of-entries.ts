import { freshEmail, PASSWORD } from './account.ts'
import { NEW_PASSWORD } from './code-flows.ts'
import { type FormStory, ready } from './form-story.ts'
import {
  askedAt,
  at,
  type Ground,
  guarded,
  guardedTwice,
  newcomer,
  owner,
  stranger,
  withPasskey,
} from './page-visitors.ts'
import { ME } from './second-step.ts'

/** Address and password, typed into the page for that. */
async function typed(ground: Ground, { email }: { email: string }) {
  return ready(await at(ground, '/sign-in'), 'password', { email, password: PASSWORD })
}

/** The first step is done, and the second one is asked for. */
async function atSecondStep(ground: Ground, { email }: { email: string }) {
  const ada = await at(ground, '/sign-in')
  await ada.press('password', { email, password: PASSWORD })
  return ada
}

/** An account that is being deleted. */
async function leaving(ground: Ground) {
  const account = await owner(ground)
  await account.ask('DELETE', ME, { confirm: account.email }, { token: account.tokens.access })
  return account
}

const mailedLink = ({ mailbox }: Ground, email: string) => ({
  link: `#token=${mailbox.linkTo(email, 'sign-in-mail')}`,
})

/** Until somebody is signed in. */
export const ENTRY_FORMS: FormStory[] = [
  { page: '/sign-in', does: 'password', prepare: async (ground) => typed(ground, await owner(ground)) },
  {
    page: '/sign-in',
    does: 'password',
    about: 'where a second step is asked for',
    prepare: async (ground) => typed(ground, await guarded(ground)),
  },
  {
    page: '/sign-in',
    does: 'password',
    about: 'to an account that is being deleted',
    prepare: async (ground) => typed(ground, await leaving(ground)),
  },
  {
    page: '/sign-in',
    does: 'mail',
    async prepare(ground) {
      const { email } = await owner(ground)
      return ready(await at(ground, '/sign-in'), 'mail', { email })
    },
  },
  {
    page: '/sign-in',
    does: 'passkey_options',
    prepare: async (ground) => ready(await at(ground, '/sign-in'), 'passkey'),
  },
  {
    page: '/sign-in',
    does: 'passkey',
    async prepare(ground) {
      const { device } = await withPasskey(ground)
      const ada = await at(ground, '/sign-in')
      const credential = JSON.stringify(await device.get(await ada.optionsFor('passkey')))
      return ready(ada, 'passkey', { credential })
    },
  },
  {
    page: '/sign-up',
    does: 'mail',
    prepare: async (ground) => ready(await at(ground, '/sign-up'), 'mail', { email: freshEmail() }),
  },
  {
    page: '/sign-in-mail',
    does: 'again',
    async prepare(ground) {
      const { ada } = await askedAt(ground, '/sign-in', (await owner(ground)).email)
      return ready(ada, 'again')
    },
  },
  {
    page: '/sign-in-mail',
    does: 'code',
    async prepare(ground) {
      const { ada, email } = await askedAt(ground, '/sign-in', (await owner(ground)).email)
      return ready(ada, 'code', { code: ground.mailbox.codeTo(email) })
    },
  },
  {
    page: '/sign-in-mail',
    does: 'code',
    about: 'that opens an account',
    async prepare(ground) {
      const { ada, email } = await askedAt(ground, '/sign-up')
      const opening = { first_name: 'Ada', last_name: 'Lovelace', password: PASSWORD }
      return ready(ada, 'code', { code: ground.mailbox.codeTo(email), ...opening })
    },
  },
  {
    page: '/sign-in-mail',
    does: 'link',
    async prepare(ground) {
      const { ada, email } = await askedAt(ground, '/sign-in', (await owner(ground)).email)
      return ready(ada, 'link', mailedLink(ground, email))
    },
  },
  {
    page: '/sign-in-mail',
    does: 'elsewhere',
    async prepare(ground) {
      const { email } = await askedAt(ground, '/sign-in', (await owner(ground)).email)
      const phone = await at(ground, '/sign-in-mail')
      return ready(phone, 'elsewhere', { ...mailedLink(ground, email), email })
    },
  },
  {
    page: '/second-step',
    does: 'totp',
    async prepare(ground) {
      const account = await guarded(ground)
      return ready(await atSecondStep(ground, account), 'totp', { totp: account.app() })
    },
  },
  {
    page: '/second-step',
    does: 'recovery_code',
    async prepare(ground) {
      const account = await guarded(ground)
      const ada = await atSecondStep(ground, account)
      await ada.open('/second-step?by=recovery_code')
      return ready(ada, 'recovery_code', { recovery_code: account.recoveryCodes[0] ?? '' })
    },
  },
  {
    page: '/second-step',
    does: 'passkey_options',
    prepare: async (ground) => ready(await atSecondStep(ground, await guardedTwice(ground)), 'passkey'),
  },
  {
    page: '/second-step',
    does: 'passkey',
    async prepare(ground) {
      const account = await guardedTwice(ground)
      const ada = await atSecondStep(ground, account)
      const credential = JSON.stringify(await account.device.get(await ada.optionsFor('passkey')))
      return ready(ada, 'passkey', { credential })
    },
  },
  {
    page: '/forgot-password',
    does: 'again',
    async prepare(ground) {
      const { email } = await owner(ground)
      const ada = await at(ground, '/forgot-password')
      await ada.press('mail', { email })
      return ready(ada, 'again')
    },
  },
  {
    page: '/forgot-password',
    does: 'mail',
    async prepare(ground) {
      const { email } = await owner(ground)
      return ready(await at(ground, '/forgot-password'), 'mail', { email })
    },
  },
  {
    page: '/forgot-password',
    does: 'reset',
    async prepare(ground) {
      const { ada, email } = await askedAt(ground, '/forgot-password', (await owner(ground)).email)
      return ready(ada, 'reset', { code: ground.mailbox.codeTo(email), password: NEW_PASSWORD })
    },
  },
  {
    page: '/sign-in/keep',
    does: 'keep',
    async prepare(ground) {
      const { email } = await leaving(ground)
      return ready(await atSecondStep(ground, { email }), 'keep')
    },
  },
  {
    page: '/welcome',
    does: 'passkey_options',
    prepare: async (ground) => ready((await newcomer(ground)).ada, 'passkey'),
  },
  {
    page: '/language',
    does: 'language',
    prepare: async (ground) => ({
      ada: stranger(ground),
      to: '/language',
      fields: { language: 'de', page: '/sign-up' },
      typed: ['language'],
    }),
  },
]
