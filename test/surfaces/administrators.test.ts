import { describe, expect, it } from 'vitest'
import { freshEmail, PASSWORD, readMe, registered, registration, tokensIn } from '../support/account.ts'
import { rows } from '../support/database.ts'
import { type Members, person } from '../support/person.ts'
import { workerWith } from '../support/worker.ts'

const REGISTER = '/api/v1/auth/register'

const administration = () => ({ email: freshEmail(), password: PASSWORD, names: 'Grace', surnames: 'Hopper' })

describe('administrators', () => {
  const admin = async () => {
    const root = await registered({ email: 'root@example.com' })
    await rows('update users set verified_at = 1 where id = ?', root.id)
    return root
  }
  const roleIn = ({ body }: { body: Members }) => (body['user'] as Members)['role']

  it('are the users with a verified address in ADMIN_EMAILS, as long as it is listed', async () => {
    const root = await registered({ email: 'root@example.com', confirmed: false })
    expect((await readMe(root, root.tokens.access)).body['role']).toBe('user')
    await rows('update users set verified_at = 1 where id = ?', root.id)
    const me = await readMe(root, root.tokens.access)
    expect(me.body).toMatchObject({ role: 'admin', is_verified: true })
    const shouted = person({ worker: workerWith({ ADMIN_EMAILS: 'x@BÜCHER.example, ROOT@Example.com' }) })
    expect((await readMe(shouted, root.tokens.access)).body['role']).toBe('admin')
    const unlisted = person({ worker: workerWith({ ADMIN_EMAILS: '' }) })
    expect((await readMe(unlisted, root.tokens.access)).body['role']).toBe('user')
  })

  it('register administrators with names and surnames, and users with first_name and last_name', async () => {
    const { tokens } = await admin()
    const token = tokens.access
    const made = await person().post(REGISTER, administration(), { token })
    expect([made.status, roleIn(made)]).toEqual([201, 'user'])
    const { access } = tokensIn(made)
    const early = await person().post(REGISTER, administration(), { token: access })
    const me = async (by: string) => (await readMe(person(), by)).body['role']
    // Without a verified address the granted role counts nowhere.
    expect(await me(access)).toBe('user')
    await rows('update users set verified_at = 1')
    expect(await me(access)).toBe('admin')
    expect(await me(tokensIn(early).access)).toBe('user')

    const users = await person().post(REGISTER, registration(), { token })
    const next = await person().post(REGISTER, administration(), { token: access })
    await rows('update users set verified_at = 1')
    expect(await me(tokensIn(users).access)).toBe('user')
    expect(await me(tokensIn(next).access)).toBe('admin')
  })

  it('are not made by users, by anonymous callers, or by a token that still says admin', async () => {
    const ada = await registered()
    expect(roleIn(await person().post(REGISTER, administration(), { token: ada.tokens.access }))).toBe('user')
    expect(roleIn(await person().post(REGISTER, administration()))).toBe('user')

    const root = await admin()
    await rows('update users set verified_at = null where id = ?', root.id)
    expect(roleIn(await person().post(REGISTER, administration(), { token: root.tokens.access }))).toBe(
      'user',
    )
    await root.post('/api/v1/auth/logout', {}, { token: root.tokens.access })
    const late = await person().post(REGISTER, administration(), { token: root.tokens.access })
    expect(late.status).toBe(401)
  })
})
