import { describe, expect, it } from 'vitest'
import { DEAD, freshEmail, LIVE, PASSWORD, registered, signedIn, signIn } from '../support/account.ts'
import { aliveByCookie, enrolled, NEW_PASSWORD, profileOf, proveMailbox, V1 } from '../support/code-flows.ts'
import { rows } from '../support/database.ts'
import { codeFor, unread } from '../support/mails.ts'
import { person } from '../support/person.ts'

describe('somebody who is signed in and proves a mailbox', () => {
  it('becomes verified when it is their own', async () => {
    const ada = await registered({ confirmed: false })
    await unread(ada.email)
    ada.cookies.set('__Host-accessToken', ada.tokens.access)
    await proveMailbox(ada, ada.email)
    expect(await profileOf(ada)).toMatchObject({ email: ada.email, is_verified: true })
  })

  it('stays unverified when it is not', async () => {
    const ada = await registered({ confirmed: false })
    ada.cookies.set('__Host-accessToken', ada.tokens.access)
    await proveMailbox(ada, freshEmail())
    expect(await profileOf(ada)).toMatchObject({ email: ada.email, is_verified: false })
  })

  it('stays unverified when the session is over', async () => {
    const ada = await registered({ confirmed: false })
    await unread(ada.email)
    ada.cookies.set('__Host-accessToken', ada.tokens.access)
    await rows('update sessions set revoked_at = 1')
    await proveMailbox(ada, ada.email)
    expect(await rows('select verified_at from users')).toEqual([{ verified_at: null }])
  })
})

describe('an address that has an account', () => {
  it('goes to whoever proves it when nobody has before, and nothing from before is left', async () => {
    const mallory = await registered({ password: 'mallory knows this one', confirmed: false })
    const { email } = mallory
    await unread(email)
    // Whatever Mallory can have begun: a sign-in and a reset. A move is refused.
    const [signingIn, resetting, moving] = [person(), person(), person()]
    const { access, refresh } = await signedIn(moving, mallory)
    moving.cookies.set('__Host-accessToken', access).set('__Host-refreshToken', refresh)
    await signingIn.post(`${V1}/request/refreshToken/code/`, { account: email, pwd: mallory.password })
    const signInCode = await codeFor(email)
    await resetting.patch(`${V1}/password/request/code/`, { account: email })
    const resetCode = await codeFor(email)
    const move = await moving.patch(`${V1}/account/request/code/`, { newAccount: freshEmail() })
    expect([move.status, move.body['msg']]).toEqual([403, 'Address not verified'])

    expect((await signIn(person(), { email, password: 'not it' })).status).toBe(401)
    expect(await rows('select failures from password_failures')).toEqual([{ failures: 1 }])

    const victim = await enrolled({ email, password: 'the victim has this one' })

    expect(await rows('select failures from password_failures')).toEqual([])
    expect(victim.id).not.toBe(mallory.id)
    expect(await profileOf(victim)).toMatchObject({
      email,
      is_verified: true,
      profile: { first_name: null, last_name: null },
    })
    expect((await signIn(person(), mallory)).status).toBe(401)
    expect((await signIn(person(), victim)).status).toBe(200)
    expect((await mallory.get('/api/v1/users/me', { token: mallory.tokens.access })).status).toBe(401)
    expect(
      (await mallory.post('/api/v1/auth/refresh', { refresh_token: mallory.tokens.refresh })).status,
    ).toBe(401)
    expect(await aliveByCookie(moving)).toEqual(DEAD)
    const late = [
      await signingIn.post(`${V1}/request/refreshToken/`, { code: signInCode }),
      await resetting.patch(`${V1}/change/password/`, { code: resetCode, newPwd: NEW_PASSWORD }),
    ]
    expect(late.map(({ status, body }) => [status, body['msg']])).toEqual(
      late.map(() => [400, 'Invalid code']),
    )
    expect(await aliveByCookie(victim)).toEqual(LIVE)
  })

  it('stays taken when it has been proven, and only the owner of the mailbox learns that', async () => {
    const ada = await enrolled()
    const again = person()
    await proveMailbox(again, ada.email)
    const answer = await again.post(`${V1}/create/account/`, { pwd: NEW_PASSWORD })
    expect([answer.status, answer.body['msg']]).toEqual([409, 'Account exists'])
    expect((await signIn(person(), ada)).status).toBe(200)
    expect(await aliveByCookie(ada)).toEqual(LIVE)
  })

  it('keeps an unverified account for whoever is signed in to it: same id, new password', async () => {
    const ada = await registered({ confirmed: false })
    ada.cookies.set('__Host-accessToken', ada.tokens.access)
    await proveMailbox(ada, ada.email)
    await rows('update users set verified_at = null')
    expect((await ada.post(`${V1}/create/account/`, { pwd: NEW_PASSWORD })).status).toBe(201)
    expect((await rows('select id from users')).length).toBe(1)
    expect(await profileOf(ada)).toMatchObject({ id: ada.id, is_verified: true })
    expect((await signIn(person(), { ...ada, password: NEW_PASSWORD })).status).toBe(200)
  })

  it('ends the session that the browser had before when it makes another account', async () => {
    const ada = await enrolled()
    const before = person()
    for (const [name, value] of ada.cookies) before.cookies.set(name, value)
    const email = freshEmail()
    await proveMailbox(ada, email)
    expect((await ada.post(`${V1}/create/account/`, { pwd: PASSWORD })).status).toBe(201)
    expect(await aliveByCookie(before)).toEqual(DEAD)
    expect(await profileOf(ada)).toMatchObject({ email })
  })

  it('cannot be taken over when it is disabled', async () => {
    const ada = await registered({ confirmed: false })
    await unread(ada.email)
    await rows('update users set disabled_at = 1 where id = ?', ada.id)
    const again = person()
    await proveMailbox(again, ada.email)
    expect((await again.post(`${V1}/create/account/`, { pwd: NEW_PASSWORD })).status).toBe(409)
  })

  it('becomes one account however many prove it at the same moment', async () => {
    const email = freshEmail()
    const ada = person({ roaming: true })
    await proveMailbox(ada, email)
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => ada.post(`${V1}/create/account/`, { pwd: `${PASSWORD} ${n}` })),
    )
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(answers.every(({ status }) => [201, 400, 409].includes(status))).toBe(true)
    expect(await rows('select count(*) as n from users')).toEqual([{ n: 1 }])
    expect(await rows('select count(*) as n from sessions')).toEqual([{ n: 1 }])
  })

  it('becomes one account when somebody registers by another surface between proof and account', async () => {
    const ada = person()
    const email = freshEmail()
    await proveMailbox(ada, email)
    const mallory = await registered({ email, confirmed: false })
    expect((await ada.post(`${V1}/create/account/`, { pwd: PASSWORD })).status).toBe(201)
    expect(await rows('select count(*) as n from users')).toEqual([{ n: 1 }])
    expect((await mallory.get('/api/v1/users/me', { token: mallory.tokens.access })).status).toBe(401)
  })
})
