import type { CDPSession } from 'playwright-core'
import { afterEach, describe, expect, it } from 'vitest'
import { CHROMIUM } from './browser.ts'
import type { Requests } from './requests.ts'
import type { Stage } from './stage.ts'

const PASSWORD = 'seven dry words'

/** What a test may have otherwise than a phone or a laptop. */
type Device = { transport?: 'usb' | 'internal'; hasUserVerification?: boolean }

/** Passkeys in a real browser, on the page of an app, with Chromium's virtual authenticators. */
export function describePasskeys(stage: () => Stage, { codeTo, ask }: Requests) {
  const opened: { close(): Promise<void> }[] = []

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((context) => context.close()))
  })

  async function plugIn(devtools: CDPSession, device: Device = {}): Promise<string> {
    const options = {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
      ...device,
    } as const
    const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', { options })
    return authenticatorId
  }

  /** The page of an app in which somebody with a confirmed address has signed in, and a device. */
  async function openApp(name: string, device?: Device) {
    const email = `${name}@example.com`
    const context = await stage().browser.context()
    opened.push(context)
    const page = await context.newPage()
    await page.goto(stage().app.url)
    await page.setContent('<input autocomplete="username webauthn">')
    const devtools = await context.newCDPSession(page)
    await devtools.send('WebAuthn.enable')
    const authenticatorId = await plugIn(devtools, device)
    /** What a call of the client answers, or how it is refused. */
    const run = <Answer>(call: string) =>
      page.evaluate<Answer>(
        `client.account.${call}.catch(({ kind, status, secondStep }) => ({ kind, status, secondStep }))`,
      )
    await page.evaluate(`client = postern.createClient({ url: '${stage().service.url}' }), null`)
    const credentials = { email, password: PASSWORD }
    await page.evaluate(
      `client.api.register(${JSON.stringify({ name: 'Ada', ...credentials })}).then(() => null)`,
    )
    await run(`verify({ code: '${await codeTo(email)}' })`)
    return {
      email,
      devtools,
      authenticatorId,
      run,
      login: () => run<{ secondStep?: { token: string } }>(`login(${JSON.stringify(credentials)})`),
      outcomeOf: async (call: string) => (await run<{ outcome?: string; kind?: string }>(call)).outcome,
      credentialsOf: async (id: string) =>
        (await devtools.send('WebAuthn.getCredentials', { authenticatorId: id })).credentials,
    }
  }

  describe.runIf(CHROMIUM)('a passkey in a real browser', () => {
    it('is added, signs in by autofill, makes a session fresh, and passes a second step', async () => {
      const { run, outcomeOf, login, credentialsOf, authenticatorId } = await openApp('passkey')
      expect(await outcomeOf('addPasskey()')).toBe('added')
      expect(await credentialsOf(authenticatorId)).toMatchObject([
        { rpId: 'localhost', isResidentCredential: true },
      ])
      expect(await outcomeOf('addPasskey()'), 'one is enough for a device').toBe('already_there')
      await run('logout()')

      expect(await outcomeOf('signInWithPasskey({ autofill: true })')).toBe('signed_in')
      expect(await run('sessions()')).toMatchObject([{ methods: ['passkey'] }])
      expect(await outcomeOf('reauthenticateWithPasskey()')).toBe('proven')
      expect(await run('changeSecurity({ second_step: true })')).toMatchObject({ second_step: true })
      await run('logout()')

      const { secondStep } = await login()
      expect(await outcomeOf(`passSecondStepWithPasskey('${secondStep?.token}')`)).toBe('signed_in')
      expect(await run('security()')).toMatchObject({ passkeys: 1, second_step: true })
    })

    it('is not made by a security key without a PIN: the browser does not say why', async () => {
      const app = await openApp('pinless', { transport: 'usb', hasUserVerification: false })
      expect(await app.run('addPasskey()')).toEqual({ outcome: 'cancelled' })
      expect(await app.run('passkeys()')).toEqual([])
    })

    it('is neither added nor taken where nobody was verified, and the device forgets one that was not added', async () => {
      const app = await openApp('unverified')
      const { run, outcomeOf, credentialsOf, devtools, authenticatorId } = app
      const verify = (isBadUV: boolean) =>
        devtools.send('WebAuthn.setResponseOverrideBits', { authenticatorId, isBadUV })
      await verify(true)
      expect(await run('addPasskey()')).toMatchObject({ kind: 'invalid_input', status: 422 })
      expect(await run('passkeys()')).toEqual([])
      await expect.poll(() => credentialsOf(authenticatorId)).toEqual([])

      await verify(false)
      expect(await outcomeOf('addPasskey()')).toBe('added')
      await verify(true)
      expect(await run('signInWithPasskey()')).toMatchObject({ kind: 'passkey_refused', status: 401 })
      await verify(false)
      expect(await outcomeOf('signInWithPasskey()')).toBe('signed_in')
    })

    it('is shown under the present name, and forgotten by the device when it is removed', async () => {
      const { run, outcomeOf, credentialsOf, authenticatorId } = await openApp('renamed')
      expect(await outcomeOf('addPasskey()')).toBe('added')
      await run(`editMe({ first_name: 'Augusta', last_name: 'King' })`)
      await run('syncPasskeys()')
      await expect
        .poll(() => credentialsOf(authenticatorId))
        .toMatchObject([{ userName: 'renamed@example.com', userDisplayName: 'Augusta King' }])
      await run(`passkeys().then(([{ id }]) => client.account.removePasskey(id))`)
      await expect.poll(() => credentialsOf(authenticatorId)).toEqual([])
    })

    it('that was copied is refused by its counter, the owner hears of it, and is not locked out', async () => {
      const { run, outcomeOf, credentialsOf, devtools, authenticatorId, email } = await openApp('cloned')
      expect(await outcomeOf('addPasskey()')).toBe('added')
      const [copy] = await credentialsOf(authenticatorId)
      for (let times = 0; times < 3; times += 1)
        expect(await outcomeOf('signInWithPasskey()')).toBe('signed_in')
      const [own] = await credentialsOf(authenticatorId)
      if (!copy || !own) throw new Error('the device has no passkey')
      expect(own.signCount).toBeGreaterThan(copy.signCount + 1)
      await devtools.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId })

      const thief = await plugIn(devtools)
      await devtools.send('WebAuthn.addCredential', { authenticatorId: thief, credential: copy })
      expect(await run('signInWithPasskey()')).toMatchObject({ kind: 'passkey_refused', status: 401 })
      await expect.poll(() => mailsAbout(email)).toBe(1)
      await devtools.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: thief })

      const device = await plugIn(devtools)
      await devtools.send('WebAuthn.addCredential', { authenticatorId: device, credential: own })
      expect(await outcomeOf('signInWithPasskey()')).toBe('signed_in')
    })
  })

  /** How many mails tell of a copied passkey. */
  async function mailsAbout(email: string): Promise<number> {
    const { said } = await ask('GET', `/dev/mailbox.json?to=${encodeURIComponent(email)}`)
    const mails = said as unknown as { text: string }[]
    return mails.filter(({ text }) => text.includes('out of step')).length
  }
}
