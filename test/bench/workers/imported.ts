import { hashPassword, verifyPassword } from '../../../src/crypto/password-hash.ts'
import { openPepper } from './pepper.ts'

/** Iterations of a hash of ours. */
const OURS = 600_000

/** Checks a password against a stored hash, or makes one of ours: what `npm run bench -- --imported` compares. */
export default {
  async fetch(request: Request): Promise<Response> {
    const { password, stored } = await request.json<{ password: string; stored?: string }>()
    const pepper = await openPepper()
    if (stored === undefined) return new Response(await hashPassword(password, { pepper, iterations: OURS }))
    const { correct } = await verifyPassword(password, stored, { peppers: [pepper], iterations: OURS })
    return new Response(null, { status: correct ? 200 : 500 })
  },
}
