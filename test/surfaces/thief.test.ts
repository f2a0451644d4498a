import * as fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import { registered, signIn, tokensIn } from '../support/account.ts'
import { type Authenticator, authenticator } from '../support/authenticator.ts'
import { bindings, forgetRequests } from '../support/bindings.ts'
import { NOON, pass } from '../support/clock.ts'
import { ACCOUNTS, V1 } from '../support/code-flows.ts'
import { dump, emptied, restorer, rows } from '../support/database.ts'
import { API } from '../support/enveloped.ts'
import { linksIn, mailsTo } from '../support/mails.ts'
import { addedPasskey, assertion, signInByPasskey } from '../support/passkeys.ts'
import type { Members } from '../support/person.ts'
import { namesUnder } from '../support/routes.ts'
import { EVERY_CASE, shareOf } from '../support/sample.ts'
import { ME, secondStep, waiting, waitingToken, withApp } from '../support/second-step.ts'
import { deferredWork, theWorker } from '../support/worker.ts'
import { type Context, type Slot, slotsFor } from './credential-slots.ts'
import type { Kind } from './credentials.ts'
import { newThief, somebody, type Thief } from './thief.ts'
import { DEEDS, LAST_DEEDS } from './thief-deeds.ts'

const SEED = Number(bindings.MODEL_SEED || 20_261_127)
const RUNS = EVERY_CASE ? 12 : 1
const HERS = 'only hers now'
const DAY = 86_400_000

/** An owner with a passkey, and with an app too where the second step is on; and a session of hers that was stolen. */
async function robbed({ isGuarded }: { isGuarded: boolean }) {
  const account = await registered({ roaming: true })
  const ada = await addedPasskey(isGuarded ? await withApp(account) : account)
  // Longer than the link of a notice reaches back.
  pass(8 * DAY)
  const app = 'app' in ada ? (ada.app as () => string) : undefined
  const signedIn = app
    ? await secondStep(somebody(), { token: await waiting(somebody(), ada), totp: app() })
    : await signIn(somebody(), ada)
  const thief = await newThief({ ...ada, tokens: tokensIn(signedIn) })
  pass(30_000)
  // The notices of what she has done herself.
  const earlier = new Set((await linksOf(ada.email)).map(({ token }) => token))
  return { ada: { ...ada, app, earlier }, thief, before: await stateOf(ada.id) }
}
type Owner = Awaited<ReturnType<typeof robbed>>['ada']

/** What has to be as it was. Names are not in it: nobody can tell which of them the owner has meant. */
async function stateOf(id: string) {
  const [account] = await rows(
    `select email, role, verified_at is not null as verified, disabled_at, mail_sign_in_off_at, deletes_at,
     second_step_at is not null as second_step from users where id = ?`,
    id,
  )
  const live = 'where user_id = ? and removed_at is null order by 1'
  return {
    account,
    passkeys: await rows(`select id, credential_id from passkeys ${live}`, id),
    apps: await rows(`select id, confirmed_at from totp ${live}`, id),
    connections: await rows('select id, subject from connections where user_id = ?', id),
    codes: await rows(`select mac, used_at from recovery_codes ${live}`, id),
  }
}

/** The links in the owner's mailbox, oldest first. */
const linksOf = async (email: string) => (await mailsTo(email)).toReversed().flatMap(linksIn)

/** Those that take the account back from the thief: of the first notice, and of the first move. */
async function waysBack({ app, email, earlier }: Owner): Promise<[path: string, token: string][]> {
  const links = (await linksOf(email)).filter(({ token }) => !earlier.has(token))
  // A notice is no way around the second step that the link of the move asks for.
  const paths = app ? ['/undo-email-change'] : ['/not-me', '/undo-email-change']
  const ways = paths.map((path) => [path, links.find(({ page }) => page.endsWith(path))?.token])
  return ways.filter((way): way is [string, string] => way[1] !== undefined)
}

const NOTHING = {
  'access token': 'none',
  'refresh token': 'none',
  'cookie of a mailbox code': 'none',
  'cookie of a proven mailbox': 'none',
  'cookie of a sign-in': 'none',
  'cookie of a change of address': 'none',
  'cookie of a reset': 'none',
  'code for a mailbox': '00000000',
  'code for a sign-in': '000000',
  'code for the present address': '000000',
  'code for the new address': '000000',
  'code for a reset': '00000000',
  'code of one more proof by mail': '000000',
  'code that verifies': '00000000',
  'link that verifies': 'none',
  'link that resets': 'none',
  'link that undoes': 'none',
  'link of a notice': 'none',
  'token of a second step': 'none',
  'code of an authenticator app': '000000',
  'recovery code': 'none',
  'challenge of a sign-in by passkey': 'none',
  'challenge of a second step by passkey': 'none',
  'challenge of one more proof by passkey': 'none',
  'challenge of a new passkey': 'none',
  'request of a sign-in by mail': 'none',
  'code of a sign-in by mail': '00000000',
  'link of a sign-in by mail': 'none',
  'token that keeps an account': 'none',
  'link that keeps an account': 'none',
  'access token of an app': 'none',
  'refresh token of an app': 'none',
  'code of an app': 'none',
} satisfies Record<Kind, string>

/** What the thief has, with what stands beside it: the thief's own. */
async function contextOf(thief: Thief): Promise<Context> {
  const { id, kept, email, device, passkeyId, app, creation, tokens } = thief
  const values = { ...NOTHING, ...Object.fromEntries(kept), 'access token': tokens.access }
  const holder = { tokens: { access: values['access token'] } }
  const code = app?.() ?? '000000'
  const other = await authenticator()
  const options = creation ?? { challenge: 'none' }
  return {
    account: { id, email, device, passkeyId: passkeyId ?? crypto.randomUUID() },
    moved: { email },
    leaving: { email },
    unconfirmed: holder,
    mailboxOnly: holder,
    guarded: { ...holder, device },
    codeOfNewApp: code,
    newPasskey: {
      credential: await other.create(options),
      answer: (challenge: string) => other.create({ ...options, challenge }),
    },
    values: { ...values, 'code of an authenticator app': code },
  }
}

/** What anybody may ask without a credential, and what says "signed out" to whoever is. */
const GIVES_NOTHING = new Set([
  `POST ${API}/auth/register`,
  `POST ${API}/auth/passkey/options`,
  `POST ${V1}/request/logout`,
])

const isTaken = (slot: Slot, status: number) => status < 400 && !GIVES_NOTHING.has(slot.route)

/** Everything that the thief has kept, at the places that take it, with each address that the account has had. */
async function takenOf(thief: Thief, addresses: string[]): Promise<string[]> {
  const taken: string[] = []
  for (const [n, email] of addresses.entries()) {
    const slots = slotsFor(await contextOf({ ...thief, email }), theWorker)
    for (const slot of n > 0 ? slots.filter(({ takes }) => takes.startsWith('link')) : slots) {
      const values = new Set(thief.kept.filter(([kind]) => kind === slot.takes).map(([, value]) => value))
      const alike = slots.filter(({ takes }) => takes === slot.takes)
      for (const value of shareOf(slot, alike, [...values])) {
        forgetRequests()
        await rows('delete from budgets')
        const { status } = await slot.present(value)
        if (isTaken(slot, status)) taken.push(`${slot.takes}, ${slot.where}: ${slot.route} is ${status}`)
      }
    }
  }
  return taken
}

/** What the thief knows of passwords, where each dialect checks them. */
async function passwordsOf({ passwords }: Thief, addresses: string[]): Promise<string[]> {
  const taken: string[] = []
  for (const email of addresses)
    for (const [path, body] of [
      [`${API}/auth/login`, (password: string) => ({ email, password })],
      [`${API}/login`, (password: string) => ({ email, password })],
      [`${V1}/request/refreshToken/code`, (pwd: string) => ({ account: email, pwd })],
    ] as const)
      for (const password of passwords) {
        await rows('delete from password_failures')
        const { status } = await somebody().post(path, body(password))
        if (status < 400 || status === 403) taken.push(`a password: ${path} is ${status}`)
      }
  return taken
}

/** The thief's factors in the owner's own sign-in, and in the owner's own session. */
async function factorsOf(thief: Thief, hers: { email: string; password: string }, app?: () => string) {
  const taken: string[] = []
  const note = (what: string, { status }: { status: number }) =>
    void (status < 400 && taken.push(`${what} is ${status}`))
  const first = await signIn(somebody(), hers)
  const own = app
    ? tokensIn(await secondStep(somebody(), { token: waitingToken(first), totp: app() }))
    : tokensIn(first)
  pass(30_000)
  const typed = [
    ...(thief.app ? [{ totp: thief.app() }] : []),
    ...thief.recoveryCodes.slice(-2).map((recovery_code) => ({ recovery_code })),
  ]
  const asking = async (body?: Members, token?: string) => {
    const { body: options } = await somebody().post(`${API}/auth/passkey/options`, body, { token })
    return thief.device.get(options as Parameters<Authenticator['get']>[0])
  }
  for (const proof of typed) {
    note('in a session', await somebody().post(`${API}/auth/reauthenticate`, proof, { token: own.access }))
    if (app)
      note(
        'as a second step',
        await secondStep(somebody(), { token: await waiting(somebody(), hers), ...proof }),
      )
  }
  if (thief.passkeyId === undefined) return taken
  const passkey = await asking(undefined, own.access)
  note(
    'a passkey in a session',
    await somebody().post(`${API}/auth/reauthenticate`, { passkey }, { token: own.access }),
  )
  note('a passkey', await signInByPasskey(somebody(), thief.device))
  if (!app) return taken
  const token = await waiting(somebody(), hers)
  note(
    'a passkey as a second step',
    await secondStep(somebody(), { token, passkey: await asking({ token }) }),
  )
  return taken
}

/** These are refused in every state that the account of a thief is in. */
const NEVER_WORK = new Set([
  'asks for a code that proves one thing more',
  'confirms the address again',
  'asks for a mail that confirms it',
])

/** Done once more at the end, since much of what others have ended is worth something there. */
const KEPT = [
  'adds an app',
  'adds a passkey',
  'has new recovery codes',
  'switches sign-in by mail off',
  'has the challenge of another passkey',
  'has challenges of passkeys',
  'begins a move',
  'asks for a sign-in by mail',
  'asks for a new password',
  'signs in',
  'signs in on api-v1',
]

const done = new Set<string>()

async function live({ isGuarded, order, last }: { isGuarded: boolean; order: string[]; last: string }) {
  await deferredWork()
  await emptied()
  vi.setSystemTime(NOON)
  const { ada, thief, before } = await robbed({ isGuarded })
  for (const name of [...order, ...KEPT, last]) {
    for (const table of ['budgets', 'mail_buckets', 'password_failures']) await rows(`delete from ${table}`)
    forgetRequests()
    pass(5_000)
    const answer = await (DEEDS[name] ?? LAST_DEEDS[name])?.act(thief)
    if (answer && (answer.status < 300 || answer.body['code'] === 'second_step_required')) done.add(name)
  }
  const ways = await waysBack(ada)
  expect(ways.length, 'ways back').toBeGreaterThan(0)
  const back = await restorer()
  for (const [path, token] of ways) {
    await back()
    pass(30_000)
    const body = {
      token,
      email: ada.email,
      password: HERS,
      ...(ada.app && path === '/undo-email-change' && { totp: ada.app() }),
    }
    let reclaimed = await somebody().post(path, body)
    // The thief may have switched the second step on, which she passes by the passkey that she has had for long.
    const asked = (reclaimed.body['second_step'] as { token?: string } | undefined)?.token
    if (asked !== undefined) {
      const passkey = await assertion(somebody(), ada.device, { token: asked })
      reclaimed = await somebody().post(path, { ...body, passkey })
    }
    expect(reclaimed.status, `${path}: ${reclaimed.text}`).toBe(200)
    pass(30_000)
    expect(await stateOf(ada.id), path).toEqual(before)
    expect(
      await rows('select id from sessions where user_id = ? and revoked_at is null', ada.id),
      path,
    ).toEqual([])

    // What was allowed long before is the owner's.
    const allowed = await rows('select app_id from grants where user_id = ? and granted_at > 1', ada.id)
    expect(allowed, path).toEqual([])

    const addresses = [...new Set([ada.email, thief.email])]
    const accounts = await dump(ACCOUNTS)
    expect([...(await takenOf(thief, addresses)), ...(await passwordsOf(thief, addresses))], path).toEqual([])
    expect(await dump(ACCOUNTS), path).toBe(accounts)
    const hers = { email: ada.email, password: HERS }
    expect(await factorsOf(thief, hers, ada.app), path).toEqual([])
    expect((await signInByPasskey(somebody(), ada.device)).status, path).toBe(200)
  }
}

const lives = (isGuarded: boolean) =>
  fc.record({
    isGuarded: fc.constant(isGuarded),
    order: fc.shuffledSubarray(Object.keys(DEEDS), { minLength: Object.keys(DEEDS).length }),
    last: fc.constantFrom(...Object.keys(LAST_DEEDS)),
  })

it.each([false, true])(
  'a thief who has done everything has nothing of it after a reclaim (second step: %s)',
  async (isGuarded) => {
    console.info(`${RUNS} thieves, seed ${SEED}`)
    await fc.assert(fc.asyncProperty(lives(isGuarded), live), { numRuns: RUNS, seed: SEED })
  },
)

it('the deeds of the thief are all that can be done, and most of them work', () => {
  const routes = new Set(
    [...Object.values(DEEDS), ...Object.values(LAST_DEEDS)].flatMap((deed) => deed.routes),
  )
  const asked = namesUnder(`${API}/auth/`, `${API}/users/`, ME)
  expect(asked.filter((route) => !routes.has(route))).toEqual([])
  const isOfSeed = bindings.MODEL_SEED === ''
  const idle = Object.keys(DEEDS).filter((name) => !done.has(name) && !NEVER_WORK.has(name))
  if (isOfSeed) expect(idle).toEqual([])
})
