import { beforeEach, describe, expect, it } from 'vitest'
import {
  type Account,
  PASSWORD,
  refresh,
  refreshed,
  registered,
  signedIn,
  tokensIn,
} from '../support/account.ts'
import { pass } from '../support/clock.ts'
import { NEW_PASSWORD, V1 } from '../support/code-flows.ts'
import { askForReset, reset } from '../support/enveloped.ts'
import { codeFor, mailsTo, newLink, unread } from '../support/mails.ts'
import { person } from '../support/person.ts'

const DAY = 86_400_000
const OF_OWNER = 'the words of the owner'

/** Whoever has opened an account with the address of somebody else, and never reads its mailbox. */
let squatter: Account
beforeEach(async () => {
  squatter = await registered({ roaming: true, confirmed: false })
  await unread(squatter.email)
})

const changePassword = (token: string, from: string, to: string) =>
  person({ roaming: true }).post(
    '/api/v1/auth/change-password',
    { current_password: from, new_password: to, confirm_password: to },
    { token },
  )

const setPassword = (token: string, password: string) =>
  person({ roaming: true }).put(`/api/v1/auth/reset-password/${squatter.id}`, { password }, { token })

/** What tells the owner of an account something, as often as its holder likes. */
const TOLD: [string, (times: number) => Promise<void>][] = [
  [
    'changes of the password',
    async (times) => {
      let { access } = await signedIn(person({ roaming: true }), squatter)
      const passwords = [PASSWORD, NEW_PASSWORD]
      for (let n = 0; n < 2 * times; n += 1) {
        const [from = '', to = ''] = n % 2 ? passwords.toReversed() : passwords
        const answer = await changePassword(access, from, to)
        expect(answer.status, answer.text).toBe(200)
        access = tokensIn(answer).access
      }
    },
  ],
  [
    'passwords that are set',
    async (times) => {
      const { access } = await signedIn(person({ roaming: true }), squatter)
      for (let n = 0; n < times; n += 1) expect((await setPassword(access, PASSWORD)).status).toBe(200)
    },
  ],
  [
    'refresh tokens that are used again',
    async (times) => {
      for (let n = 0; n < times; n += 1) {
        const { refresh: first } = await signedIn(person({ roaming: true }), squatter)
        await refreshed(person(), (await refreshed(person(), first)).refresh)
        expect((await refresh(person(), first)).status).toBe(401)
      }
    },
  ],
]

describe.each(TOLD)('%s in an account that nobody has confirmed', (_, happen) => {
  it('cause three mails a day, whatever account it is', async () => {
    await happen(5)
    expect(await unread(squatter.email)).toHaveLength(3)
    pass(DAY)
    await happen(5)
    expect(await unread(squatter.email)).toHaveLength(3)
  })

  it('cause a mail each once the address is confirmed', async () => {
    const { token } = await newLink(squatter.email, 'verify-email')
    await person().post('/verify-email', { token, password: PASSWORD })
    const before = (await mailsTo(squatter.email)).length
    await happen(4)
    expect((await mailsTo(squatter.email)).length).toBeGreaterThanOrEqual(before + 4)
  })
})

const CHANGES: [string, () => Promise<unknown>][] = [
  ['changed', () => changePassword(squatter.tokens.access, PASSWORD, NEW_PASSWORD)],
  ['set', () => setPassword(squatter.tokens.access, NEW_PASSWORD)],
]

describe.each(CHANGES)(
  'when the password of an unverified account is %s, whoever reads its mailbox',
  (_, change) => {
    it('goes on with the link of a reset', async () => {
      await askForReset(person({ roaming: true }), squatter.email)
      const { token } = await newLink(squatter.email, 'reset-password')
      await change()
      const done = await reset(person({ roaming: true }), {
        token,
        email: squatter.email,
        password: OF_OWNER,
      })
      expect(done.status, done.text).toBe(200)
    })

    it('goes on with the code of a reset', async () => {
      const owner = person({ roaming: true })
      await owner.patch(`${V1}/password/request/code`, { account: squatter.email })
      const code = await codeFor(squatter.email)
      await change()
      const done = await owner.patch(`${V1}/change/password`, { code, newPwd: OF_OWNER })
      expect(done.status, done.text).toBe(200)
    })
  },
)
