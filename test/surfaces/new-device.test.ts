import { createExecutionContext, createScheduledController, waitOnExecutionContext } from 'cloudflare:test'
import { describe, expect, it } from 'vitest'
import index from '../../src/index.ts'
import document from '../../src/surfaces/platform/openapi.json'
import { type Account, freshEmail, PASSWORD, registered, signIn } from '../support/account.ts'
import { bindings } from '../support/bindings.ts'
import { pass } from '../support/clock.ts'
import { V1 } from '../support/code-flows.ts'
import { rows } from '../support/database.ts'
import { API } from '../support/enveloped.ts'
import { askedByMail, REDEEM } from '../support/mail-sign-in.ts'
import { codeFor, linksIn, mailsTo, newLink, newLinks, unread } from '../support/mails.ts'
import { addedPasskey, assertion, PASSKEY } from '../support/passkeys.ts'
import { type Answer, person, type Person } from '../support/person.ts'
import { nameOf, ROUTES } from '../support/routes.ts'
import { protectedAccount, secondStep, waiting, waitingToken } from '../support/second-step.ts'
import { surfacesOf } from '../support/surfaces.ts'
import { theWorker, type Worker } from '../support/worker.ts'

const DAY = 86_400_000
const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0) Firefox/140.0'
const SAFARI = 'Mozilla/5.0 (iPhone) Safari/605.1'

/** Sends everything with this browser, and from this country where one is named. */
const from = (userAgent: string, country?: string): Worker => ({
  fetch: (request) => {
    const sent = new Request(request, country === undefined ? {} : { cf: { country } })
    sent.headers.set('User-Agent', userAgent)
    if (country !== undefined) sent.headers.set('CF-Connecting-IP', '203.0.113.7')
    return theWorker.fetch(sent)
  },
})

const somebody = (userAgent = FIREFOX, country?: string) => person({ worker: from(userAgent, country) })

const notices = async (email: string) =>
  (await mailsTo(email)).filter(({ subject }) => subject.startsWith('New sign-in'))

type Way = (by: Person) => Promise<Answer>

const byCode = async (by: Person, { email, password }: Pick<Account, 'email' | 'password'>) => {
  await unread(email)
  await by.post(`${V1}/request/refreshToken/code`, { account: email, pwd: password })
  return by.post(`${V1}/request/refreshToken`, { code: await codeFor(email) })
}

/** An account that is being deleted, and the token of the mailed link that keeps it. */
async function leaving() {
  const { email, tokens, ...ada } = await registered({ roaming: true })
  await ada.ask('DELETE', '/api/v1/users/me', { confirm: email }, { token: tokens.access })
  return { ...ada, email, link: (await newLink(email, 'keep-account')).token }
}

type Prepared = { email: string; enter: Way }

/** Every way in: what it is asked with, and an account that is entered by it. */
const WAYS: [string, () => Promise<Prepared>][] = [
  [
    `POST ${API}/auth/login`,
    async () => {
      const ada = await registered()
      return { email: ada.email, enter: (by) => signIn(by, ada) }
    },
  ],
  [
    `POST ${API}/login`,
    async () => {
      const { email, password } = await registered()
      return { email, enter: (by) => by.post(`${API}/login`, { email, password }) }
    },
  ],
  [
    `POST ${V1}/request/refreshToken`,
    async () => {
      const ada = await registered()
      return { email: ada.email, enter: (by) => byCode(by, ada) }
    },
  ],
  [
    `POST ${V1}/request/refreshToken, with a second step`,
    async () => {
      const { email, password: pwd, app } = await protectedAccount()
      return {
        email,
        async enter(by) {
          await by.post(`${V1}/request/refreshToken/code`, { account: email, pwd })
          return by.post(`${V1}/request/refreshToken`, { code: app() })
        },
      }
    },
  ],
  [
    `POST ${API}/auth/second-step`,
    async () => {
      const ada = await protectedAccount()
      const enter: Way = async (by) => secondStep(by, { token: await waiting(by, ada), totp: ada.app() })
      return { email: ada.email, enter }
    },
  ],
  [
    `POST ${API}/auth/second-step, with a recovery code`,
    async () => {
      const ada = await protectedAccount()
      const [code = ''] = ada.recoveryCodes
      const enter: Way = async (by) => secondStep(by, { token: await waiting(by, ada), recovery_code: code })
      return { email: ada.email, enter }
    },
  ],
  [
    `POST ${API}/login/second-step`,
    async () => {
      const { email, password, app } = await protectedAccount()
      return {
        email,
        async enter(by) {
          const asked = await by.post(`${API}/login`, { email, password })
          const token = waitingToken({ ...asked, body: asked.body['data'] as Answer['body'] })
          return by.post(`${API}/login/second-step`, { token, totp: app() })
        },
      }
    },
  ],
  [
    `POST ${PASSKEY}`,
    async () => {
      const { email, device } = await addedPasskey(await registered())
      const enter: Way = async (by) => by.post(PASSKEY, { credential: await assertion(by, device) })
      return { email, enter }
    },
  ],
  [
    `POST ${REDEEM}`,
    async () => {
      const { email } = await registered()
      const { request, code } = await askedByMail(email)
      return { email, enter: (by) => by.post(REDEEM, { request, code }) }
    },
  ],
  [
    `POST ${REDEEM}, with the link`,
    async () => {
      const { email } = await registered()
      const { token } = await askedByMail(email)
      return { email, enter: (by) => by.post(REDEEM, { token, email }) }
    },
  ],
  [
    `POST ${API}/auth/keep-account`,
    async () => {
      const { email, link } = await leaving()
      return { email, enter: (by) => by.post(`${API}/auth/keep-account`, { token: link, email }) }
    },
  ],
  [
    `POST ${API}/auth/keep-account, after a sign-in that was refused`,
    async () => {
      const ada = await leaving()
      return {
        email: ada.email,
        async enter(by) {
          const { token } = (await signIn(by, ada)).body['keep'] as { token: string }
          return by.post(`${API}/auth/keep-account`, { token })
        },
      }
    },
  ],
]

/** These open an account besides: nobody else can have been in it. */
const REGISTRATIONS = [`POST ${API}/auth/register`, `POST ${API}/register`, `POST ${V1}/create/account`]

describe('a sign-in from a new device is mailed to the owner', () => {
  it('on every route that signs in', () => {
    type Described = Record<string, { responses?: Record<string, unknown> }>
    const paths: Record<string, Described> = document.paths
    const signsIn = ({ method, path }: { method: string; path: string }) => {
      const { responses } = paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()] ?? {}
      const text = JSON.stringify([responses?.['200'], responses?.['201']])
      return /access_token|TokenData|__Host-accessToken=\[/.test(text) && text.includes('"Postern-Device"')
    }
    const held = [...WAYS.map(([name]) => name.replace(/,.*/, '')), ...REGISTRATIONS]
    expect(ROUTES.filter(signsIn).map(nameOf).toSorted()).toEqual([...new Set(held)].toSorted())
  })

  it.each(WAYS)('%s', async (_, prepare) => {
    const { email, enter } = await prepare()
    expect(await notices(email)).toEqual([])
    const answer = await enter(somebody())
    expect(answer.status, answer.text).toBe(200)
    const [mail, ...more] = await notices(email)
    expect(more).toEqual([])
    expect(mail?.text).toMatch(/Signed in Nov 3, 12:0\d UTC from Firefox on Windows\./)
    const [link] = mail ? linksIn(mail) : []
    expect((await person().post('/not-me', { token: link?.token, email })).status).toBe(200)
    expect(await rows('select id from sessions where revoked_at is null')).toEqual([])
  })
})

describe('the mail about a new device', () => {
  it.each(surfacesOf({ worker: from(FIREFOX) }).all)(
    'is not sent for the first session of a new account, by $name',
    async (surface) => {
      const email = freshEmail()
      await surface.register({ email, password: PASSWORD })
      expect(await notices(email)).toEqual([])
    },
  )

  it('is not sent for the first sign-in of an imported account, and for the next one it is', async () => {
    const { id, ...ada } = await registered()
    await rows('delete from sessions where user_id = ?', id)
    await signIn(somebody(), ada)
    expect(await notices(ada.email)).toEqual([])
    await signIn(somebody(SAFARI), ada)
    expect(await notices(ada.email)).toHaveLength(1)
  })

  it('is sent where all earlier sessions are long gone, but somebody was in', async () => {
    const ada = await registered()
    await signIn(ada, ada)
    pass(400 * DAY)
    const context = createExecutionContext()
    await index.scheduled(createScheduledController(), bindings, context)
    await waitOnExecutionContext(context)
    expect(await rows('select id from sessions where user_id = ?', ada.id)).toEqual([])
    await signIn(somebody(), ada)
    expect(await notices(ada.email)).toHaveLength(1)
  })

  it('is not sent to a device that brings its token, whatever it calls itself', async () => {
    const ada = await registered()
    const answer = await signIn(somebody(), ada)
    expect(await notices(ada.email)).toHaveLength(1)
    const headers = { 'Postern-Device': answer.headers.get('Postern-Device') ?? '' }
    await somebody(SAFARI).post(`${API}/auth/login`, ada, { headers })
    expect(await notices(ada.email)).toHaveLength(1)
    await rows('update users set device_epoch = device_epoch + 1 where id = ?', ada.id)
    await somebody('curl').post(`${API}/auth/login`, ada, { headers })
    expect(await notices(ada.email)).toHaveLength(2)
  })

  it('is not sent for a browser and a country that were there in the last 90 days', async () => {
    const ada = await registered()
    for (const country of ['ES', 'ES', 'FR', 'ES']) await signIn(somebody(FIREFOX, country), ada)
    expect(await notices(ada.email)).toHaveLength(2)
    pass(89 * DAY)
    await signIn(somebody(FIREFOX, 'ES'), ada)
    expect(await notices(ada.email)).toHaveLength(2)
    pass(90 * DAY)
    await signIn(somebody(FIREFOX, 'ES'), ada)
    expect(await notices(ada.email)).toHaveLength(3)
  })

  it('is sent again for the device of a session that the owner has disputed', async () => {
    const ada = await registered()
    await signIn(somebody(), ada)
    const { token } = await newLink(ada.email, 'not-me')
    await person().post('/not-me', { token, email: ada.email, password: PASSWORD })
    await signIn(somebody(), ada)
    expect(await notices(ada.email)).toHaveLength(2)
  })

  it('is sent three times a day, however many devices there are at once', async () => {
    const ada = await registered()
    const browsers = ['Edg', 'OPR', 'Firefox', 'Chrome', 'Safari'].map((name) => somebody(name))
    await Promise.all(browsers.map((by) => signIn(by, ada)))
    expect(await notices(ada.email)).toHaveLength(3)
    pass(DAY)
    await signIn(somebody('curl'), ada)
    expect(await notices(ada.email)).toHaveLength(4)
  })

  it('is not sent to an address that nobody has confirmed, since its link would hand the account over', async () => {
    const eve = await registered({ confirmed: false })
    await signIn(somebody(), eve)
    expect(await notices(eve.email)).toEqual([])
  })

  it('is not sent for a session that goes on under another id', async () => {
    const ada = await registered()
    const by = somebody()
    const body = {
      current_password: PASSWORD,
      new_password: 'ten red words',
      confirm_password: 'ten red words',
    }
    const answer = await by.post(`${API}/auth/change-password`, body, { token: ada.tokens.access })
    expect(answer.status, answer.text).toBe(200)
    expect(await newLinks(ada.email, 'not-me')).toEqual([])
  })
})
