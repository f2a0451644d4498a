import { beforeEach, describe, expect, it } from 'vitest'
import { type Account, freshEmail, PASSWORD, registered, signIn } from '../support/account.ts'
import { counted, setCount, setCounts } from '../support/budgets.ts'
import { pass } from '../support/clock.ts'
import { NEW_PASSWORD, V1 } from '../support/code-flows.ts'
import { rows } from '../support/database.ts'
import { askForReset, expectReset, reset } from '../support/enveloped.ts'
import { askedAgain, mailOnly } from '../support/mail-sign-in.ts'
import { mailsTo, newLink, newLinks, unread } from '../support/mails.ts'
import { type Answer, person, type Person } from '../support/person.ts'
import { isFailureOf } from '../support/routes.ts'
import { shareOf } from '../support/sample.ts'
import { workerWith } from '../support/worker.ts'
import {
  AFTER_PASSWORD,
  ANONYMOUS,
  at,
  behindEdge,
  IN_SESSION,
  MAIL_ROUTES,
  pathOf,
  REGISTRATION_MAIL,
} from './mail-routes.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

let ada: Account
beforeEach(async () => {
  ada = await registered({ roaming: true })
  await rows('delete from budgets')
})

const somebody = () => person({ roaming: true })
const somebodyElse = async () => ({ ...ada, email: freshEmail() })
const mailCount = async (address: string) => (await mailsTo(address)).length
const retryAfter = ({ headers }: Answer) => Number(headers.get('Retry-After'))

/** Refused in the words of its surface, with a whole number of seconds to wait. */
function expectThrottled(answer: Answer, route: string, seconds: number) {
  expect([route, answer.status], answer.text).toEqual([route, 429])
  expect(isFailureOf(pathOf(route), answer.body), answer.text).toBe(true)
  expect(retryAfter(answer)).toBe(seconds)
}

/** What shows that an account is the sender's, and what makes it worth nothing. */
const PROOFS: [string, () => Promise<Record<string, string>>, string][] = [
  [
    'a known device',
    async () => ({ 'Postern-Device': (await signIn(somebody(), ada)).headers.get('Postern-Device') ?? '' }),
    'update users set device_epoch = device_epoch + 1 where id = ?',
  ],
  [
    'a live session',
    async () => ({ Authorization: `Bearer ${ada.tokens.access}` }),
    'update sessions set revoked_at = 1 where user_id = ?',
  ],
]

const SHARED = '192.0.2.7'
/** Strangers at the shared address have had all mails of their client. */
const spendMailsOfClient = () => setCount(`mail/client/${SHARED}`, SHARED, 30, HOUR)
const mailsOfClient = () => counted('mail/client/%')

/** Whose mails an hour are counted together, how many there are, and some addresses of it. */
const NETWORKS: [string, number, (n: number) => string][] = [
  ['an address of IPv4', 30, () => '192.0.2.1'],
  ['a /64 of IPv6', 30, (n) => `2001:db8:1:2::${n}`],
  ['a /56', 60, (n) => `2001:db8:1:2${(n % 200).toString(16).padStart(2, '0')}::1`],
  ['a /48', 120, (n) => `2001:db8:1:${n.toString(16)}00::1`],
]

describe.each(ANONYMOUS)('mails that anybody can cause: $route', (anonymous) => {
  const { route, ask } = anonymous

  it('go to an address three times at once, and then one each 45 minutes', async () => {
    const before = await mailCount(ada.email)
    for (let n = 0; n < 3; n += 1) expect((await ask(somebody(), ada)).status).toBeLessThan(300)
    expectThrottled(await ask(somebody(), ada), route, 45 * 60)
    expect(await mailCount(ada.email)).toBe(before + 3)
    pass(45 * MINUTE)
    expect((await ask(somebody(), ada)).status).toBeLessThan(300)
    expectThrottled(await ask(somebody(), ada), route, 45 * 60)
    expect(await mailCount(ada.email)).toBe(before + 4)
  })

  const networks = shareOf(anonymous, ANONYMOUS, NETWORKS)
  it.each(networks)('may be asked for by %s %d times an hour', async (_, times, addressOf) => {
    await rows(`update users set email = 'nobody.else@example.org'`)
    const askFrom = async (n: number) => ask(at(addressOf(n)), await somebodyElse())
    expect((await askFrom(0)).status).toBeLessThan(300)
    // The same for the other requests of this network.
    const prefix = { 60: '/56', 120: '/48' }[times] ?? ''
    await setCounts('mail/client/%', (name) => (name.endsWith(prefix) ? times - 1 : 0))
    await setCounts('mail/anonymous', 0)
    expect((await askFrom(1)).status).toBeLessThan(300)
    expectThrottled(await askFrom(2), route, 3_600)
    expect((await ask(somebody(), await somebodyElse())).status).toBeLessThan(300)
    pass(HOUR)
    expect((await askFrom(3)).status).toBeLessThan(300)
  })
})

describe.each(ANONYMOUS)('$route', (anonymous) => {
  const { route, ask } = anonymous

  it.each(shareOf(anonymous, ANONYMOUS, PROOFS))(
    'mails to %s of the account, whatever strangers behind the same address have asked for',
    async (_, proof, isOver) => {
      const shown = await proof()
      await spendMailsOfClient()
      const before = await mailsOfClient()
      expectThrottled(await ask(at(SHARED), ada), route, 3_600)
      expect((await ask(at(SHARED, { headers: shown }), ada)).status).toBeLessThan(300)
      expect(await mailsOfClient()).toEqual(before)
      // About another account it shows nothing, and neither when it is over.
      expectThrottled(
        await ask(at(SHARED, { headers: shown }), await registered({ roaming: true })),
        route,
        3_600,
      )
      expectThrottled(await ask(at(SHARED, { headers: shown }), await somebodyElse()), route, 3_600)
      await rows(isOver, ada.id)
      expectThrottled(await ask(at(SHARED, { headers: shown }), ada), route, 3_600)
    },
  )
})

describe(REGISTRATION_MAIL.route, () => {
  const { prepare, ask } = REGISTRATION_MAIL

  it('mails in its session, whatever strangers behind the same address have asked for', async () => {
    const owner = at(SHARED)
    await prepare?.(owner)
    await spendMailsOfClient()
    const before = await mailsOfClient()
    expect((await ask(owner)).status).toBe(202)
    expect(await mailsOfClient()).toEqual(before)
  })
})

describe('mails that anybody can cause', () => {
  it('for a reset are counted together, by code and by link, and apart from those for a new account', async () => {
    const [forCode, byCode, byLink, byEither] = ANONYMOUS
    for (const each of [byCode, byLink, byEither])
      expect((await each?.ask(somebody(), ada))?.status).toBeLessThan(300)
    for (const each of [byCode, byLink, byEither])
      expectThrottled(await (each ?? AFTER_PASSWORD).ask(somebody(), ada), each?.route ?? '', 45 * 60)
    expect((await forCode?.ask(somebody(), ada))?.status).toBeLessThan(300)
  })

  it('are at most MAIL_PER_MINUTE a minute, registrations included', async () => {
    const worker = workerWith({ MAIL_PER_MINUTE: '7' })
    const customer = () => person({ worker, roaming: true })
    await registered({ worker, roaming: true })
    for (const { ask } of ANONYMOUS)
      expect((await ask(customer(), await somebodyElse())).status).toBeLessThan(300)
    for (const { route, ask } of ANONYMOUS)
      expectThrottled(await ask(customer(), await somebodyElse()), route, 60)
    const refused = await customer().post('/api/v1/auth/register', {
      email: freshEmail(),
      password: PASSWORD,
      confirm_password: PASSWORD,
      first_name: 'Ada',
      last_name: 'Lovelace',
    })
    expect([refused.status, retryAfter(refused)]).toEqual([429, 60])
    // What is not a stranger's does not feel it.
    expect((await AFTER_PASSWORD.ask(customer(), ada)).status).toBeLessThan(300)
    expect((await IN_SESSION.ask(customer(), ada)).status).toBeLessThan(300)
    pass(MINUTE)
    expect((await ANONYMOUS[0]?.ask(customer(), ada))?.status).toBeLessThan(300)
  })

  it('are to a quarter those of one operator at most', async () => {
    const worker = workerWith({ MAIL_PER_MINUTE: '8' })
    const from = (asn: number) => person({ worker: behindEdge(asn, worker), roaming: true })
    const [{ route, ask } = AFTER_PASSWORD] = ANONYMOUS
    for (let n = 0; n < 2; n += 1)
      expect((await ask(from(64_500), await somebodyElse())).status).toBeLessThan(300)
    expectThrottled(await ask(from(64_500), await somebodyElse()), route, 60)
    expect((await ask(from(64_501), await somebodyElse())).status).toBeLessThan(300)
    // The quarter is one of each minute: both windows end together.
    pass(MINUTE)
    for (let n = 0; n < 2; n += 1)
      expect((await ask(from(64_500), await somebodyElse())).status).toBeLessThan(300)
    expectThrottled(await ask(from(64_500), await somebodyElse()), route, 60)
  })
})

describe('mails after a right password', () => {
  const { route, ask } = AFTER_PASSWORD

  it('go to an account five times in a quarter of an hour, and thirty times a day', async () => {
    for (let n = 0; n < 5; n += 1) expect((await ask(somebody(), ada)).status).toBe(200)
    expectThrottled(await ask(somebody(), ada), route, 15 * 60)
    pass(15 * MINUTE)
    expect((await ask(somebody(), ada)).status).toBe(200)
    await setCounts('mail/password/%', (name, was) => (name === 'day' ? 30 : was))
    expectThrottled(await ask(somebody(), ada), route, 23.75 * 3_600)
    pass(23.75 * HOUR)
    expect((await ask(somebody(), ada)).status).toBe(200)
  })

  it('have a pool of MAIL_PER_MINUTE of their own', async () => {
    const worker = workerWith({ MAIL_PER_MINUTE: '2' })
    const [one, two, three] = [ada, await registered(), await registered()]
    await rows('delete from budgets') // their registrations
    const owner = () => person({ worker, roaming: true })
    for (const account of [one, two]) expect((await ask(owner(), account)).status).toBe(200)
    expectThrottled(await ask(owner(), three), route, 60)
    for (const { ask: askAnonymously } of ANONYMOUS.slice(0, 2))
      expect((await askAnonymously(owner(), one)).status).toBeLessThan(300)
  })

  it('cannot be stopped by anything that strangers do', async () => {
    const eve = person()
    for (const anonymous of ANONYMOUS)
      for (let n = 0; n < 31; n += 1) await anonymous.ask(eve, n < 4 ? ada : await somebodyElse())
    // From the client whose mails are spent, while the buckets of the address are full.
    expect((await ask(eve, ada)).status).toBe(200)
    expect((await IN_SESSION.ask(eve, ada)).status).toBe(200)
  })
})

describe('mails to an address that an account is to move to', () => {
  const { route, ask } = IN_SESSION
  const move = (by: Person, newAccount: string, account = ada) =>
    by.patch(`${V1}/account/request/code`, { newAccount }, { token: account.tokens.access })

  it('are asked for by an account five times an hour, and ten times a day', async () => {
    for (let n = 0; n < 5; n += 1) expect((await move(somebody(), freshEmail())).status).toBe(200)
    expectThrottled(await move(somebody(), freshEmail()), route, 3_600)
    pass(HOUR)
    for (let n = 0; n < 5; n += 1)
      expect((await ask(somebody(), { ...ada, tokens: await tokens() })).status).toBe(200)
    pass(HOUR)
    const refused = await ask(somebody(), { ...ada, tokens: await tokens() })
    expectThrottled(refused, route, 22 * 3_600)
  })

  it('go to one address five times an hour, whichever accounts ask', async () => {
    const target = freshEmail()
    for (let n = 0; n < 5; n += 1)
      expect((await move(somebody(), target, await registered())).status).toBe(200)
    expectThrottled(await move(somebody(), target, await registered()), route, 3_600)
    expect(await mailCount(target)).toBe(5)
  })

  it('are none of those by which the owner of that address proves again who they are', async () => {
    const owner = await mailOnly(freshEmail())
    for (let n = 0; n < 5; n += 1) expect((await move(somebody(), owner.email)).status).toBe(200)
    await unread(owner.email)
    expect(await askedAgain(owner)).toMatch(/^[0-9]{6}$/)
  })

  /** An access token lives for half an hour. */
  async function tokens() {
    const answer = await somebody().post('/api/v1/auth/login', { email: ada.email, password: PASSWORD })
    return { access: String(answer.body['access_token']), refresh: String(answer.body['refresh_token']) }
  }
})

describe('a stranger who floods an address', () => {
  it('leaves links that work in its mailbox, those of the owner among them', async () => {
    await askForReset(somebody(), ada.email)
    const own = await newLink(ada.email, 'reset-password')
    for (let n = 0; n < 20; n += 1) {
      await ANONYMOUS[1]?.ask(somebody(), ada)
      await ANONYMOUS[2]?.ask(somebody(), ada)
      pass(MINUTE)
    }
    expect((await ANONYMOUS[2]?.ask(somebody(), ada))?.status).toBe(429)
    expect(await newLinks(ada.email, 'reset-password')).toHaveLength(2)
    expectReset(await reset(somebody(), { token: own.token, email: ada.email }))
  })

  it('and types wrong codes shuts neither the code of another browser nor a link', async () => {
    const [owner, eve] = [somebody(), somebody()]
    const codes = []
    for (const by of [owner, eve]) {
      await by.patch(`${V1}/password/request/code`, { account: ada.email })
      codes.push(await newLink(ada.email, 'reset-password'))
    }
    for (let n = 0; n < 12; n += 1) {
      const body = { code: '00000000', newPwd: NEW_PASSWORD }
      expect((await eve.patch(`${V1}/change/password`, body)).status).toBe(400)
    }
    const code = /^\d{8}$/m.exec(codes[0]?.mail.text ?? '')?.[0]
    expect((await owner.patch(`${V1}/change/password`, { code, newPwd: NEW_PASSWORD })).status).toBe(200)
  })
})

it('every route that mails is held here', () => {
  expect(MAIL_ROUTES.map(({ begunBy }) => begunBy).toSorted()).toEqual([
    'anyone',
    'anyone',
    'anyone',
    'anyone',
    'anyone',
    'anyone',
    'password',
    'session',
  ])
})
