import { describe, expect, it } from 'vitest'
import { paths } from '../../dist/assets.js'
import { type Language, LANGUAGES } from '../../src/core/language.ts'
import { WORDS } from '../support/words.ts'
import { freshEmail } from '../support/account.ts'
import { dump, keyValueDump } from '../support/database.ts'
import { askForReset, expectReset, login, member, reset, tokensOf } from '../support/enveloped.ts'
import { mailsTo, newLink } from '../support/mails.ts'
import { moveTo, NEW_PASSWORD } from '../support/code-flows.ts'
import { HOME, person } from '../support/person.ts'
import { workerWith } from '../support/worker.ts'

const PAGES = ['/reset-password', '/verify-email', '/undo-email-change', '/not-me'] as const

/** Where the forms of a page are sent, and the links of its ends lead. */
const NEW_LINK = '/reset-password?new'
const OWN_ADDRESSES = {
  '/reset-password': ['/reset-password', NEW_LINK, '/reset-password', NEW_LINK, NEW_LINK],
  '/verify-email': ['/verify-email', '/verify-email', '/verify-email'],
  '/undo-email-change': ['/undo-email-change', NEW_LINK],
  '/not-me': ['/not-me', NEW_LINK],
}

describe('a mail scanner', () => {
  it('that opens every link three times, by GET and by HEAD, changes nothing', async () => {
    const ada = await member()
    const moved = freshEmail()
    await askForReset(person(), ada.email)
    const early = await newLink(ada.email, 'reset-password')
    await moveTo(ada, moved)
    const bob = await member({ confirmed: false })
    await askForReset(person(), bob.email)
    const links = [
      early,
      await newLink(ada.email, 'undo-email-change'),
      await newLink(ada.email, 'verify-email'),
      await newLink(bob.email, 'verify-email'),
      await newLink(bob.email, 'reset-password'),
    ]
    const everything = async () => (await dump()) + (await keyValueDump())
    const before = await everything()
    for (const { url, token } of links) {
      // Browsers keep the fragment to themselves; some scanners send it all the same, one way or another.
      const asked = [url, url.split('#')[0] ?? '', url.replace('#', '?'), url.replace('#', '%23')]
      for (const each of [...asked, ...asked, ...asked]) {
        for (const method of ['GET', 'HEAD']) {
          const answer = await person().send(new Request(each, { method }))
          expect([200, 404]).toContain(answer.status)
          expect(answer.text).not.toContain(token)
        }
      }
    }
    expect(await everything()).toBe(before)

    const [, undo, , verify, forReset] = links.map(({ token }) => token)
    const confirming = { token: verify, password: bob.password }
    expect((await person().post('/verify-email', confirming)).status).toBe(200)
    expectReset(await reset(person(), { token: forReset ?? '', email: bob.email }))
    const takingBack = { token: undo, email: ada.email, password: NEW_PASSWORD }
    expect((await person().post('/undo-email-change', takingBack)).status).toBe(200)
    tokensOf(await login(person(), { ...ada, password: NEW_PASSWORD }))
  })

  it('that runs scripts, presses every button and sends every form empty changes nothing', async () => {
    const [ada, bob] = [await member(), await member({ confirmed: false })]
    await askForReset(person(), bob.email)
    await moveTo(ada, freshEmail())
    const links = [
      await newLink(ada.email, 'undo-email-change'),
      await newLink(bob.email, 'verify-email'),
      await newLink(bob.email, 'reset-password'),
    ]
    const empty = ['', ' ', 'x']
    const forms = empty.flatMap((typed) => [
      {},
      { email: typed },
      { password: typed },
      { email: typed, password: typed, password_confirmation: typed },
      { email: typed, remove: true },
      { email: typed, take_over: { password: typed } },
      { remove: true },
      { take_over: {} },
    ])
    const accounts = () => dump({ without: ['budgets', 'password_failures', 'audit_events'] })
    const before = await accounts()
    for (const { token } of links) {
      for (const path of [
        '/verify-email',
        '/undo-email-change',
        '/not-me',
        '/reset-password',
        '/api/v1/password/reset',
      ]) {
        for (const form of forms) {
          const answer = await person().post(path, { token, ...form })
          expect(answer.status, answer.text).toBeGreaterThanOrEqual(400)
        }
      }
    }
    expect(await accounts()).toBe(before)
  })

  it.each(PAGES)('that opens %s three times changes nothing', async (path) => {
    await member()
    const before = (await dump()) + (await keyValueDump())
    for (let turn = 0; turn < 3; turn += 1) {
      const [get, head] = [await person().get(path), await person().ask('HEAD', path, undefined)]
      expect([get.status, head.status, head.text]).toEqual([200, 200, ''])
    }
    expect((await dump()) + (await keyValueDump())).toBe(before)
  })
})

describe.each(PAGES)('the page %s', (path) => {
  it('has a policy that allows our own resources only', async () => {
    const { headers } = await person().get(path)
    const policy = headers.get('Content-Security-Policy') ?? ''
    expect(Object.fromEntries(policy.split('; ').map((each) => each.split(/ (.*)/)))).toEqual({
      'default-src': "'none'",
      'style-src': "'self'",
      'script-src': "'self'",
      'connect-src': "'self'",
      'img-src': 'data:',
      'base-uri': "'none'",
      'form-action': "'self'",
      'frame-ancestors': "'none'",
      'require-trusted-types-for': "'script'",
      'trusted-types': "'none'",
    })
    expect(headers.get('Cache-Control')).toBe('no-store')
    expect(headers.get('Referrer-Policy')).toBe('same-origin')
    expect(headers.get('Cross-Origin-Opener-Policy')).toBe('same-origin')
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
    expect(headers.get('Content-Type')).toBe('text/html; charset=UTF-8')
    expect(headers.getSetCookie()).toEqual([expect.stringMatching(/^__Host-form=/)])
  })

  it('holds nothing inline and names no other host', async () => {
    const { text } = await person().get(path)
    expect([...text.matchAll(/(?:src|href|action)="([^"]*)"/g)].map(([, to]) => to)).toEqual([
      expect.stringMatching(/^data:image\/svg\+xml,/),
      paths['pages.css'],
      paths['comfort.js'],
      paths['pages.js'],
      ...OWN_ADDRESSES[path],
      '/language',
    ])
    expect(text.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(
      /<style|\sstyle=|\son\w+=|https?:|="javascript:/i,
    )
    expect(text.match(/<script[^>]*>/g)).toEqual(
      [paths['comfort.js'], paths['pages.js']].map((script) => `<script src="${script}" defer="">`),
    )
  })

  it.each<[wish: string | undefined, language: Language]>([
    [undefined, 'en'],
    ...LANGUAGES.map((language) => [language, language] as [string, Language]),
    ['es-MX,es;q=0.9,en;q=0.8', 'es'],
    ['en;q=0.2, es;q=0.7', 'es'],
    ['nl, sv', 'en'],
    ['nl, es;q=0.1', 'es'],
    ['es;q=0, en', 'en'],
    ['*', 'en'],
    ['"><script>', 'en'],
  ])('for %j is in %s, and says that it depends on it', async (wish, language) => {
    const { text, headers } = await person().get(path, {
      headers: wish === undefined ? {} : { 'Accept-Language': wish },
    })
    expect(text).toContain(`<html lang="${language}">`)
    expect(text).toContain(WORDS[language].link.label)
    expect(headers.get('Vary')).toContain('Accept-Language')
  })

  it('escapes what the settings say', async () => {
    const APP_NAME = `<script>alert("x")</script>&'`
    const { text } = await person({ worker: workerWith({ APP_NAME }) }).get(path)
    expect(text).not.toContain('<script>alert')
    expect(text).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;&#39;')
  })

  it('repeats nothing that a request says', async () => {
    const { text } = await person().get(
      `${path}/?token=planted-token&email=planted@example.org&x="><script>planted`,
      {
        headers: { 'User-Agent': 'planted', Host: 'planted.example', 'Accept-Language': 'planted' },
      },
    )
    expect(text).not.toContain('planted')
  })

  it('posts to an existing route', async () => {
    const { text } = await person().get(path)
    const to = /<form method="post" action="([^"]*)"/.exec(text)?.[1] ?? ''
    expect(to, 'which no setting switches off').toBe(path)
    expect([400, 422]).toContain((await person().post(to, {}, { headers: { Origin: HOME } })).status)
  })
})

describe.each(PAGES)('the brand on %s', (path) => {
  const brand = {
    APP_NAME: 'Ferry',
    APP_URL_HOME: 'https://ferry.example/app?tab=1&x=2',
    BRAND_COLOR: '#ffdd00',
    BRAND_LOGO_URL: 'https://cdn.ferry.example/logo;.svg',
    BRAND_SUPPORT_EMAIL: 'help@ferry.example',
    TERMS_URL: 'https://ferry.example/terms',
    PRIVACY_URL: 'https://ferry.example/privacy',
  }

  it('is shown, and the policy allows its colour by a hash and its logo by the origin, and no more', async () => {
    const { text, headers } = await person({ worker: workerWith(brand) }).get(path)
    const [, style = ''] = /<style>(.*)<\/style>/.exec(text) ?? []
    expect(style).toMatch(
      /^:root\{--fill:light-dark\(#\w{6},#ffdd00\);--on-fill:light-dark\(#000000,#000000\);/,
    )
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(style))
    const policy = headers.get('Content-Security-Policy')
    expect(policy).toContain(`style-src 'self' 'sha256-${new Uint8Array(digest).toBase64()}';`)
    expect(policy).toContain('img-src data: https://cdn.ferry.example;')
    expect(text).toContain('<img src="https://cdn.ferry.example/logo;.svg" alt=""')
    for (const link of [brand.TERMS_URL, brand.PRIVACY_URL, 'mailto:help@ferry.example'])
      expect(text).toContain(`<a href="${link}">`)
  })

  it('gives every end a next step: one button, back to the app where nothing else is left to do', async () => {
    const ends = async (changes: object) => {
      const { text } = await person({ worker: workerWith(changes) }).get(path)
      return [...text.matchAll(/<section class="outcome".*?<\/section>/g)].map(([end]) => end)
    }
    const withHome = await ends(brand)
    expect(withHome.length).toBeGreaterThanOrEqual(3)
    for (const end of withHome) expect(end.match(/<a class="button[ "]/g), end).toHaveLength(1)
    expect(withHome.join('')).toContain(
      '<a class="button" href="https://ferry.example/app?tab=1&amp;x=2">Back to Ferry</a>',
    )
    for (const end of await ends({})) expect(end).toMatch(/<a class="button[ "]|You can close this page/)
  })
})

describe('POST /reset-password', () => {
  it('mails a link and takes it, whatever SURFACES says', async () => {
    const ada = await member()
    const by = person({ worker: workerWith({ SURFACES: 'auth-v1' }) })
    const asked = await by.post('/reset-password', { email: ada.email })
    expect([asked.status, asked.body]).toEqual([200, { status: 'ok' }])
    const { token, url } = await newLink(ada.email, 'reset-password')
    expect(url).toContain(`${HOME}/reset-password#`)
    const body = { token, email: ada.email, password: NEW_PASSWORD }
    const [first, second] = [await by.post('/reset-password', body), await by.post('/reset-password', body)]
    expect([first.status, first.body]).toEqual([200, { status: 'ok' }])
    expect([second.status, second.body['error']]).toEqual([400, 'invalid_link'])
    tokensOf(await login(person(), { ...ada, password: NEW_PASSWORD }))
  })

  it('mails nobody where a password came without a token', async () => {
    const ada = await member()
    const { status } = await person().post('/reset-password', { email: ada.email, password: NEW_PASSWORD })
    expect([status, (await mailsTo(ada.email)).length]).toEqual([422, 1])
  })
})

describe('the page for a new password', () => {
  it('states the length that is set, before anybody types', async () => {
    const { text } = await person({ worker: workerWith({ PASSWORD_MIN_LENGTH: '15' }) }).get(
      '/reset-password',
    )
    expect(text).toContain('At least 15 characters')
    expect(text).toContain('data-too-short="Use at least 15 characters."')
    expect(text.match(/autocomplete="new-password"/g)).toHaveLength(1)
  })
})

describe('a mail', () => {
  it('escapes what settings and people say, in HTML', async () => {
    const APP_NAME = `<script>alert("x")</script>&'`
    const worker = workerWith({ APP_NAME })
    const email = `o'brien&${crypto.randomUUID().slice(0, 8)}@example.org`
    const bob = await member({ worker, email })
    await askForReset(bob, email)
    const mails = await mailsTo(email)
    expect(mails).toHaveLength(2)
    for (const { html } of mails) {
      expect(html).not.toMatch(/<script|&(?!amp;|lt;|gt;|quot;|#39;)/)
      expect(html).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;&#39;')
    }
  })
})
