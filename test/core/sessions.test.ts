import { describe, expect, it } from 'vitest'
import {
  alive,
  claimsOf,
  DEAD,
  LIVE,
  readMe,
  refresh,
  refreshed,
  registered,
  signedIn,
  tokensIn,
} from '../support/account.ts'
import { pass } from '../support/clock.ts'
import { rows } from '../support/database.ts'
import { events } from '../support/log.ts'
import { mailsTo, mailTo } from '../support/mails.ts'
import { person } from '../support/person.ts'
import { workerWith } from '../support/worker.ts'

const SECOND = 1_000
const DAY = 86_400 * SECOND

const sidOf = (refreshToken: string) => refreshToken.split('.')[0] ?? ''

const sessionRow = async (refreshToken: string) => {
  const [row] = await rows('select * from sessions where id = ?', sidOf(refreshToken))
  return row
}

describe('refreshing', () => {
  it('gives a new pair with another refresh token', async () => {
    const ada = await registered()
    const answer = await refresh(ada, ada.tokens.refresh)
    expect(answer.status).toBe(200)
    expect(tokensIn(answer).refresh).not.toBe(ada.tokens.refresh)
    expect(tokensIn(answer).refresh).toMatch(/^[0-9a-f-]{36}\.1\.[\w-]{43}$/)
    expect(await alive(ada, tokensIn(answer))).toEqual(LIVE)
  })

  it('twenty times at once rotates once, and all get the same successor', async () => {
    const ada = await registered()
    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(ada, ada.tokens.refresh)))
    expect(answers.map(({ status }) => status)).toEqual(Array<number>(20).fill(200))
    expect(new Set(answers.map((answer) => tokensIn(answer).refresh)).size).toBe(1)
    expect(await sessionRow(ada.tokens.refresh)).toMatchObject({
      generation: 1,
      repeats: 19,
      revoked_at: null,
    })
  })

  it('again within half a minute gives the same successor, for a second tab or a lost answer', async () => {
    const ada = await registered()
    const next = await refreshed(ada, ada.tokens.refresh)
    pass(30 * SECOND)
    expect((await refreshed(ada, ada.tokens.refresh)).refresh).toBe(next.refresh)
    expect(await alive(ada, next)).toEqual(LIVE)
  })

  it('again after half a minute from elsewhere ends the session, and tells the owner', async () => {
    const ada = await registered()
    const next = await refreshed(ada, ada.tokens.refresh)
    pass(30 * SECOND + 1)
    const answer = await refresh(person(), ada.tokens.refresh)
    expect([answer.status, answer.body['detail']]).toEqual([401, 'Invalid refresh token'])
    expect(await alive(ada, next)).toEqual(DEAD)
    expect((await readMe(ada, ada.tokens.access)).status).toBe(401)
    expect(events()).toContain('refresh_token_reused')
    const mail = await mailTo(ada.email, { subject: /session at Postern was ended/ })
    expect(mail.text).not.toContain(next.refresh)
  })

  it('with the token before the last one ends the session at any time', async () => {
    const ada = await registered()
    const first = await refreshed(ada, ada.tokens.refresh)
    const second = await refreshed(ada, first.refresh)
    expect((await refresh(ada, ada.tokens.refresh)).status).toBe(401)
    expect(await alive(ada, second)).toEqual(DEAD)
  })

  it('again within half a minute gives nothing once the session is signed out', async () => {
    const ada = await registered()
    const next = await refreshed(ada, ada.tokens.refresh)
    await ada.post('/api/v1/auth/logout', undefined, { token: next.access })
    expect((await refresh(ada, ada.tokens.refresh)).status).toBe(401)
  })

  it('repeats the successor twenty times; one more ends the session', async () => {
    const ada = await registered()
    const next = await refreshed(ada, ada.tokens.refresh)
    for (let turn = 0; turn < 20; turn += 1) await refreshed(ada, ada.tokens.refresh)
    expect((await refresh(ada, ada.tokens.refresh)).status).toBe(401)
    expect(await alive(ada, next)).toEqual(DEAD)
  })

  it('counts repeats anew after each rotation', async () => {
    const ada = await registered()
    let tokens = ada.tokens
    for (let turn = 0; turn < 3; turn += 1) {
      const next = await refreshed(ada, tokens.refresh)
      for (let repeat = 0; repeat < 10; repeat += 1) await refreshed(ada, tokens.refresh)
      tokens = next
    }
    expect(await alive(ada, tokens)).toEqual(LIVE)
  })

  it('with a generation that nobody was given is refused without effect', async () => {
    const ada = await registered()
    const [sid, , mac] = ada.tokens.refresh.split('.')
    for (const forged of [
      `${sid}.1.${mac}`,
      `${sid}.2.${mac}`,
      `${sid}.999999999.${mac}`,
      `${sid}.00.${mac}`,
    ]) {
      expect((await refresh(ada, forged)).status).toBe(401)
    }
    expect(await alive(ada, ada.tokens)).toEqual(LIVE)
  })

  it('with one character changed, anywhere, is refused without effect', async () => {
    const ada = await registered()
    const roaming = person({ roaming: true })
    const next = await refreshed(ada, ada.tokens.refresh)
    pass(11 * SECOND)
    // The token is old by now: were a changed one taken for it, the session would end.
    const token = ada.tokens.refresh
    for (let index = 0; index < token.length; index += 1) {
      const changed = token[index] === 'a' ? 'b' : 'a'
      const answer = await refresh(roaming, token.slice(0, index) + changed + token.slice(index + 1))
      expect(answer.status, `character ${index}`).toBe(401)
    }
    expect(await alive(ada, next)).toEqual(LIVE)
  })

  it.each([
    ['nothing', ''],
    ['no token', 'x'],
    ['dots', '...'],
    ['a long one', 'a'.repeat(5_000)],
    ['a session that is none', `017f22e2-79b0-7cc3-98c4-dc0c0c07398f.0.${'A'.repeat(43)}`],
    ['a null character', '\0'],
    ['a token with a part more', 'a.b.c.d'],
  ])('with junk is a plain 401: %s', async (_, junk) => {
    const answer = await refresh(person(), junk)
    expect([answer.status, answer.body['detail']]).toEqual([401, 'Invalid refresh token'])
    expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer')
  })

  it('with the MAC of another session is refused without effect', async () => {
    const [ada, bob] = [await registered(), await registered()]
    const [, , mac] = bob.tokens.refresh.split('.')
    expect((await refresh(ada, `${sidOf(ada.tokens.refresh)}.0.${mac}`)).status).toBe(401)
    expect(await alive(ada, ada.tokens)).toEqual(LIVE)
    expect(await alive(bob, bob.tokens)).toEqual(LIVE)
  })

  it('takes refresh tokens only, and no other route takes them', async () => {
    const ada = await registered()
    expect((await refresh(ada, ada.tokens.access)).status).toBe(401)
    expect((await readMe(ada, ada.tokens.refresh)).status).toBe(401)
    expect((await refresh(ada, String(claimsOf(ada.tokens.access)['sid']))).status).toBe(401)
    expect(await alive(ada, ada.tokens)).toEqual(LIVE)
  })
})

describe('refreshing and signing out at once', () => {
  it('leaves nothing alive, twenty times', async () => {
    const pairs = Array.from({ length: 20 }, async () => {
      const ada = await registered()
      const [next, gone] = await Promise.all([
        refresh(ada, ada.tokens.refresh),
        ada.post('/api/v1/auth/logout', undefined, { token: ada.tokens.access }),
      ])
      expect(gone.status).toBe(200)
      const fates = [await alive(ada, ada.tokens)]
      if (next.status === 200) fates.push(await alive(ada, tokensIn(next)))
      return fates
    })
    expect((await Promise.all(pairs)).flat().filter((fate) => fate.access || fate.refresh)).toEqual([])
  })
})

describe('a session', () => {
  it('ends when nobody refreshes it for fourteen days', async () => {
    const ada = await registered()
    pass(14 * DAY - SECOND)
    const next = await refreshed(ada, ada.tokens.refresh)
    pass(14 * DAY)
    expect((await refresh(ada, next.refresh)).status).toBe(401)
  })

  it('ends after thirty days, however often it is refreshed', async () => {
    const ada = await registered()
    let { refresh: token } = ada.tokens
    for (let day = 1; day < 30; day += 1) {
      pass(DAY)
      token = (await refreshed(ada, token)).refresh
    }
    pass(DAY - 60 * SECOND)
    const last = await refresh(ada, token)
    expect(last.status).toBe(200)
    // A token never outlives its session.
    expect(last.body['expires_in']).toBe(60)
    pass(60 * SECOND)
    expect(await alive(ada, tokensIn(last))).toEqual(DEAD)
  })

  it('lives as long as the settings say', async () => {
    const worker = workerWith({ ACCESS_TOKEN_TTL: '120', REFRESH_TOKEN_TTL: '600', SESSION_TTL: '900' })
    const ada = await registered({ worker })
    const { iat, exp } = claimsOf(ada.tokens.access)
    expect(Number(exp) - Number(iat)).toBe(120)
    pass(599 * SECOND)
    const next = await refreshed(ada, ada.tokens.refresh)
    pass(301 * SECOND)
    expect((await refresh(ada, next.refresh)).status).toBe(401)
  })

  it('keeps the time of the sign-in through every refresh', async () => {
    const ada = await registered()
    const signedInAt = Math.floor(Date.now() / 1000)
    let tokens = ada.tokens
    for (let turn = 0; turn < 4; turn += 1) {
      pass(900 * SECOND)
      tokens = await refreshed(ada, tokens.refresh)
      expect(claimsOf(tokens.access)).toMatchObject({ auth_time: signedInAt, iat: Date.now() / 1000 })
    }
  })

  it('ends when twenty newer ones are opened', async () => {
    const ada = await registered({ roaming: true })
    const sessions = [ada.tokens]
    for (let turn = 0; turn < 20; turn += 1) {
      pass(SECOND)
      sessions.push(await signedIn(ada, ada))
    }
    const [oldest, second] = sessions
    expect(oldest && (await alive(ada, oldest))).toEqual(DEAD)
    expect(second && (await alive(ada, second))).toEqual(LIVE)
    const live = await rows('select id from sessions where user_id = ? and revoked_at is null', ada.id)
    expect(live).toHaveLength(20)
  })

  it('from before NOT_BEFORE is over with its tokens; a later one is not', async () => {
    const ada = await registered()
    pass(60 * SECOND)
    const later = workerWith({ NOT_BEFORE: String(Math.floor(Date.now() / 1000)) })
    expect(await alive(person({ worker: later }), ada.tokens)).toEqual(DEAD)
    const fresh = await signedIn(person({ worker: later }), ada)
    expect(await alive(person({ worker: later }), fresh)).toEqual(LIVE)
  })

  it('of a disabled user is over everywhere at once', async () => {
    const ada = await registered()
    await rows('update users set disabled_at = ? where id = ?', Date.now(), ada.id)
    expect(await alive(ada, ada.tokens)).toEqual(DEAD)
    const password = {
      current_password: ada.password,
      new_password: 'eight wet words',
      confirm_password: 'eight wet words',
    }
    const options = { token: ada.tokens.access }
    expect((await ada.post('/api/v1/auth/change-password', password, options)).status).toBe(401)
    expect((await ada.put('/api/v1/users/me', { bio: 'x' }, options)).status).toBe(401)
    expect((await ada.post('/api/v1/auth/logout', {}, options)).status).toBe(401)
  })

  it('keeps what helps the user to recognize the client, and no whole address', async () => {
    const ada = person()
    const headers = { 'User-Agent': `Browser ${'x'.repeat(400)}`, 'CF-Connecting-IP': '2001:db8:1:2:3:4:5:6' }
    const { email, password } = await registered()
    await ada.post('/api/v1/auth/login', { email, password }, { headers })
    const [session] = await rows("select * from sessions where user_agent like 'Browser %'")
    expect(session).toMatchObject({ ip_prefix: '2001:db8:1::/48' })
    expect(String(session?.['user_agent'])).toHaveLength(300)
  })
})

describe('signing out', () => {
  it('ends access and refresh at once', async () => {
    const ada = await registered()
    const answer = await ada.post('/api/v1/auth/logout', undefined, { token: ada.tokens.access })
    expect([answer.status, answer.body]).toEqual([200, { message: 'Successfully logged out' }])
    expect(await alive(ada, ada.tokens)).toEqual(DEAD)
    expect((await ada.post('/api/v1/auth/logout', {}, { token: ada.tokens.access })).status).toBe(401)
  })

  it('with the refresh token of another own session ends that one too', async () => {
    const ada = await registered()
    const [phone, tablet] = [await signedIn(ada, ada), await signedIn(ada, ada)]
    const body = { refresh_token: phone.refresh }
    expect((await ada.post('/api/v1/auth/logout', body, { token: ada.tokens.access })).status).toBe(200)
    expect(await alive(ada, ada.tokens)).toEqual(DEAD)
    expect(await alive(ada, phone)).toEqual(DEAD)
    expect(await alive(ada, tablet)).toEqual(LIVE)
  })

  it.each(['of somebody else', 'that is junk', 'that is null'])(
    'with a refresh token %s ends the session of the caller only',
    async (kind) => {
      const [ada, bob] = [await registered(), await registered()]
      const token = { 'of somebody else': bob.tokens.refresh, 'that is junk': 'junk' }[kind] ?? null
      const answer = await ada.post(
        '/api/v1/auth/logout',
        { refresh_token: token },
        { token: ada.tokens.access },
      )
      expect(answer.status).toBe(200)
      expect(await alive(ada, ada.tokens)).toEqual(DEAD)
      expect(await alive(bob, bob.tokens)).toEqual(LIVE)
    },
  )
})

describe('a new password', () => {
  const change = (current: string) => ({
    current_password: current,
    new_password: 'eight wet words',
    confirm_password: 'eight wet words',
  })

  it('set by its owner ends every other session and the old tokens of this one; the new pair works', async () => {
    const ada = await registered()
    const other = await signedIn(ada, ada)
    const authTime = claimsOf(ada.tokens.access)['auth_time']
    pass(60 * SECOND)
    const answer = await ada.post('/api/v1/auth/change-password', change(ada.password), {
      token: ada.tokens.access,
    })
    expect(answer.status).toBe(200)
    expect(await alive(ada, other)).toEqual(DEAD)
    expect(await alive(ada, ada.tokens)).toEqual(DEAD)
    expect(claimsOf(tokensIn(answer).access)['auth_time']).toBe(authTime)
    expect(await alive(ada, tokensIn(answer))).toEqual(LIVE)
    expect((await mailTo(ada.email, { subject: /password was changed/ })).text).toMatch(/If it was not/)
    expect(
      (await person().post('/api/v1/auth/login', { email: ada.email, password: ada.password })).status,
    ).toBe(401)
    await signedIn(person(), { email: ada.email, password: 'eight wet words' })
  })

  it('does not prolong the session of whoever sets it', async () => {
    const ada = await registered()
    pass(60 * SECOND)
    const answer = await ada.post('/api/v1/auth/change-password', change(ada.password), {
      token: ada.tokens.access,
    })
    const [before, after] = [await sessionRow(ada.tokens.refresh), await sessionRow(tokensIn(answer).refresh)]
    expect(after?.['expires_at']).toBe(before?.['expires_at'])
    expect(after?.['auth_time']).toBe(before?.['auth_time'])
  })

  it('set without the present one ends all sessions but the one that sets it', async () => {
    const ada = await registered()
    const other = await signedIn(ada, ada)
    const path = `/api/v1/auth/reset-password/${ada.id}`
    const answer = await ada.put(path, { password: 'eight wet words' }, { token: ada.tokens.access })
    expect([answer.status, answer.body]).toEqual([200, { message: 'Password updated' }])
    expect(await alive(ada, other)).toEqual(DEAD)
    expect(await alive(ada, ada.tokens)).toEqual(LIVE)
    await mailTo(ada.email, { subject: /password was changed/ })
    await signedIn(person(), { email: ada.email, password: 'eight wet words' })
  })

  it('is set by one of five requests at the same moment', async () => {
    const ada = await registered()
    const answers = await Promise.all(
      Array.from({ length: 5 }, (_, index) => {
        const wanted = `new password ${index}`
        const body = { current_password: ada.password, new_password: wanted, confirm_password: wanted }
        return ada.post('/api/v1/auth/change-password', body, { token: ada.tokens.access })
      }),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    const winner = answers.findIndex(({ status }) => status === 200)
    await signedIn(person(), { email: ada.email, password: `new password ${winner}` })
    expect((await mailsTo(ada.email)).filter(({ subject }) => /was changed/.test(subject))).toHaveLength(1)
  })
})
