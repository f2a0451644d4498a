import { rows } from '../../support/database.ts'
import { provider } from '../../support/provider.ts'
import { ME } from '../../support/second-step.ts'
import { account, type Ground, signedInBy, type Story } from './story.ts'

const AS_PAGE = { headers: { Accept: 'text/html' } }
const EMAIL = 'ada@acme.example'

/** Connects an account with the one at the provider. */
async function connected({ id }: { id: string }) {
  const connection = crypto.randomUUID()
  await rows(
    `insert into connections (id, user_id, issuer, subject, provider, email_verified, linked_at)
     values (?, ?, 'https://acme.example', 'ada', 'oidc_acme', 1, 1)`,
    connection,
    id,
  )
  return connection
}

/** The browser has been sent to the provider, and comes back. Each time it brings another code. */
async function comingBack({ by }: Ground) {
  const acme = provider()
  acme.person({ sub: 'ada', email: EMAIL })
  const sent = await by.get('/sign-in/with/oidc_acme')
  const address = sent.headers.get('Location') ?? ''
  return () => by.get(`/callback/oidc_acme?${acme.codeFor(address).toString()}`, AS_PAGE)
}

const back = (about: string, before: (ground: Ground) => Promise<unknown>): Story => ({
  route: 'GET /callback/:provider',
  about,
  isPage: true,
  async prepare(ground) {
    await before(ground)
    return comingBack(ground)
  },
})

export const STORIES_OF_PROVIDERS: Story[] = [
  back('to a connected account', async (ground) => connected(await account(ground))),
  back('to a new account', async () => Promise.resolve()),
  back('to an address that has an account', async (ground) => {
    await rows('update users set email = ? where id = ?', EMAIL, (await account(ground)).id)
  }),
  {
    route: 'GET /sign-in/with/:provider',
    isPage: true,
    prepare: async ({ by }) => {
      provider()
      return async () => by.get('/sign-in/with/oidc_acme', AS_PAGE)
    },
  },
  {
    route: 'GET /api/v1/users/me/connections',
    async prepare(ground) {
      const { tokens } = await signedInBy(ground)
      return () => ground.by.get(`${ME}/connections`, { token: tokens.access })
    },
  },
  {
    route: 'POST /api/v1/users/me/connections/:connection',
    async prepare(ground) {
      const { tokens } = await signedInBy(ground)
      const options = { token: tokens.access }
      return () => ground.by.ask('POST', `${ME}/connections/oidc_acme`, undefined, options)
    },
  },
  {
    route: 'DELETE /api/v1/users/me/connections/:connection',
    async prepare(ground) {
      const ada = await signedInBy(ground)
      const connection = await connected(ada)
      return () => ground.by.delete(`${ME}/connections/${connection}`, { token: ada.tokens.access })
    },
  },
]
