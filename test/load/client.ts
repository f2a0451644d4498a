/** What the run has seen: answers by status, their times, and the unexpected ones. */
export type Seen = { statuses: Map<number, number>; waits: number[]; wrong: string[] }

/** The message of the error that ends a story. */
export const UNEXPECTED = 'unexpected answer'

export type Expected = number | number[]

/**
 * A person with a client address that nobody else has, and with cookies as a browser keeps them. Every
 * answer is counted. An unexpected answer is noted and ends the story.
 */
export function clientOf(url: string, seen: Seen) {
  const address = `2001:db8:${hex()}:${hex()}::1`
  const cookies = new Map<string, string>()

  return async function ask(
    route: string,
    expected: Expected,
    { body, token }: { body?: object; token?: string | undefined } = {},
  ): Promise<Record<string, unknown>> {
    const [method = '', path = ''] = route.split(' ')
    const began = performance.now()
    const answer = await fetch(url + path, {
      method,
      headers: {
        'CF-Connecting-IP': address,
        ...(cookies.size > 0 && {
          Cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        }),
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        ...(body && { 'Content-Type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    seen.waits.push(performance.now() - began)
    seen.statuses.set(answer.status, (seen.statuses.get(answer.status) ?? 0) + 1)
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/Max-Age=0/.test(line)) cookies.delete(name)
      else cookies.set(name, value)
    }
    if (![expected].flat().includes(answer.status)) {
      seen.wrong.push(`${route}: ${answer.status} instead of ${String(expected)}: ${text.slice(0, 200)}`)
      throw new Error(UNEXPECTED)
    }
    return JSON.parse(text) as Record<string, unknown>
  }
}

const hex = () => Math.floor(Math.random() * 0xffff).toString(16)
