import { claimsOf, signedIn } from '../../support/account.ts'
import { account, type Story } from './story.ts'

const ME = '/api/v1/users/me'
const sidOf = ({ access }: { access: string }) => String(claimsOf(access)['sid'])

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
]
