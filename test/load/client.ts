/** What the run has seen: every answer by status, and what should not have been. */
export type Seen = { statuses: Map<number, number>; waits: number[]; wrong: string[] }

export type Expected = number | number[]

/**
 * A person at a client of their own: an address nobody else has, and cookies kept as a browser keeps them.
 * Every answer is counted; one that is not as expected is written down, and the story ends there.
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
      throw new Error('a story that goes on otherwise')
    }
    return JSON.parse(text) as Record<string, unknown>
  }
}

const hex = () => Math.floor(Math.random() * 0xffff).toString(16)
