/**
 * @param name of the address, for whoever has given a wrong one
 * @throws TypeError that says what the address has to be
 */
export function originOf(url: string, name: string): string {
  const rule = `${name} has to be an origin without a path: "https://auth.example.com".`
  const { href, origin } = addressOf(url, rule)
  if (href !== `${origin}/`) throw new TypeError(rule)
  return origin
}

/** @throws TypeError with the rule, unless it is a whole address */
export function addressOf(url: string, rule: string): URL {
  // `new URL` takes `localhost:8787` for an address of the scheme `localhost:`.
  if (url && !/^https?:/i.test(url)) throw new TypeError(`${rule} "https://" or "http://" is missing.`)
  try {
    return new URL(url)
  } catch {
    throw new TypeError(rule)
  }
}
