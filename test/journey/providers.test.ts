import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest'
import { CHROMIUM } from './browser.ts'
import { type OidcServer, startOidcServer } from './oidc-server.ts'
import { freePort } from './ports.ts'
import { describeProviderAccounts } from './provider-accounts-suite.ts'
import { describeProviderSignIn } from './provider-sign-in-suite.ts'
import { describeProviderTrouble } from './provider-trouble-suite.ts'
import { requestsTo } from './requests.ts'
import { openStage, type Stage } from './stage.ts'

/** Signing in with OpenID providers of this machine, in a real browser at the real service. */
let stage: Stage
let acme: OidcServer
let evil: OidcServer
let sure: OidcServer

beforeAll(async () => {
  if (!CHROMIUM) return
  const port = await freePort()
  const service = `http://localhost:${port}`
  ;[acme, evil, sure] = await Promise.all([
    startOidcServer({ name: 'acme', service }),
    startOidcServer({ name: 'evil', service, tellsInToken: true, takes: 'client_secret_basic' }),
    startOidcServer({ name: 'sure', service }),
  ])
  const settings = {
    ...acme.settings,
    ...evil.settings,
    ...sure.settings,
    OIDC_ACME_DOMAINS: 'acme.example',
    OIDC_SURE_DOMAINS: 'sure.example',
    SECOND_STEP_SKIPPED_FOR: 'oidc_sure',
    // Nobody listens there.
    OIDC_GONE_ISSUER: `http://127.0.0.1:${await freePort()}`,
    OIDC_GONE_CLIENT_ID: 'postern',
    OIDC_GONE_CLIENT_SECRET: 'a-secret-for-nobody',
    OIDC_GONE_LABEL: 'Gone',
  }
  stage = await openStage(settings, { port })
})

afterAll(async () => {
  await stage?.close()
  await Promise.all([acme, evil, sure].map((each) => each?.stop()))
})

afterEach(() => {
  if (CHROMIUM)
    expect(stage.browser.wrong(), 'no page writes a console error or asks another host').toEqual([])
})

const requests = requestsTo(() => stage)
const servers = () => ({ acme, evil, sure })

describe.runIf(CHROMIUM)('with a provider', () => {
  describeProviderSignIn(() => stage, servers, requests)
  describeProviderAccounts(() => stage, servers, requests)
  describeProviderTrouble(() => stage, servers, requests)
})
