import { beforeEach, describe, expect, it } from 'vitest'
import { SURFACES } from '../../src/app.ts'
import { type Account, registered } from '../support/account.ts'
import { type AppSession, appSession } from '../support/app-tokens.ts'
import { dump, restorer, rows } from '../support/database.ts'
import { type Answer, type Options } from '../support/person.ts'
import {
  emptyBody,
  expectOfEach,
  isFailureOf,
  nameOf,
  pathFor,
  type Route,
  ROUTES,
} from '../support/routes.ts'
import { deferredWork } from '../support/worker.ts'

/** Ada is signed in, and an app has a session of hers. */
let ada: Account
let app: AppSession
let restore: () => Promise<void>

beforeEach(async () => {
  ada = await registered({ roaming: true })
  app = await appSession(ada)
  await deferredWork()
  const back = await restorer()
  restore = async () => {
    await deferredWork()
    await back()
  }
})

/** The one route that an app's access token is good for. */
const others = ROUTES.filter(({ path }) => path !== '/userinfo')

const WITH_CALLER = new Set(
  Object.values(SURFACES).flatMap(({ routes }) => routes.filter(({ caller }) => caller).map(nameOf)),
)

const ask = (
  { method, path }: Route,
  { body = emptyBody(method), ...options }: Options & { body?: unknown },
) => ada.ask(method, pathFor(path, ada), body, options)

const resultOf = ({ status, headers }: Answer) => [status, headers.get('Postern-Failure')]

const sessionsNow = () => rows('select id, generation, revoked_at, rotated_at from sessions order by id')

describe('the access token of an app', () => {
  it('is refused for want of scope by every route that asks who calls, and does nothing at any other', async () => {
    await expectOfEach(others, async (route) => {
      await restore()
      const before = await dump()
      const answer = await ask(route, { token: app.access })
      if (!WITH_CALLER.has(nameOf(route))) {
        await restore()
        expect(resultOf(answer)).toEqual(resultOf(await ask(route, {})))
        return
      }
      expect(resultOf(answer), answer.text).toEqual([403, 'insufficient_scope'])
      expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer error="insufficient_scope"')
      expect(isFailureOf(route.path, answer.body)).toBe(true)
      expect(await dump()).toBe(before)
    })
    expect(WITH_CALLER.size).toBeGreaterThan(30)
  })

  it('is good at /userinfo, where a user’s own is not', async () => {
    const known = await ada.get('/userinfo', { token: app.access })
    expect([known.status, known.body['sub']]).toEqual([200, ada.id])
    expect(resultOf(await ada.get('/userinfo', { token: ada.tokens.access }))).toEqual([
      403,
      'insufficient_scope',
    ])
    for (const headers of [app, ada.tokens].map(({ access }) => ({ Cookie: `__Host-accessToken=${access}` })))
      expect(resultOf(await ada.get('/userinfo', { headers }))).toEqual([401, 'unauthenticated'])
  })

  it('is refused in the header of another name too', async () => {
    const path = '/api/v1/auth/reset-password'
    const answer = await ada.ask(
      'PATCH',
      `${path}/${ada.id}`,
      {},
      {
        headers: { Authentication: `Bearer ${app.access}` },
      },
    )
    expect(resultOf(answer)).toEqual([403, 'insufficient_scope'])
  })

  it('is as good as none in a cookie', async () => {
    await expectOfEach(others, async (route) => {
      const byCookie = (value: string) => ask(route, { headers: { Cookie: `__Host-accessToken=${value}` } })
      await restore()
      const answer = await byCookie(app.access)
      await restore()
      expect(resultOf(answer)).toEqual(resultOf(await byCookie('a.b.c')))
      await restore()
      // Nor is anybody let in by what is no token.
      expect(answer.status).toBe((await ask(route, {})).status)
    })
  })
})

describe('the refresh token of an app', () => {
  const MEMBERS = ['refresh_token', 'refreshToken', 'token']
  const COOKIES = ['refreshToken', 'session']
  /** As long as a real one, and made by nobody. */
  const junk = () => app.refresh.replace(/[^.]+$/, 'A'.repeat(43))

  it('is junk for every route, in the body and in a cookie, and keeps its session', async () => {
    await expectOfEach(others, async (route) => {
      const presented = (text: string, token: string | undefined) => [
        ...(emptyBody(route.method)
          ? [{ body: Object.fromEntries(MEMBERS.map((name) => [name, text])), token }]
          : []),
        { token, headers: { Cookie: COOKIES.map((name) => `__Host-${name}=${text}`).join('; ') } },
      ]
      for (const token of [undefined, ada.tokens.access]) {
        for (const [at, options] of presented(app.refresh, token).entries()) {
          await restore()
          const answer = await ask(route, options)
          const after = await sessionsNow()
          await restore()
          const other = presented(junk(), token)[at] ?? {}
          expect(resultOf(answer), answer.text).toEqual(resultOf(await ask(route, other)))
          expect(after).toEqual(await sessionsNow())
        }
      }
    })
  })
})
