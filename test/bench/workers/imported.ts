import { hashPassword, type Pepper, verifyPassword } from '../../../src/crypto/password-hash.ts'

/** Checks a password against a stored hash, or makes one of ours: what `npm run bench -- --imported` compares. */
const OURS = 600_000

const encoder = new TextEncoder()
const openPepper = async (): Promise<Pepper> => ({
  id: 'bench',
  key: await crypto.subtle.importKey(
    'raw',
    encoder.encode('pepper'),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign'],
  ),
})

export default {
  async fetch(request: Request): Promise<Response> {
    const { password, stored } = await request.json<{ password: string; stored?: string }>()
    const pepper = await openPepper()
    if (stored === undefined) return new Response(await hashPassword(password, { pepper, iterations: OURS }))
    const { correct } = await verifyPassword(password, stored, { peppers: [pepper], iterations: OURS })
    return new Response(null, { status: correct ? 200 : 500 })
  },
}
