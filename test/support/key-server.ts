import { vi } from 'vitest'
import { serviceKeys } from './keys.ts'

type Answer = () => Response | Promise<Response>

/**
 * The address of a key set, as apps see it from far away: answers with the service's real keys until told
 * otherwise, and counts how often it was asked. Each has its own address, so that nobody has its keys yet.
 */
export async function keyServer() {
  const real = await (await serviceKeys()).jwks(Date.now())
  const url = `https://${crypto.randomUUID()}.example.com/jwks.json`
  const server = { url, asked: 0, answer: (() => Response.json(real)) as Answer, real }
  const others = vi.mocked(fetch).getMockImplementation()
  vi.mocked(fetch).mockImplementation(async (input, init) => {
    if (input !== url) return (others as typeof fetch)(input, init)
    server.asked += 1
    return server.answer()
  })
  return server
}

export const isDown: Answer = () => Promise.reject(new Error('Network connection lost.'))
