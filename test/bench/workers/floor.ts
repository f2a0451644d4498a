import { WorkerEntrypoint } from 'cloudflare:workers'
import { Hono } from 'hono'

/** The floor: a bare Hono Worker. Each route does one thing that no auth service can leave out. */
type Env = { DB: D1Database; KV: KVNamespace; PUBLIC_JWK: JsonWebKey }

const ES256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const encoder = new TextEncoder()
const bytes = (text: string) => Uint8Array.fromBase64(text, { alphabet: 'base64url' })

let key: Promise<CryptoKey> | undefined

/** The least that a check of a token must do: signature and expiry. */
async function verify(token: string, { PUBLIC_JWK }: Env) {
  key ??= crypto.subtle.importKey('jwk', PUBLIC_JWK, ES256, false, ['verify'])
  const [head = '', body = '', signature = ''] = token.split('.')
  const signed = encoder.encode(`${head}.${body}`)
  const right = await crypto.subtle.verify(ES256, await key, bytes(signature), signed)
  const claims = JSON.parse(new TextDecoder().decode(bytes(body))) as { exp: number; sid: string }
  return right && claims.exp > Date.now() / 1000 ? claims : undefined
}

async function verifyAndLookUp(token: string, env: Env) {
  const claims = await verify(token, env)
  return claims && (await env.KV.get(`revoked:${claims.sid}`)) === null ? claims : undefined
}

async function derive(iterations: number) {
  const raw = encoder.encode('seven dry words')
  const key = await crypto.subtle.importKey('raw', raw, 'PBKDF2', false, ['deriveBits'])
  const salt = encoder.encode('sixteen letters!')
  await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations }, key, 256)
}

const token = (header: string | undefined) => header?.slice('Bearer '.length) ?? ''

export default new Hono<{ Bindings: Env }>()
  .get('/nothing', (c) => c.json({}))
  .get('/kv', async (c) => c.json({ found: await c.env.KV.get('revoked:nobody') }))
  .get('/d1/:id', async (c) => {
    const read = c.env.DB.prepare('select * from users where id = ?')
    return c.json(await read.bind(c.req.param('id')).first())
  })
  .put('/d1/:id', async (c) => {
    const write = c.env.DB.prepare('update sessions set generation = generation + 1 where id = ?')
    const { meta } = await write.bind(c.req.param('id')).run()
    return c.json({ changes: meta.changes })
  })
  .get('/verify', async (c) => c.json((await verify(token(c.req.header('Authorization')), c.env)) ?? null))
  .get('/verify-kv', async (c) =>
    c.json((await verifyAndLookUp(token(c.req.header('Authorization')), c.env)) ?? null),
  )
  .get('/derive/:iterations', async (c) => {
    await derive(Number(c.req.param('iterations')))
    return c.json({})
  })

/** The same check through a service binding, as Postern's Verifier does it. */
export class Verifier extends WorkerEntrypoint<Env> {
  async verify(token: string) {
    return { valid: (await verifyAndLookUp(token, this.env)) !== undefined }
  }
}
