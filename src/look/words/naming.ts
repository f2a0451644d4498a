/** A text with a place for each of these names: `Back to {app}` is a `Naming<'app'>`. Without the place it does not compile. */
export type Naming<Name extends string> = `${string}{${Name}}${string}`

/** A text for each number that a language tells apart. */
export type Counted = { none?: string; one: string; other: Naming<'count'> }

/** Puts what is named into its places. What is put in is not read again: a name of an app may have braces. */
export const fill = <Name extends string>(text: Naming<Name>, named: Record<Name, string | number>): string =>
  text.replaceAll(/\{(\w+)\}/g, (_, name: Name) => String(named[name]))

/** Says how many. */
export const counted = ({ none, one, other }: Counted, count: number): string => {
  if (count === 0 && none !== undefined) return none
  return count === 1 ? one : fill(other, { count })
}
