import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import * as client from 'openid-client'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { apps } from '../../src/commands/apps/command.ts'
import { CHROMIUM } from './browser.ts'
import { runHere } from './in-process.ts'
import type { Requests } from './requests.ts'
import { PASSWORD, registered, type Somebody, somebody } from './somebody.ts'
import { changeLocalDatabase } from './sqlite.ts'
import type { Stage } from './stage.ts'

const FORM = 'application/x-www-form-urlencoded'

/** A program of this machine that shows what browsers bring, and keeps it. */
async function startProgram() {
  const brought: Request[] = []
  async function answer(request: IncomingMessage, response: ServerResponse) {
    const { method = '', url: path = '' } = request
    const body = method === 'POST' ? await text(request) : undefined
    const headers = { 'Content-Type': FORM }
    if (path.startsWith('/callback'))
      brought.push(new Request(url + path, { method, ...(body !== undefined && { headers, body }) }))
    response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><h1>The program</h1>')
  }
  const server = createServer((request, response) => void answer(request, response)).listen(0, 'localhost')
  await once(server, 'listening')
  const url = `http://localhost:${(server.address() as AddressInfo).port}`
  return {
    url,
    callback: `${url}/callback`,
    /** The one request that has come since the last call. */
    async brought() {
      await expect.poll(() => brought.length).toBe(1)
      return brought.pop() as Request
    },
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

type Asked = { mode?: 'form_post'; scope?: string }

/** Apps of this machine that people sign in to, with the library that does it there. */
export function describeHostedApps(stage: () => Stage, requests: Requests) {
  let program: Awaited<ReturnType<typeof startProgram>>
  let config: client.Configuration
  const opened: Somebody[] = []

  async function visitor(name: string, script: boolean) {
    const email = `${name}@example.com`
    const ada = await somebody(stage(), requests, { email, script, others: [program.url] })
    opened.push(ada)
    await registered(requests, email)
    return ada
  }

  async function register() {
    const addresses = ['--redirect', program.callback, '--post-logout', `${program.url}/`]
    const options = ['--third-party', '--confidential']
    const { stdout } = await runHere(apps, stage().folder, 'add', 'Program', ...addresses, ...options)
    const [, id = ''] = /^client_id +(\S+)$/m.exec(stdout) ?? []
    const [, secret] = /^client_secret +(\S+)$/m.exec(stdout) ?? []
    const auth = client.ClientSecretBasic(secret)
    const issuer = new URL(stage().service.url)
    const execute = [client.allowInsecureRequests, client.enableNonRepudiationChecks]
    return client.discovery(issuer, id, undefined, auth, { execute })
  }

  async function go(ada: Somebody, { mode, scope = 'openid' }: Asked = {}) {
    const checks = { pkceCodeVerifier: client.randomPKCECodeVerifier(), expectedState: client.randomState() }
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: program.callback,
      scope,
      state: checks.expectedState,
      code_challenge: await client.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
      code_challenge_method: 'S256',
      ...(mode && { response_mode: mode }),
    })
    await ada.page.goto(url.href)
    return async () => client.authorizationCodeGrant(config, await program.brought(), checks)
  }

  /** The page that leads to the question needs no press, with or without script. */
  async function signIn(ada: Somebody, question: string) {
    await ada.type({ Email: ada.email, Password: PASSWORD })
    await ada.press('Sign in')
    await ada.page.getByRole('heading', { name: question }).waitFor()
  }

  const press = (ada: Somebody, name: string) =>
    ada.page.locator('main').getByRole('button', { name, exact: true }).click()
  const arrive = (ada: Somebody) => ada.page.getByRole('heading', { name: 'The program' }).waitFor()

  describe.runIf(CHROMIUM)('a program of this machine', () => {
    beforeAll(async () => {
      program = await startProgram()
      config = await register()
    })
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((each) => each.close()))
    })
    afterAll(() => program?.stop())

    it('of somebody else gets what was allowed, by a form that sends itself, renews it, and signs out', async () => {
      const ada = await visitor('allows', true)
      const received = await go(ada, { mode: 'form_post', scope: 'openid email offline_access' })
      await signIn(ada, 'Allow Program to use your account?')
      expect(await ada.page.locator('main li').allInnerTexts()).toEqual([
        'Know who you are',
        'See your email address',
        'Stay signed in while you are away',
      ])
      await press(ada, 'Allow')
      await arrive(ada)
      const tokens = await received()
      const { sub = '' } = tokens.claims() ?? {}
      const renewed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '')
      const user = await client.fetchUserInfo(config, renewed.access_token, sub)
      expect(user).toEqual({ sub, email: ada.email, email_verified: true })
      const out = client.buildEndSessionUrl(config, {
        id_token_hint: renewed.id_token ?? '',
        post_logout_redirect_uri: `${program.url}/`,
      })
      await ada.page.goto(out.href)
      await arrive(ada)
      await ada.open('/account')
      expect(ada.at()).toMatch(/^\/sign-in/)
    })

    it('gets its answer without script too: the user presses the button of that form', async () => {
      const ada = await visitor('presses', false)
      changeLocalDatabase(stage().folder, `update apps set kind = 'first_party' where name = 'Program'`)
      const received = await go(ada, { mode: 'form_post' })
      await signIn(ada, 'Continue to Program?')
      await press(ada, 'Continue to Program')
      await ada.page.getByRole('heading', { name: 'One moment' }).waitFor()
      await press(ada, 'Open Program')
      await arrive(ada)
      expect((await received()).claims()).toMatchObject({ aud: config.clientMetadata().client_id })

      // By the address, nobody has to press anything after the question.
      const next = await go(ada)
      await press(ada, 'Continue to Program')
      await arrive(ada)
      expect((await next()).id_token).toBeDefined()
    })
  })
}
