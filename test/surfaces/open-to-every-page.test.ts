import { beforeEach, describe, expect, it } from 'vitest'
import { type Account, registered } from '../support/account.ts'
import { dump } from '../support/database.ts'
import type { Answer, Options } from '../support/person.ts'
import { expectOfEach, FOR_ANYBODY, isSafe, ROUTES, TAKE_FOREIGN_FORMS } from '../support/routes.ts'

let ada: Account

beforeEach(async () => {
  ada = await registered({ roaming: true })
})

const failureOf = ({ headers }: Answer) => headers.get('Postern-Failure')

describe('a route that every page may send something to', () => {
  it('looks at no cookie', async () => {
    const open = ROUTES.filter(
      (route) => !isSafe(route) && (FOR_ANYBODY.has(route.path) || TAKE_FOREIGN_FORMS.has(route.path)),
    )
    expect(open.length).toBe(6)
    await expectOfEach(open, async ({ method, path }) => {
      const ask = (body: string, options: Options) => ada.ask(method, path, body, options)
      const before = await dump()
      const Cookie = `__Host-accessToken=${ada.tokens.access}; __Host-refreshToken=${ada.tokens.refresh}`
      const headers = { Origin: 'https://evil.example', 'Content-Type': 'application/x-www-form-urlencoded' }
      for (const body of ['token=x', 'grant_type=refresh_token', '']) {
        const without = await ask(body, { headers })
        const answer = await ask(body, { headers: { ...headers, Cookie } })
        expect([answer.status, failureOf(answer)]).toEqual([without.status, failureOf(without)])
        expect(answer.headers.get('Access-Control-Allow-Credentials')).toBeNull()
      }
      expect(await dump()).toBe(before)
    })
  })
})
