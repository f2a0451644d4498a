import { describe, expect, it } from 'vitest'
import { freshEmail, PASSWORD, registered } from '../support/account.ts'
import { NEW_PASSWORD } from '../support/code-flows.ts'
import { dump } from '../support/database.ts'
import { HOME } from '../support/home.ts'
import { type Page, type Visitor, visitor } from '../support/visitor.ts'
import { workerWith } from '../support/worker.ts'
import { ASKING, type Begun, MAILED_FORMS, type MailedFormCase } from './mailed-form-cases.ts'

const ALL = [...MAILED_FORMS, ASKING]

/** What is counted and noted of a refusal is no change. */
const accounts = () => dump({ without: ['budgets', 'password_failures', 'audit_events'] })

type Filled = { page: string; name: string; fields: Record<string, string> }

/** What a form of the page would send, filled in. */
async function filledIn({ path, form }: MailedFormCase, begun: Begun, by: Visitor): Promise<Filled> {
  await by.open(path)
  const { fields, to } = by.formOf(form)
  return { page: to ?? path, name: form, fields: { ...fields, ...typedInto(begun) } }
}

const typedInto = ({ link, typed }: Begun): Record<string, string> => ({ ...(link && { link }), ...typed })

/** What is said beside a field: the text that it is described by. */
function problemOf({ text }: Pick<Page, 'text'>, name: string) {
  const [input = ''] = new RegExp(`<input[^>]*name="${name}"[^>]*aria-invalid="true"[^>]*>`).exec(text) ?? []
  const [, id = 'none'] = /aria-describedby="([^"]*)"/.exec(input) ?? []
  return new RegExp(`<p id="${id}"[^>]*>([^<]*)</p>`).exec(text)?.[1]
}

describe.each(ALL)('the form $form of $path, where no script runs', (about) => {
  const { path, form, end } = about

  it('does what the script of the page asks for, and answers the end as a page', async () => {
    const [by, begun] = [visitor({ roaming: true }), await about.begin()]
    await by.open(path)
    const page = await by.press(form, typedInto(begun))
    expect([page.status, page.words], page.text).toEqual([200, expect.stringContaining(end)])
    expect(page.text.match(/data-view=/g), 'one state, which is seen').toHaveLength(1)
    expect(page.text).not.toMatch(/<section class="outcome"[^>]*hidden|<script[^>]*\/pages\./)
    expect(await begun.isDone()).toBe(true)
  })

  it('changes nothing when the page is opened, or its button pressed, and nothing typed', async () => {
    const [by, begun] = [visitor({ roaming: true }), await about.begin()]
    const before = await accounts()
    await by.open(path)
    for (const typed of ['', ' ', 'x']) {
      const fields = Object.fromEntries(Object.keys(typedInto(begun)).map((name) => [name, typed]))
      const page = await by.press(form, fields)
      expect([page.status, page.title], page.text).toEqual([422, expect.any(String)])
      expect(page.text).toMatch(/<div class="note danger summary" role="alert" tabindex="-1" autofocus/)
    }
    expect(await accounts()).toBe(before)
    expect(await begun.isDone()).toBe(false)
  })

  it('is taken from our own page alone, in the browser that was given it', async () => {
    const begun = await about.begin()
    const [by, other] = [visitor({ roaming: true }), visitor({ roaming: true })]
    const sent = await filledIn(about, begun, by)
    const { fields: strange } = await filledIn(about, begun, other)
    const before = await accounts()
    const forged: [string, Record<string, string>, Record<string, string>][] = [
      ['no origin', {}, { Origin: '' }],
      ['a foreign origin', {}, { Origin: 'https://evil.example' }],
      ['an allowed origin, which is not ours', {}, { Origin: 'https://app.example.com' }],
      ['no origin that has a name', {}, { Origin: 'null' }],
      ['another site', {}, { 'Sec-Fetch-Site': 'cross-site' }],
      ['a sister site', {}, { 'Sec-Fetch-Site': 'same-site' }],
      ['no token', { form_token: '' }, {}],
      ['a token that was made up', { form_token: 'x'.repeat(43) }, {}],
      ['the token of another browser', { form_token: strange['form_token'] ?? '' }, {}],
    ]
    for (const [why, fields, headers] of forged) {
      const answer = await by.send({ ...sent, fields: { ...sent.fields, ...fields }, headers })
      expect([answer.status, answer.headers.get('Postern-Failure')], why).toEqual([403, 'origin_not_allowed'])
    }
    const bare = { ...sent, fields: { ...sent.fields } }
    by.cookies.delete('__Host-form')
    expect((await by.send(bare)).status, 'no cookie').toBe(403)
    expect(await accounts()).toBe(before)
    expect(await begun.isDone()).toBe(false)
  })
})

describe.each(MAILED_FORMS)('the form $form of $path', (about) => {
  const { path, form, proof, wrong } = about

  it('says what is wrong beside its field, keeps the link and the address, and never a password', async () => {
    const [by, begun] = [visitor({ roaming: true }), await about.begin()]
    const bad = proof === 'email' ? freshEmail() : 'password123'
    await by.open(path)
    const page = await by.press(form, { ...typedInto(begun), [proof]: bad })
    expect(page.status, page.text).toBeGreaterThanOrEqual(400)
    expect(problemOf(page, proof), page.text).toContain(wrong)
    const { fields } = by.formOf(form)
    expect(fields['link']).toBe(begun.link)
    if (proof === 'email') expect(fields['email']).toBe(bad)
    expect(fields['password'] ?? '').toBe('')
    expect(page.text).not.toContain(NEW_PASSWORD)
    expect(page.text).not.toContain('password123')

    const done = await by.press(form, begun.typed)
    expect([done.status, await begun.isDone()], done.text).toEqual([200, true])
  })

  it('asks for the whole link', async () => {
    const [by, begun] = [visitor({ roaming: true }), await about.begin()]
    await by.open(path)
    const token = new URLSearchParams(new URL(begun.link).hash.slice(1)).get('token') ?? ''
    for (const link of [
      token,
      `${HOME}${path}`,
      `${HOME}${path}?token=${token}`,
      `${HOME}${path}#token=`,
      '#',
    ]) {
      const page = await by.press(form, { ...typedInto(begun), link })
      expect([page.status, problemOf(page, 'link')], link).toEqual([
        422,
        expect.stringContaining('This is not the whole link.'),
      ])
    }
    // A mail program has broken the line.
    const middle = Math.floor(begun.link.length / 2)
    const link = ` ${begun.link.slice(0, middle)}\r\n${begun.link.slice(middle)} `
    expect((await by.press(form, { ...typedInto(begun), link })).status).toBe(200)
    expect(await begun.isDone()).toBe(true)
  })

  it('is sent by the same rules with any other SURFACES, and has no switch of the language then', async () => {
    const begun = await about.begin()
    const by = visitor({ roaming: true, worker: workerWith({ SURFACES: 'api-v1' }) })
    const opened = await by.open(path)
    expect(opened.text).not.toContain('action="/language"')
    expect((await visitor().open(path)).text).toContain('action="/language"')
    expect((await by.press(form, typedInto(begun))).status).toBe(200)
    expect(await begun.isDone()).toBe(true)
  })
})

describe('a form behind a mailed link', () => {
  const [set, confirm] = MAILED_FORMS
  if (!set || !confirm) throw new Error('there are none')

  it('is no form of the page: 400, 413, 415', async () => {
    const by = visitor({ roaming: true })
    const sent = await filledIn(set, await set.begin(), by)
    const { form_token = '' } = sent.fields
    expect((await by.send({ ...sent, name: 'keep' })).status).toBe(400)
    expect((await by.send({ ...sent, fields: { link: 'x'.repeat(17_000) } })).status).toBe(413)
    const charset = { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-16' }
    expect((await by.send({ ...sent, headers: charset })).status).toBe(415)
    const twice = `do=set&form_token=${form_token}&password=a&password=b`
    const headers = { Origin: HOME, 'Content-Type': 'application/x-www-form-urlencoded' }
    expect((await by.ask('POST', '/reset-password', twice, { headers })).status).toBe(400)
    expect((await by.ask('POST', '/reset-password', 'do=set&link=%ff', { headers })).status).toBe(400)
  })

  it('says that a link has ended, where it cannot be the address', async () => {
    const begun = await set.begin()
    const by = visitor({ roaming: true })
    await by.open(set.path)
    await by.press(set.form, typedInto(begun))
    await by.open(set.path)
    const page = await by.press(set.form, typedInto(begun))
    expect([page.status, page.words]).toEqual([400, expect.stringContaining('This link no longer works')])
    await by.open('/reset-password?new')
    expect((await by.press('ask', { email: begun.email })).words).toContain('Check your email')
  })

  it('is confirmed by what is typed, never by a session that the browser has', async () => {
    const begun = await confirm.begin()
    const by = visitor({ roaming: true })
    const owner = { email: begun.email, password: PASSWORD }
    const signedIn = await by.post('/api/v1/auth/login', owner)
    by.cookies.set('__Host-accessToken', String(signedIn.body['access_token']))
    await by.open(confirm.path)
    const page = await by.press(confirm.form, { link: begun.link })
    expect([page.status, problemOf(page, 'password')]).toEqual([422, 'Fill in this field.'])
    expect(await begun.isDone()).toBe(false)
  })

  it('takes the address of a new password from the link, and nowhere else', async () => {
    const begun = await set.begin()
    const stranger = await registered({ roaming: true })
    const by = visitor({ roaming: true })
    await by.open(set.path)
    const page = await by.press(set.form, { ...typedInto(begun), email: stranger.email })
    expect([page.status, await begun.isDone()]).toEqual([200, true])
  })

  it('opens what it was sent from, so that its problems are seen', async () => {
    const by = visitor({ roaming: true })
    const { text } = await by.open('/verify-email')
    expect(text).not.toMatch(/<details[^>]* open[^>]*>\s*<summary>I did not/)
    for (const form of ['take-over', 'remove'])
      expect((await by.press(form)).text).toMatch(/<details open=""><summary>I did not/)
    expect((await by.press('confirm')).text).not.toMatch(/<details open/)
  })

  it('is taken from a browser whose cookie was no good: the page gives it another one', async () => {
    for (const bad of ['x', '', 'a'.repeat(44), '!'.repeat(43)]) {
      const [by, begun] = [visitor({ roaming: true }), await set.begin()]
      by.cookies.set('__Host-form', bad)
      await by.open(set.path)
      expect((await by.press(set.form, typedInto(begun))).status, bad).toBe(200)
    }
  })

  it('is in the language that was chosen at the foot of a page, before that of the browser', async () => {
    const by = visitor()
    by.cookies.set('__Host-language', 'de')
    for (const page of [await by.open('/keep-account'), await by.press('keep')])
      expect(page.text).toContain('<html lang="de">')
    by.cookies.set('__Host-language', 'tlh')
    expect((await by.open('/keep-account')).text).toContain('<html lang="en">')
  })

  it('has the headers of every page', async () => {
    const by = visitor()
    for (const page of [await by.open('/keep-account'), await by.press('keep')]) {
      expect(page.headers.get('Referrer-Policy')).toBe('same-origin')
      expect(page.headers.get('Cross-Origin-Opener-Policy')).toBe('same-origin')
      expect(page.headers.get('Content-Security-Policy')).toContain("form-action 'self'")
      expect(page.headers.get('Cache-Control')).toBe('no-store')
    }
  })
})
