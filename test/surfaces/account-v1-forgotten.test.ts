import { describe, expect, it } from 'vitest'
import { PASSWORD, readMe, registered, signedIn } from '../support/account.ts'
import { codeIn, mailsTo, newLink } from '../support/mails.ts'
import { type Members, person } from '../support/person.ts'
import { observed } from '../support/work.ts'
import { workerWith } from '../support/worker.ts'

describe('a forgotten password', () => {
  const FORGOT = '/api/v1/auth/forgot-password'
  const RESET = '/api/v1/auth/reset-password'
  const NEW = 'eight wet words'

  /** Asks for a reset, and reads what was mailed. */
  async function asked(email: string) {
    const answer = await person({ roaming: true }).post(FORGOT, { email })
    expect([answer.status, answer.body]).toEqual([202, { request: expect.any(String), expires_in: 600 }])
    const { mail, token } = await newLink(email, 'reset-password')
    return { request: String(answer.body['request']), code: codeIn(mail), token, mail }
  }

  it('is replaced with the code of the mail, which the app asks for', async () => {
    const ada = await registered()
    const { request, code } = await asked(ada.email)
    expect(code).toMatch(/^\d{8}$/)
    const answer = await person().post(RESET, { request, code, password: NEW })
    expect([answer.status, answer.body]).toEqual([200, { message: 'Password reset' }])
    expect(answer.headers.get('Postern-Device')).toContain(ada.id)
    expect((await readMe(ada, ada.tokens.access)).status).toBe(401)
    await signedIn(person(), { email: ada.email, password: NEW })
    const subjects = (await mailsTo(ada.email)).map(({ subject }) => subject)
    expect(subjects).toContainEqual(expect.stringMatching(/password was changed/))
  })

  it('is replaced with the token of the link alone: the password is what somebody types', async () => {
    const ada = await registered()
    const { token } = await asked(ada.email)
    const answer = await person().post(`${RESET}/`, { token, password: NEW })
    expect([answer.status, answer.body]).toEqual([200, { message: 'Password reset' }])
    expect(answer.headers.get('Postern-Device')).toContain(ada.id)
    await signedIn(person(), { email: ada.email, password: NEW })
  })

  it.each(['code', 'link'])(
    'is replaced by %s on an unverified account, which stays for whoever is signed in to it alone',
    async (form) => {
      for (const isSignedIn of [true, false]) {
        const ada = await registered({ confirmed: false })
        const { request, code, token } = await asked(ada.email)
        const body = { ...(form === 'code' ? { request, code } : { token }), password: NEW }
        const answer = await person().post(RESET, body, isSignedIn ? { token: ada.tokens.access } : {})
        expect(answer.status).toBe(200)
        expect(answer.headers.get('Postern-Device')?.includes(ada.id)).toBe(isSignedIn)
      }
    },
  )

  it.each(['code', 'link'])(
    'is replaced by %s with a password by the rules, and waits for one',
    async (form) => {
      const ada = await registered()
      const { request, code, token } = await asked(ada.email)
      const body = form === 'code' ? { request, code } : { token }
      const refused = await person().post(RESET, { ...body, password: 'iloveyou1' })
      expect([refused.status, refused.body]).toMatchObject([422, { detail: [{ loc: ['body', 'password'] }] }])
      expect((await person().post(RESET, { ...body, password: NEW })).status).toBe(200)
    },
  )

  it('is replaced once: code and link of one mail end together', async () => {
    const ada = await registered({ roaming: true })
    const first = await asked(ada.email)
    expect((await ada.post(RESET, { token: first.token, password: NEW })).status).toBe(200)
    const again = await ada.post(RESET, { request: first.request, code: first.code, password: PASSWORD })
    expect([again.status, again.body['code']]).toEqual([400, 'invalid_code'])
    const second = await asked(ada.email)
    const body = { request: second.request, code: second.code, password: NEW }
    expect((await ada.post(RESET, body)).status).toBe(200)
    const late = await ada.post(RESET, { token: second.token, password: PASSWORD })
    expect([late.status, late.body['code']]).toEqual([400, 'invalid_link'])
  })

  it('is replaced with the request that the code was mailed for, and with no other', async () => {
    const [ada, bob] = [await registered(), await registered()]
    const [one, other] = [await asked(ada.email), await asked(bob.email)]
    const answer = await person().post(RESET, { request: other.request, code: one.code, password: NEW })
    expect([answer.status, answer.body['code']]).toEqual([400, 'invalid_code'])
    for (const request of ['', 'x', `${one.request}x`]) {
      const refused = await person().post(RESET, { request, code: one.code, password: NEW })
      expect([refused.status, refused.body['code']], request).toEqual([400, 'invalid_code'])
    }
    const right = await person().post(RESET, { request: one.request, code: one.code, password: NEW })
    expect(right.status).toBe(200)
  })

  it('may be replaced by the mail of another surface, and its mail on another surface', async () => {
    const ada = await registered({ roaming: true })
    const browser = person({ roaming: true })
    await browser.patch('/auth/v1/password/request/code', { account: ada.email })
    const { mail } = await newLink(ada.email, 'reset-password')
    const request = browser.cookies.get('__Host-pwdChange')
    expect((await ada.post(RESET, { request, code: codeIn(mail), password: NEW })).status).toBe(200)
    const { token } = await asked(ada.email)
    const body = { token, email: ada.email, password: PASSWORD, password_confirmation: PASSWORD }
    expect((await ada.post('/api/v1/password/reset', body)).status).toBe(200)
  })

  it('is always mailed: TEST_PWD stands for no code here', async () => {
    const worker = workerWith({ TEST_PWD: 'a secret of the tests' })
    const ada = await registered({ worker })
    const body = { email: ada.email, TEST_PWD: 'a secret of the tests' }
    expect((await person({ worker }).post(FORGOT, body)).status).toBe(202)
    expect(codeIn((await newLink(ada.email, 'reset-password')).mail)).toMatch(/^\d{8}$/)
  })

  it('costs two trips to D1 at most, for either step, by code and by link', async () => {
    const { worker, last } = observed()
    const ada = await registered({ roaming: true })
    const by = person({ worker, roaming: true })
    const trips = async (path: string, body: Members) => {
      const { status } = await by.post(path, body)
      expect(status).toBeLessThan(300)
      return last().trips.d1.length
    }
    expect(await trips(FORGOT, { email: ada.email })).toBe(2)
    const one = await asked(ada.email)
    expect(await trips(RESET, { request: one.request, code: one.code, password: NEW })).toBe(2)
    const { token } = await asked(ada.email)
    expect(await trips(RESET, { token, password: NEW })).toBe(2)
  })

  it.each<[string, Members, string[]]>([
    ['nothing', {}, ['request', 'code', 'password']],
    ['no code', { request: 'x', password: NEW }, ['code']],
    ['a code of letters', { request: 'x', code: 'abcdefgh', password: NEW }, ['code']],
    ['a token and no password', { token: 'x' }, ['password']],
    ['a token that is a number', { token: 7, password: NEW }, ['token']],
  ])('is refused with %s, by the names of what is missing', async (_, body, members) => {
    const answer = await person().post(RESET, body)
    expect(answer.status).toBe(422)
    const detail = answer.body['detail'] as { loc: string[] }[]
    expect(detail.map(({ loc }) => loc[1])).toEqual(members)
  })
})
