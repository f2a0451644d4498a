import { freshEmail, PASSWORD, registered, registration, signedIn } from '../../support/account.ts'
import { NEW_PASSWORD, V1 } from '../../support/code-flows.ts'
import { rows } from '../../support/database.ts'
import { API, newMember } from '../../support/enveloped.ts'
import { HOME, type Person } from '../../support/person.ts'
import {
  account,
  unconfirmed,
  copySession,
  fine,
  type Ground,
  outdated,
  proven,
  type Story,
} from './story.ts'

const WRONG = 'not the password'

const refreshing: Story[] = ['/api/v1/auth/refresh', `${API}/token/refresh`].flatMap((path) => {
  const ask = (by: Person, token: string) => by.post(path, { refresh_token: token })
  const story = (about: string, rotations: number): Story => ({
    route: `POST ${path}`,
    about,
    async prepare(ground) {
      const ada = await account(ground)
      let token = ada.tokens.refresh
      for (let n = 0; n < rotations; n += 1) {
        const { body } = await fine(ada.post('/api/v1/auth/refresh', { refresh_token: token }))
        token = body['refresh_token'] as string
      }
      return () => ask(ground.by, ada.tokens.refresh)
    },
  })
  return [story('', 0), story('the predecessor again', 1), story('a token long used', 2)]
})

const registering: Story[] = [
  {
    route: 'POST /api/v1/auth/register',
    async prepare({ by }) {
      const body = registration()
      return () => by.post('/api/v1/auth/register', body)
    },
  },
  {
    route: 'POST /api/v1/auth/register',
    about: 'an administrator by another',
    // The other administrators are told.
    async prepare({ by, worker }) {
      const root = await registered({ worker, roaming: true })
      await rows(`update users set role = 'admin', verified_at = 1 where id = ?`, root.id)
      const { email, password } = registration()
      const body = { email, password, names: 'Grace', surnames: 'Hopper' }
      return () => by.post('/api/v1/auth/register', body, { token: root.tokens.access })
    },
  },
  {
    route: 'POST /api/v1/auth/register',
    about: 'a taken address',
    async prepare(ground) {
      const body = registration({ email: (await account(ground)).email })
      return () => ground.by.post('/api/v1/auth/register', body)
    },
  },
  {
    route: `POST ${API}/register`,
    async prepare({ by }) {
      const body = newMember()
      return () => by.post(`${API}/register`, body)
    },
  },
  {
    route: `POST ${V1}/create/account`,
    async prepare(ground) {
      await proven(ground, freshEmail())
      return () => ground.by.post(`${V1}/create/account`, { pwd: PASSWORD, firstName: 'Ada' })
    },
  },
  {
    route: `POST ${V1}/create/account`,
    about: 'taking an unproven account over',
    async prepare(ground) {
      const { email } = await unconfirmed(ground)
      await proven(ground, email)
      return () => ground.by.post(`${V1}/create/account`, { pwd: NEW_PASSWORD })
    },
  },
]

const signingIn: Story[] = ['/api/v1/auth/login', `${API}/login`].flatMap((path) => [
  {
    route: `POST ${path}`,
    async prepare(ground) {
      const { email, password } = await account(ground)
      return () => ground.by.post(path, { email, password })
    },
  },
  {
    route: `POST ${path}`,
    about: 'with a wrong password',
    async prepare(ground) {
      const { email } = await account(ground)
      return () => ground.by.post(path, { email, password: WRONG })
    },
  },
  {
    route: `POST ${path}`,
    about: 'for the twenty-first time, with an outdated hash',
    async prepare(ground) {
      const ada = await account(ground)
      await outdated(ada)
      for (let n = 1; n < 20; n += 1) await copySession(ada, n)
      return () => ground.by.post(path, { email: ada.email, password: ada.password })
    },
  },
])

const bySession: Story[] = [
  {
    route: 'POST /api/v1/auth/logout',
    async prepare(ground) {
      const { tokens, ...ada } = await account(ground)
      const other = await signedIn(ground.by, ada)
      return () =>
        ground.by.post('/api/v1/auth/logout', { refresh_token: other.refresh }, { token: tokens.access })
    },
  },
  {
    route: 'POST /api/v1/auth/token',
    async prepare(ground) {
      const { tokens } = await account(ground)
      ground.by.cookies.set('__Host-accessToken', tokens.access)
      return () => ground.by.post('/api/v1/auth/token', undefined, { headers: { Origin: HOME } })
    },
  },
  {
    route: 'POST /api/v1/auth/change-password',
    async prepare(ground) {
      const { tokens, password } = await account(ground)
      const body = { current_password: password, new_password: NEW_PASSWORD, confirm_password: NEW_PASSWORD }
      return () => ground.by.post('/api/v1/auth/change-password', body, { token: tokens.access })
    },
  },
  {
    route: 'POST /api/v1/auth/change-password',
    about: 'to one that is too common',
    async prepare(ground) {
      const { tokens, password } = await account(ground)
      const body = { current_password: password, new_password: 'password1', confirm_password: 'password1' }
      return () => ground.by.post('/api/v1/auth/change-password', body, { token: tokens.access })
    },
  },
  ...(['POST', 'PUT', 'PATCH'] as const).map((method) => ({
    route: `${method} /api/v1/auth/reset-password/:user_id`,
    async prepare(ground: Ground) {
      const { id, tokens, ...ada } = await account(ground)
      await signedIn(ground.by, ada)
      const path = `/api/v1/auth/reset-password/${id}`
      return () => ground.by.ask(method, path, { password: NEW_PASSWORD }, { token: tokens.access })
    },
  })),
  {
    route: 'GET /api/v1/users/me',
    async prepare(ground) {
      const { tokens } = await account(ground)
      return () => ground.by.get('/api/v1/users/me', { token: tokens.access })
    },
  },
  {
    route: 'PUT /api/v1/users/me',
    async prepare(ground) {
      const { tokens } = await account(ground)
      return () =>
        ground.by.put('/api/v1/users/me', { bio: 'counts', first_name: null }, { token: tokens.access })
    },
  },
  {
    route: 'GET /api/v1/users/:user_id',
    async prepare(ground) {
      const [{ tokens }, bob] = [await account(ground), await account(ground)]
      return () => ground.by.get(`/api/v1/users/${bob.id}`, { token: tokens.access })
    },
  },
  {
    route: `POST ${API}/logout`,
    async prepare(ground) {
      const { tokens } = await account(ground)
      return () => ground.by.post(`${API}/logout`, { token: tokens.refresh }, { token: tokens.access })
    },
  },
]

/** Registering, signing in and out, tokens, profiles. */
export const STORIES_OF_TOKENS: Story[] = [...registering, ...signingIn, ...refreshing, ...bySession]
