import { beforeEach, describe, expect, it } from 'vitest'
import { createClient } from '../../src/client/client.ts'
import { memoryStorage } from '../../src/client/storage.ts'
import { uuidv7 } from '../../src/crypto/random.ts'
import { confirmedByHand, freshEmail, PASSWORD } from '../support/account.ts'
import { app } from '../support/app.ts'
import { pass } from '../support/clock.ts'
import { rows } from '../support/database.ts'
import { codeFor } from '../support/mails.ts'
import { HOME } from '../support/person.ts'
import { workerWith } from '../support/worker.ts'

/** A service that people sign in to with Google too. */
const GOOGLE = { APP_URL: HOME, GOOGLE_CLIENT_ID: 'google-client', GOOGLE_CLIENT_SECRET: 'google-secret' }
const PROVIDERS = [{ id: 'google', label: 'Google' }]

const service = workerWith(GOOGLE)
const sent: Request[] = []

/** An app in a browser, with that service. */
const atGoogle = () =>
  app({
    spoil: (request) => {
      sent.push(request.clone())
      return service.fetch(request)
    },
  })

let email: string

beforeEach(() => {
  email = freshEmail()
  sent.length = 0
})

/** Somebody with a confirmed address, who has just signed in. */
async function confirmed() {
  const ada = atGoogle()
  await ada.api.register({ name: 'Ada', email, password: PASSWORD })
  const { id } = await ada.account.me()
  await confirmedByHand(id)
  await ada.account.login({ email, password: PASSWORD })
  return { ...ada, id }
}

/** A connection as a row, without the press that makes one. Answers its id. */
async function connected(userId: string, subject: string): Promise<string> {
  const id = uuidv7(Date.now())
  await rows(
    `insert into connections (id, user_id, issuer, subject, provider, email, email_verified, linked_at, last_used_at)
    values (?, ?, 'https://accounts.google.com', ?, 'google', 'ada@gmail.com', 1, ?, null)`,
    id,
    userId,
    subject,
    Date.now(),
  )
  return id
}

describe('account.providers', () => {
  it('lists whom people can sign in with, and nobody where the service has no provider', async () => {
    expect(await atGoogle().account.providers()).toEqual(PROVIDERS)
    expect(await app().account.providers()).toEqual([])
  })

  it('sends nothing that says who asks', async () => {
    const { account } = await confirmed()
    await account.providers()
    expect(sent.at(-1)?.url).toBe(`${HOME}/api/v1/auth/providers`)
    expect(sent.at(-1)?.headers.has('Authorization')).toBe(false)
  })

  it('answers an app that signs its users in by redirect, though other methods of the account refuse', async () => {
    const { fetch } = service
    const shop = createClient({ url: HOME, app: 'shop', storage: memoryStorage(), fetch })
    expect(await shop.account.providers()).toEqual(PROVIDERS)
    await expect(shop.account.connections()).rejects.toMatchObject({ kind: 'insufficient_scope' })
  })
})

describe('account.connections', () => {
  it('lists the accounts at providers, the newest first, and removes one', async () => {
    const { account, id } = await confirmed()
    expect(await account.connections()).toEqual([])
    const first = await connected(id, '1')
    pass()
    const second = await connected(id, '2')
    expect((await account.connections()).map((each) => each.id)).toEqual([second, first])
    expect((await account.connections())[1]).toEqual({
      id: first,
      provider: 'google',
      email: 'ada@gmail.com',
      email_verified: true,
      linked_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      last_used_at: null,
    })
    expect(await account.removeConnection(first)).toBeUndefined()
    expect((await account.connections()).map((each) => each.id)).toEqual([second])
    expect((await account.security()).connections).toEqual(['google'])
    await expect(account.removeConnection(first)).rejects.toMatchObject({ kind: 'not_found' })
  })

  it('keeps the last way into the account', async () => {
    const { account } = atGoogle()
    const { request } = await account.askForMail({ email })
    await account.redeemMail({ request, code: await codeFor(email) })
    const id = await connected((await account.me()).id, '1')
    await account.changeSecurity({ mail_sign_in: false })
    await expect(account.removeConnection(id)).rejects.toMatchObject({ kind: 'last_way_in' })
    await account.changeSecurity({ mail_sign_in: true })
    await account.removeConnection(id)
    expect(await account.connections()).toEqual([])
  })

  it('encodes an id as one part of a path', async () => {
    const { account, asked } = await confirmed()
    await expect(account.removeConnection('../sessions')).rejects.toMatchObject({ kind: 'not_found' })
    expect(asked.at(-1)).toBe('DELETE /api/v1/users/me/connections/..%2Fsessions')
  })
})

describe('account.startConnection', () => {
  it('gives an address of the service, which leads the browser on', async () => {
    const { account } = await confirmed()
    const { url } = await account.startConnection('google')
    expect(new URL(url).origin).toBe(HOME)
    expect(new URL(url).pathname).toBe('/account/connect/begin')
  })

  it('knows no provider that the service does not offer', async () => {
    const { account, asked } = await confirmed()
    await expect(account.startConnection('../me?x')).rejects.toMatchObject({ kind: 'not_found' })
    expect(asked.at(-1)).toBe('POST /api/v1/users/me/connections/..%2Fme%3Fx')
  })

  it('asks for a proof of the last ten minutes', async () => {
    const { account } = await confirmed()
    pass(601_000)
    await expect(account.startConnection('google')).rejects.toMatchObject({ kind: 'sign_in_again' })
    await account.reauthenticate({ password: PASSWORD })
    expect((await account.startConnection('google')).url).toContain(HOME)
  })
})
