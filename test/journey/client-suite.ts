import type { BrowserContext, Page } from 'playwright-core'
import { afterEach, describe, expect, it } from 'vitest'
import { CHROMIUM } from './browser.ts'
import type { Stage } from './stage.ts'

const PASSWORD = 'seven dry words'

const ME = 'GET /api/v1/users/me'
/** The pair of tokens. What the service knows the device by is kept beside it. */
const KEPT = `(Object.values(localStorage).find((value) => value.includes(' ')) ?? null)`
const SPOIL = `for (const [key, held] of Object.entries(localStorage))
  localStorage.setItem(key, held.replace(/^\\S+/, 'stale'))`
const ASK_TWICE = `Promise.all([1, 2].map(() => client.account.me())).then((all) => all.map((me) => me.names))`
const register = (email: string) =>
  `client.api.register({ name: 'Ada', email: '${email}', password: '${PASSWORD}' }).then(() => true)`
/** A storage that tells nobody of a change. */
const IN_CACHES = `{
  getItem: async (key) => (await (await (await caches.open('app')).match('/' + key))?.text()) ?? null,
  setItem: async (key, value) => (await caches.open('app')).put('/' + key, new Response(value)),
  removeItem: async (key) => void (await (await caches.open('app')).delete('/' + key)),
}`
const ADAS = ['Ada', 'Ada']
const SIX_ADAS = [ADAS, ADAS, ADAS]
const renewalsIn = (sent: string[]) => sent.filter((route) => /refresh$|accessToken\/$/.test(route))

/** The client in a real browser, on the page of an app, in three tabs, against the real service. */
export function describeClient(stage: () => Stage) {
  const opened: BrowserContext[] = []

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((context) => context.close()))
  })

  /** Three tabs of one browser, each with a client, and the requests that they sent to the service. */
  async function threeTabs({ locks = true, option = '' }: { locks?: boolean; option?: string } = {}) {
    const context = await stage().browser.context()
    opened.push(context)
    const sent: string[] = []
    context.on('request', (request) => {
      if (request.url().startsWith(stage().service.url))
        sent.push(`${request.method()} ${new URL(request.url()).pathname}`)
    })
    if (!locks) await context.addInitScript('delete Navigator.prototype.locks')
    const tabs: Page[] = []
    for (let count = 0; count < 3; count += 1) {
      const tab = await context.newPage()
      await tab.goto(stage().app.url)
      await tab.evaluate(
        `told = 0; client = postern.createClient({ url: '${stage().service.url}', onSignedOut: () => { told += 1 }${option} })`,
      )
      tabs.push(tab)
    }
    // No renewal is sent before all tabs have been refused.
    await context.route(/auth\/refresh$/, async (route) => {
      await expect.poll(() => sent.filter((asked) => asked === ME).length).toBeGreaterThanOrEqual(6)
      await route.continue()
    })
    const [first] = tabs as [Page, ...Page[]]
    return {
      sent,
      first,
      /** Does the same in all tabs at the same time. */
      inAll: <Result>(script: string) => Promise.all(tabs.map((tab) => tab.evaluate<Result>(script))),
    }
  }

  /** The code of the newest mail to an address. */
  async function codeTo(email: string): Promise<string> {
    const newest = async () => {
      const answer = await fetch(`${stage().service.url}/dev/mailbox.json?to=${encodeURIComponent(email)}`)
      const [mail] = (await answer.json()) as { text: string }[]
      return /^\d{6,8}$/m.exec(mail?.text ?? '')?.[0] ?? ''
    }
    await expect.poll(newest).not.toBe('')
    return newest()
  }

  describe.runIf(CHROMIUM)('the client in three tabs', () => {
    it('renews once for all of them, and leaves all with the same pair', async () => {
      const { first, inAll, sent } = await threeTabs()
      await first.evaluate(register('tabs@example.com'))
      const before = await first.evaluate<string>(KEPT)
      await first.evaluate(SPOIL)
      await expect.poll(() => inAll(`${KEPT}?.startsWith('stale')`)).toEqual([true, true, true])

      expect(await inAll(ASK_TWICE)).toEqual(SIX_ADAS)

      expect(renewalsIn(sent)).toEqual(['POST /api/v1/auth/refresh'])
      const after = await first.evaluate<string>(KEPT)
      expect(after.split(' ')[1]).not.toBe(before.split(' ')[1])
      await expect.poll(() => inAll(KEPT)).toEqual([after, after, after])
      expect(await inAll('told')).toEqual([0, 0, 0])
    })

    it('signs nobody out in a browser without locks', async () => {
      const { first, inAll, sent } = await threeTabs({ locks: false })
      expect(await first.evaluate('navigator.locks')).toBeUndefined()
      await first.evaluate(register('lockless@example.com'))
      await first.evaluate(SPOIL)
      await expect.poll(() => inAll(`${KEPT}?.startsWith('stale')`)).toEqual([true, true, true])

      expect(await inAll(ASK_TWICE)).toEqual(SIX_ADAS)

      const renewals = renewalsIn(sent).length
      expect(renewals).toBeGreaterThan(0)
      expect(renewals, 'one for each tab').toBeLessThanOrEqual(3)
      await expect.poll(async () => new Set(await inAll(KEPT)).size).toBe(1)
      expect(await inAll('told')).toEqual([0, 0, 0])
      expect(await inAll(ASK_TWICE), 'the pair is valid').toEqual(SIX_ADAS)
      expect(renewalsIn(sent)).toHaveLength(renewals)
    })

    it('signs all tabs out when the session has ended, and tells each tab once', async () => {
      const { first, inAll, sent } = await threeTabs()
      await first.evaluate(register('ended@example.com'))
      const elsewhere = `postern.createClient({ url: '${stage().service.url}', storage: { getItem: () => ${KEPT}, removeItem() {} } })`
      await first.evaluate(`${elsewhere}.account.logout()`)

      const said = ({ kind, status }: { kind: string; status: number }) => `${kind} ${status}`
      const refused = `Promise.all([1, 2].map(() => client.account.me().catch(${String(said)})))`
      const twice = ['unauthenticated 401', 'unauthenticated 401']
      expect(await inAll(refused)).toEqual([twice, twice, twice])

      expect(renewalsIn(sent)).toEqual(['POST /api/v1/auth/refresh'])
      await expect.poll(() => inAll(KEPT)).toEqual([null, null, null])
      expect(await inAll('told')).toEqual([1, 1, 1])
    })

    it.each([
      ['localStorage', ''],
      ['a storage of the app', `, storage: ${IN_CACHES}`],
    ])('tells all tabs at once of a sign-in and of a sign-out, by %s', async (name, option) => {
      const { first, inAll } = await threeTabs({ option })
      await inAll('changes = []; client.onSessionChange((isSignedIn) => void changes.push(isSignedIn))')
      await first.evaluate(register(`${name.replaceAll(' ', '.')}@example.com`))
      await expect.poll(() => inAll('changes.join()')).toEqual(['true', 'true', 'true'])
      await first.evaluate('client.account.logout()')
      await expect.poll(() => inAll('changes.join()')).toEqual(Array(3).fill('true,false'))
      expect(await inAll('told')).toEqual([1, 1, 1])
    })

    it('renews cookies that no script can read in the same way', async () => {
      const { first, inAll, sent } = await threeTabs()
      const email = 'cookies@example.com'
      await first.evaluate(`client.auth.requestCode({ account: '${email}' })`)
      await first.evaluate(`client.auth.verifyCode({ code: '${await codeTo(email)}' })`)
      await first.evaluate(`client.auth.createAccount({ pwd: '${PASSWORD}', firstName: 'Ada' })`)
      expect(await first.evaluate(`${KEPT} + document.cookie`)).toMatch(/^- \d+\.1$/)
      await first.context().clearCookies({ name: '__Host-accessToken' })

      expect(await inAll(ASK_TWICE)).toEqual(SIX_ADAS)

      expect(renewalsIn(sent)).toEqual(['GET /auth/v1/request/accessToken/'])
      expect(await inAll('told')).toEqual([0, 0, 0])
      await first.evaluate('client.auth.logout()')
      expect(await first.evaluate('client.isSignedIn()')).toBe(false)
    })
  })
}
