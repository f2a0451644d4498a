import { vi } from 'vitest'
import type { Mail } from './mail.ts'

/** Resend, as far as we use it: takes every mail. With these settings no mail goes through KV. */
export function outbox() {
  const mails: Mail[] = []
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const request = new Request(input, init)
    if (request.url !== 'https://api.resend.com/emails') throw new Error(`a test asked for ${request.url}`)
    mails.push(await request.json())
    return Response.json({ id: crypto.randomUUID() })
  })
  return { mails, settings: { RESEND_API_KEY: 're_of_the_tests', EMAIL_FROM: 'Postern <auth@example.com>' } }
}
