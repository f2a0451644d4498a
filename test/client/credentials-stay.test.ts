import { describe, expect, it } from 'vitest'
import { createClient } from '../../src/client/client.ts'
import { memoryStorage } from '../../src/client/storage.ts'
import { freshEmail, PASSWORD } from '../support/account.ts'
import { app, pairOf } from '../support/app.ts'
import { HOME } from '../support/person.ts'

const API = 'https://api.example.com'
const THIEF = 'https://thief.example'

/** A server that sends everybody to another host, and what `fetch` of a platform does with that. */
function redirecting(status: number) {
  const seen: Request[] = []
  const fetch = async (request: Request): Promise<Response> => {
    seen.push(request)
    if (request.redirect !== 'follow') return new Response(null, { status, headers: { Location: THIEF } })
    return fetch(new Request(THIEF, { method: 'POST', body: await request.text(), redirect: 'manual' }))
  }
  return { seen, fetch }
}

describe('a request with a password or a token', () => {
  it.each([301, 302, 303, 307, 308])('follows no %i to another host', async (status) => {
    const { seen, fetch } = redirecting(status)
    const { account, api, auth } = createClient({ url: HOME, storage: memoryStorage(), fetch })
    const email = freshEmail()
    for (const asking of [
      () => account.login({ email, password: PASSWORD }),
      () => api.resetPassword({ token: 'x', email, password: PASSWORD, password_confirmation: PASSWORD }),
      () => auth.startSignIn({ account: email, pwd: PASSWORD }),
    ]) {
      await expect(asking()).rejects.toMatchObject({ name: 'Unreachable' })
    }
    expect(seen.map(({ url }) => new URL(url).origin)).toEqual([HOME, HOME, HOME])
  })
})

describe('client.fetch', () => {
  async function opened(apis?: string[]) {
    const seen: { origin: string; token: string | null }[] = []
    let answer = () => Response.json({})
    const spoil = (request: Request) => {
      const { origin } = new URL(request.url)
      if (origin === HOME) return undefined
      seen.push({ origin, token: request.headers.get('Authorization') })
      return Promise.resolve(answer())
    }
    const client = app({ spoil, ...(apis && { apis }) })
    await client.api.register({ name: 'Ada', email: freshEmail(), password: PASSWORD })
    const [access] = pairOf(client)
    const says = (next: () => Response) => void (answer = next)
    return { client, seen, says, token: `Bearer ${access}` }
  }

  it('gives the token to the origins of the list and to the service, and to no other', async () => {
    const { client, seen, token } = await opened([`${API}/`])
    for (const url of [API, `${API}/orders`, `${API}:8443/orders`, 'http://api.example.com', THIEF])
      await client.fetch(url)
    expect((await client.fetch(`${HOME}/api/v1/users/me`)).status).toBe(200)
    expect(seen.map((each) => each.token)).toEqual([token, token, null, null, null])
  })

  it('gives it to the service only, where no list was given', async () => {
    const { client, seen } = await opened()
    await client.fetch(API)
    expect(seen).toEqual([{ origin: API, token: null }])
  })

  it.each(['localhost:3000', 'capacitor://localhost', 'data:,'])(
    'takes no API without an origin of its own: %s',
    (api) => {
      expect(() => createClient({ url: HOME, storage: memoryStorage(), apis: [api] })).toThrow(TypeError)
    },
  )

  it('renews nothing for a 401 of another origin', async () => {
    const { client, says, seen } = await opened([API])
    says(() => new Response(null, { status: 401 }))
    expect((await client.fetch(THIEF)).status).toBe(401)
    expect(seen).toHaveLength(1)
    expect(client.asked.filter((route) => route.includes('refresh'))).toEqual([])
  })

  it('sends a stream once: the app gets the 401, and the next request has the next token', async () => {
    const { client, says, seen, token } = await opened([API])
    says(() => new Response(null, { status: 401 }))
    const { body } = new Response('a line')
    expect((await client.fetch(API, { method: 'POST', body })).status).toBe(401)
    says(() => Response.json({}))
    await client.fetch(API)
    expect(seen.map((each) => each.token === token)).toEqual([true, false])
  })

  it('follows no redirect with the token', async () => {
    const { client, says, seen } = await opened([API])
    says(() => new Response(null, { status: 307, headers: { Location: THIEF } }))
    await expect(client.fetch(`${API}/orders`)).rejects.toThrow('follows no redirect')
    expect(seen.map(({ origin }) => origin)).toEqual([API])
  })
})
