import { writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { makeClone, type Service } from './clone.ts'
import { freePort } from './ports.ts'
import { accept, type Received, refuse, startResend } from './resend-stub.ts'

/** The flows of auth-v1 at the real service, which sends its mails to a stub of Resend over HTTP. */
const KEY = 're_a_key_that_only_resend_may_see'
const SENDER = 'Postern <post@example.com>'
const PASSWORD = 'seven dry words'

const clone = makeClone()
let service: Service
let resend: Awaited<ReturnType<typeof startResend>>
/** The target of a redirect. Nothing may arrive there. */
let elsewhere: Awaited<ReturnType<typeof startResend>>

beforeAll(async () => {
  ;[resend, elsewhere] = [await startResend(), await startResend()]
  const settings = {
    ENVIRONMENT: 'development',
    AUTH_SECRET: 'a secret of the tests of more than 32 characters',
    RESEND_API_KEY: KEY,
    RESEND_BASE_URL: resend.url,
    EMAIL_FROM: `"${SENDER}"`,
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`)
  writeFileSync(join(clone.folder, '.dev.vars'), lines.join(''))
  service = await clone.dev({ port: await freePort() })
})

afterAll(async () => {
  await service.stop()
  await Promise.all([resend.stop(), elsewhere.stop()])
  clone.remove()
})

afterEach(() => {
  resend.next.length = 0
})

/** Keeps cookies as a browser does, also those with `__Host-` over plain HTTP. */
function browser(language = 'en') {
  const cookies = new Map<string, string>()
  return async (method: string, route: string, body?: object) => {
    const answer = await fetch(`${service.url}/auth/v1/${route}/`, {
      method,
      headers: {
        'Accept-Language': language,
        Cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(body && { 'Content-Type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/Max-Age=0/.test(line)) cookies.delete(name)
      else cookies.set(name, value)
    }
    return { status: answer.status, ...((await answer.json()) as { msg?: string }) }
  }
}

const mailsTo = (address: string) => resend.received.filter(({ mail }) => mail.to === address)
const codeIn = ({ mail }: Received) => /^\d{6,8}$/m.exec(mail.text)?.[0] ?? 'none'
const codeTo = (address: string) =>
  mailsTo(address)
    .map(codeIn)
    .findLast((code) => code !== 'none')

const OK = { status: 200, success: true }
const fresh = () => `${crypto.randomUUID()}@example.org`

async function registered(ask: ReturnType<typeof browser>, account: string) {
  expect(await ask('POST', 'request/code', { account })).toMatchObject(OK)
  expect(await ask('POST', 'verify/code', { code: codeTo(account) })).toMatchObject(OK)
  expect(await ask('POST', 'create/account', { pwd: PASSWORD })).toMatchObject({ status: 201, success: true })
}

describe('the stories of auth-v1', () => {
  it('work one after the other from registering to signing out, with codes from the mails', async () => {
    const [ada, account, newAccount] = [browser('es-AR'), fresh(), fresh()]
    await registered(ada, account)
    expect(await ada('GET', 'request/accessToken')).toMatchObject({ ...OK, expiresIn: 1_800 })

    expect(await ada('POST', 'request/refreshToken/code', { account, pwd: PASSWORD })).toMatchObject(OK)
    expect(await ada('POST', 'request/refreshToken', { code: codeTo(account) })).toMatchObject(OK)

    expect(await ada('PATCH', 'account/request/code', { newAccount })).toMatchObject(OK)
    const both = { codeCurrentAccount: codeTo(account), codeNewAccount: codeTo(newAccount) }
    expect(await ada('PATCH', 'change/account', both)).toMatchObject(OK)
    await expect.poll(() => mailsTo(account).length).toBe(4)

    const forgetful = browser('en')
    expect(await forgetful('PATCH', 'password/request/code', { account: newAccount })).toMatchObject(OK)
    await expect.poll(() => codeTo(newAccount)).not.toBe(both.codeNewAccount)
    const reset = { code: codeTo(newAccount), newPwd: 'eight wet words' }
    expect(await forgetful('PATCH', 'change/password', reset)).toMatchObject(OK)
    expect(await ada('GET', 'request/accessToken')).toMatchObject({ status: 401, msg: 'Not signed in' })

    const again = { account: newAccount, pwd: 'eight wet words' }
    expect(await forgetful('POST', 'request/refreshToken/code', again)).toMatchObject(OK)
    expect(await forgetful('POST', 'request/refreshToken', { code: codeTo(newAccount) })).toMatchObject(OK)
    expect(await forgetful('POST', 'request/logout')).toMatchObject(OK)
    expect(await forgetful('POST', 'request/logout')).toMatchObject({ status: 401 })

    await expect.poll(() => mailsTo(newAccount).length).toBe(5)
    // In the language of the account, not of the request.
    const subjects = [...mailsTo(account), ...mailsTo(newAccount)].map(({ mail }) => mail.subject)
    expect(subjects.map((subject) => subject.replace(/ \(\d\d:\d\d UTC\)$/, ''))).toEqual([
      'Tu código de confirmación de Postern',
      'Tu código para iniciar sesión en Postern',
      'Confirma la nueva dirección de tu cuenta de Postern',
      'Tu cuenta de Postern tiene una dirección nueva',
      'Confirma tu nueva dirección para Postern',
      'Tu cuenta de Postern tiene una dirección nueva',
      'Restablece tu contraseña de Postern',
      expect.stringMatching(/contraseña de Postern/),
      'Tu código para iniciar sesión en Postern',
    ])
  })

  it('send every mail with our key, an idempotency key, our sender, one recipient and both parts', () => {
    expect(resend.received.length).toBeGreaterThanOrEqual(9)
    const linked = new Set<string>()
    for (const { method, path, authorization, key, type, mail } of resend.received) {
      expect([method, path, authorization, type]).toEqual([
        'POST',
        '/emails',
        `Bearer ${KEY}`,
        'application/json',
      ])
      expect(key).toMatch(/^[\w-]{43}(\/\w+)?$/)
      expect(mail.from).toBe(SENDER)
      expect(mail.to).toMatch(/^[\w-]+@example\.org$/)
      expect(mail.html).toContain('<!doctype html>')
      const [code = 'no code'] = /^\d{6,8}$/m.exec(mail.text) ?? []
      expect(mail.html.includes(code)).toBe(code !== 'no code')
      expect(mail.subject).not.toContain(code)
      const links = [...mail.text.matchAll(/^https?:\S+$/gm)].map(([link]) => link)
      expect(mail.html.includes('href=')).toBe(links.length > 0)
      for (const link of links) {
        expect(mail.html).toContain(`href="${link.replaceAll('&', '&amp;')}"`)
        linked.add(link.replace(/#token=.*/, ''))
      }
    }
    expect(linked).toEqual(
      new Set(['/undo-email-change', '/reset-password'].map((page) => service.url + page)),
    )
    const keys = resend.received.map(({ key }) => key)
    expect(new Set(keys).size).toBe(keys.length)
  })
})

describe('a Resend that fails', () => {
  it.each([
    ['says 429 and when to come back', refuse(429, { 'Retry-After': '1' })],
    ['says 500', refuse(500)],
    ['hangs up', (response: { destroy(): void }) => response.destroy()],
  ])('and %s gets the same mail again, with the same idempotency key', async (_what, trouble) => {
    resend.next.push(trouble)
    const account = fresh()
    expect(await browser()('POST', 'request/code', { account })).toMatchObject(OK)
    const [first, second, ...more] = mailsTo(account)
    expect(more).toEqual([])
    expect(second).toEqual(first)
  })

  it.each([
    ['our key', 403, { status: 503, msg: 'Unavailable' }],
    ['the address', 422, { status: 400, msg: 'Invalid data' }],
  ])(
    'and refuses %s makes a request that needs the mail fail, and the next one works',
    async (_, by, failure) => {
      const [ada, account] = [browser(), fresh()]
      resend.next.push(refuse(by))
      expect(await ada('POST', 'request/code', { account })).toMatchObject(failure)
      await registered(ada, account)
      const keys = mailsTo(account).map(({ key }) => key)
      expect(new Set(keys).size).toBe(2)
    },
  )

  it('and redirects is not followed', async () => {
    resend.next.push(refuse(307, { Location: `${elsewhere.url}/emails` }))
    expect(await browser()('POST', 'request/code', { account: fresh() })).toMatchObject({ status: 503 })
    expect(elsewhere.received).toEqual([])
  })

  it('and never answers does not delay the answer to a reset', async () => {
    const [ada, account] = [browser(), fresh()]
    await registered(ada, account)
    const held: ServerResponse[] = []
    resend.next.push(
      () => undefined,
      (response) => held.push(response),
    )
    // Resend answers neither try before this request has its own answer.
    expect(await ada('PATCH', 'password/request/code', { account })).toMatchObject(OK)
    await expect.poll(() => held.length).toBe(1)
    for (const response of held) accept(response)
    const [, first, second, ...more] = mailsTo(account)
    expect(more).toEqual([])
    expect(second).toEqual(first)
    const reset = { code: codeTo(account), newPwd: 'eight wet words' }
    expect(await ada('PATCH', 'change/password', reset)).toMatchObject(OK)
  })
})

describe('the log of these flows', () => {
  it('has no key, no address and no code in it', () => {
    const said = service.said()
    expect(said).toContain('"event":"code_issued"')
    expect(said).not.toContain(KEY)
    const addresses = resend.received.map(({ mail }) => mail.to)
    const codes = resend.received.map(codeIn).filter((code) => code !== 'none')
    expect([...addresses, ...codes].filter((secret) => said.includes(secret))).toEqual([])
  })
})
