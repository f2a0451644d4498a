import { vi } from 'vitest'
import { keepOutOfLog } from './log.ts'

const SECRET = '0x4AAAAAAA_the_secret_of_the_tests'
/** Turnstile takes this token and no other. */
export const HUMAN = 'a token that Turnstile has given to a human'
export const BOT = 'a token that somebody has made up'

/** Settings of a service whose pages show a check for humans. */
export const TURNSTILE_SETTINGS = { TURNSTILE_SECRET: SECRET, TURNSTILE_SITE_KEY: '0x4AAAAAAA_site' }

const VERIFY = 'https://challenges.cloudflare.com/turnstile/v0/siteverify'

/** Stands where Turnstile does, beside whoever is asked for the rest, and notes the tokens that it is asked about. */
export function siteverify(): string[] {
  for (const secret of [SECRET, HUMAN, BOT]) keepOutOfLog(secret)
  const fetches = vi.mocked(globalThis.fetch)
  const others = fetches.getMockImplementation()
  const asked: string[] = []
  fetches.mockImplementation(async (input, init) => {
    if (input !== VERIFY) return others?.(input, init) ?? Response.error()
    const { response } = JSON.parse(init?.body as string) as { response: string }
    asked.push(response)
    return Response.json({ success: response === HUMAN })
  })
  return asked
}
