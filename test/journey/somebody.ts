import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Requests } from './requests.ts'
import type { Stage } from './stage.ts'

export type Somebody = Awaited<ReturnType<typeof somebody>>

/** A service, and a browser to look at it. */
type Place = Pick<Stage, 'browser'> & { service: Pick<Stage['service'], 'url'> }

type About = {
  email: string
  script?: boolean
  /** Has a device that makes passkeys. */
  device?: boolean
  /** Origins besides the service that are meant to be asked. */
  others?: string[]
}

/** Somebody with a browser of their own, who goes by what the hosted pages say: labels, buttons, links. */
export async function somebody(
  { browser, service }: Place,
  { codeTo, linkTo }: Requests,
  { email, script = true, device = false, others = [] }: About,
) {
  const context = await browser.context({ script, own: [service.url, ...others] })
  /** Codes and links that were used. */
  const used = new Set<string>()

  /** The first one that was not used before. */
  async function unused(read: () => Promise<string>): Promise<string> {
    await expect.poll(async () => used.has(await read())).toBe(false)
    const found = await read()
    used.add(found)
    return found
  }

  async function tab() {
    const page = await context.newPage()
    const main = page.locator('main')
    /** Does what leads to another page, or to the same one again. */
    const going = async (act: () => Promise<void>) =>
      void (await Promise.all([page.waitForEvent('domcontentloaded'), act()]))
    return {
      email,
      page,
      open: async (path: string) => void (await page.goto(service.url + path)),
      /** The path, with its query. */
      at: () => page.url().slice(service.url.length),
      title: () => page.locator('h1').innerText(),
      /** All that the page says about its subject. */
      said: () => main.innerText(),

      async type(fields: Record<string, string>) {
        for (const [label, text] of Object.entries(fields))
          await main.getByLabel(label, { exact: true }).and(page.locator('input:visible')).fill(text)
      },
      press: (name: string) =>
        going(() => main.getByRole('button', { name, exact: true }).locator('visible=true').click()),
      follow: (name: string) => going(() => main.getByRole('link', { name, exact: true }).click()),
      /** Opens and closes what is folded. */
      unfold: (title: string) => main.locator('summary').filter({ hasText: title }).first().click(),
      signOut: () => going(() => page.getByRole('banner').getByRole('button', { name: 'Sign out' }).click()),
    }
  }

  const first = await tab()
  if (device) await plugIn(first.page)
  return {
    ...first,
    context,
    /** Another tab of the same browser. */
    tab,
    code: (to = email) => unused(() => codeTo(to)),
    link: (path: string, to = email) => unused(() => linkTo(to, path)),
    close: () => context.close(),
  }
}

/** Gives a page a device that makes passkeys. */
async function plugIn(page: Page) {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
}

export const PASSWORD = 'seven dry words'

/** Opens an account with a confirmed address and this password, without a browser. */
export async function registered({ ask, codeTo }: Requests, email: string) {
  const person = { email, password: PASSWORD, names: 'Ada', surnames: 'Lovelace' }
  const { status: opened, said } = await ask('POST', '/api/v1/auth/register', { body: person })
  expect(opened, `${email} is new`).toBe(201)
  const body = { code: await codeTo(email) }
  const { status } = await ask('POST', '/api/v1/users/me/verify', {
    token: String(said['access_token']),
    body,
  })
  expect(status).toBe(200)
}
