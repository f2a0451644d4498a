import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { checkConfiguration, type Settings } from '../../src/commands/doctor/configuration.ts'
import { checkDeployedProviders } from '../../src/commands/doctor/deployed-providers.ts'
import { examineService } from '../../src/commands/doctor/examine.ts'
import type { Finding } from '../../src/commands/doctor/finding.ts'
import { checkProviders } from '../../src/commands/doctor/providers.ts'
import { report } from '../../src/commands/doctor/report.ts'
import { freePort } from './ports.ts'

/** What the doctor says of providers, by the settings and by what small servers of this machine answer. */
const DEVELOPMENT = {
  ENVIRONMENT: 'development',
  AUTH_SECRET: 'a secret of the doctor longer than 32 characters',
}
const SECRET = 'what-nobody-may-see'
const CLIENT = { OIDC_ACME_CLIENT_ID: 'client', OIDC_ACME_CLIENT_SECRET: SECRET }

const servers: Server[] = []
afterEach(() => {
  vi.restoreAllMocks()
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, 'localhost')
  servers.push(server)
  await once(server, 'listening')
  return `http://localhost:${(server.address() as AddressInfo).port}`
}

/** A provider that says of itself what is right, but for what is given; `headers` are those of its answer. */
async function provider(other: Record<string, unknown> = {}, headers: Record<string, string> = {}) {
  const issuer: string = await serve((request, response) => {
    if (request.url !== '/.well-known/openid-configuration') return response.writeHead(404).end()
    const at = (path: string) => `${issuer}/${path}`
    const said = {
      issuer,
      authorization_endpoint: at('a'),
      token_endpoint: at('t'),
      jwks_uri: at('k'),
      ...other,
    }
    return response
      .writeHead(200, { 'Content-Type': 'application/json', ...headers })
      .end(JSON.stringify(said))
  })
  return issuer
}

const textOf = (findings: Finding[]) => {
  const text = report(findings).lines.join('\n')
  expect(text).not.toContain(SECRET)
  return text
}
const said = async (settings: Settings) => textOf(await checkProviders({ ...DEVELOPMENT, ...settings }))
const saidOf = (issuer: string) => said({ ...CLIENT, OIDC_ACME_ISSUER: issuer })

/** The outside, for providers whose address is nobody's to choose. */
function answering(answer: (url: string) => Response) {
  const asked: string[] = []
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    const url = input instanceof Request ? input.url : input.toString()
    asked.push(url)
    return answer(url)
  })
  return asked
}

const configurationOf = (issuer: string) =>
  Response.json({
    issuer,
    authorization_endpoint: `${issuer}/a`,
    token_endpoint: `${issuer}/t`,
    jwks_uri: `${issuer}/k`,
  })

describe('a provider that answers', () => {
  it('is right, and the address to register there is a line', async () => {
    expect(await saidOf(await provider())).toBe(
      [
        'ok       provider oidc_acme: answers as it should',
        'note     provider oidc_acme: its redirect address is http://localhost:8787/callback/oidc_acme',
        '         → Register exactly this one there.',
        '',
        '1 ok, 1 note, 0 warnings, 0 problems',
      ].join('\n'),
    )
  })

  it('is a problem when it calls itself by another issuer, which is named', async () => {
    const lines = await saidOf(await provider({ issuer: 'https://other.example' }))
    expect(lines).toContain(
      'PROBLEM  provider oidc_acme: calls itself by another issuer: https://other.example',
    )
    expect(lines).toContain('→ If you mean that one, set OIDC_ACME_ISSUER to exactly this.')
    expect(lines).toContain('its redirect address is')
  })

  it.each([
    ['lacks an endpoint', { token_endpoint: undefined }, 'token_endpoint'],
    ['has keys without https', { jwks_uri: 'http://keys.example/' }, 'jwks_uri'],
  ])('is a problem when it %s', async (_, other, named) => {
    expect(await saidOf(await provider(other))).toContain(
      `PROBLEM  provider oidc_acme: its configuration has no https address as ${named}`,
    )
  })

  it.each([
    [
      '600 s ahead',
      600_000,
      'PROBLEM  provider oidc_acme: its clock is ',
      ' s ahead of that of this machine',
    ],
    [
      '600 s behind',
      -600_000,
      'PROBLEM  provider oidc_acme: its clock is ',
      ' s behind that of this machine',
    ],
    [
      '100 s ahead',
      100_000,
      'warning  provider oidc_acme: its clock is ',
      ' s ahead of that of this machine',
    ],
  ])('has its clock compared: %s', async (_, difference, begin, end) => {
    const lines = await saidOf(await provider({}, { Date: new Date(Date.now() + difference).toUTCString() }))
    expect(lines).toContain(begin)
    expect(lines).toContain(end)
  })

  it('has no wrong clock because a cache has kept its answer', async () => {
    const headers = { Date: new Date(Date.now() - 3_000_000).toUTCString(), Age: '3000' }
    expect(await saidOf(await provider({}, headers))).not.toContain('clock')
  })
})

describe('a provider that does not answer', () => {
  it('is a problem when nobody listens there', async () => {
    const issuer = `http://localhost:${await freePort()}`
    const lines = await saidOf(issuer)
    expect(lines).toContain('PROBLEM  provider oidc_acme: cannot be reached')
    expect(lines).toContain(
      `→ Is OIDC_ACME_ISSUER right? ${issuer}/.well-known/openid-configuration was asked.`,
    )
  })

  it.each<[string, RequestListener, string]>([
    ['never ends', () => undefined, 'does not answer within 3 s'],
    [
      'has no configuration',
      (_, response) => response.writeHead(404).end(),
      'does not have what it is asked for',
    ],
    ['fails', (_, response) => response.writeHead(503).end(), 'answers that it does not work'],
    [
      'leads elsewhere',
      (_, response) => response.writeHead(302, { Location: '/x' }).end(),
      'leads elsewhere instead of answering',
    ],
    [
      'answers a page',
      (_, response) => response.end('<!doctype html>'),
      'answers something else than a configuration of OpenID Connect',
    ],
    [
      'answers another JSON',
      (_, response) => response.writeHead(200, { 'Content-Type': 'application/json' }).end('[]'),
      'answers something else than a configuration of OpenID Connect',
    ],
    [
      'never stops talking',
      (_, response) => response.end(`"${'x'.repeat(300_000)}"`),
      'answers something else than a configuration of OpenID Connect',
    ],
  ])('is a problem in words when it %s', async (_, listener, says) => {
    expect(await saidOf(await serve(listener))).toContain(`PROBLEM  provider oidc_acme: ${says}`)
  })

  it('takes nothing from what is said of another one', async () => {
    const lines = await said({
      ...CLIENT,
      OIDC_ACME_ISSUER: `http://localhost:${await freePort()}`,
      OIDC_INITECH_ISSUER: await provider(),
      OIDC_INITECH_CLIENT_ID: 'client',
      OIDC_INITECH_CLIENT_SECRET: SECRET,
    })
    expect(lines).toContain('PROBLEM  provider oidc_acme')
    expect(lines).toContain('ok       provider oidc_initech: answers as it should')
  })
})

describe('what the settings say', () => {
  it('is named where it is half of a provider', () => {
    const half = { ...DEVELOPMENT, GOOGLE_CLIENT_ID: 'client', OIDC_ACME_CLIENT_SECRET: SECRET }
    const lines = textOf(checkConfiguration(half))
    expect(lines).toContain(
      'PROBLEM  configuration: GOOGLE_CLIENT_SECRET: breaks its rule: required with GOOGLE_CLIENT_ID',
    )
    expect(lines).toContain(
      'PROBLEM  configuration: OIDC_ACME_ISSUER: breaks its rule: required with OIDC_ACME_CLIENT_SECRET',
    )
  })

  it('is told in words where it lets in more people, or with less, than it may seem to', async () => {
    answering(() => configurationOf('https://login.microsoftonline.com/{tenantid}/v2.0'))
    const settings = {
      MICROSOFT_CLIENT_ID: 'client',
      MICROSOFT_CLIENT_SECRET: SECRET,
      SECOND_STEP_SKIPPED_FOR: 'microsoft',
    }
    const lines = await said(settings)
    expect(lines).toContain('ok       provider microsoft: answers as it should')
    expect(lines).toContain('note     provider microsoft: anybody with any account of Microsoft may sign in')
    expect(lines).toContain(
      'note     provider microsoft: nobody who comes from there is asked for a second step, but administrators',
    )
    const less = await said({ ...settings, MICROSOFT_TENANT: 'organizations', SECOND_STEP_SKIPPED_FOR: '' })
    expect(less).toContain('ok       provider microsoft')
    expect(less).not.toMatch(/anybody|second step/)
  })

  it('is no provider at all: then there is nothing to say', async () => {
    expect(await checkProviders(DEVELOPMENT)).toEqual([])
  })
})

describe('GitHub', () => {
  const settings = { GITHUB_CLIENT_ID: 'its-client', GITHUB_CLIENT_SECRET: SECRET }

  it('shows the page that a browser would be sent to, since it has no configuration', async () => {
    const asked = answering(() => new Response(null, { status: 302, headers: { Location: '/login' } }))
    expect(await said(settings)).toContain('ok       provider github: answers as it should')
    expect(asked).toHaveLength(1)
    expect(asked[0]).toMatch(/^https:\/\/github\.com\/login\/oauth\/authorize\?.*client_id=its-client/)
  })

  it('is a problem when it does not know the app', async () => {
    answering(() => new Response(null, { status: 404 }))
    const lines = await said(settings)
    expect(lines).toContain('PROBLEM  provider github: does not have what it is asked for')
    expect(lines).toContain('→ Is GITHUB_CLIENT_ID right?')
  })

  it('blames no setting when this machine cannot reach it', async () => {
    answering(() => {
      throw new TypeError('fetch failed')
    })
    const lines = await said(settings)
    expect(lines).toContain('PROBLEM  provider github: cannot be reached')
    expect(lines).toContain('→ Can this machine reach it?')
  })
})

describe('Apple', () => {
  async function key(): Promise<string> {
    const pair = (await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
      'sign',
    ])) as CryptoKeyPair
    const bytes = Buffer.from(await crypto.subtle.exportKey('pkcs8', pair.privateKey))
    return `-----BEGIN PRIVATE KEY-----\n${bytes.toString('base64')}\n-----END PRIVATE KEY-----`
  }
  const settingsWith = (APPLE_PRIVATE_KEY: string) => ({
    APPLE_CLIENT_ID: 'com.example.web',
    APPLE_TEAM_ID: 'TEAM123456',
    APPLE_KEY_ID: 'KEY1234567',
    APPLE_PRIVATE_KEY,
  })

  it('has a key that signs, and takes no address of this machine', async () => {
    answering(() => configurationOf('https://appleid.apple.com'))
    const lines = await said(settingsWith(await key()))
    expect(lines).toContain('ok       provider apple: answers as it should')
    expect(lines).toContain('warning  provider apple: Apple takes https addresses with a domain alone')
    expect(lines).toContain('0 problems')
  })

  it('is a problem with a key that has been cut, and the key is not shown', async () => {
    answering(() => configurationOf('https://appleid.apple.com'))
    const [, body = ''] = (await key()).split('\n')
    const cut = `-----BEGIN PRIVATE KEY-----\n${body.slice(0, 96)}\n-----END PRIVATE KEY-----`
    const lines = await said(settingsWith(cut))
    expect(lines).toContain('PROBLEM  provider apple: its key cannot be read')
    expect(lines).not.toContain(body.slice(0, 20))
  })
})

describe('the providers of a deployed service', () => {
  /** A service that offers these, or does not say. */
  const service = (...ids: string[]) =>
    serve((request, response) =>
      request.url === '/api/v1/auth/providers' && ids.length > 0
        ? response.writeHead(200).end(JSON.stringify(ids.map((id) => ({ id, label: id }))))
        : response.writeHead(404).end(),
    )
  const ENVIRONMENT = { ENVIRONMENT: 'development' }

  it('are looked at without their secrets, which are not needed', async () => {
    const url = await service('oidc_acme')
    const settings = {
      ...ENVIRONMENT,
      OIDC_ACME_ISSUER: await provider(),
      OIDC_ACME_CLIENT_ID: 'client',
    }
    const lines = textOf(await checkDeployedProviders(url, settings))
    expect(lines).toContain('ok       provider oidc_acme: answers as it should')
    expect(lines).toContain(`its redirect address is ${url}/callback/oidc_acme`)
    expect(lines).toContain('1 ok, 1 note, 0 warnings, 0 problems')
  })

  it('have an address to register also where nothing else is known of them here', async () => {
    const url = await service('google', 'oidc_acme')
    const lines = textOf(await checkDeployedProviders(url, { SECOND_STEP_SKIPPED_FOR: 'oidc_acme' }))
    expect(lines).toContain('note     provider google: is offered, and was not looked at')
    expect(lines).toContain(`provider google: its redirect address is ${url}/callback/google`)
    expect(lines).toContain('provider oidc_acme: nobody who comes from there is asked for a second step')
    expect(lines).toContain('0 problems')
  })

  it('are a warning where the service does not offer what is set here', async () => {
    const issuer = await provider()
    const settings = { ...ENVIRONMENT, ...CLIENT, OIDC_ACME_ISSUER: issuer }
    const unoffered = 'warning  provider oidc_acme: is set here, and the service does not offer it'
    expect(textOf(await checkDeployedProviders(await service('google'), settings))).toContain(unoffered)
    const silent = textOf(await checkDeployedProviders(await service(), settings))
    expect(silent).not.toContain(unoffered)
    expect(silent).toContain('ok       provider oidc_acme')
  })

  it('are named by what is missing here, and by what breaks a rule', async () => {
    const url = await service()
    const lines = textOf(
      await checkDeployedProviders(url, { APPLE_CLIENT_ID: 'x', OIDC_ACME_CLIENT_ID: 'y' }),
    )
    expect(lines).toContain(
      'note     configuration: APPLE_PRIVATE_KEY: is not set here: required with APPLE_CLIENT_ID',
    )
    expect(lines).toContain('note     configuration: OIDC_ACME_ISSUER: is not set here')
    const saidAt = async (settings: Settings) => textOf(await checkDeployedProviders(url, settings))
    expect(await saidAt({ APPLE_TEAM_ID: 'short' })).toContain(
      'PROBLEM  configuration: APPLE_TEAM_ID: breaks its rule: ten capital letters and digits',
    )
    expect(await saidAt({ ...CLIENT, OIDC_ACME_ISSUER: 'acme' })).toContain(
      'PROBLEM  configuration: OIDC_ACME_ISSUER: breaks its rule: an https address',
    )
  })

  it('are part of what is looked at from outside', async () => {
    const settings = { ...ENVIRONMENT, ...CLIENT, OIDC_ACME_ISSUER: await provider() }
    const nowhere = `http://localhost:${await freePort()}`
    const findings = await examineService(nowhere, { settings, remote: false, mail: undefined })
    expect(textOf(findings)).toContain('ok       provider oidc_acme: answers as it should')
  })
})
