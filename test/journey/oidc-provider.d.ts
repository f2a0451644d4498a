/** What the journeys use of it: the package brings no types along. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http'

  type Claims = Record<string, unknown> & { sub: string }

  type Context = {
    oidc: {
      client?: { clientId: string }
      session?: { accountId?: string }
      provider: Provider
    }
  }

  type Grant = { addOIDCScope(scope: string): void; save(): Promise<string> }

  /** Where a provider keeps its sessions and codes: https://github.com/panva/node-oidc-provider/blob/v9.x/example/my_adapter.js */
  export type Adapter = {
    upsert(id: string, payload: object): Promise<void>
    find(id: string): Promise<object | undefined>
    findByUid(uid: string): Promise<object | undefined>
    findByUserCode(code: string): Promise<object | undefined>
    consume(id: string): Promise<void>
    destroy(id: string): Promise<void>
    revokeByGrantId(grantId: string): Promise<void>
  }

  export type Configuration = {
    adapter: (kind: string) => Adapter
    clients: object[]
    clientAuthMethods: string[]
    claims: Record<string, string[]>
    conformIdTokenClaims: boolean
    cookies: { keys: string[]; names: Record<string, string> }
    features: Record<string, { enabled: boolean }>
    interactions: { url: (context: Context, interaction: { uid: string }) => string }
    jwks: { keys: object[] }
    pkce: { required: () => boolean }
    ttl: Record<string, number>
    findAccount: (context: Context, id: string) => { accountId: string; claims: () => Claims } | undefined
    loadExistingGrant: (context: Context) => Promise<Grant>
    renderError: (context: { type: string; body: unknown }, out: object) => void
  }

  export class Provider {
    constructor(issuer: string, configuration: Configuration)
    Grant: new (about: { clientId: string; accountId: string }) => Grant
    callback(): (request: IncomingMessage, response: ServerResponse) => void
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<{ uid: string }>
    interactionFinished(
      request: IncomingMessage,
      response: ServerResponse,
      result: { login: { accountId: string } } | { error: string; error_description: string },
    ): Promise<void>
  }
}
