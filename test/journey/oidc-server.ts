import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { exportJWK, generateKeyPair } from 'jose'
import { type Adapter, type Configuration, Provider } from 'oidc-provider'
import { freePort } from './ports.ts'

/** What it says of somebody, whether that is true or not. The subject is the name under which they are kept. */
type Account = { email?: string; email_verified?: boolean; given_name?: string; family_name?: string }

export type OidcServer = Awaited<ReturnType<typeof startOidcServer>>

type About = {
  /** As the service calls it: it comes back to `/callback/oidc_<name>`. */
  name: string
  service: string
  /** Whether the id_token has the address, or the userinfo endpoint alone. */
  tellsInToken?: boolean
  takes?: 'client_secret_post' | 'client_secret_basic'
}

// The library encodes Buffers, with a function that Node 24 has by --js-base-64 alone and that reads from the start of
// the memory behind them: Buffers that share memory come out as what others have written there.
Buffer.poolSize = 0

const SCOPE = 'openid email profile'
const DAY_S = 86_400

/** A real OpenID provider on this machine, by a library that others wrote. Its people sign in by a name alone. */
export async function startOidcServer({
  name,
  service,
  tellsInToken = false,
  takes = 'client_secret_post',
}: About) {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const clientId = `postern-at-${name}`
  const clientSecret = `the secret of postern at ${name}`.replaceAll(' ', '-')
  const accounts = new Map<string, Account>()
  const stored = new Map<string, object>()
  /** The first one signs. The next one is published before it does, as those who read keys once an hour need it. */
  let keys = [await newKey(), await newKey()]

  const open = () =>
    new Provider(url, {
      adapter: (kind) => adapterIn(stored, kind),
      clients: [
        {
          client_id: clientId,
          client_secret: clientSecret,
          redirect_uris: [`${service}/callback/oidc_${name}`],
          token_endpoint_auth_method: takes,
        },
      ],
      clientAuthMethods: [takes],
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['given_name', 'family_name'] },
      conformIdTokenClaims: !tellsInToken,
      // Cookies know no ports: providers of one machine would take those of each other.
      cookies: {
        keys: [clientSecret],
        names: { session: `${name}-session`, interaction: `${name}-interaction`, resume: `${name}-resume` },
      },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_, { uid }) => `/interaction/${uid}` },
      jwks: { keys },
      pkce: { required: () => true },
      ttl: {
        AccessToken: 60,
        AuthorizationCode: 60,
        Grant: DAY_S,
        IdToken: 60,
        Interaction: 600,
        Session: DAY_S,
      },
      findAccount: (_, id) => {
        const account = accounts.get(id)
        return account && { accountId: id, claims: () => ({ sub: id, ...account }) }
      },
      loadExistingGrant,
      renderError: (context, out) => Object.assign(context, { type: 'json', body: out }),
    })

  let listening = await listen(open(), { name, port })
  return {
    url,
    /** The name of its button. */
    label: name[0]?.toUpperCase() + name.slice(1),
    accounts,
    settings: {
      [`OIDC_${name.toUpperCase()}_ISSUER`]: url,
      [`OIDC_${name.toUpperCase()}_CLIENT_ID`]: clientId,
      [`OIDC_${name.toUpperCase()}_CLIENT_SECRET`]: clientSecret,
      [`OIDC_${name.toUpperCase()}_LABEL`]: name[0]?.toUpperCase() + name.slice(1),
    },
    stop: () => stop(listening),
    /** Starts where it was, with what it has kept, and signs with the next key. */
    async restart() {
      keys = [...keys.slice(1), await newKey()]
      listening = await listen(open(), { name, port })
    },
  }
}

async function newKey() {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  return { ...(await exportJWK(privateKey)), kid: crypto.randomUUID(), alg: 'RS256', use: 'sig' }
}

/** Nobody is asked whether the service may know them: who signs in has come for that. */
const loadExistingGrant: Configuration['loadExistingGrant'] = async ({ oidc }) => {
  const [clientId = '', accountId = ''] = [oidc.client?.clientId, oidc.session?.accountId]
  const grant = new oidc.provider.Grant({ clientId, accountId })
  grant.addOIDCScope(SCOPE)
  await grant.save()
  return grant
}

function adapterIn(stored: Map<string, object>, kind: string): Adapter {
  const keyOf = (id: string) => `${kind} ${id}`
  const find = async (fits: (payload: Record<string, unknown>, key: string) => boolean) =>
    [...stored].find(([key, payload]) => key.startsWith(`${kind} `) && fits({ ...payload }, key))?.[1]
  return {
    upsert: async (id, payload) => void stored.set(keyOf(id), payload),
    find: async (id) => stored.get(keyOf(id)),
    findByUid: (uid) => find((payload) => payload['uid'] === uid),
    findByUserCode: (code) => find((payload) => payload['userCode'] === code),
    consume: async (id) =>
      void Object.assign(stored.get(keyOf(id)) ?? {}, { consumed: Math.floor(Date.now() / 1_000) }),
    destroy: async (id) => void stored.delete(keyOf(id)),
    revokeByGrantId: async (grantId) => {
      for (const [key, payload] of stored)
        if ('grantId' in payload && payload.grantId === grantId) stored.delete(key)
    },
  }
}

async function listen(provider: Provider, { name, port }: { name: string; port: number }) {
  const answer = provider.callback()
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/interaction/')) void interact(provider, name, request, response)
    else answer(request, response)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}

async function stop(server: Server) {
  if (!server.listening) return
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
}

/** Its own page: who are you, and do you want to go on. */
async function interact(
  provider: Provider,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
) {
  if (request.method === 'GET') {
    const { uid } = await provider.interactionDetails(request, response)
    response.writeHead(200, { 'Content-Type': 'text/html' }).end(pageOf(name, uid))
    return
  }
  const sent = new URLSearchParams(await text(request))
  await provider.interactionFinished(
    request,
    response,
    sent.has('cancel')
      ? { error: 'access_denied', error_description: 'the user has cancelled' }
      : { login: { accountId: sent.get('account') ?? '' } },
  )
}

const pageOf = (name: string, uid: string) => `<!doctype html><html lang="en"><title>${name}</title>
<link rel="icon" href="data:,">
<main><h1>The page of ${name}</h1><form method="post" action="/interaction/${uid}">
<label>Account <input name="account"></label>
<button>Go on</button> <button name="cancel" value="1">Cancel</button></form></main>`
