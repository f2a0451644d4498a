import { describe, expect, it } from 'vitest'
import { accentsOf, contrast } from '../../src/config/accent.ts'
import { LANGUAGES } from '../../src/core/language.ts'
import type { Brand } from '../../src/config/pages.ts'
import { MAIL_NAMES } from '../../src/email/mailer.ts'
import { freshEmail, registered } from '../support/account.ts'
import { V1 } from '../support/code-flows.ts'
import { unread } from '../support/mails.ts'
import { person } from '../support/person.ts'
import { FACTS, written } from './mail-facts.ts'
import { linksOf, preheaderOf, readable, seenIn } from './mail-html.ts'
import { SAYINGS } from './mail-sayings.ts'

const PLAIN: Brand = { APP_NAME: 'Postern', APP_URL: 'https://auth.example.com' }
const BRANDED: Brand = {
  ...PLAIN,
  APP_URL_HOME: 'https://example.com/?a=1&b=2',
  BRAND_LOGO_URL: 'https://example.com/logo.png?a=1&b=2',
  BRAND_SUPPORT_EMAIL: 'help+us@example.com',
  TERMS_URL: 'https://example.com/terms?a=1&b=2',
  PRIVACY_URL: 'https://example.com/privacy',
}
const RESET_PAGE = 'https://auth.example.com/reset-password'

const EVIL = `"><img src=x onerror=alert(1)>'&</style></title><b>\r\nBcc: eve@example.org`
/** Everything a mail can be about, as somebody who means harm would have it. */
const HOSTILE = {
  ...FACTS,
  city: EVIL,
  device: { browser: EVIL, system: EVIL },
  newEmail: `${EVIL}1`,
  formerEmail: `${EVIL}2`,
  email: `${EVIL}3`,
  about: `${EVIL}4`,
  by: `${EVIL}5`,
}
const ELEMENTS = ['html', 'head', 'meta', 'title', 'style', 'body', 'div', 'table', 'tr', 'td', 'h1', 'p']
const INLINE = ['a', 'br', 'span', 'img']

const MAILS = LANGUAGES.flatMap((language) => MAIL_NAMES.map((name) => ({ name, language })))

/** A test of all mails costs little more than a test of one. */
const ofEach = (check: (mail: (typeof MAILS)[number]) => void) => () => {
  for (const mail of MAILS)
    try {
      check(mail)
    } catch (error) {
      throw new Error(`the mail ${mail.name} in ${mail.language}`, { cause: error })
    }
}
const BRANDS = [
  ['no brand', PLAIN],
  ['a brand', BRANDED],
] as const

const hasCode = (name: string) => /Code$|^verifyEmail$|^sign(In|Up)Mail$/.test(name)
const hasLink = (name: string) =>
  /Link$|^verifyEmail$|^addressLeft$|^account(Deleting|Back)$|^passwordResetCode$|^sign(In|Up)Mail$/.test(
    name,
  )
/** Somebody has the password or a session: there is something to do at once. */
const IN_DANGER = new Set<string>([
  'signInCode',
  'reauthenticateCode',
  'currentAddressCode',
  'passwordChanged',
  'addressEntered',
  'codesRefused',
  'passkeyCloned',
  'sessionReused',
])

/** The account can be taken back from these. */
const WITH_NOT_ME = /^(newDevice|factorChanged|recoveryCodeUsed|dataExported|accountDeleting)$/

describe('every mail in every language', () => {
  it(
    'has a subject that names the app, without a code and without anything a user has written',
    ofEach(({ name, language }) => {
      const { subject } = written(name, { language, brand: PLAIN })
      expect(subject).toContain('Postern')
      expect(subject.length).toBeLessThanOrEqual(78)
      expect(subject).not.toContain(FACTS.code)
      expect(subject).not.toMatch(/@|:\/\/|Austin|Safari/)
    }),
  )

  it(
    'has no line break in its subject, whatever the facts and the name of the app are',
    ofEach(({ name, language }) => {
      const brand = { ...PLAIN, APP_NAME: 'A\r\nBcc: eve@example.org\u2028\u0085B' }
      const { subject } = written(name, { language, brand, facts: HOSTILE })
      expect(subject).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u)
      expect(subject).not.toContain(EVIL.slice(0, 5))
    }),
  )

  it(
    'says from where, with what and when it was asked for',
    ofEach(({ name, language }) => {
      const { text } = written(name, { language, brand: PLAIN })
      if (name === 'unverifiedGoes') expect(text).not.toMatch(/UTC|Safari|Austin/)
      else expect(text).toMatch(SAYINGS[language].origin)
    }),
  )

  it.each(BRANDS)('says the same as text and as HTML, and has the same links, with %s', (_, brand) =>
    ofEach(({ name, language }) => {
      const { text, html, message } = written(name, { language, brand })
      const { heading, says, code, facts, notYou, reason } = message
      const shown = readable(html)
      for (const part of [heading, ...says, ...(code ? [code] : []), ...facts, notYou.says, reason]) {
        expect(text.split(/\n+/)).toContain(part)
        expect(shown).toContain(part)
      }
      const found = [...text.matchAll(/https?:\S+/g)].map(([link]) => link)
      const mailed = [...linksOf(html)].filter((link) => !link.startsWith('mailto:'))
      expect(new Set(found)).toEqual(new Set(mailed))
      for (const link of [message.action, notYou.link].filter((each) => each !== undefined)) {
        expect(text.split('\n')).toContain(link.url)
        expect(shown).toContain(link.label)
      }
      if (message.action) expect(shown).toContain(message.action.url)
      expect(text.includes('help+us@example.com') && linksOf(html).has('mailto:help%2Bus@example.com')).toBe(
        brand === BRANDED,
      )
      expect(text + html).not.toMatch(/undefined|null|NaN|\[object|<>/)
    })(),
  )

  it(
    'has no article before the name of the app: "a Acme account" is wrong, and a name has no gender',
    ofEach(({ name, language }) => {
      const { text, message } = written(name, { language, brand: PLAIN })
      expect(`${message.subject}\n${text}`).not.toMatch(SAYINGS[language].article)
    }),
  )

  it(
    'has its code or its link, on a line of its own',
    ofEach(({ name, language }) => {
      const { text, html } = written(name, { language, brand: PLAIN })
      expect(text.split('\n').includes(FACTS.code)).toBe(hasCode(name))
      expect(readable(html).includes(FACTS.code)).toBe(hasCode(name))
      expect(text.split('\n').includes(FACTS.link)).toBe(hasLink(name))
      expect(linksOf(html).has(FACTS.link)).toBe(hasLink(name))
    }),
  )

  it(
    'says how long its code and its link are valid',
    ofEach(({ name, language }) => {
      const { text } = written(name, { language, brand: PLAIN })
      const { minutes, link, keepSecret } = SAYINGS[language]
      if (hasCode(name)) expect(text).toContain(minutes)
      if (hasLink(name)) expect(text).toMatch(link)
      if (hasCode(name) || hasLink(name)) expect(text).toMatch(keepSecret)
    }),
  )

  it(
    'leads to a new password if it was not you, or takes the account back, where somebody has the password or a session',
    ofEach(({ name, language }) => {
      const { message } = written(name, { language, brand: PLAIN })
      const leadsTo = IN_DANGER.has(name) ? RESET_PAGE : undefined
      expect(message.notYou.link?.url).toBe(WITH_NOT_ME.test(name) ? FACTS.notMe : leadsTo)
      expect(message.notYou.says).toMatch(SAYINGS[language].notYou)
    }),
  )

  it(
    'shows its code, or else what has happened, first in the list of mails',
    ofEach(({ name, language }) => {
      const { html, message } = written(name, { language, brand: PLAIN })
      const preheader = preheaderOf(html) ?? ''
      expect(preheader).toContain(message.code === undefined ? message.says[0] : message.facts[0])
      if (hasCode(name)) expect(preheader).toMatch(new RegExp(`^${FACTS.code} · `))
      expect(html.indexOf(preheader.slice(0, 8))).toBeLessThan(html.indexOf('<h1'))
    }),
  )

  it(
    'leaves out what is not known of who asked',
    ofEach(({ name, language }) => {
      const facts = {
        ...FACTS,
        city: undefined,
        country: undefined,
        device: { browser: undefined, system: undefined },
      }
      const { message } = written(name, { language, brand: PLAIN, facts })
      const origin = message.facts.filter((fact) => fact.includes('UTC'))
      expect(origin.every((fact) => SAYINGS[language].moment.test(fact))).toBe(true)
      expect(origin).toHaveLength(name === 'unverifiedGoes' ? 0 : 1)
    }),
  )

  it(
    'escapes whatever others have written, the name of the app too',
    ofEach(({ name, language }) => {
      const brand = { ...BRANDED, APP_NAME: EVIL }
      const { html, text } = written(name, { language, brand, facts: HOSTILE })
      const known = [...ELEMENTS, ...INLINE].join('|')
      const tag = new RegExp(`<!doctype html>|</?(?:${known})(?:\\s[\\w-]+="[^"<>]*")*\\s*/?>`, 'gi')
      const rest = html.replaceAll(/<!--\[if mso\]>[^\n]*?<!\[endif\]-->/g, '').replaceAll(tag, '')
      expect(rest).not.toMatch(/[<>]/)
      expect(rest.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, '')).not.toContain('&')
      expect(html.match(/<img/g)).toHaveLength(1)
      expect(text).toContain(EVIL)
    }),
  )

  it.each(BRANDS)('is made as Gmail and Outlook want it, with %s', (_, brand) =>
    ofEach(({ name, language }) => {
      const { html } = written(name, { language, brand })
      expect(new TextEncoder().encode(html).length).toBeLessThan(20 * 1024)
      expect(html).not.toMatch(
        /rgba?\(|hsla?\(|#[0-9a-f]{8}\b|light-dark|var\(|calc\(|flex|grid|position:|url\(|@import/i,
      )
      expect(html).not.toMatch(/<(?:script|link|svg|form|button|iframe)\b/)
      expect(html).toContain(`<html lang="${language}">`)
      // Gmail drops a longer one.
      expect(/<style>([\s\S]*?)<\/style>/.exec(html)?.[1]?.length).toBeLessThan(8_192)
      const loaded = [...html.matchAll(/src="([^"]*)"/g)].map(([, from]) => from)
      expect(loaded).toEqual(brand === BRANDED ? ['https://example.com/logo.png?a=1&amp;b=2'] : [])
    })(),
  )

  it.each(['light', 'dark'] as const)('can be read in the %s scheme, in any brand colour', (scheme) =>
    ofEach(({ name, language }) => {
      for (const color of [undefined, '#ffff00', '#000000', '#ffffff', '#0000ff', '#c2185b']) {
        const brand = {
          ...BRANDED,
          BRAND_LOGO_URL: undefined,
          BRAND_COLOR: color ? accentsOf(color) : undefined,
        }
        const seen = seenIn(written(name, { language, brand }).html, scheme).filter(
          ({ hidden, text }) => !hidden && text !== '',
        )
        expect(seen.length).toBeGreaterThan(5)
        for (const { text, color: ink, ground } of seen)
          expect(contrast(ink, ground), `${text} in ${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5)
      }
    })(),
  )
})

describe('the mails', () => {
  it('have other subjects a minute later, where somebody may ask for two', () => {
    for (const { name, language } of MAILS.filter(
      (mail) => hasCode(mail.name) || mail.name.endsWith('Link'),
    )) {
      const subjects = [0, 60_000].map(
        (later) =>
          written(name, { language, brand: PLAIN, facts: { ...FACTS, at: FACTS.at + later } }).subject,
      )
      expect(new Set(subjects).size, name).toBe(2)
    }
  })

  it('name the provider of an account that was connected or disconnected, in the text and in the HTML', () => {
    const provider = 'Smith & Söhne $1'
    for (const language of LANGUAGES)
      for (const change of ['connection_added', 'connection_removed'] as const) {
        const facts = { ...FACTS, change, provider }
        const { text, html } = written('factorChanged', { language, brand: PLAIN, facts })
        expect([text, readable(html)].map((said) => said.split(provider).length)).toEqual([2, 2])
        expect(html).toContain('Smith &amp; Söhne $1')
      }
  })

  it('name a country alone, and no place that is none', () => {
    const origin = (country: string) =>
      written('signInCode', { language: 'en', brand: PLAIN, facts: { ...FACTS, city: undefined, country } })
        .message.facts[1]
    expect(origin('AT')).toBe('Requested Nov 25, 22:17 UTC from Safari on iPhone (Austria).')
    for (const none of ['T1', 'XX', '']) expect(origin(none)).toMatch(/ from Safari on iPhone\.$/)
  })

  it('lead back to the app, where its address is known', () => {
    const action = (brand: Brand) => written('unverifiedGoes', { language: 'en', brand }).message.action?.url
    expect([action(PLAIN), action(BRANDED)]).toEqual([undefined, BRANDED.APP_URL_HOME])
  })

  it('show the logo or a mark, and the name of the app as text, so that none needs an image', () => {
    const [mark = '', logo = ''] = [PLAIN, BRANDED].map(
      (brand) => written('signInCode', { language: 'en', brand }).html,
    )
    expect(logo).toMatch(/<img src="https:\/\/example\.com\/logo\.png\?a=1&amp;b=2" alt="" height="28"/)
    expect([mark, logo].map((html) => html.includes('class="arch"'))).toEqual([true, false])
    for (const html of [mark, logo]) expect(readable(html)).toMatch(/^Postern Finish signing in/)
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
    expect(mail?.text).toContain('from Firefox on Windows.')
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
