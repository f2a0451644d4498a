import { describe, expect, it } from 'vitest'
import { PASSWORD, registered } from '../support/account.ts'
import { addresses } from '../core/address-routes.ts'
import { enrolled } from '../support/code-flows.ts'
import { type Answer, person } from '../support/person.ts'
import { surfacesOf } from '../support/surfaces.ts'
import { failing } from '../support/wrapped.ts'
import { workerWith } from '../support/worker.ts'

const failureOf = ({ headers }: Answer) => headers.get('Postern-Failure')

const PREFIXES = ['/auth/v1/x', '/api/v1/auth/x', '/api/v1/users/me', '/api/v1/x', '/x', '/']
const { all } = surfacesOf()

describe('the header of a refusal', () => {
  it.each(PREFIXES)('%s: is there when a setting is wrong, and names none', async (path) => {
    const { get } = person({ worker: workerWith({ AUTH_SECRET: 'short' }) })
    const answer = await get(path)
    expect([answer.status, failureOf(answer)]).toEqual([503, 'unavailable'])
  })

  it.each(PREFIXES.filter((path) => path.endsWith('/x')))('%s: is there for nobody’s path', async (path) => {
    const answer = await person().get(path)
    expect([answer.status, failureOf(answer)]).toEqual([404, 'route_not_found'])
  })

  it('is there when the database does not answer, and names nothing of it', async () => {
    const { get } = person({ worker: workerWith({ DB: failing().DB }) })
    const answer = await get('/healthz')
    expect([answer.status, failureOf(answer)]).toEqual([503, 'unavailable'])
  })

  it('may be read by scripts of allowed origins', async () => {
    const answer = await person().post('/auth/v1/request/code', [], {
      headers: { Origin: 'https://app.example.com' },
    })
    expect(answer.headers.get('Access-Control-Expose-Headers')).toContain('Postern-Failure')
    expect(failureOf(answer)).toBe('malformed_body')
  })
})

describe.each(all)('$name: the header tells no more than the body', (surface) => {
  it('of a password: wrong, of nobody, of a disabled account', async () => {
    const found: unknown[] = []
    for (const email of Object.values(await addresses()))
      found.push(failureOf(await surface.tryPassword({ email, password: 'not the password' })))
    const { email } = await enrolled()
    found.push(failureOf(await surface.tryPassword({ email, password: `${PASSWORD}!` })))
    expect(new Set(found)).toEqual(new Set(['wrong_credentials']))
  })

  it('of a refresh token: of nobody, changed, ended', async () => {
    const { tokens } = await registered({ roaming: true })
    const nobody = `${crypto.randomUUID()}.0.${'x'.repeat(43)}`
    const changed = tokens.refresh.replace(/.{3}$/, 'xxx')
    const before = [await surface.refresh('x'), await surface.refresh(nobody), await surface.refresh(changed)]
    await surface.signOut(tokens)
    const answers = [...before, await surface.refresh(tokens.refresh)].map(({ answer }) => failureOf(answer))
    expect(new Set(answers)).toEqual(new Set(['refresh_token_refused']))
  })
})
