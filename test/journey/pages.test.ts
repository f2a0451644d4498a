import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { describeApache } from './apache-suite.ts'
import { CHROMIUM, type Visited } from './browser.ts'
import { describeClient } from './client-suite.ts'
import { describeDocuments } from './documents-suite.ts'
import { describeEveryPage } from './every-page-suite.ts'
import { describeExample } from './example-suite.ts'
import { describeHostedApps } from './hosted-apps-suite.ts'
import { describeHostedComfort } from './hosted-comfort-suite.ts'
import { describeHostedLooks } from './hosted-looks-suite.ts'
import { describeHostedLife } from './hosted-life-suite.ts'
import { describeHostedWithoutScript } from './hosted-without-script-suite.ts'
import { describeMailbox } from './mailbox-suite.ts'
import { describePasskeys } from './passkeys-suite.ts'
import { describeSignInByRedirect } from './redirect-suite.ts'
import { requestsTo } from './requests.ts'
import { scan } from './scanner.ts'
import { describeScanner } from './scanner-suite.ts'
import { changeLocalDatabase } from './sqlite.ts'
import { openStage, type Stage } from './stage.ts'
import { describeUnscripted } from './unscripted-suite.ts'

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

const requests = requestsTo(() => stage)
const { ask, linkTo, codeTo, login } = requests

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

async function fill({ page }: Visited, password: string) {
  await page.getByLabel('New password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Set password' }).click()
}

it('CI has a Chromium for these tests', () => {
  if (process.env['CI']) expect(CHROMIUM).toBeDefined()
})

describe.runIf(CHROMIUM)('the page that sets a new password', () => {
  it('sets it once, ends the old sessions and says so', async () => {
    const { email, token, link } = await forgetful('happy')
    const visited = await visit(link)
    expect(await visited.page.getByLabel('Email', { exact: true }).first().inputValue()).toBe(email)
    expect(visited.page.url(), 'the token leaves the address bar').not.toContain('token')

    await fill(visited, NEW)

    await expect.poll(visited.outcome).toContain('Your password has been changed')
    expect(await visited.page.locator('form:visible').count()).toBe(0)
    await expectKnown(visited)
    expect([await login(email, OLD), await login(email, NEW)]).toEqual([401, 200])
    expect((await ask('GET', '/api/v1/users/me', { token })).status).toBe(401)

    const second = await visit(link)
    await fill(second, 'another pass phrase')
    await expect.poll(second.outcome).toContain('This link no longer works')
    expect(await login(email, NEW)).toBe(200)
  })

  it('leads from an expired link to a new one', async () => {
    const { link, email } = await forgetful('late')
    changeLocalDatabase(stage.folder, "update challenges set expires_at = 1 where purpose = 'reset_password'")
    const visited = await visit(link)
    await fill(visited, NEW)
    await expect.poll(visited.outcome).toContain('This link no longer works')
    expect(await login(email, OLD)).toBe(200)

    const { page } = visited
    await page.getByRole('link', { name: 'Get a new link' }).click()
    await page.getByLabel('Email', { exact: true }).last().fill(email)
    await page.getByRole('button', { name: 'Email me a link' }).click()
    await expect.poll(visited.outcome).toContain('Check your email')
    await expect.poll(() => linkTo(email, '/reset-password')).not.toBe(link)
    const fresh = await visit(await linkTo(email, '/reset-password'))
    await fill(fresh, NEW)
    await expect.poll(fresh.outcome).toContain('changed')
  })

  it('survives a reload, and takes a second link in the same tab', async () => {
    const [ada, bob] = [await forgetful('reloader'), await forgetful('second')]
    const { page } = await visit(ada.link)
    const account = () => page.locator('#account').inputValue()
    await page.reload()
    expect(await account()).toBe(ada.email)
    expect(page.url()).not.toContain('#')
    await page.goto(`${page.url()}#elsewhere`)
    expect(await account()).toBe(ada.email)

    await page.locator('#password').fill('half a pass')
    await page.goto(bob.link)
    await expect.poll(account).toBe(bob.email)
    expect(page.url()).toBe(`${stage.service.url}/reset-password`)
    expect(await page.locator('#password').inputValue()).toBe('')
    await page.reload()
    expect(await account()).toBe(bob.email)
    expect(await page.evaluate('JSON.stringify(localStorage) + document.cookie')).toBe('{}')
    await page.evaluate('sessionStorage.clear()')
    await page.reload()
    await page.getByRole('heading', { name: 'Reset your password' }).waitFor()
  })

  it('keeps a second link that comes while the first one is sent', async () => {
    const [ada, bob] = [await forgetful('hasty'), await forgetful('patient')]
    const visited = await visit(ada.link)
    const { page } = visited
    const sent = Promise.withResolvers<void>()
    await page.route('**/reset-password', async (route) => {
      if (route.request().method() === 'POST') await sent.promise
      await route.continue()
    })
    await fill(visited, NEW)
    await page.goto(bob.link)
    sent.resolve()
    await expect.poll(() => login(ada.email, NEW)).toBe(200)
    await page.unrouteAll({ behavior: 'wait' })
    await page.reload()
    expect(await page.locator('#account').inputValue()).toBe(bob.email)
  })

  it('names the rule that a password breaks, and the link stays valid', async () => {
    const { link } = await forgetful('reluctant')
    const visited = await visit(link)
    const { page } = visited
    const problem = () => page.locator('#password-problem').textContent()
    await fill(visited, '')
    await expect.poll(problem).toBe('Fill in this field.')
    await fill(visited, 'short')
    await expect.poll(problem).toBe('Use at least 8 characters.')
    expect(await page.locator('#password').getAttribute('aria-invalid')).toBe('true')
    expect(await page.evaluate('document.activeElement.id')).toBe('password')
    expect(await page.locator('#password-hint').isVisible(), 'the problem replaces the hint').toBe(false)
    await fill(visited, 'password123')
    await expect.poll(problem).toContain('too common')
    await fill(visited, 'reluctant1')
    await expect.poll(problem).toContain('too close to your email address')
    await fill(visited, NEW)
    await expect.poll(visited.outcome).toContain('changed')
  })

  it('works with the keyboard alone, shows its focus, takes a paste and shows what was typed', async () => {
    const { link, email } = await forgetful('keyboard')
    const { page, outcome } = await visit(link)
    const focused = () =>
      page.evaluate<string>('document.activeElement.id || document.activeElement.textContent')
    const order: string[] = []
    for (let presses = 0; presses < 4; presses += 1) {
      await page.keyboard.press('Tab')
      order.push(await focused())
    }
    expect(order).toEqual(['account', 'password', 'Show', 'Set password'])
    const outline = await page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle')
    expect(outline).toBe('solid')

    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Enter')
    expect(await page.locator('#password').getAttribute('type')).toBe('text')
    expect(await page.getByRole('button', { name: 'Hide: New password' }).count()).toBe(1)
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.insertText(NEW)
    await page.keyboard.press('Enter')

    await expect.poll(outcome).toContain('changed')
    expect(await focused(), 'the outcome has the focus').toBe('Your password has been changed')
    expect(await login(email, NEW)).toBe(200)
  })

  it('waits once: a button that is busy says so, keeps its width, and sends nothing more', async () => {
    const { page, outcome } = await visit(`${stage.service.url}/reset-password#token=x&email=a%40example.com`)
    const sent: string[] = []
    let answer = () => {}
    const held = new Promise<void>((resolve) => (answer = resolve))
    await page.route('**/reset-password', async (route) => {
      sent.push(route.request().method())
      await held
      await route.continue()
    })
    const button = page.getByRole('button', { name: 'Set password' })
    const width = async () => (await button.boundingBox())?.width
    const before = await width()
    await page.locator('#password').fill(NEW)
    await button.click()
    await expect.poll(() => button.getAttribute('aria-busy')).toBe('true')
    await button.click()
    expect([await width(), sent]).toEqual([before, ['POST']])
    answer()
    await expect.poll(outcome).toContain('This link no longer works')
    await page.unroute('**/reset-password')
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
      await page.getByLabel('Password', { exact: true }).fill(password)
      await page.getByRole('button', { name: 'Confirm email address' }).click()
    }
    await confirm(visited, 'another pass phrase')
    const problem = () => visited.page.locator('#password-problem').textContent()
    await expect.poll(problem).toContain('not the password of the account')
    expect(await isVerified(token)).toBe(false)

    await confirm(visited, OLD)

    await expect.poll(visited.outcome).toContain('Your email address is confirmed')
    expect(await isVerified(token), 'nobody knows who else has a session').toBeUndefined()
    const { said } = await ask('POST', '/api/v1/login', { body: { email, password: OLD } })
    expect(await isVerified((said['data'] as { access_token: string }).access_token)).toBe(true)

    const again = await visit(link)
    await confirm(again, OLD)
    await expect.poll(again.outcome).toContain('This link no longer works')
  })

  it('hands the account to whoever types the address, with a password of their own', async () => {
    const { email, token, visited } = await stranger('squatted')
    const { page } = visited
    const hand = async (address: string, password: string) => {
      await page.locator('#take-over-email').fill(address)
      await page.locator('#take-over-password').fill(password)
      await page.getByRole('button', { name: 'Take over account' }).click()
    }
    await hand('else@example.com', NEW)
    await expect
      .poll(() => page.locator('#take-over-email-problem').textContent())
      .toContain('Enter the address that received the email')
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
    await visited.page.getByRole('button', { name: 'Remove account' }).click()
    await expect.poll(visited.outcome).toContain('The account has been removed')
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
    await page.getByLabel('Email', { exact: true }).fill(address)
    await page.locator('#password').fill(password)
    await page.getByRole('button', { name: 'Take account back' }).click()
  }

  it('undoes a change of address once, and sets the new password that was typed', async () => {
    const { email, to, link } = await moved('mover')
    const scanned = await scan(await visit(link))
    expect(scanned.filter((status) => status === undefined || status < 400)).toEqual([])
    const visited = await visit(link)
    await undo(visited, to, NEW)
    const problem = () => visited.page.locator('#email-problem').textContent()
    await expect.poll(problem).toContain('Enter the address that received the email')

    await undo(visited, email, NEW)

    await expect.poll(visited.outcome).toContain('Your account is back')
    await expectKnown(visited)
    expect([await login(email, OLD), await login(to, OLD), await login(email, NEW)]).toEqual([401, 401, 200])

    const again = await visit(link)
    await undo(again, email, NEW)
    const refused = () => again.page.locator('#email-problem').textContent()
    await expect.poll(refused).toContain('the link no longer works')
  })

  it('mails a link for a new password where none was typed', async () => {
    const { email, link } = await moved('hurried')
    const visited = await visit(link)
    await undo(visited, email, '')
    await expect.poll(visited.outcome).toContain('We emailed you a link')
    expect(await visited.page.getByRole('link', { name: 'Get a new link' }).count()).toBe(1)
    expect(await login(email, OLD)).toBe(401)

    const reset = await visit(await linkTo(email, '/reset-password', /is back/))
    await fill(reset, NEW)
    await expect.poll(reset.outcome).toContain('changed')
    expect(await login(email, NEW)).toBe(200)
  })
})

describeEveryPage(() => stage, { visit, forgetful, linkTo })
describeMailbox(() => stage)
describeDocuments(() => stage)
describeClient(() => stage)
describeExample(() => stage)
describeSignInByRedirect(() => stage, requests)
describePasskeys(() => stage, requests)
describeScanner(() => stage, requests)
describeUnscripted(() => stage, requests)
describeHostedLife(() => stage, requests)
describeHostedWithoutScript(() => stage, requests)
describeHostedApps(() => stage, requests)
describeHostedComfort(() => stage, requests)
describeHostedLooks(() => stage, requests)
describeApache(() => stage, requests)
