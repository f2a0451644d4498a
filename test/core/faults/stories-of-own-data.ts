import { claimsOf, signedIn } from '../../support/account.ts'
import { childOf, registeredApp } from '../../support/apps.ts'
import { account, fine, type Ground, type Story, unconfirmed } from './story.ts'

const ME = '/api/v1/users/me'
const sidOf = ({ access }: { access: string }) => String(claimsOf(access)['sid'])

/** An account that is being deleted, and the token of the mailed link. */
async function deleting(ground: Ground) {
  const ada = await account(ground)
  await fine(ground.by.ask('DELETE', ME, { confirm: ada.email }, { token: ada.tokens.access }))
  return { ...ada, link: ground.mailbox.linkTo(ada.email, 'keep-account') }
}

const KEEP = '/api/v1/auth/keep-account'

/** What one may see of oneself, and take away. */
export const STORIES_OF_OWN_DATA: Story[] = [
  {
    route: `GET ${ME}/sessions`,
    async prepare(ground) {
      const { tokens } = await account(ground)
      return () => ground.by.get(`${ME}/sessions`, { token: tokens.access })
    },
  },
  {
    route: `GET ${ME}/events`,
    async prepare(ground) {
      const { tokens } = await account(ground)
      return () => ground.by.get(`${ME}/events`, { token: tokens.access })
    },
  },
  {
    route: `GET ${ME}/apps`,
    async prepare(ground) {
      const { tokens } = await account(ground)
      return () => ground.by.get(`${ME}/apps`, { token: tokens.access })
    },
  },
  {
    route: `DELETE ${ME}/apps/:app_id`,
    async prepare(ground) {
      const { tokens } = await account(ground)
      const { id: appId } = await registeredApp()
      await childOf(sidOf(tokens), { appId })
      return () => ground.by.delete(`${ME}/apps/${appId}`, { token: tokens.access })
    },
  },
  {
    route: `POST ${ME}/export`,
    async prepare(ground) {
      const { tokens } = await account(ground)
      return () => ground.by.post(`${ME}/export`, undefined, { token: tokens.access })
    },
  },
  {
    route: `DELETE ${ME}/sessions/:session_id`,
    async prepare(ground) {
      const { tokens, ...ada } = await account(ground)
      const other = await signedIn(ground.by, ada)
      return () => ground.by.delete(`${ME}/sessions/${sidOf(other)}`, { token: tokens.access })
    },
  },
  {
    route: `DELETE ${ME}/sessions/:session_id`,
    about: 'the present one',
    async prepare(ground) {
      const { tokens } = await account(ground)
      return () => ground.by.delete(`${ME}/sessions/${sidOf(tokens)}`, { token: tokens.access })
    },
  },
  {
    route: `DELETE ${ME}/sessions`,
    async prepare(ground) {
      const { tokens, ...ada } = await account(ground)
      await signedIn(ground.by, ada)
      return () => ground.by.delete(`${ME}/sessions`, { token: tokens.access })
    },
  },
  {
    route: 'POST /api/v1/auth/logout',
    about: 'everywhere',
    async prepare(ground) {
      const { tokens, ...ada } = await account(ground)
      await signedIn(ground.by, ada)
      return () => ground.by.post('/api/v1/auth/logout', { everywhere: true }, { token: tokens.access })
    },
  },
  {
    route: `DELETE ${ME}`,
    async prepare(ground) {
      const { email, tokens, ...ada } = await account(ground)
      await signedIn(ground.by, { ...ada, email })
      return () => ground.by.ask('DELETE', ME, { confirm: email }, { token: tokens.access })
    },
  },
  {
    route: `DELETE ${ME}`,
    about: 'an unverified account',
    async prepare(ground) {
      const { email, tokens } = await unconfirmed(ground)
      return () => ground.by.ask('DELETE', ME, { confirm: email }, { token: tokens.access })
    },
  },
  {
    route: 'POST /api/v1/auth/login',
    about: 'to an account that is being deleted',
    // The try of a right password is given back.
    beside: ['update budgets, update password_failures, insert audit_events'],
    async prepare(ground) {
      const { email, password } = await deleting(ground)
      return () => ground.by.post('/api/v1/auth/login', { email, password })
    },
  },
  {
    route: `POST ${KEEP}`,
    async prepare(ground) {
      const { email, password } = await deleting(ground)
      const { body } = await ground.by.post('/api/v1/auth/login', { email, password })
      const { token } = body['keep'] as { token: string }
      return () => ground.by.post(KEEP, { token })
    },
  },
  {
    route: `POST ${KEEP}`,
    about: 'by the mailed link',
    async prepare(ground) {
      const { email, link } = await deleting(ground)
      return () => ground.by.post(KEEP, { token: link, email })
    },
  },
  {
    route: 'POST /keep-account',
    async prepare(ground) {
      const { email, link } = await deleting(ground)
      return () => ground.by.post('/keep-account', { token: link, email })
    },
  },
]
