/** What an app can ask for (OpenID Connect Core 1.0 §5.4 and §11). */
export const SCOPES = ['openid', 'profile', 'email', 'offline_access'] as const

export type Scope = (typeof SCOPES)[number]

/** The scopes that a text names, in our order. What nobody knows is left out (OpenID Connect Core 1.0 §3.1.2.1). */
export const scopesIn = (text: string | undefined): Scope[] => {
  const named = new Set((text ?? '').split(' '))
  return SCOPES.filter((scope) => named.has(scope))
}

/** The scopes that a text names and that the app may have now: an operator may have taken one away since. */
export function scopesFor({ scopes }: { scopes: string }, text: string | null | undefined): Scope[] {
  const allowed = scopesIn(scopes)
  return scopesIn(text ?? '').filter((scope) => allowed.includes(scope))
}

/** Whether all of these are among those. */
export const covers = (those: readonly Scope[], these: readonly Scope[]): boolean =>
  these.every((scope) => those.includes(scope))
