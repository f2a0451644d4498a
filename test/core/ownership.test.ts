import { describe, expect, it } from 'vitest'
import { type Account, alive, DEAD, freshEmail, registered, signIn } from '../support/account.ts'
import { counted, setCount } from '../support/budgets.ts'
import { enrolled, moveTo } from '../support/code-flows.ts'
import { dump, rows } from '../support/database.ts'
import { API } from '../support/enveloped.ts'
import { newLink } from '../support/mails.ts'
import { person } from '../support/person.ts'
import { shareOf } from '../support/sample.ts'
import { REGISTRATIONS, WAYS } from './ownership-ways.ts'

/** A stranger opens an account at the address, plants what can be planted, and keeps everything. */
async function squat(email: string) {
  const stranger = await registered({ email, confirmed: false, password: 'the stranger has this one' })
  const { access: token } = stranger.tokens
  const planted = { first_name: 'Planted', bio: 'planted by a stranger' }
  expect((await stranger.put(`${API}/users/me`, planted, { token })).status).toBe(200)
  const { token: link } = await newLink(email, 'verify-email')
  return { ...stranger, link }
}

async function expectNothingLeft({
  id,
  email,
  password,
  tokens,
  link,
  ...stranger
}: Awaited<ReturnType<typeof squat>>) {
  expect(await alive(stranger, tokens)).toEqual(DEAD)
  expect((await signIn(person(), { email, password })).status).toBe(401)
  const pressed = await person().post('/verify-email', { token: link, password })
  expect([pressed.status, pressed.body['error']]).toEqual([400, 'invalid_link'])
  const everything = await dump()
  for (const trace of [id, 'Planted', 'planted by a stranger']) expect(everything).not.toContain(trace)
}

async function expectTheirs(email: string, password: string, { not }: { not: Account }) {
  const answer = await signIn(person(), { email, password })
  expect(answer.status, answer.text).toBe(200)
  const [owner] = await rows<{ id: string }>(
    'select id from users where email = ? and verified_at is not null',
    email,
  )
  expect(owner?.id).not.toBe(not.id)
}

const [WAY_NAMES, DIALECTS] = [Object.keys(WAYS), Object.keys(REGISTRATIONS)]

describe.each(Object.entries(WAYS))('whoever proves the mailbox by %s', (way, { begin, password }) => {
  it.each(shareOf(way, WAY_NAMES, ['before', 'meanwhile'] as const))(
    'gets the address, and nothing is left of a stranger who came %s',
    async (when) => {
      const email = freshEmail()
      const early = when === 'before' ? await squat(email) : undefined
      const finish = await begin(email)
      const stranger = early ?? (await squat(email))
      const done = await finish()
      if (!done) {
        // What was begun for an address without an account mails nothing. Begun again it does.
        const again = await (await begin(email))()
        expect(again?.status, again?.text).toBeLessThan(300)
      } else expect(done.status, done.text).toBeLessThan(300)
      await expectNothingLeft(stranger)
      await expectTheirs(email, password, { not: stranger })
    },
  )

  it('keeps the address from a stranger who comes later', async () => {
    const email = freshEmail()
    await squat(email)
    await (
      await begin(email)
    )()
    for (const register of Object.values(REGISTRATIONS)) {
      const taken = await register(email)
      expect(taken.headers.get('Postern-Failure')).toBe('email_taken')
    }
    expect(await rows('select count(*) as n from users where email = ?', email)).toEqual([{ n: 1 }])
  })

  it('takes nothing from who owns it by an undo link', async () => {
    const vera = await enrolled({ roaming: true })
    const elsewhere = freshEmail()
    await moveTo(vera, elsewhere)
    const undo = await newLink(vera.email, 'undo-email-change')
    const done = await (await begin(vera.email))()
    expect(done?.status ?? 400).toBeGreaterThanOrEqual(400)
    expect(await rows('select id from users where email = ?', vera.email)).toEqual([])
    const back = await person().post('/undo-email-change', { token: undo.token, email: vera.email })
    expect(back.status, back.text).toBe(200)
  })

  it('takes no account from who owns it by a verified one', async () => {
    const vera = await enrolled({ roaming: true })
    await (
      await begin(vera.email)
    )()
    expect(await rows('select id from users where email = ?', vera.email)).toEqual([{ id: vera.id }])
  })
})

const TAKEN: [string, (email: string) => Promise<unknown>][] = [
  ['a stranger holds', squat],
  ['somebody owns', (email) => enrolled({ email, roaming: true })],
  ['an undo link reserves', async (email) => moveTo(await enrolled({ email, roaming: true }), freshEmail())],
]

describe.each(DIALECTS)('whoever registers by %s has proven nothing', (dialect) => {
  const register = REGISTRATIONS[dialect] ?? expect.fail(dialect)
  const held = shareOf(dialect, DIALECTS, TAKEN)

  it.each(held)('and does not get an address that %s', async (__, take) => {
    const email = freshEmail()
    await take(email)
    const before = await rows('select id, email from users order by id')
    expect((await register(email)).headers.get('Postern-Failure')).toBe('email_taken')
    expect(await rows('select id, email from users order by id')).toEqual(before)
  })

  it.each(held)('and takes a registration, but no mail, for an address that %s', async (__, take) => {
    const email = freshEmail()
    await take(email)
    await rows('delete from budgets')
    expect((await register(email)).headers.get('Postern-Failure')).toBe('email_taken')
    const taken = await counted()
    expect(taken.filter(({ owner }) => owner.startsWith('mail/'))).toEqual([])
    expect(taken.filter(({ owner }) => owner.startsWith('register/'))).not.toEqual([])
  })

  it.each(held)('and hears nothing of an address that %s while no mail is left', async (__, take) => {
    const email = freshEmail()
    await take(email)
    await setCount('mail/anonymous', 'all', 1_000_000)
    const before = await counted('register/%')
    const refusals = [await register(email), await register(freshEmail())].map(({ headers }) => [
      headers.get('Postern-Failure'),
      headers.get('Retry-After'),
    ])
    expect(refusals).toEqual([
      ['too_many_requests', '60'],
      ['too_many_requests', '60'],
    ])
    expect(await counted('register/%')).toEqual(before)
  })
})
