import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { apps } from '../../src/commands/apps/command.ts'
import { HAS_APACHE, startApache } from './apache.ts'
import { CHROMIUM } from './browser.ts'
import { runHere } from './in-process.ts'
import { freePort } from './ports.ts'
import type { Requests } from './requests.ts'
import { PASSWORD, registered, type Somebody, somebody } from './somebody.ts'
import { changeLocalDatabase } from './sqlite.ts'
import type { Stage } from './stage.ts'

const GUIDE = readFileSync(join(import.meta.dirname, '../../src/docs/apps-on-apache.md'), 'utf8')
const CONFIG = /```apache\n(.*?)```/s.exec(GUIDE)?.[1] ?? ''
const SIGN_OUT = /A link to `(.*?)`/.exec(GUIDE)?.[1] ?? ''
const SITE = 'https://notes.example.com'

/** What the site reads of who is there. */
const SEEN = ['REMOTE_USER', 'OIDC_CLAIM_email', 'OIDC_CLAIM_name', 'OIDC_access_token']

/** The configuration of the guide, in a site that has no code of ours, on a machine that has Apache and its module. */
export function describeApache(stage: () => Stage, requests: Requests) {
  let site: Awaited<ReturnType<typeof startApache>>
  let ada: Somebody

  /** Everything as in the guide, but for addresses and names, and for how long the module waits before it renews. */
  const written = (text: string, changes: Record<string, string>) =>
    Object.entries(changes).reduce((done, [from, to]) => {
      expect(done, from).toContain(from)
      return done.replaceAll(from, to)
    }, text)

  async function open() {
    const port = await freePort()
    const url = `http://localhost:${port}`
    const addresses = ['--redirect', `${url}/notes/callback`, '--post-logout', `${url}/`]
    const { folder, service } = stage()
    const { stdout } = await runHere(apps, folder, 'add', 'Notes', ...addresses, '--confidential')
    const [, id = ''] = /^client_id +(\S+)$/m.exec(stdout) ?? []
    const [, secret = ''] = /^client_secret +(\S+)$/m.exec(stdout) ?? []
    const config = written(CONFIG, {
      'https://auth.example.com': service.url,
      [SITE]: url,
      CLIENT_ID: id,
      CLIENT_SECRET: secret,
      PASSPHRASE: 'of the tests, 32 characters long'.replaceAll(' ', '-'),
      'BeforeExpiry 1500': 'BeforeExpiry 1798',
      'RefreshInterval 300': 'RefreshInterval 1',
    })
    const signOut = written(SIGN_OUT, { [encodeURIComponent(SITE)]: encodeURIComponent(url) })
    const rows = SEEN.map((name) => `<dd id="${name}"><!--#echo var="${name}" --></dd>`)
    site = await startApache({
      port,
      config,
      files: {
        'index.html': '<!doctype html><title>Front</title><h1>Front page</h1>',
        'notes/index.html': `<!doctype html><title>Notes</title><h1>My notes</h1><dl>${rows.join('')}</dl><a href="${signOut}">Sign out</a>`,
      },
    })
  }

  async function come(name: string) {
    ada = await somebody(stage(), requests, { email: `${name}@example.com`, others: [site.url] })
    await registered(requests, ada.email)
  }

  const seen = async (name: string) => ada.page.locator(`#${name}`).innerText()
  const goToNotes = async () => void (await ada.page.goto(`${site.url}/notes/`))
  const title = async () => ada.page.locator('h1').innerText()

  /** From the site through the pages of the service to the question that programs of this machine are asked. */
  async function signIn() {
    await goToNotes()
    expect(await ada.title()).toBe('Sign in to Postern')
    await ada.type({ Email: ada.email, Password: PASSWORD })
    await ada.press('Sign in')
    await ada.page.getByRole('heading', { name: 'Continue to Notes?' }).waitFor()
  }

  const allow = async () => {
    await ada.page.getByRole('button', { name: 'Continue to Notes' }).click()
    await ada.page.waitForURL(`${site.url}/notes/`)
  }

  describe.runIf(CHROMIUM && HAS_APACHE)('a site on Apache, by mod_auth_openidc', () => {
    beforeAll(open)
    afterEach(() => ada?.close())
    afterAll(() => site?.stop())

    it('signs in, renews, follows what changes, and signs out', async () => {
      await come('visitor')
      await signIn()
      await allow()
      expect(await seen('OIDC_CLAIM_email')).toBe(ada.email)
      expect(await seen('OIDC_CLAIM_name')).toBe('Ada Lovelace')
      expect(await seen('REMOTE_USER')).toMatch(/^[\da-f-]{36}$/)

      const first = await seen('OIDC_access_token')
      await expect.poll(async () => goToNotes().then(() => seen('OIDC_access_token'))).not.toBe(first)
      changeLocalDatabase(
        stage().folder,
        `update users set first_name = 'Žofie' where email = '${ada.email}'`,
      )
      await expect.poll(async () => goToNotes().then(() => seen('OIDC_CLAIM_name'))).toBe('Žofie Lovelace')
      // The tokens are due again, and eight requests renew them at once.
      await ada.page.waitForTimeout(2_500)
      const read = `Promise.all(Array.from({ length: 8 }, () => fetch('/notes/').then((answer) => answer.text())))`
      for (const page of await ada.page.evaluate<string[]>(read)) expect(page).toContain(ada.email)
      await goToNotes()
      expect(await title()).toBe('My notes')

      await ada.page.getByRole('link', { name: 'Sign out' }).click()
      await ada.page.waitForURL(`${site.url}/`)
      await ada.open('/account')
      expect(ada.at()).toMatch(/^\/sign-in/)
      await goToNotes()
      expect(await ada.title()).toBe('Sign in to Postern')
    })

    it('is signed out when that happens elsewhere, and leads whoever refuses to its front page', async () => {
      await come('leaver')
      await signIn()
      await allow()
      await ada.open('/account')
      await ada.signOut()
      await expect.poll(async () => goToNotes().then(title)).toBe('Sign in to Postern')

      await signIn()
      await ada.page.getByRole('button', { name: 'Not now' }).click()
      await ada.page.waitForURL(`${site.url}/`)
      expect(await title()).toBe('Front page')
    })
  })
}
