import { describe, expect, it } from 'vitest'
import { type Language, LANGUAGES } from '../../src/core/language.ts'
import type { Mail } from '../../src/email/deliver.ts'
import { MESSAGES, openMailer } from '../../src/email/mailer.ts'
import type { Mails } from '../../src/email/mails.ts'
import { freshEmail, registered } from '../support/account.ts'
import { proveMailbox, V1 } from '../support/code-flows.ts'
import { rows } from '../support/database.ts'
import { unread } from '../support/mails.ts'
import { person } from '../support/person.ts'

const NAMES = Object.keys(MESSAGES.en) as (keyof Mails)[]
const CODE = '04713826'
const LINK = 'https://auth.example.com/page?a=1&b=2#token=abc'
const AT = Date.UTC(2026, 10, 21, 9, 5)

/** Everything a mail can be about, as somebody who means harm would have it. */
const HOSTILE = {
  at: AT,
  place: `<b>Wien</b> & "Umgebung"`,
  device: `<script>alert('x')</script>`,
  code: CODE,
  minutes: 10,
  linkMinutes: 60,
  hours: 24,
  days: 7,
  link: LINK,
  newEmail: `"><img src=x>'&@example.org`,
  act: 'role_granted',
  about: `"><img src=y>'&@example.org`,
  by: `"><img src=z>'&@example.org`,
  formerEmail: `"><img src=x>'&@example.org`,
  email: `"><img src=x>'&@example.org`,
}

async function write(name: keyof Mails, language: Language, { appName = 'Postern' } = {}): Promise<Mail> {
  let written: Mail | undefined
  const mailer = openMailer({
    appName,
    carry: async (mail) => {
      written = mail
      return { outcome: 'sent' }
    },
  })
  const send = mailer[name] as (mail: object) => Promise<void>
  await send({ ...HOSTILE, to: 'ada@example.org', key: 'key', language })
  if (!written) throw new Error('no mail')
  return written
}

const everyMail = LANGUAGES.flatMap((language) => NAMES.map((name) => ({ name, language })))

/** What a mail is about, found out by giving it something else. */
const takesCode = ({ text }: Mail) => text.includes(CODE)
const takesLink = ({ text }: Mail) => text.includes(LINK)

describe.each(everyMail)('the mail $name in $language', ({ name, language }) => {
  it('has a subject without a code and without anything a user has written', async () => {
    const { subject } = await write(name, language)
    expect(subject).toMatch(/^[^\p{Cc}]{5,78}$/u)
    expect(subject).not.toMatch(/\d/)
    for (const fact of Object.values(HOSTILE)) expect(subject).not.toContain(String(fact))
    expect(subject).toContain('Postern')
  })

  it('says in both parts from where, with what and when it was asked for', async () => {
    if (name === 'unverifiedGoes') return // nobody has asked for it
    const { text, html } = await write(name, language)
    const month = { en: 'November', es: 'noviembre' }[language]
    for (const fact of [HOSTILE.place, HOSTILE.device, '2026', month, '9:05', 'UTC'])
      expect(text).toContain(fact)
    expect(html).toContain('&lt;b&gt;Wien&lt;/b&gt; &amp; &quot;Umgebung&quot;')
    expect(html).toContain(`<html lang="${language}">`)
    expect(text).not.toMatch(/undefined|null|NaN|\[object/)
  })

  it('leaves out the place and the device when they are unknown', async () => {
    const message = MESSAGES[language][name] as (facts: object) => { rest: string[] }
    const { rest } = message({ ...HOSTILE, place: undefined, device: undefined, appName: 'Postern' })
    expect(rest.join(' ')).not.toMatch(/undefined|  | \.|<b>/)
  })

  it('escapes in its HTML whatever others have written', async () => {
    const { html } = await write(name, language, { appName: `<i>P&'"` })
    expect(html).not.toMatch(/<script|<img|<b>|<i>/)
    const known = /<\/?(!doctype|html|head|meta|title|body|div|p|a)\b[^<>]*>/gi
    expect(html.replaceAll(known, '')).not.toMatch(/[<>]/)
    expect(html.replaceAll(/&(amp|lt|gt|quot|#39);/g, '')).not.toContain('&')
  })

  it('has its code or its link in both parts, and loads nothing from other hosts', async () => {
    const mail = await write(name, language)
    const { text, html } = mail
    expect(html.includes(CODE)).toBe(takesCode(mail))
    expect(html.includes(LINK.replace('&', '&amp;'))).toBe(takesLink(mail))
    expect(takesCode(mail)).toBe(name === 'verifyEmail' || /code$/i.test(name))
    expect(takesLink(mail)).toBe(
      /Link$|^verifyEmail$|^addressLeft$|^passwordResetCode$|^accountBack$/.test(name),
    )
    if (takesCode(mail)) expect(text).toMatch(new RegExp(`^${CODE}$`, 'm'))
    if (takesLink(mail)) expect(text.split('\n')).toContain(LINK)
    expect(html.match(/https?:/g)?.length ?? 0).toBe(takesLink(mail) ? 1 : 0)
  })

  it('says how long a code is valid, and what to do if it was not you', async () => {
    const mail = await write(name, language)
    if (takesCode(mail))
      expect(mail.text).toMatch({ en: /good for 10 minutes/, es: /vale 10 minutos/i }[language])
    expect(mail.text).toMatch(
      {
        en: /it was not|not me|not yours|have not opened|happens more/i,
        es: /no fuiste|no fui|no fue|si no|no la abriste|ocurre más/i,
      }[language],
    )
  })
})

describe('the mails', () => {
  it('exist in every language, with every sentence translated', async () => {
    for (const language of LANGUAGES) expect(Object.keys(MESSAGES[language])).toEqual(NAMES)
    for (const name of NAMES) {
      const [english, spanish] = [await write(name, 'en'), await write(name, 'es')]
      expect(spanish.subject).not.toBe(english.subject)
      const paragraphs = (mail: Mail) =>
        mail.text.split('\n\n').filter((part) => part !== CODE && part !== 'Postern')
      expect(paragraphs(spanish).filter((part) => paragraphs(english).includes(part))).toEqual([])
    }
  })

  it.each([
    ['es', 'es'],
    ['es-MX,es;q=0.9,en;q=0.8', 'es'],
    ['en;q=0.5, es;q=0.6', 'es'],
    ['de-AT, es;q=0.3', 'es'],
    ['ES', 'es'],
    ['en,es', 'en'],
    ['es;q=0, en', 'en'],
    ['de, fr', 'en'],
    ['*', 'en'],
    ['', 'en'],
    ['es;q=x', 'en'],
  ])('to a stranger are in the language of the request: "%s" is %s', async (accept, language) => {
    const account = freshEmail()
    const headers = { 'Accept-Language': accept }
    expect((await person().post(`${V1}/request/code`, { account }, { headers })).status).toBe(200)
    const [mail] = await unread(account)
    expect(mail?.html).toContain(`<html lang="${language}">`)
  })

  it('to a user are in their own language, whoever asks', async () => {
    const [ada, account] = [person(), freshEmail()]
    await proveMailbox(ada, account)
    const headers = { 'Accept-Language': 'es-AR' }
    await ada.post(`${V1}/create/account`, { pwd: 'siete palabras secas' }, { headers })
    expect(await rows('select language from users')).toEqual([{ language: 'es' }])
    await person().patch(`${V1}/password/request/code`, { account }, { headers: { 'Accept-Language': 'en' } })
    const [mail] = await unread(account)
    expect(mail?.html).toContain('<html lang="es">')
  })

  it('name the device in our own words, and repeat nothing that a client sends', async () => {
    const account = freshEmail()
    const agent = 'Mozilla/5.0 (Windows NT 10.0; <script>) Gecko/20100101 Firefox/132.0 evil.example'
    const headers = {
      'User-Agent': agent,
      'X-Forwarded-Host': 'evil.example',
      Forwarded: 'host=evil.example',
    }
    await person().post(`${V1}/request/code`, { account }, { headers })
    const [mail] = await unread(account)
    expect(mail?.text).toContain('with Firefox, Windows')
    expect(JSON.stringify(mail)).not.toContain('evil')
  })

  it('link to APP_URL, whatever host a request names', async () => {
    const headers = { 'X-Forwarded-Host': 'evil.example', Forwarded: 'host=evil.example;proto=http' }
    const ada = person()
    const email = freshEmail()
    const body = {
      email,
      password: 'seven dry words',
      confirm_password: 'seven dry words',
      first_name: 'A',
      last_name: 'B',
    }
    expect((await ada.post('/api/v1/auth/register', body, { headers })).status).toBe(201)
    const [mail] = await unread(email)
    expect(mail?.text).toMatch(/^https:\/\/auth\.localhost\/verify-email#token=[\w-]{43}$/m)
    expect(JSON.stringify(mail)).not.toContain('evil')
  })

  it('go to the address in its one form', async () => {
    const ada = await registered()
    await unread(ada.email)
    await person().patch(`${V1}/password/request/code`, { account: `  ${ada.email.toUpperCase()}\t` })
    expect((await unread(ada.email)).map(({ to }) => to)).toEqual([ada.email])
  })
})
