import type { Page } from 'playwright-core'
import type { Person, Somebody } from './hosted/people.ts'

/** A state of a page: where it is, who looks at it, and how one gets there. */
export type State = {
  name: string
  path: string
  /** Nobody that the service knows, unless it says who. */
  as?: Person
  /** What is done cannot be shown to others: the account is for this state alone. */
  ownAccount?: true
  isUnscripted?: true
  /** As it is printed: paper needs no heading to be read by. */
  isPrinted?: true
  act?: (page: Page, somebody: Somebody) => Promise<void>
  /** Whether the picture shows more than fits into the window. */
  isWhole?: true
}

const LINK = '#token=x&email=ada%40example.com'

/** The service answers the next form with this, so that every state can be seen without an account. */
async function answered(page: Page, status: number, failure = '') {
  await page.route('**/*', async (route) => {
    if (route.request().method() !== 'POST') return route.fallback()
    await route.fulfill({ status, json: {}, headers: failure ? { 'Postern-Failure': failure } : {} })
  })
}

/** Fills every field that is seen, and sends the form of the button. */
async function send(page: Page, button: string, { leave = '' } = {}) {
  for (const field of await page.locator('input:visible:not([readonly])').all()) {
    const type = await field.getAttribute('name')
    if (type !== leave) await field.fill(type === 'email' ? 'ada@example.com' : 'seven dry words')
  }
  await page.locator(button).click()
}

const FIRST = '[data-view=open] > form:first-of-type > [type=submit]'

const ended =
  (status: number, failure = '', options: { button?: string; leave?: string } = {}) =>
  async (page: Page) => {
    await answered(page, status, failure)
    if (options.button) await page.locator('main summary').click()
    await send(page, options.button ?? FIRST, options)
    await page.locator('.outcome:visible, .problem:not(:empty):visible').first().waitFor()
  }

/** Behind our mails, in the language of the reader. */
export const MAILED: State[] = [
  { name: 'reset', path: `/reset-password${LINK}` },
  {
    name: 'reset-shown',
    path: `/reset-password${LINK}`,
    async act(page) {
      await page.locator('#password').fill('seven dry words')
      await page.locator('[data-hide]:visible').click()
    },
  },
  {
    name: 'reset-busy',
    path: `/reset-password${LINK}`,
    async act(page) {
      await page.route('**/reset-password', (route) =>
        route.request().method() === 'POST' ? new Promise<void>(() => {}) : route.fallback(),
      )
      await send(page, FIRST)
    },
  },
  {
    name: 'reset-refused',
    path: `/reset-password${LINK}`,
    act: ended(422, 'invalid_input; member=password; rule=too_common'),
  },
  { name: 'reset-too-many', path: `/reset-password${LINK}`, act: ended(429, 'too_many_requests') },
  { name: 'reset-done', path: `/reset-password${LINK}`, act: ended(200) },
  { name: 'reset-broken', path: `/reset-password${LINK}`, act: ended(400, 'invalid_link') },
  { name: 'reset-ask', path: '/reset-password' },
  {
    name: 'reset-ask-missing',
    path: '/reset-password',
    act: (page) => page.locator('[data-view=lost] [type=submit]').click(),
  },
  {
    name: 'reset-asked',
    path: '/reset-password',
    async act(page) {
      await answered(page, 200)
      await send(page, '[data-view=lost] [type=submit]')
    },
  },
  { name: 'verify', path: `/verify-email${LINK}` },
  { name: 'verify-refused', path: `/verify-email${LINK}`, act: ended(401, 'wrong_credentials') },
  { name: 'verify-done', path: `/verify-email${LINK}`, act: ended(200) },
  { name: 'verify-broken', path: `/verify-email${LINK}`, act: ended(400, 'invalid_link') },
  { name: 'verify-lost', path: '/verify-email' },
  {
    name: 'verify-not-mine',
    isWhole: true,
    path: `/verify-email${LINK}`,
    act: (page) => page.locator('main summary').click(),
  },
  {
    name: 'verify-taken-over',
    path: `/verify-email${LINK}`,
    act: ended(200, '', { button: '[data-nest] [type=submit]' }),
  },
  {
    name: 'verify-removed',
    path: `/verify-email${LINK}`,
    act: ended(200, '', { button: '[data-flag] [type=submit]' }),
  },
  { name: 'keep', path: `/keep-account${LINK}` },
  { name: 'keep-refused', path: `/keep-account${LINK}`, act: ended(400, 'invalid_link') },
  { name: 'keep-done', path: `/keep-account${LINK}`, act: ended(200) },
  { name: 'keep-lost', path: '/keep-account' },
  { name: 'undo', path: `/undo-email-change${LINK}` },
  { name: 'undo-refused', path: `/undo-email-change${LINK}`, act: ended(400, 'invalid_link') },
  {
    name: 'undo-second-step',
    path: `/undo-email-change${LINK}`,
    async act(page) {
      await answered(page, 403, 'second_step_required')
      await send(page, FIRST)
      await page.locator('#step:visible').waitFor()
    },
  },
  {
    name: 'undo-second-step-refused',
    path: `/undo-email-change${LINK}`,
    async act(page) {
      await answered(page, 403, 'second_step_required')
      await send(page, FIRST)
      await page.locator('#step:visible').waitFor()
      await answered(page, 401, 'second_step_refused')
      await send(page, FIRST)
      await page.locator('.problem:not(:empty):visible').first().waitFor()
    },
  },
  { name: 'undo-done', path: `/undo-email-change${LINK}`, act: ended(200) },
  { name: 'undo-mailed', path: `/undo-email-change${LINK}`, act: ended(200, '', { leave: 'password' }) },
  { name: 'not-me', path: `/not-me${LINK}` },
  { name: 'not-me-refused', path: `/not-me${LINK}`, act: ended(400, 'invalid_link') },
  { name: 'not-me-done', path: `/not-me${LINK}`, act: ended(200) },
  { name: 'not-me-mailed', path: `/not-me${LINK}`, act: ended(200, '', { leave: 'password' }) },
  { name: 'not-me-lost', path: '/not-me' },
  { name: 'sign-in-mail', path: '/sign-in-mail#token=x&label=amber%20anchor' },
  { name: 'sign-in-mail-lost', path: '/sign-in-mail' },
  { name: 'undo-lost', path: '/undo-email-change' },
]

async function chooseMail(page: Page) {
  await page.locator('.panes ol a').last().click()
  await page.locator('.chosen').waitFor()
}

/** In English alone. */
export const FOR_DEVELOPERS: State[] = [
  { name: 'home', path: '/', isWhole: true },
  { name: 'mailbox', path: '/dev/mailbox' },
  {
    name: 'mailbox-chosen',
    path: '/dev/mailbox',
    act: chooseMail,
  },
  {
    name: 'mailbox-text',
    path: '/dev/mailbox',
    async act(page) {
      await chooseMail(page)
      await page.getByRole('link', { name: 'Text' }).click()
      await page.locator('article pre').waitFor()
    },
  },
  { name: 'mailbox-nothing', path: '/dev/mailbox?q=nothing+like+this' },
  { name: 'guides', path: '/docs/guides' },
  { name: 'guide-settings', path: '/docs/guides/settings' },
  {
    name: 'docs',
    path: '/docs',
    act: (page) => page.getByText('Accounts, passwords, sessions and tokens.').first().waitFor(),
  },
]
