const RULE = 'The url of a client is the origin of the service, without a path: "https://auth.example.com".'

/** @throws TypeError with the rule: the routes of the service begin at the root of its origin */
export function serviceOrigin(url: string): string {
  const { href, origin, protocol } = parsed(url)
  if (href !== `${origin}/` || !/^https?:$/.test(protocol)) throw new TypeError(RULE)
  return origin
}

function parsed(url: string): URL {
  try {
    return new URL(url)
  } catch {
    throw new TypeError(RULE)
  }
}

/** @throws TypeError for what is no http(s) address: `localhost:3000` has the origin `null`, as any other such has */
export function apiOrigin(url: string): string {
  const { origin, protocol } = new URL(url)
  if (!/^https?:$/.test(protocol))
    throw new TypeError(`"${url}" is no origin of an API: "https://api.example.com".`)
  return origin
}
