import { describe, expect, it } from 'vitest'
import { CHROMIUM, type Visited } from './browser.ts'
import type { Requests } from './requests.ts'
import { scan } from './scanner.ts'
import type { Stage } from './stage.ts'

const PASSWORD = 'seven dry words'
const NEW_PASSWORD = 'eight wet words'
const [AUTH, ME] = ['/api/v1/auth', '/api/v1/users/me']

/** Every page behind a mailed link: the scanner is there before the person, who finds everything as it was. */
export function describeScanner(stage: () => Stage, { ask, linkTo, codeTo, login }: Requests) {
  const email = 'scanned@example.com'

  const tokenOf = async (password = PASSWORD) => {
    const { said } = await ask('POST', `${AUTH}/login`, { body: { email, password } })
    return String(said['access_token'])
  }

  /** Opens a link as a scanner does. Nothing that it sends is accepted. The page is open for the person afterwards. */
  async function scanned(link: string): Promise<Visited> {
    const statuses = await scan(await stage().browser.visit(link))
    expect(statuses.filter((status) => status === undefined || status < 400)).toEqual([])
    return stage().browser.visit(link)
  }

  const press = ({ page }: Visited, name: string) => page.getByRole('button', { name }).click()

  describe.runIf(CHROMIUM)('a mail scanner with a browser', () => {
    it('comes before the person to every page, changes nothing, and signs in nobody who waits for it', async () => {
      const person = { email, password: PASSWORD, names: 'Ada', surnames: 'Lovelace' }
      await ask('POST', `${AUTH}/register`, { body: person })

      const confirming = await scanned(await linkTo(email, '/verify-email'))
      await confirming.page.locator('#password').fill(PASSWORD)
      await press(confirming, 'Confirm email address')
      await expect.poll(confirming.outcome).toContain('Your email address is confirmed')

      const asked = await ask('POST', `${AUTH}/mail`, { body: { email } })
      const { request } = asked.said as { request: string }
      const link = await linkTo(email, '/sign-in-mail')
      const signingIn = await scanned(link)
      expect(await signingIn.page.locator('#elsewhere-email').isVisible(), 'here the address is typed').toBe(
        true,
      )
      const waiting = [
        { request },
        { request, token: '' },
        { request, code: '' },
        { request, email },
        { email, token: request },
      ]
      for (const body of waiting) {
        const { status, jar } = await ask('POST', `${AUTH}/mail/redeem`, { body })
        expect([status >= 400, jar], JSON.stringify(body)).toEqual([true, ''])
      }
      const cookies = await signingIn.page.context().cookies()
      expect(cookies.map(({ name }) => name)).toEqual(['__Host-form'])
      const code = await codeTo(email, /sign/i)
      const redeemed = await ask('POST', `${AUTH}/mail/redeem`, { body: { request, code } })
      expect(redeemed.status, JSON.stringify(redeemed.said)).toBe(200)

      const token = await tokenOf()
      expect((await ask('DELETE', ME, { token, body: { confirm: email } })).status).toBe(202)
      const keeping = await scanned(await linkTo(email, '/keep-account'))
      expect(await login(email, PASSWORD), 'it is being deleted').toBe(403)
      await keeping.page.locator('#email').fill(email)
      await press(keeping, 'Keep')
      await expect.poll(keeping.outcome).toContain('Your account stays')
      expect(await login(email, PASSWORD)).toBe(200)

      const again = await tokenOf()
      expect((await ask('POST', `${ME}/export`, { token: again })).status).toBe(200)
      const takingBack = await scanned(await linkTo(email, '/not-me'))
      expect((await ask('GET', ME, { token: again })).status).toBe(200)
      await takingBack.page.locator('#email').fill(email)
      await takingBack.page.locator('#password').fill(NEW_PASSWORD)
      await press(takingBack, 'Take account back')
      await expect.poll(takingBack.outcome).toContain('Your account is yours again')
      expect((await ask('GET', ME, { token: again })).status).toBe(401)

      await ask('POST', `${AUTH}/forgot-password`, { body: { email } })
      const resetting = await scanned(await linkTo(email, '/reset-password', /password/i))
      expect(await login(email, NEW_PASSWORD)).toBe(200)
      await resetting.page.locator('#password').fill(PASSWORD)
      await press(resetting, 'Set password')
      await expect.poll(resetting.outcome).toContain('Your password has been changed')
      expect(await login(email, PASSWORD)).toBe(200)
    })
  })
}
