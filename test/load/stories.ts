import type { clientOf } from './client.ts'

type Ask = ReturnType<typeof clientOf>
type Registered = { email: string; password: string }

/** What a story can read: who has registered, and the code that was mailed to an address last. */
export type World = { everybody: Registered[]; codeTo: (email: string) => Promise<string> }

const [V1, API] = ['/auth/v1', '/api/v1']
const PASSWORD = 'seven dry words'
const NEW_PASSWORD = 'eight wet words'

const freshEmail = () => `${crypto.randomUUID()}@example.org`
const anyOf = <Item>(items: Item[]) => items[Math.floor(Math.random() * items.length)]
const textOf = (value: unknown) => String(value)

/** account-v1: registers, reads and edits the profile, refreshes, changes the password, signs out and in. */
async function byAccountV1(ask: Ask, { everybody }: World) {
  const person = { email: freshEmail(), password: PASSWORD }
  const names = { first_name: 'Ada', last_name: 'Lovelace', confirm_password: PASSWORD }
  const first = await ask(`POST ${API}/auth/register`, 201, { body: { ...person, ...names } })
  everybody.push(person)
  const token = textOf(first['access_token'])
  await ask(`GET ${API}/users/me`, 200, { token })
  await ask(`PUT ${API}/users/me`, 200, { token, body: { bio: 'I count.', phone_number: '+5491112345678' } })
  const next = await ask(`POST ${API}/auth/refresh`, 200, { body: { refresh_token: first['refresh_token'] } })
  const change = {
    current_password: PASSWORD,
    new_password: NEW_PASSWORD,
    confirm_password: NEW_PASSWORD,
  }
  const changed = await ask(`POST ${API}/auth/change-password`, 200, {
    token: textOf(next['access_token']),
    body: change,
  })
  person.password = NEW_PASSWORD
  await ask(`GET ${API}/users/me`, 401, { token })
  await ask(`POST ${API}/auth/logout`, 200, { token: textOf(changed['access_token']) })
  await ask(`POST ${API}/auth/login`, 401, { body: { ...person, password: PASSWORD } })
  await ask(`POST ${API}/auth/login`, 200, { body: person })
}

/** api-v1: registers, refreshes, asks for a reset that nobody uses, and signs out. */
async function byApiV1(ask: Ask, { everybody }: World) {
  const person = { email: freshEmail(), password: PASSWORD }
  const first = await ask(`POST ${API}/register`, 200, { body: { ...person, name: 'Ada Lovelace' } })
  everybody.push(person)
  const { refresh_token } = first['data'] as Record<string, unknown>
  const next = await ask(`POST ${API}/token/refresh`, 200, { body: { refresh_token } })
  const { access_token, refresh_token: token } = next['data'] as Record<string, unknown>
  await ask(`GET ${API}/users/me`, 200, { token: textOf(access_token) })
  await ask(`POST ${API}/password/email`, 200, { body: { email: person.email } })
  await ask(`POST ${API}/logout`, 200, { token: textOf(access_token), body: { token } })
  await ask(`POST ${API}/register`, 422, { body: { ...person, name: 'Somebody else' } })
}

/** auth-v1: proves a mailbox, opens an account, signs in with a code, renews, resets the password, signs out. */
async function byAuthV1(ask: Ask, { everybody, codeTo }: World) {
  const person = { email: freshEmail(), password: PASSWORD }
  await ask(`POST ${V1}/request/code/`, 200, { body: { account: person.email } })
  await ask(`POST ${V1}/verify/code/`, 200, { body: { code: await codeTo(person.email) } })
  await ask(`POST ${V1}/create/account/`, 201, { body: { pwd: PASSWORD, firstName: 'Ada' } })
  everybody.push(person)
  await ask(`GET ${V1}/request/accessToken/`, 200)
  const signIn = { account: person.email, pwd: PASSWORD }
  await ask(`POST ${V1}/request/refreshToken/code/`, 200, { body: signIn })
  await ask(`POST ${V1}/request/refreshToken/`, 400, { body: { code: '0000' } })
  await ask(`POST ${V1}/request/refreshToken/`, 200, { body: { code: await codeTo(person.email) } })
  await ask(`GET ${API}/users/me`, 200)
  await ask(`POST ${V1}/request/logout/`, 200)
  await ask(`PATCH ${V1}/password/request/code/`, 200, { body: { account: person.email } })
  const reset = { code: await codeTo(person.email), newPwd: NEW_PASSWORD }
  await ask(`PATCH ${V1}/change/password/`, 200, { body: reset })
  person.password = NEW_PASSWORD
}

/** A registered person signs in, and reads and edits the profile. An unknown address is refused first. */
async function returning(ask: Ask, { everybody }: World) {
  const person = anyOf(everybody)
  if (!person) return
  const nobody = { email: freshEmail(), password: PASSWORD }
  await ask(`POST ${API}/login`, 401, { body: nobody })
  // Another story of this person may change the password at this moment.
  const answer = await ask(`POST ${API}/auth/login`, [200, 401], { body: person })
  if (answer['access_token'] === undefined) return
  const token = textOf(answer['access_token'])
  for (let turn = 0; turn < 5; turn += 1) await ask(`GET ${API}/users/me`, [200, 401], { token })
  await ask(`PUT ${API}/users/me`, [200, 401], { token, body: { address: 'Calle 1' } })
}

/** Requests that need no account. */
async function withoutAccount(ask: Ask) {
  await ask('GET /healthz', 200)
  await ask('GET /.well-known/jwks.json', 200)
  await ask(`GET ${API}/users/me`, 401)
  await ask(`POST ${API}/auth/register`, 422, { body: { email: 'no address' } })
  await ask(`POST ${API}/auth/refresh`, 401, { body: { refresh_token: 'x' } })
}

const STORIES = [byAccountV1, byApiV1, byAuthV1, returning, returning, withoutAccount]

/** Runs one story, chosen at random. */
export async function anyStory(ask: Ask, world: World): Promise<void> {
  const story = anyOf(STORIES)
  await story?.(ask, world)
}
