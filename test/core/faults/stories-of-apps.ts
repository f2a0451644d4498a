import { registeredApp } from '../../support/apps.ts'
import { type Party, relyingParty, tokensOfApp } from '../../support/relying-party.ts'
import { visitor, type Visitor } from '../../support/visitor.ts'
import { account, type Ground, type Story } from './story.ts'

const FORM = 'application/x-www-form-urlencoded'

/** Somebody who is signed in in a browser, and an app that keeps a secret. */
async function met(ground: Ground, kind: 'first_party' | 'third_party' = 'first_party') {
  const { worker, by } = ground
  const { email, password } = await account(ground)
  const ada = visitor({ worker, roaming: true })
  await ada.open('/sign-in')
  await ada.press('password', { email, password })
  const app = await registeredApp({ secret: 'pst_of-the-story', kind })
  for (const [name, value] of ada.cookies) by.cookies.set(name, value)
  return { ada, party: relyingParty(app, { worker }), app }
}

type Met = { ada: Visitor; party: Party }

const tokens = async ({ ada, party }: Met) => tokensOfApp(await party.exchange(await party.codeFor(ada)))

const of = (
  route: string,
  prepare: (all: Met, ground: Ground) => ReturnType<Story['prepare']>,
  about?: string,
): Story => ({ route, about, prepare: async (ground) => prepare(await met(ground), ground) })

export const STORIES_OF_APPS: Story[] = [
  of('GET /authorize', async ({ party }, { by }) => {
    const address = await party.addressFor()
    return () => by.get(address)
  }),
  {
    route: 'GET /authorize',
    about: 'without consent',
    async prepare(ground) {
      const { party } = await met(ground, 'third_party')
      const address = await party.addressFor({ prompt: 'none' })
      return () => ground.by.get(address)
    },
  },
  of('POST /token', async ({ ada, party }) => {
    const code = await party.codeFor(ada)
    return () => party.exchange(code)
  }),
  of(
    'POST /token',
    async ({ ada, party }) => {
      const code = await party.codeFor(ada)
      await party.exchange(code)
      return () => party.exchange(code)
    },
    'a code that comes again',
  ),
  of(
    'POST /token',
    async (all) => {
      const { refresh } = await tokens(all)
      return () => all.party.refresh(refresh)
    },
    'a renewal',
  ),
  of(
    'POST /token',
    async (all) => {
      const { refresh } = await tokens(all)
      await all.party.refresh(refresh)
      return () => all.party.refresh(refresh)
    },
    'a renewal again',
  ),
  of('POST /revoke', async (all) => {
    const { refresh } = await tokens(all)
    return () => all.party.revoke(refresh)
  }),
  of('GET /userinfo', async (all) => {
    const { access } = await tokens(all)
    return () => all.party.userInfo(access)
  }),
  of('POST /userinfo', async (all, { by }) => {
    const { access } = await tokens(all)
    return () => by.ask('POST', '/userinfo', `access_token=${access}`, { headers: { 'Content-Type': FORM } })
  }),
  of('GET /logout', async (all, { by }) => {
    const { body } = await all.party.exchange(await all.party.codeFor(all.ada))
    return () => by.get(`/logout?id_token_hint=${String(body['id_token'])}`)
  }),
]
