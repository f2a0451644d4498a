import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { CHROMIUM, type Visited } from './browser.ts'
import { describeClient } from './client-suite.ts'
import { describeDocuments } from './documents-suite.ts'
import { changeLocalDatabase } from './sqlite.ts'
import { openStage, type Stage } from './stage.ts'

/** The pages behind our mails, the documents and the client, in a real browser against the real service. */
let stage: Stage

beforeAll(async () => {
  if (CHROMIUM) stage = await openStage()
})
afterAll(() => stage?.close())

afterEach(() => {
  if (CHROMIUM)
    expect(stage.browser.wrong(), 'no page writes a console error or asks another host').toEqual([])
})

const visit: Stage['browser']['visit'] = (...about) => stage.browser.visit(...about)

async function ask(
  method: string,
  path: string,
  { body, cookies = '', token }: { body?: object; cookies?: string; token?: string } = {},
) {
  const answer = await fetch(stage.service.url + path, {
    method,
    headers: {
      ...(body && { 'Content-Type': 'application/json' }),
      ...(token && { Authorization: `Bearer ${token}` }),
      Cookie: cookies,
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  const jar = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0])
  return {
    status: answer.status,
    jar: jar.join('; '),
    said: (await answer.json()) as Record<string, unknown>,
  }
}

type Mail = { subject: string; text: string }

/** The newest mail to an address whose text and subject match. */
async function mailTo(to: string, fits: RegExp, about = /./): Promise<RegExpExecArray> {
  const newest = async () => {
    const answer = await fetch(`${stage.service.url}/dev/mailbox.json?to=${encodeURIComponent(to)}`)
    const mails = (await answer.json()) as Mail[]
    const meant = mails.filter(({ subject }) => about.test(subject))
    return meant.map(({ text }) => fits.exec(text)).find((match) => match !== null)
  }
  return expect.poll(newest).toBeTruthy().then(newest) as Promise<RegExpExecArray>
}

const LINK = /(http\S+#\S+)/
const linkTo = async (to: string, page: string, about?: RegExp) =>
  (await mailTo(to, new RegExp(`(http\\S+${page}#\\S+)`), about))[1] ?? ''
const codeTo = async (to: string, about?: RegExp) => (await mailTo(to, /\n\n(\d{6,8})\n\n/, about))[1] ?? ''

const OLD = 'an old pass phrase'
const NEW = 'a new pass phrase'

/** Registers somebody, who asks for a reset link. */
async function forgetful(name: string) {
  const email = `${name}@example.com`
  const registered = await ask('POST', '/api/v1/register', { body: { name, email, password: OLD } })
  const { access_token: token } = registered.said['data'] as { access_token: string }
  await ask('POST', '/api/v1/password/email', { body: { email } })
  return { email, token, link: await linkTo(email, '/reset-password') }
}

/** The browser is a known device of the account from now on. */
async function expectKnown({ page }: Visited) {
  const cookies = await page.context().cookies()
  expect(cookies).toContainEqual(expect.objectContaining({ name: '__Host-device', httpOnly: true }))
  await page.context().clearCookies()
}

const login = async (email: string, password: string) =>
  (await ask('POST', '/api/v1/login', { body: { email, password } })).status

async function fill({ page }: Visited, first: string, second = first) {
  await page.getByLabel('New password', { exact: true }).fill(first)
  await page.getByLabel('New password, once more').fill(second)
  await page.getByRole('button', { name: 'Save the password' }).click()
}

const LOOKS = [320, 1280].flatMap((width) => [false, true].map((dark) => ({ width, dark })))

/** Looks at an open page in every width and scheme. */
async function expectGoodLooks(visited: Visited, name: string) {
  for (const look of LOOKS) {
    await visited.look(look)
    const about = `${name}-${look.width}-${look.dark ? 'dark' : 'light'}`
    expect(await visited.violations(), about).toEqual([])
    expect(await visited.overflow(), about).toBeLessThanOrEqual(0)
    await visited.screenshot(about)
  }
}

it('CI has a Chromium for these tests', () => {
  if (process.env['CI']) expect(CHROMIUM).toBeDefined()
})

describe.runIf(CHROMIUM)('the page that sets a new password', () => {
  it('sets it, ends the old sessions and says so', async () => {
    const { email, token, link } = await forgetful('happy')
    const visited = await visit(link)
    expect(await visited.page.getByLabel('Account').inputValue()).toBe(email)
    expect(visited.page.url(), 'the token leaves the address bar').not.toContain('token')

    await fill(visited, NEW)

    await expect.poll(visited.outcome).toContain('Your password has been changed')
    expect(await visited.page.locator('form').isHidden()).toBe(true)
    expect(await login(email, OLD)).toBe(401)
    expect(await login(email, NEW)).toBe(200)
    expect((await ask('GET', '/api/v1/users/me', { token })).status).toBe(401)
  })

  it('says that a used link is no longer valid', async () => {
    const { link, email } = await forgetful('twice')
    const first = await visit(link)
    await fill(first, NEW)
    await expect.poll(first.outcome).toContain('changed')

    const second = await visit(link)
    await fill(second, 'another pass phrase')

    await expect.poll(second.outcome).toContain('no longer good')
    expect(await login(email, NEW)).toBe(200)
  })

  it('says that an expired link is no longer valid', async () => {
    const { link, email } = await forgetful('late')
    changeLocalDatabase(stage.folder, "update challenges set expires_at = 1 where purpose = 'reset_password'")
    const visited = await visit(link)
    await fill(visited, NEW)
    await expect.poll(visited.outcome).toContain('no longer good')
    expect(await login(email, OLD)).toBe(200)
  })

  it('says what to do when the link has lost its token, as after a reload', async () => {
    const visited = await visit(`${stage.service.url}/reset-password`)
    expect(await visited.outcome()).toContain('Open the link in the mail again')
    expect(await visited.page.locator('form').isHidden()).toBe(true)
  })

  it('reports two different passwords at the second field, and sends nothing', async () => {
    const { link, email } = await forgetful('mismatch')
    const visited = await visit(link)
    await fill(visited, NEW, 'something else')
    const again = visited.page.getByLabel('New password, once more')
    expect(await visited.page.locator('#again-problem').textContent()).toBe('The two passwords differ.')
    expect(await again.getAttribute('aria-invalid')).toBe('true')
    expect(await visited.page.evaluate('document.activeElement.id')).toBe(await again.getAttribute('id'))
    expect(await visited.page.locator('#again-problem').getAttribute('aria-live')).toBe('polite')
    expect(await login(email, OLD)).toBe(200)
  })

  it('names the rule that a password breaks, and the link stays valid', async () => {
    const { link } = await forgetful('reluctant')
    const visited = await visit(link)
    const problem = () => visited.page.locator('#password-problem').textContent()
    await fill(visited, 'short')
    await expect.poll(problem).toBe('The password needs at least 8 characters.')
    await fill(visited, 'password123')
    await expect.poll(problem).toContain('too common')
    await fill(visited, 'reluctant1')
    await expect.poll(problem).toContain('too close to your address')
    await fill(visited, NEW)
    await expect.poll(visited.outcome).toContain('changed')
  })

  it('works with the keyboard alone, shows its focus, takes a paste and shows what was typed', async () => {
    const { link, email } = await forgetful('keyboard')
    const { page, outcome } = await visit(link)
    const focused = () =>
      page.evaluate<string>('document.activeElement.id || document.activeElement.textContent')
    const order: string[] = []
    for (let presses = 0; presses < 5; presses += 1) {
      await page.keyboard.press('Tab')
      order.push(await focused())
    }
    expect(order).toEqual(['account', 'password', 'again', 'Save the password', 'toggle'])
    const outline = await page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle')
    expect(outline).toBe('solid')

    await page.keyboard.press('Enter')
    expect(await page.locator('#password').getAttribute('type')).toBe('text')
    await page.locator('#password').focus()
    await page.keyboard.insertText(NEW)
    await page.keyboard.press('Tab')
    await page.keyboard.insertText(NEW)
    await page.keyboard.press('Enter')

    await expect.poll(outcome).toContain('changed')
    expect(await focused(), 'the outcome has the focus').toBe('outcome')
    expect(await login(email, NEW)).toBe(200)
  })

  it('says that it needs JavaScript when scripts are off', async () => {
    const { page } = await visit(`${stage.service.url}/reset-password`, { script: false })
    expect(await page.locator('noscript').textContent()).toContain('needs JavaScript')
  })
})

describe.runIf(CHROMIUM)('the page that confirms an address', () => {
  const isVerified = async (token: string) =>
    (await ask('GET', '/api/v1/users/me', { token })).said['is_verified']

  /** Opens "I did not open this account". */
  async function stranger(name: string) {
    const opened = await forgetful(name)
    const link = await linkTo(opened.email, '/verify-email')
    const visited = await visit(link)
    await visited.page.getByText('I did not open this account').click()
    return { ...opened, link, visited }
  }

  it('confirms it once, with the password, also after scanners have opened the link', async () => {
    const { email, token } = await forgetful('confirmer')
    const link = await linkTo(email, '/verify-email')
    for (const method of ['GET', 'HEAD', 'GET', 'HEAD', 'GET', 'HEAD']) await fetch(link, { method })
    const visited = await visit(link)
    const confirm = async ({ page }: Visited, password: string) => {
      await page.getByLabel('Password of the account').fill(password)
      await page.getByRole('button', { name: 'Confirm my address' }).click()
    }
    await confirm(visited, 'another pass phrase')
    const problem = () => visited.page.locator('#password-problem').textContent()
    await expect.poll(problem).toContain('not the password of this account')
    expect(await isVerified(token)).toBe(false)

    await confirm(visited, OLD)

    await expect.poll(visited.outcome).toContain('Your address is confirmed')
    expect(await isVerified(token), 'nobody knows who else has a session').toBeUndefined()
    const { said } = await ask('POST', '/api/v1/login', { body: { email, password: OLD } })
    expect(await isVerified((said['data'] as { access_token: string }).access_token)).toBe(true)

    const again = await visit(link)
    await confirm(again, OLD)
    await expect.poll(again.outcome).toContain('no longer good')
  })

  it('hands the account to whoever types the address, with a password of their own', async () => {
    const { email, token, visited } = await stranger('squatted')
    const { page } = visited
    const hand = async (address: string, password: string) => {
      await page.locator('#take-over-email').fill(address)
      await page.locator('#take-over-password').fill(password)
      await page.getByRole('button', { name: 'Make the account mine' }).click()
    }
    await hand('else@example.com', NEW)
    await expect
      .poll(() => page.locator('#take-over-email-problem').textContent())
      .toContain('not the address')
    await hand(email, 'short')
    await expect
      .poll(() => page.locator('#take-over-password-problem').textContent())
      .toContain('8 characters')

    await hand(email, NEW)

    await expect.poll(visited.outcome).toContain('The account is yours')
    await expectKnown(visited)
    expect((await ask('GET', '/api/v1/users/me', { token })).status).toBe(401)
    expect([await login(email, OLD), await login(email, NEW)]).toEqual([401, 200])
  })

  it('removes the account for whoever types the address', async () => {
    const { email, token, visited } = await stranger('unwanted')
    await visited.page.locator('#remove-email').fill(email)
    await visited.page.getByRole('button', { name: 'Remove the account' }).click()
    await expect.poll(visited.outcome).toContain('The account was removed')
    expect((await ask('GET', '/api/v1/users/me', { token })).status).toBe(401)
    expect(await login(email, OLD)).toBe(401)
  })
})

describe.runIf(CHROMIUM)('the page that takes an account back', () => {
  /** An account whose address is confirmed, and that has moved to another one. */
  async function moved(name: string) {
    const { email } = await forgetful(name)
    const to = `${name}-moved@example.com`
    const confirmation = new URLSearchParams(new URL(await linkTo(email, '/verify-email')).hash.slice(1))
    const body = { token: confirmation.get('token'), password: OLD }
    expect((await ask('POST', '/verify-email', { body })).status).toBe(200)
    const step = await ask('POST', '/auth/v1/request/refreshToken/code/', {
      body: { account: email, pwd: OLD },
    })
    const signedIn = await ask('POST', '/auth/v1/request/refreshToken/', {
      cookies: step.jar,
      body: { code: await codeTo(email, /sign-in code/) },
    })
    const asked = await ask('PATCH', '/auth/v1/account/request/code/', {
      cookies: signedIn.jar,
      body: { newAccount: to },
    })
    const done = await ask('PATCH', '/auth/v1/change/account/', {
      cookies: `${signedIn.jar}; ${asked.jar}`,
      body: { codeCurrentAccount: await codeTo(email, /new address/), codeNewAccount: await codeTo(to) },
    })
    expect(done.status).toBe(200)
    expect(await login(email, OLD)).toBe(401)
    return { email, to, link: await linkTo(email, '/undo-email-change') }
  }

  async function undo({ page }: Visited, address: string, password: string) {
    await page.getByLabel('Your address, which this link was mailed to').fill(address)
    await page.getByLabel('New password').fill(password)
    await page.getByRole('button', { name: 'Take the account back' }).click()
  }

  it('undoes a change of address once, and sets the new password that was typed', async () => {
    const { email, to, link } = await moved('mover')
    for (const method of ['GET', 'HEAD', 'GET']) await fetch(link, { method })
    const visited = await visit(link)
    await undo(visited, to, NEW)
    const problem = () => visited.page.locator('#email-problem').textContent()
    await expect.poll(problem).toContain('not the address')

    await undo(visited, email, NEW)

    await expect.poll(visited.outcome).toContain('back at your address')
    await expectKnown(visited)
    expect([await login(email, OLD), await login(to, OLD), await login(email, NEW)]).toEqual([401, 401, 200])

    const again = await visit(link)
    await undo(again, email, NEW)
    const refused = () => again.page.locator('#email-problem').textContent()
    await expect.poll(refused).toContain('no longer good')
  })

  it('mails a link for a new password where none was typed', async () => {
    const { email, link } = await moved('hurried')
    const visited = await visit(link)
    await undo(visited, email, '')
    await expect.poll(visited.outcome).toContain('back at your address')
    expect(await login(email, OLD)).toBe(401)

    const reset = await visit(await linkTo(email, '/reset-password', /is back/))
    await fill(reset, NEW)
    await expect.poll(reset.outcome).toContain('changed')
    expect(await login(email, NEW)).toBe(200)
  })
})

describe.runIf(CHROMIUM)('every page', () => {
  const PAGES = ['reset-password', 'verify-email', 'undo-email-change']
  let asked: ReturnType<typeof forgetful> | undefined
  /** One account for all tests here: the mails that one network causes in a minute are limited. */
  const reader = () => (asked ??= forgetful('reader'))

  for (const name of PAGES) {
    it(`/${name} has no axe violation and fits at 320 px and more, light and dark`, async () => {
      const visited = await visit(`${stage.service.url}/${name}#token=x&email=ada%40example.com`)
      if (name === 'reset-password') await fill(visited, 'one pass phrase', 'another')
      if (name === 'verify-email') await visited.page.getByText('I did not open this account').click()
      await expectGoodLooks(visited, name)
      const broken = await visit(`${stage.service.url}/${name}`, { width: 320 })
      expect(await broken.violations()).toEqual([])
      await broken.screenshot(`${name}-320-broken`)
    })
  }

  it('/dev/mailbox has no axe violation and fits, light and dark', async () => {
    const { email } = await reader()
    const visited = await visit(`${stage.service.url}/dev/mailbox?to=${email}`)
    await expectGoodLooks(visited, 'mailbox')
  })

  it('is in Spanish for a browser that asks for it', async () => {
    const visited = await visit(`${stage.service.url}/reset-password#token=x&email=ada%40example.com`, {
      language: 'es-MX',
    })
    expect(await visited.page.locator('html').getAttribute('lang')).toBe('es')
    expect(await visited.page.getByRole('heading').textContent()).toBe('Pon una contraseña nueva')
    expect(await visited.violations()).toEqual([])
  })

  it('is linked from mails by the configured address, with the token in the fragment', async () => {
    const { email } = await reader()
    for (const page of ['/reset-password', '/verify-email']) {
      const link = new URL(LINK.exec(await linkTo(email, page))?.[1] ?? '')
      expect(link.origin).toBe(stage.service.url)
      expect(link.search).toBe('')
      expect(new URLSearchParams(link.hash.slice(1)).get('token')).toMatch(/^[\w-]{43}$/)
    }
  })
})

describeDocuments(() => stage)
describeClient(() => stage)
