/** Tokens are random text, or sealed. */
const TOKEN = /^[\w.-]{20,2000}$/

/**
 * What the fragment of a mailed link says. Browsers keep it to themselves, so where no script runs the visitor pastes
 * the link. Mail programs break long lines, so its spaces mean nothing.
 */
export function readMailedLink(text: string): { token: string; email: string | undefined } | undefined {
  const [, fragment = ''] = /#(.*)$/s.exec(text.replaceAll(/\s/g, '')) ?? []
  const said = new URLSearchParams(fragment)
  const token = said.get('token') ?? ''
  return TOKEN.test(token) ? { token, email: said.get('email') ?? undefined } : undefined
}
