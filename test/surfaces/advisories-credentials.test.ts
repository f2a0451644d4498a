import { describe, expect, it, vi } from 'vitest'
import { bindings, forgetRequests } from '../support/bindings.ts'
import { type Credentials, everyCredential, type Kind } from './credentials.ts'
import { backTo, dump, type Moment, rows, thisMoment } from '../support/database.ts'
import { ACCOUNTS } from '../support/code-flows.ts'
import { serviceKeys, sign } from '../support/keys.ts'
import { keepOutOfLog } from '../support/log.ts'
import { standsIn } from '../support/mails.ts'
import type { Answer } from '../support/person.ts'
import { ACME_SETTINGS } from '../support/provider-settings.ts'
import { resend, RESEND_SETTINGS } from '../support/resend.ts'
import { FOR_PEOPLE, isSafe, nameOf, ROUTES } from '../support/routes.ts'
import { shareOf } from '../support/sample.ts'
import { OPEN_ROUTES, type Slot, slotsFor } from './credential-slots.ts'
import { deferredWork, workerWith } from '../support/worker.ts'

/** What the first test has made. The others bring its moment back. */
let made: { credentials: Credentials; moment: Moment; time: number } | undefined

/** One of every credential, every place that takes one, and a way back to how it was. */
async function everything() {
  const mailbox = resend()
  const worker = workerWith({ ...RESEND_SETTINGS, ...ACME_SETTINGS })
  if (made) {
    await backTo(made.moment)
    vi.setSystemTime(made.time)
  } else {
    const credentials = await everyCredential(worker, mailbox)
    await deferredWork()
    made = { credentials, moment: await thisMoment(), time: Date.now() }
  }
  const { credentials, moment } = made
  for (const value of Object.values(credentials.values)) keepOutOfLog(value)
  const slots = slotsFor(credentials, worker)
  // Where nothing is taken any more, a refusal would show nothing.
  const [first] = slots
  expect((await first?.present(credentials.values[first.takes]))?.status).toBe(200)
  await backTo(moment)
  return { ...credentials, slots, before: await dump(ACCOUNTS), restore: () => backTo(moment) }
}

const placeOf = ({ route, takes, where }: Slot) => `${route}, ${where}, ${takes}`
/** A token of an app is refused with 403 where it is not good for what is asked. */
const isRefusal = ({ status }: Answer) => [400, 401, 403, 422].includes(status)
const isCode = (text: string) => /^[0-9]{4,8}$/.test(text)
/** What is no code in its form is refused before anything is looked at: other tests show that. */
const isWorthTrying = ({ takes }: Slot, value: string) => !takes.startsWith('code') || isCode(value)
/** Where tries are counted, one more would be refused whatever it is. Else fewer than the limiter admits. */
const atOnce = ({ takes }: Slot) => (/^(code|recovery code|challenge)/.test(takes) ? 4 : 50)
/** Slots that take the same in the same place share what is tried there. */
const alike = (slot: Slot, slots: Slot[]) =>
  slots.filter(({ takes, where }) => takes === slot.takes && where === slot.where)

async function expectRefused(
  { slots, before, restore }: Awaited<ReturnType<typeof everything>>,
  values: string[],
) {
  for (const slot of slots) {
    const worth = values.filter((value) => isWorthTrying(slot, value))
    const answers: Answer[] = []
    for (let at = 0; at < worth.length; at += atOnce(slot)) {
      await restore()
      forgetRequests()
      const some = worth.slice(at, at + atOnce(slot))
      answers.push(...(await Promise.all(some.map((value) => slot.present(value)))))
      expect(await dump(ACCOUNTS), placeOf(slot)).toBe(before)
    }
    const taken = answers.filter((answer) => !isRefusal(answer)).map(({ status, text }) => ({ status, text }))
    expect({ place: placeOf(slot), taken }).toEqual({ place: placeOf(slot), taken: [] })
  }
}

describe('the places that take a credential', () => {
  it('are all in the table, and take their own kind', async () => {
    const { slots, values, restore } = await everything()
    const routes = new Set(slots.map(({ route }) => route))
    // Pages have credentials of their own: pages-forgery.test.ts holds those of another browser or session, and core/page-callers.test.ts earlier copies.
    const ofPrograms = ROUTES.filter(({ path }) => !FOR_PEOPLE.has(path))
    const reading = ofPrograms.filter(isSafe).map(nameOf)
    const others = reading.filter((route) => !routes.has(route))
    expect([...routes, ...OPEN_ROUTES, ...others].toSorted()).toEqual(ofPrograms.map(nameOf).toSorted())
    for (const slot of slots) {
      await restore()
      const answer = await slot.present(slot.own ?? values[slot.takes])
      expect(answer.status < 300, `${placeOf(slot)}: ${answer.text}`).toBe(true)
    }
  })

  it('take no other kind: each token, cookie, code, link and id is good for one thing', async () => {
    const all = await everything()
    for (const slot of all.slots) {
      const kinds = Object.entries(all.values).filter(([kind]) => kind !== (slot.takes satisfies Kind))
      const others = [...kinds.map(([, value]) => value), ...all.names]
      await expectRefused({ ...all, slots: [slot] }, shareOf(slot, alike(slot, all.slots), others))
    }
  })

  it('take no access token of another key, of none, or of a key that is public', async () => {
    const all = await everything()
    const token = all.values['access token']
    const [, payload = '', signature = ''] = token.split('.')
    const claims = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))) as Record<
      string,
      unknown
    >
    const header = (members: object) => btoa(JSON.stringify(members)).replaceAll('=', '')
    const [jwk] = (await (await serviceKeys()).jwks(Date.now())).keys
    const hmac = await crypto.subtle.importKey(
      'raw',
      new TextEncoder().encode(JSON.stringify(jwk)),
      { name: 'HMAC', hash: 'SHA-256' },
      false,
      ['sign'],
    )
    const foreign = await (await serviceKeys('another secret of more than 32 characters')).signer(Date.now())
    const forged = [
      `${header({ alg: 'none', typ: 'at+jwt' })}.${payload}.`,
      `${header({ alg: 'None', typ: 'at+jwt', kid: jwk?.kid })}.${payload}.${signature}`,
      await sign(claims, { header: { alg: 'HS256' }, key: hmac }),
      await sign(claims, { key: foreign.privateKey }),
      await sign(claims, { header: { kid: foreign.kid }, key: foreign.privateKey }),
      await sign(claims, { header: { typ: 'JWT' } }),
    ]
    for (const slot of all.slots.filter(({ takes }) => takes === 'access token'))
      await expectRefused({ ...all, slots: [slot] }, shareOf(slot, alike(slot, all.slots), forged))
  })
})

describe('what is in D1 and KV', () => {
  it('is accepted as a credential nowhere, neither whole nor in pieces', async () => {
    const all = await everything()
    const { keys } = await bindings.KV.list()
    const contents = await Promise.all(keys.map(async ({ name }) => [name, await bindings.KV.get(name)]))
    const text = `${await dump()}${JSON.stringify(contents)}`
    expect(keys.length).toBeGreaterThan(5)

    // None of what was handed out is there, nor what makes it hard to guess: the last part.
    for (const [kind, value] of Object.entries(all.values)) {
      const secret = value.split('.').at(-1) ?? ''
      const isThere = /^\d+$/.test(secret) ? standsIn(secret, text) : text.includes(secret)
      expect([kind, isThere]).toEqual([kind, false])
    }

    const stored = [...stringsIn(JSON.parse(await dump())), ...stringsIn(contents)].filter(isNew())
    for (const slot of all.slots)
      await expectRefused({ ...all, slots: [slot] }, shareOf(slot, all.slots, stored))
  })

  it('signs nobody in: neither the stored password string nor a piece of it is a password', async () => {
    const { account, slots } = await everything()
    expect(slots.length).toBeGreaterThan(0)
    const [user] = await rows<{ password: string }>('select password from users where id = ?', account.id)
    const { password = '' } = user ?? {}
    for (const value of [password, ...password.split('$').filter((piece) => piece.length >= 8)]) {
      await rows('delete from password_failures')
      const { email } = account
      const answers = [
        await account.post('/api/v1/auth/login', { email, password: value }),
        await account.post('/api/v1/login', { email, password: value }),
        await account.post('/auth/v1/request/refreshToken/code', { account: email, pwd: value }),
      ]
      expect(answers.map(({ status }) => status)).toEqual([401, 401, 401])
    }
  })
})

const isLong = (text: string) => text.length >= 16

/** Each text once. */
function isNew() {
  const seen = new Set<string>()
  return (text: string) => !seen.has(text) && seen.add(text).has(text)
}

/** Every text in any value, whole and in the pieces that marks between them make, if it is long or could be a code. */
function stringsIn(value: unknown): string[] {
  if (typeof value === 'object' && value !== null) return Object.entries(value).flat().flatMap(stringsIn)
  const text = String(value)
  const nested = text.startsWith('{') ? stringsIn(JSON.parse(text)) : []
  const pieces = [text, ...text.split(/[^\w-]+/), ...text.split(/[^\w.-]+/)]
  return [...pieces.filter((piece) => isLong(piece) || isCode(piece)), ...nested]
}
