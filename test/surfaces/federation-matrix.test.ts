import { describe, expect, it } from 'vitest'
import { rows } from '../support/database.ts'
import { acmeGround, byProvider } from '../support/federated.ts'
import { type Ground, guarded, owner, stranger, unconfirmed } from '../support/page-visitors.ts'

const EMAIL = 'ada@acme.example'
const ELSEWHERE = 'ada@elsewhere.example'

type Holder = { id: string } | undefined

const named = async (account: { id: string }, email = EMAIL): Promise<Holder> => {
  await rows('update users set email = ? where id = ?', email, account.id)
  return account
}
const marked = async (account: Promise<{ id: string }>, column: string): Promise<Holder> => {
  const { id } = await account
  await rows(`update users set ${column} = ? where id = ?`, Date.now() + 86_400_000, id)
  return named({ id })
}
const connectedWith = async (account: Promise<{ id: string }>, subject: string): Promise<Holder> => {
  const { id } = await account
  await rows(
    `insert into connections (id, user_id, issuer, subject, provider, email_verified, linked_at)
     values (?, ?, 'https://acme.example', ?, 'oidc_acme', 1, 1)`,
    `connection of ${subject}`,
    id,
    subject,
  )
  return named({ id })
}

/** Where a visitor ends, and what becomes of whoever has the address. */
type Expected =
  '/account' | '/second-step' | '/sign-in/keep' | '/sign-in/known' | '/sign-in/address' | 'refused'

/** Whoever has the address; and what happens to a visitor whose mailbox the provider has proven. */
const HOLDERS: Record<
  string,
  { make: (ground: Ground) => Promise<Holder>; proven: Expected; yields?: true }
> = {
  nobody: { make: async () => Promise.resolve(undefined), proven: '/account' },
  'an unverified account': {
    make: async (ground) => named(await unconfirmed(ground)),
    proven: '/account',
    yields: true,
  },
  'a verified account': { make: async (ground) => named(await owner(ground)), proven: '/sign-in/known' },
  'an account with its second step on': {
    make: async (ground) => named(await guarded(ground)),
    proven: '/sign-in/known',
  },
  'an account that is disabled': {
    make: async (ground) => marked(owner(ground), 'disabled_at'),
    proven: '/sign-in/known',
  },
  'an unverified account that is disabled': {
    make: async (ground) => marked(unconfirmed(ground), 'disabled_at'),
    proven: '/sign-in/known',
  },
  'an account that is being deleted': {
    make: async (ground) => marked(owner(ground), 'deletes_at'),
    proven: '/sign-in/known',
  },
  'an account that is connected with another account there': {
    make: async (ground) => connectedWith(owner(ground), 'somebody else'),
    proven: '/sign-in/known',
  },
  'whoever may come back to it': {
    make: async (ground) => {
      const { id } = await owner(ground)
      await rows(
        `insert into challenges (id, subject, purpose, reserves, tries, created_at, expires_at)
         values ('an undo link', ?, 'undo_email_change', ?, 0, ?, ?)`,
        id,
        EMAIL,
        Date.now(),
        Date.now() + 86_400_000,
      )
      return { id }
    },
    proven: '/sign-in/known',
  },
}

/** What the provider says, and whether that proves the mailbox of `EMAIL`. */
const CLAIMS: Record<string, { claims: Record<string, unknown>; proves: boolean }> = {
  'verified, which it gives out': { claims: { email: EMAIL, email_verified: true }, proves: true },
  'verified, in other letters': {
    claims: { email: 'ADA@Acme.Example', email_verified: true },
    proves: true,
  },
  'verified, which others give out': { claims: { email: ELSEWHERE, email_verified: true }, proves: false },
  unverified: { claims: { email: EMAIL, email_verified: false }, proves: false },
  'of which it does not say whether it is verified': {
    claims: { email: EMAIL, email_verified: undefined },
    proves: false,
  },
  'verified by a text': { claims: { email: EMAIL, email_verified: 'yes' }, proves: false },
  'that is none': { claims: { email: undefined, email_verified: true }, proves: false },
  'that is no text': { claims: { email: [EMAIL], email_verified: true }, proves: false },
  'that looks like another': { claims: { email: 'ada@аcme.example', email_verified: true }, proves: false },
}

const CASES = Object.entries(HOLDERS).flatMap(([holder, about]) =>
  Object.entries(CLAIMS).map(([claim, said]) => ({ holder, claim, about, said })),
)

const connections = () => rows('select id, user_id, subject from connections order by id')
const sessionsOf = (id: string) =>
  rows('select id from sessions where user_id = ? and revoked_at is null', id)

describe('an account at a provider that nobody here is connected with', () => {
  it.each(CASES.map((each) => [`an address ${each.claim}, of ${each.holder}`, each] as const))(
    'is connected with nobody without a word of theirs: %s',
    async (_, { about: { make, proven, yields }, said: { claims, proves } }) => {
      const { ground, acme } = acmeGround()
      const holder = await make(ground)
      const before = { connections: await connections(), sessions: holder && (await sessionsOf(holder.id)) }
      acme.person({ sub: 'a stranger there', ...claims })
      const ada = stranger(ground)
      await byProvider(ada, acme)

      const expected = proves ? proven : '/sign-in/address'
      expect(ada.page.path, ada.page.words).toBe(expected)
      const opened = expected === '/account'
      expect(ada.cookies.has('__Host-session')).toBe(opened)
      const after = await connections()
      if (!opened) expect(after).toEqual(before.connections)
      if (holder && !(opened && yields)) {
        // Nobody has got into it, and nothing of it has changed.
        expect(await sessionsOf(holder.id)).toEqual(before.sessions)
        expect(after.filter(({ user_id }) => user_id === holder.id)).toEqual(
          before.connections.filter(({ user_id }) => user_id === holder.id),
        )
      }
      if (opened && holder) expect(await rows('select id from users where id = ?', holder.id)).toEqual([])
    },
  )

  it('makes nobody an administrator, who has to prove the mailbox here', async () => {
    const { ground, acme } = acmeGround({ ADMIN_EMAILS: EMAIL })
    acme.person({ sub: 'root there', email: EMAIL })
    const ada = stranger(ground)
    await byProvider(ada, acme)
    expect(ada.page.path).toBe('/sign-in/address')
    expect(await rows('select id from users')).toEqual([])
  })

  it('shows the same page for every address that it does not prove, whoever has it', async () => {
    const seen = new Set<string>()
    for (const { make } of Object.values(HOLDERS)) {
      const { ground, acme } = acmeGround()
      await make(ground)
      acme.person({
        sub: `stranger ${seen.size} of ${crypto.randomUUID()}`,
        email: EMAIL,
        email_verified: false,
      })
      const ada = stranger(ground)
      await byProvider(ada, acme)
      seen.add([ada.page.status, ada.page.path, ada.page.words].join(' '))
      await rows('delete from users')
      await rows('delete from challenges')
      await rows('delete from connections')
    }
    expect([...seen]).toHaveLength(1)
  })

  it('opens no account where sign-up is closed, whoever vouches for it', async () => {
    const { ground, acme } = acmeGround({ SIGN_UP: 'closed' })
    const ada = stranger(ground)
    await byProvider(ada, acme)
    expect([ada.page.status, ada.page.headers.get('Postern-Failure')]).toEqual([403, 'sign_up_closed'])
    expect(await rows('select id from users')).toEqual([])
  })
})

/** Of an account that is connected with the account there. */
const CONNECTED: Record<string, { make: (ground: Ground) => Promise<{ id: string }>; expected: Expected }> = {
  'without a second step': { make: owner, expected: '/account' },
  'with its second step on': { make: guarded, expected: '/second-step' },
  'that is being deleted': {
    make: async (ground) => (await marked(owner(ground), 'deletes_at')) as { id: string },
    expected: '/sign-in/keep',
  },
  'that is disabled': {
    make: async (ground) => (await marked(owner(ground), 'disabled_at')) as { id: string },
    expected: 'refused',
  },
}

describe('an account at a provider that is connected', () => {
  const cases = Object.entries(CONNECTED).flatMap(([name, about]) =>
    Object.entries(CLAIMS).map(([claim, { claims }]) => ({ name, claim, claims, about })),
  )

  it.each(cases.map((each) => [`an account ${each.name}, with an address ${each.claim}`, each] as const))(
    'leads to %s',
    async (_, { about: { make, expected }, claims }) => {
      const { ground, acme } = acmeGround()
      const account = await make(ground)
      await connectedWith(Promise.resolve(account), 'ada there')
      const before = await rows('select id from sessions')
      acme.person({ sub: 'ada there', ...claims })
      const ada = stranger(ground)
      await byProvider(ada, acme)
      if (expected === 'refused')
        expect([ada.page.status, ada.page.headers.get('Postern-Failure')]).toEqual([422, 'wrong_credentials'])
      else expect(ada.page.path, ada.page.words).toBe(expected)
      expect(await rows('select id from sessions')).toHaveLength(
        before.length + (expected === '/account' ? 1 : 0),
      )
      expect(await connections()).toHaveLength(1)
    },
  )
})
