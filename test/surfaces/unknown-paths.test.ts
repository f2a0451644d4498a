import { describe, expect, it } from 'vitest'
import { person } from '../support/person.ts'
import { emptyBody, isFailureOf } from '../support/routes.ts'

describe('a path that is nobody’s', () => {
  const nobodys = [
    '/api/v1/auth',
    '/api/v1/users/x/y',
    '/api/v1/auth/x',
    '/x',
    '/.well-known/x',
    '/dev/x',
  ].concat(['/debug', '/test', '/__test', '/.env', '/openapi'])

  it.each(nobodys)('is a 404 in the format of its surface: %s', async (path) => {
    for (const method of ['GET', 'POST', 'DELETE', 'PUT']) {
      const body = emptyBody(method)
      const answer = await person().ask(method, path, body)
      expect([answer.status, isFailureOf(path, answer.body)], answer.text).toEqual([404, true])
    }
  })
})
