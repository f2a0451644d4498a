import { describe, expect, it } from 'vitest'
import { type Account, claimsOf, registered } from '../support/account.ts'
import { rows } from '../support/database.ts'
import { sign } from '../support/keys.ts'
import { type Answer, type Person, person } from '../support/person.ts'
import { sample } from '../support/sample.ts'
import { ME } from '../support/second-step.ts'
import { workerWith } from '../support/worker.ts'
import { boundTo } from '../support/wrapped.ts'

/** What an account can be proven with, and whether it may be without a second step. */
type State = {
  password: boolean
  mail: boolean
  passkeys: readonly string[]
  app: boolean
  on: boolean
  demanded: boolean
}

const hasFactor = ({ app, passkeys }: State) => app || passkeys.length > 0
const hasWayIn = ({ password, mail, passkeys }: State) => password || mail || passkeys.length > 0
/** Somebody can sign in, and a second step that is asked for can be passed. */
const isSound = (state: State) =>
  hasWayIn(state) && (!state.on || hasFactor(state)) && (!state.demanded || state.on)

/** Without a factor the second step goes by itself. */
const settled = (state: State): State => (hasFactor(state) ? state : { ...state, on: false })
const without = (id: string) => (state: State) =>
  settled({ ...state, passkeys: state.passkeys.filter((each) => each !== id) })

type Act = { does: (state: State) => State; ask: (by: Person, token: string) => Promise<Answer> }
const security = (body: object) => (by: Person, token: string) => by.put(`${ME}/security`, body, { token })
const removal = (path: string) => (by: Person, token: string) => by.delete(`${ME}/${path}`, { token })

const ACTS: Record<string, Act> = {
  'one passkey goes': { does: without('one'), ask: removal('passkeys/one') },
  'another passkey goes': { does: without('another'), ask: removal('passkeys/another') },
  'the app goes': { does: (state) => settled({ ...state, app: false }), ask: removal('totp') },
  'mail goes': { does: (state) => ({ ...state, mail: false }), ask: security({ mail_sign_in: false }) },
  'the second step comes on': {
    does: (state) => ({ ...state, on: true }),
    ask: security({ second_step: true }),
  },
  'the second step goes': {
    does: (state) => ({ ...state, on: false }),
    ask: security({ second_step: false }),
  },
}

const EITHER = [true, false]
const STATES = [[], ['one'], ['one', 'another']].flatMap((passkeys) =>
  EITHER.flatMap((password) =>
    EITHER.flatMap((mail) =>
      EITHER.flatMap((app) =>
        EITHER.flatMap((on) =>
          EITHER.map((demanded): State => ({ password, mail, passkeys, app, on, demanded })),
        ),
      ),
    ),
  ),
)

/** What of this is not sound. */
const faultOf = (state: State) => `${hasWayIn(state)} ${hasFactor(state)} ${state.on}`

/** Two acts of which each alone leaves the account sound, and both together do not. */
const PAIRS = STATES.filter(isSound).flatMap((state) =>
  Object.entries(ACTS).flatMap(([firstName, first]) =>
    Object.entries(ACTS).flatMap(([secondName, second]) => {
      const [one, other] = [first.does(state), second.does(state)]
      const isRace = one !== other && isSound(one) && isSound(other) && !isSound(second.does(one))
      return isRace ? [{ state, firstName, secondName, first, second }] : []
    }),
  ),
)

const CASES = sample(PAIRS, ({ state, firstName, secondName, first, second }) => [
  `${firstName} ${secondName} ${faultOf(second.does(first.does(state)))}`,
])

async function become(ada: Account, { password, mail, passkeys, app, on }: State) {
  await rows(
    'update users set password = iif(?, password, ?), mail_sign_in_off_at = ?, second_step_at = ? where id = ?',
    Number(password),
    '!',
    mail ? null : 1,
    on ? 1 : null,
    ada.id,
  )
  for (const id of passkeys)
    await rows(
      `insert into passkeys (id, user_id, credential_id, public_key, algorithm, sign_count, backup_eligible, backed_up, transports, aaguid, rp_id, name, created_at) values (?, ?, ?, '', -7, 0, 0, 0, '[]', '', 'auth.localhost', '', 1)`,
      id,
      ada.id,
      id,
    )
  if (app)
    await rows(
      `insert into totp (id, user_id, secret, last_step, tries, created_at, confirmed_at) values ('app', ?, '', 0, 0, 1, 1)`,
      ada.id,
    )
}

/** The state as it is stored. */
async function stateOf({ demanded }: State): Promise<State> {
  const [user] = await rows<{ password: number; mail: number; on: number }>(
    `select password <> '!' as password, mail_sign_in_off_at is null as mail, second_step_at is not null as "on" from users`,
  )
  const ids = async (table: string) =>
    (await rows<{ id: string }>(`select id from ${table} where removed_at is null order by id`)).map(
      ({ id }) => id,
    )
  return {
    password: user?.password === 1,
    mail: user?.mail === 1,
    passkeys: await ids('passkeys'),
    app: (await ids('totp')).length > 0,
    on: user?.on === 1,
    demanded,
  }
}

/** The token of a session that was proven by everything just now. */
const provenToken = ({ tokens: { access } }: Account) =>
  sign({ ...claimsOf(access), auth_by: ['password', 'mailbox', 'totp', 'passkey'] })

const described = ({ state, firstName, secondName }: (typeof PAIRS)[number]) =>
  `${firstName} before ${secondName}: ${JSON.stringify(state)}`

describe('the last way in and the last factor stay, also when two requests come at once', () => {
  it.each(CASES.map((pair) => [described(pair), pair] as const))(
    '%s',
    async (_, { state, first, second, secondName }) => {
      const ada = await registered()
      await become(ada, state)
      const token = await provenToken(ada)
      const settings = { SECOND_STEP: state.demanded ? 'all' : 'optional' }
      let hasHappened = false
      const between = boundTo(async ({ what }, act) => {
        if (!hasHappened && /update "(users|passkeys|totp)" set/.test(what)) {
          hasHappened = true
          const meanwhile = await first.ask(person({ worker: workerWith(settings) }), token)
          expect([200, 204], meanwhile.text).toContain(meanwhile.status)
        }
        return act()
      })
      const answer = await second.ask(person({ worker: workerWith({ ...settings, ...between }) }), token)

      expect(hasHappened).toBe(true)
      const comesOn = secondName === 'the second step comes on'
      expect([answer.status, answer.body['code']], answer.text).toEqual(
        comesOn ? [422, 'invalid_input'] : [409, 'last_way_in'],
      )
      expect(await stateOf(state)).toEqual(first.does(state))
    },
  )
})
