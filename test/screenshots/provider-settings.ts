import { type OidcServer, startOidcServer } from '../journey/oidc-server.ts'
import { freePort } from '../journey/ports.ts'

/** A real provider, and the settings of a service that offers it. */
export type Offer = {
  acme: OidcServer
  port: number
  settings: Record<string, string>
  stop: OidcServer['stop']
}

/** Buttons of every kind. People of one provider can sign in, and nobody listens where another one should be. */
export async function startProviders(): Promise<Offer> {
  const port = await freePort()
  const acme = await startOidcServer({ name: 'acme', service: `http://localhost:${port}` })
  const settings = {
    ...acme.settings,
    OIDC_ACME_DOMAINS: 'example.com',
    // Nobody is sent to these three.
    GOOGLE_CLIENT_ID: 'google',
    GOOGLE_CLIENT_SECRET: 'a-secret-for-nobody',
    MICROSOFT_CLIENT_ID: 'microsoft',
    MICROSOFT_CLIENT_SECRET: 'a-secret-for-nobody',
    GITHUB_CLIENT_ID: 'github',
    GITHUB_CLIENT_SECRET: 'a-secret-for-nobody',
    OIDC_GONE_ISSUER: `http://127.0.0.1:${await freePort()}`,
    OIDC_GONE_CLIENT_ID: 'gone',
    OIDC_GONE_CLIENT_SECRET: 'a-secret-for-nobody',
    OIDC_GONE_LABEL: 'Royal Society of Analytical Engineering',
  }
  return { acme, port, settings, stop: acme.stop }
}
