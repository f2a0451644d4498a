import { describe, expect, it } from 'vitest'
import { refresh, refreshed, registered, signedIn, signIn } from '../support/account.ts'
import { rows } from '../support/database.ts'
import { deferredWork } from '../support/worker.ts'
import { expectNoSecretInLog, keepOutOfLog, logged, logText } from '../support/log.ts'
import { mailTo } from '../support/mails.ts'
import { person } from '../support/person.ts'

/** Lines with a session are written after its id was hashed. */
const events = async (count: number) => {
  await deferredWork()
  await expect.poll(() => logged().length).toBeGreaterThanOrEqual(count)
  return logged().map(({ event, outcome }) => `${event} ${outcome}`)
}

describe('the log', () => {
  it('tells the story of an account: who, when, where, what', async () => {
    const ada = await registered()
    const tokens = await signedIn(ada, ada)
    await signIn(ada, { email: ada.email, password: 'not the password' })
    await signIn(ada, { email: 'nobody@example.org', password: 'not the password' })
    const next = await refreshed(ada, tokens.refresh)
    await ada.put('/api/v1/users/me', { bio: 'a secret biography' }, { token: next.access })
    const wrong = {
      current_password: 'not the password',
      new_password: 'eight wet words',
      confirm_password: 'eight wet words',
    }
    await ada.post('/api/v1/auth/change-password', wrong, { token: next.access })
    await ada.post(
      '/api/v1/auth/change-password',
      { ...wrong, current_password: ada.password },
      { token: next.access },
    )
    await refresh(ada, 'junk')
    const last = await signedIn(ada, { email: ada.email, password: 'eight wet words' })
    await ada.post('/api/v1/auth/logout', {}, { token: last.access })

    const story = await events(11)
    expect(story.toSorted()).toEqual(
      [
        'registered success',
        'signed_in success',
        'sign_in_refused refused',
        'sign_in_refused refused',
        'session_refreshed success',
        'profile_changed success',
        'password_change_refused refused',
        'password_changed success',
        'refresh_refused refused',
        'signed_in success',
        'signed_out success',
      ].toSorted(),
    )
    for (const line of logged()) {
      expect(line).toMatchObject({
        ts: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        request_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        route: expect.stringMatching(/^\/api\/v1\//),
        ip_prefix: expect.stringMatching(/^10\.\d+\.\d+\.0\/24$/),
      })
    }
  })

  it('holds nothing that helps an attacker who reads it', async () => {
    const ada = await registered({ email: 'ada.secret@example.org' })
    await signIn(ada, { email: ada.email, password: 'a wrong password' })
    const stored = await rows<{ password: string }>('select password from users')
    const mail = await mailTo(ada.email, { subject: /Confirm/ })
    for (const secret of [
      ada.tokens.access,
      ada.tokens.refresh,
      ada.tokens.refresh.split('.')[0],
      ada.password,
      'a wrong password',
      ada.email,
      'ada.secret',
      stored[0]?.password,
      /#token=(\S+)/.exec(mail.text)?.[1],
    ]) {
      keepOutOfLog(secret)
    }
    await events(2)
    expect(logText()).toContain(ada.id)
    expectNoSecretInLog()
  })

  it('names the session by a hash that still joins its lines', async () => {
    const ada = await registered()
    await refreshed(ada, ada.tokens.refresh)
    await events(2)
    const sids = logged().map(({ sid }) => sid)
    expect(new Set(sids).size).toBe(1)
    expect(sids[0]).toMatch(/^[\w-]{16}$/)
  })

  it('has one line for each event, whatever a client sends', async () => {
    const forged = '\r\n{"event":"signed_in","outcome":"success"}'
    const ada = await registered()
    const path = `/api/v1/users/${encodeURIComponent(`x${forged}`)}`
    await ada.get(path, { token: ada.tokens.access })
    await ada.post(
      '/api/v1/auth/refresh',
      { refresh_token: forged },
      { headers: { 'User-Agent': forged.trim() } },
    )
    await events(2)
    for (const line of logText().split('\n')) expect(() => JSON.parse(line) as unknown).not.toThrow()
    expect(logged().map(({ event }) => event)).not.toContain('signed_in')
  })

  it('joins an answer to its lines by the request id', async () => {
    const answer = await signIn(person(), { email: 'nobody@example.org', password: 'not the password' })
    const [line] = logged()
    expect(line).toMatchObject({
      event: 'sign_in_refused',
      route: '/api/v1/auth/login',
      request_id: answer.headers.get('X-Request-Id'),
    })
    expect(line).not.toHaveProperty('user_id')
  })
})
