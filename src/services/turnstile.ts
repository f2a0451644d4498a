const TIMEOUT_MS = 5_000

const VERIFY = 'https://challenges.cloudflare.com/turnstile/v0/siteverify'

/**
 * Whether Cloudflare Turnstile takes the sender for a human. Turnstile itself accepts a token only once,
 * and for five minutes.
 *
 * @throws Error when Turnstile does not answer in time, or not as documented
 */
export async function isHuman({ secret, token }: { secret: string; token: string }): Promise<boolean> {
  const answer = await fetch(VERIFY, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ secret, response: token }),
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  if (!answer.ok) throw new Error(`status ${answer.status}`)
  const { success } = (await answer.json()) as { success?: unknown }
  return success === true
}
