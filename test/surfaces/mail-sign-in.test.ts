import { describe, expect, it } from 'vitest'
import { LANGUAGES } from '../../src/core/language.ts'
import { LABEL_WORDS } from '../../src/core/mail-sign-in/label.ts'
import { freshEmail, readMe, registered, signIn, tokensIn } from '../support/account.ts'
import { counted, setCounts } from '../support/budgets.ts'
import { pass } from '../support/clock.ts'
import { dump, rows } from '../support/database.ts'
import { askedByMail, MAIL, redeem } from '../support/mail-sign-in.ts'
import { otherThan } from '../support/mails.ts'
import { type Members, person } from '../support/person.ts'
import { observed } from '../support/work.ts'
import { visitor } from '../support/visitor.ts'

const NEW = 'eight wet words'
const MINUTE = 60_000

const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>
const sessionsOf = async (id: string) =>
  (await rows('select id from sessions where user_id = ? and revoked_at is null', id)).length

/** Letters that are added, removed or replaced between two words (Levenshtein). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, n) => n)
  for (const [n, letter] of [...from].entries()) {
    const next = [n + 1]
    for (const [m, other] of [...to].entries())
      next.push(
        Math.min((row[m + 1] ?? 0) + 1, (next[m] ?? 0) + 1, (row[m] ?? 0) + (letter === other ? 0 : 1)),
      )
    row = next
  }
  return row.at(-1) ?? 0
}

type Asked = Awaited<ReturnType<typeof askedByMail>>

/** Every way to bring a mail back. */
const FORMS: Record<string, (asked: Asked, email: string) => Members> = {
  'its code': ({ request, code }) => ({ request, code }),
  'its link, in the browser that has asked': ({ request, token }) => ({ request, token }),
  'its link and the typed address, on another device': ({ token }, email) => ({ token, email }),
}
const forms = Object.entries(FORMS)

describe('signing in by mail', () => {
  it.each(forms)('lets in by %s, once: code and link end together', async (_, bring) => {
    const ada = await registered()
    const asked = await askedByMail(ada.email)
    const answer = await redeem(bring(asked, ada.email))
    expect(answer.status, answer.text).toBe(200)
    expect(answer.headers.get('Postern-Device')).toContain(ada.id)
    const { access } = tokensIn(answer)
    expect((await readMe(person(), access)).body['id']).toBe(ada.id)
    expect(claimsOf(access)).toMatchObject({ amr: ['email'], acr: '1', auth_by: ['mailbox'] })
    const open = await sessionsOf(ada.id)
    for (const [, again] of forms) {
      const late = await redeem(again(asked, ada.email))
      expect(late.status, late.text).toBe(400)
      expect(['invalid_code', 'invalid_link']).toContain(late.body['code'])
    }
    expect(await sessionsOf(ada.id)).toBe(open)
  })

  it.each(forms)('opens an account by %s for whoever has none', async (_, bring) => {
    const email = freshEmail()
    const asked = await askedByMail(email)
    const opened = await redeem({ ...bring(asked, email), first_name: 'Ada', last_name: 'Lovelace' })
    expect(opened.status, opened.text).toBe(200)
    const me = await readMe(person(), tokensIn(opened).access)
    expect(me.body).toMatchObject({ email, is_verified: true, names: 'Ada', last_name: 'Lovelace' })
    const security = await person().get('/api/v1/users/me/security', { token: tokensIn(opened).access })
    expect(security.body['password']).toBe(false)
  })

  it('opens it with a password, by the rules, if one is given', async () => {
    const email = freshEmail()
    const { request, code } = await askedByMail(email)
    const refused = await redeem({ request, code, password: 'iloveyou1' })
    expect([refused.status, refused.body]).toMatchObject([422, { detail: [{ loc: ['body', 'password'] }] }])
    expect(await rows(`select tries from challenges where purpose = 'sign_in_mail'`)).toEqual([{ tries: 0 }])
    expect((await redeem({ request, code, password: NEW })).status).toBe(200)
    expect((await signIn(person(), { email, password: NEW })).status).toBe(200)
  })

  it('answers every address alike, and shows the same two words in the mail', async () => {
    const ada = await registered()
    const [known, unknown] = [await askedByMail(ada.email), await askedByMail(freshEmail())]
    expect(known.request).toHaveLength(unknown.request.length)
    for (const { label, mail } of [known, unknown]) {
      expect(mail.text).toContain(label)
      expect(label.split(' ').every((word) => LABEL_WORDS.en.split(' ').includes(word))).toBe(true)
      expect(mail.text).toContain('We never ask for this code')
      expect(mail.text).toMatch(/Requested Nov/)
    }
    expect(known.mail.subject).toMatch(/^Sign in to/)
    expect(unknown.mail.subject).toMatch(/^Open your/)
  })

  it.each(LANGUAGES)('shows words of the reader in %s', async (language) => {
    const headers = { 'Accept-Language': language }
    const { body } = await person().post(MAIL, { email: freshEmail() }, { headers })
    const words = String(body['label']).split(' ')
    expect(words).toHaveLength(2)
    expect(LABEL_WORDS[language].split(' ')).toEqual(expect.arrayContaining(words))
  })

  it.each(Object.values(LABEL_WORDS))('shows words that differ in four letters at least: %s', (text) => {
    const words = text.split(' ')
    expect(new Set(words).size).toBe(40)
    const pairs = words.flatMap((word, n) => words.slice(n + 1).map((other) => [word, other] as const))
    const close = pairs.filter(
      ([word, other]) => distance(word, other) < 4 || word.slice(0, 3) === other.slice(0, 3),
    )
    expect(close).toEqual([])
  })

  it('opens one session for 32 uses of one mail at the same moment', async () => {
    for (const email of [(await registered()).email, freshEmail()]) {
      const asked = await askedByMail(email)
      const bodies = Array.from({ length: 32 }, (_, n) => forms[n % forms.length]?.[1](asked, email) ?? {})
      const answers = await Promise.all(bodies.map((body) => redeem(body)))
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
      const found = await rows(
        `select s.id from sessions s join users u on u.id = s.user_id where u.email = ? and s.methods = 'mailbox'`,
        email,
      )
      expect(found).toHaveLength(1)
    }
  })

  it('costs two trips to D1 at most, in every form', async () => {
    const { worker, last } = observed()
    const by = person({ worker, roaming: true })
    const ada = await registered()
    for (const email of [ada.email, freshEmail()]) {
      await rows('delete from mail_buckets')
      await by.post(MAIL, { email })
      expect(last().trips.d1.length).toBeLessThanOrEqual(2)
      for (const [form, bring] of forms) {
        await rows('delete from mail_buckets')
        const asked = await askedByMail(email)
        expect((await redeem(bring(asked, email), by)).status, form).toBe(200)
        expect(last().trips.d1.length, form).toBeLessThanOrEqual(2)
      }
      await rows('delete from mail_buckets')
      const { token } = await askedByMail(ada.email)
      await redeem({ token, email: freshEmail() }, by)
      expect(last().trips.d1.length, 'wrong address').toBeLessThanOrEqual(2)
    }
  })
})

describe('what was mailed for a sign-in', () => {
  it('is worth nothing as a link alone, and is not used up by it', async () => {
    const ada = await registered()
    const asked = await askedByMail(ada.email)
    const before = await dump({ without: ['budgets', 'mail_buckets', 'audit_events'] })
    const alone = await redeem({ token: asked.token })
    expect([alone.status, alone.body['code']]).toEqual([401, 'unauthenticated'])
    const unknown = await redeem({ token: 'x'.repeat(43) })
    expect([unknown.status, unknown.body['code']]).toEqual([400, 'invalid_link'])
    for (const request of ['', 'x', (await askedByMail(freshEmail())).request]) {
      const foreign = await redeem({ request, token: asked.token })
      expect([foreign.status, foreign.body['code']]).toEqual([400, 'invalid_link'])
    }
    await rows(`delete from challenges where subject like 'address:%'`)
    expect(await dump({ without: ['budgets', 'mail_buckets', 'audit_events'] })).toBe(before)
    expect((await redeem({ request: asked.request, token: asked.token })).status).toBe(200)
  })

  it('counts a wrong address as a try, which uses up nothing but tries of the code', async () => {
    const ada = await registered()
    const asked = await askedByMail(ada.email)
    const bob = await registered()
    for (let n = 0; n < 5; n += 1) {
      const wrong = await redeem({ token: asked.token, email: n % 2 ? freshEmail() : bob.email })
      expect([wrong.status, wrong.body['code']]).toEqual([400, 'invalid_link'])
    }
    expect(await rows(`select tries from challenges where purpose = 'sign_in_mail'`)).toEqual([{ tries: 5 }])
    expect((await redeem({ request: asked.request, code: asked.code })).status).toBe(400)
    expect((await redeem({ token: asked.token, email: ` ${ada.email.toUpperCase()} ` })).status).toBe(200)
    expect(await counted('code/%')).toEqual([])
  })

  it('bounds the addresses that whoever has a link may guess', async () => {
    const ada = await registered()
    const asked = await askedByMail(ada.email)
    await redeem({ token: asked.token, email: freshEmail() })
    await setCounts('code/sign_in_mail/%', (name, was) => (name === 'hour' ? 100 : was))
    expect((await redeem({ token: asked.token, email: ada.email })).status).toBe(400)
    await setCounts('code/sign_in_mail/%', (name, was) => (name === 'hour' ? 99 : was))
    expect((await redeem({ token: asked.token, email: ada.email })).status).toBe(200)
  })

  it('keeps its link when wrong codes have spent the code', async () => {
    const ada = await registered()
    const asked = await askedByMail(ada.email)
    const wrong = { request: asked.request, code: otherThan(asked.code) }
    for (let n = 0; n < 6; n += 1) expect((await redeem(wrong)).body['code']).toBe('invalid_code')
    expect((await redeem({ ...wrong, code: asked.code })).status).toBe(400)
    expect((await redeem({ request: asked.request, token: asked.token })).status).toBe(200)
  })

  it('has a code for ten minutes and a link for an hour, and the request is for both', async () => {
    const ada = await registered()
    const asked = await askedByMail(ada.email)
    pass(10 * MINUTE)
    const late = await redeem({ request: asked.request, code: asked.code })
    expect([late.status, late.body['code']]).toEqual([400, 'invalid_code'])
    pass(50 * MINUTE - 1_000)
    expect((await redeem({ request: asked.request, token: asked.token })).status).toBe(200)
    const other = await askedByMail(ada.email)
    pass(60 * MINUTE)
    for (const [, bring] of forms) expect((await redeem(bring(other, ada.email))).status).toBe(400)
  })

  /** HEAD, GET, and every form there is, filled in with nothing or with what a machine makes up. */
  async function scan({ token, url }: Asked) {
    const scanner = person({ roaming: true })
    const page = new URL(url).pathname
    await scanner.send(new Request(`https://auth.localhost${page}`, { method: 'HEAD' }))
    const browser = visitor({ roaming: true })
    await browser.open(page)
    await browser.press('elsewhere', { link: url })
    await browser.press('elsewhere', { link: url, email: 'scanner@example.net' })
    for (const body of [{ token }, { token, email: '' }, { token, request: '' }, { token, code: '12345678' }])
      await redeem(body, scanner)
    for (const path of ['/reset-password', '/verify-email', '/undo-email-change'])
      for (const more of [{}, { password: NEW }, { remove: true }])
        await scanner.post(path, { token, ...more })
  }

  it('is not used up by a scanner that presses everything, before the person comes', async () => {
    for (const email of [(await registered()).email, freshEmail()]) {
      for (const [form, bring] of forms) {
        const asked = await askedByMail(email)
        await scan(asked)
        expect((await redeem(bring(asked, email))).status, form).toBe(200)
      }
    }
  })

  it('signs in no attacker who has asked for it, and waits for the scanner or the owner to open it', async () => {
    const ada = await registered()
    const [attacker, open] = [person({ roaming: true }), await sessionsOf(ada.id)]
    const asked = await askedByMail(ada.email, attacker)
    await scan(asked)
    for (const body of [{ request: asked.request, code: otherThan(asked.code) }, { request: asked.request }])
      expect((await redeem(body, attacker)).status).toBeGreaterThanOrEqual(400)
    expect(await sessionsOf(ada.id)).toBe(open)
    // The owner who opens the link signs in where they type their address, and the request is worth nothing then.
    expect((await redeem({ token: asked.token, email: ada.email })).status).toBe(200)
    const late = await redeem({ request: asked.request, code: asked.code }, attacker)
    expect([late.status, late.body['code']]).toEqual([400, 'invalid_code'])
  })

  it('signs nobody in to the account of whoever has sent them a link of their own', async () => {
    const [attacker, ada] = [await registered(), await registered()]
    const { token } = await askedByMail(attacker.email)
    expect((await redeem({ token, email: ada.email })).status).toBe(400)
    expect(await rows(`select 1 from sessions where methods = 'mailbox'`)).toEqual([])
  })
})
