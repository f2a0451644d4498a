import { beforeEach, describe, expect, it } from 'vitest'
import { type Account, freshEmail, PASSWORD, registered, signIn } from '../support/account.ts'
import { moveTo, NEW_PASSWORD, proveMailbox, V1 } from '../support/code-flows.ts'
import { rows } from '../support/database.ts'
import { API } from '../support/enveloped.ts'
import { codeFor, newLink } from '../support/mails.ts'
import { type Answer, person, type Person } from '../support/person.ts'

const deviceOf = ({ headers }: Answer) => headers.get('Postern-Device') ?? ''

type With = { headers: Record<string, string> }

/** How a mailbox is proven where an unverified account would yield; each sets `NEW_PASSWORD`. */
const PROVING: [string, (by: Person, email: string, options: With) => Promise<Answer>][] = [
  [
    `POST ${V1}/create/account`,
    async (by, email, options) => {
      await proveMailbox(by, email)
      return by.post(`${V1}/create/account`, { pwd: NEW_PASSWORD }, options)
    },
  ],
  [
    `PATCH ${V1}/change/password`,
    async (by, email, options) => {
      await by.patch(`${V1}/password/request/code`, { account: email })
      const body = { code: await codeFor(email), newPwd: NEW_PASSWORD }
      return by.patch(`${V1}/change/password`, body, options)
    },
  ],
  [
    `POST ${API}/auth/reset-password`,
    async (by, email, options) => {
      await by.post(`${API}/auth/forgot-password`, { email })
      const { token } = await newLink(email, 'reset-password')
      return by.post(`${API}/auth/reset-password`, { token, password: NEW_PASSWORD }, options)
    },
  ],
  [
    `POST ${API}/password/reset`,
    async (by, email, options) => {
      await by.post(`${API}/password/email`, { email })
      const { token } = await newLink(email, 'reset-password')
      const body = { token, email, password: NEW_PASSWORD, password_confirmation: NEW_PASSWORD }
      return by.post(`${API}/password/reset`, body, options)
    },
  ],
  [
    'POST /reset-password',
    async (by, email, options) => {
      await by.post('/reset-password', { email })
      const { token } = await newLink(email, 'reset-password')
      return by.post('/reset-password', { token, email, password: NEW_PASSWORD }, options)
    },
  ],
]

describe.each(PROVING)('%s by whoever proves the mailbox of an unverified account', (_, prove) => {
  let ada: Account
  let device: string
  beforeEach(async () => {
    ada = await registered({ roaming: true, confirmed: false })
    device = deviceOf(await signIn(person(), ada))
    await rows(`update users set bio = 'mine' where id = ?`, ada.id)
  })

  const idAfter = async (tokens: string) => {
    const answer = await prove(person(), ada.email, { headers: { 'Postern-Device': tokens } })
    expect(answer.status, answer.text).toBeLessThan(300)
    const [user] = await rows<{ id: string; bio: string | null }>(
      'select id, bio from users where email = ?',
      ada.email,
    )
    expect((await signIn(person(), { ...ada, password: NEW_PASSWORD })).status).toBe(200)
    expect((await signIn(person(), ada)).status).toBe(401)
    expect(user?.bio).toBe(user?.id === ada.id ? 'mine' : null)
    return user?.id
  }

  it('confirms it, on a known device of it, sets the new password, and keeps the profile', async () => {
    expect(await idAfter(device)).toBe(ada.id)
  })

  it('gets a clean account with a token of another account', async () => {
    const other = await registered({ roaming: true, confirmed: false })
    expect(await idAfter(deviceOf(await signIn(person(), other)))).not.toBe(ada.id)
  })

  it('gets a clean account when all devices have become unknown', async () => {
    await rows('update users set device_epoch = device_epoch + 1 where id = ?', ada.id)
    expect(await idAfter(device)).not.toBe(ada.id)
  })
})

/** Whoever finishes one of these has a known device again: earlier tokens are worth nothing any more. */
const HANDING_OVER: [string, () => Promise<{ answer: Answer; email: string; password: string }>][] = [
  ...PROVING.map(([route, prove]): (typeof HANDING_OVER)[number] => [
    route,
    async () => {
      const email = route.includes('create') ? freshEmail() : (await registered({ roaming: true })).email
      return { answer: await prove(person(), email, { headers: {} }), email, password: NEW_PASSWORD }
    },
  ]),
  [
    'POST /undo-email-change',
    async () => {
      const ada = await registered({ roaming: true })
      await moveTo(ada, freshEmail())
      const { token } = await newLink(ada.email, 'undo-email-change')
      const body = { token, email: ada.email, password: NEW_PASSWORD }
      return {
        answer: await person().post('/undo-email-change', body),
        email: ada.email,
        password: NEW_PASSWORD,
      }
    },
  ],
  [
    'POST /not-me',
    async () => {
      const { email, tokens } = await registered({ roaming: true })
      await person().post('/api/v1/users/me/export', undefined, { token: tokens.access })
      const { token } = await newLink(email, 'not-me')
      const answer = await person().post('/not-me', { token, email, password: NEW_PASSWORD })
      return { answer, email, password: NEW_PASSWORD }
    },
  ],
  [
    'POST /verify-email, take_over',
    async () => {
      const { email } = await registered({ roaming: true, confirmed: false })
      const { token } = await newLink(email, 'verify-email')
      const body = { token, email, take_over: { password: PASSWORD } }
      return { answer: await person().post('/verify-email', body), email, password: PASSWORD }
    },
  ],
]

it.each(HANDING_OVER)('%s makes the device known to the account', async (route, act) => {
  const { answer, email, password } = await act()
  expect(answer.status, answer.text).toBeLessThan(300)
  if (route.includes(V1)) expect(answer.headers.getSetCookie().join()).toContain('__Host-device=')
  await rows(
    `insert or replace into password_failures (subject, failures, blocked_until, updated_at) select id, 100, 0, 0 from users where email = ?`,
    email,
  )
  const signInWith = (device: string) =>
    person().post(`${API}/auth/login`, { email, password }, { headers: { 'Postern-Device': device } })
  expect((await signInWith('')).status).toBe(401)
  expect((await signInWith(deviceOf(answer))).status).toBe(200)
})
