/**
 * Long tables are products, such as each route with each bad body, and their cases are much alike. `npm test`
 * takes a part of them, which is the same in every run; `EVERY_CASE=1 npm test` takes all.
 */
export const EVERY_CASE = Boolean(import.meta.env['EVERY_CASE'])

/** Pairs of two lists: all of them, or as many as it takes so that everything on either list is in one. */
function pairs<One, Other>(ones: readonly One[], others: readonly Other[]): [One, Other][] {
  const all = ones.flatMap((one) => others.map((other): [One, Other] => [one, other]))
  if (EVERY_CASE) return all
  const longer = Math.max(ones.length, others.length)
  const taken = new Set(
    Array.from({ length: longer }, (_, n) => (n % ones.length) * others.length + (n % others.length)),
  )
  return all.filter((_, index) => taken.has(index))
}

/** What one has of another list: all of it, or its part of these pairs. */
export const shareOf = <One, Other>(one: One, ones: readonly One[], others: readonly Other[]): Other[] =>
  pairs(ones, others).flatMap(([each, other]) => (each === one ? [other] : []))

/** Of a table whose cases have several names: all, or so many that each name comes once. */
export function sample<Case>(cases: readonly Case[], namesOf: (each: Case) => string[]): Case[] {
  if (EVERY_CASE) return [...cases]
  const seen = new Set<string>()
  const isNew = (each: Case) =>
    namesOf(each)
      .map((name, column) => `${column} ${name}`)
      .filter((name) => !seen.has(name) && seen.add(name)).length > 0
  const taken = new Set(scattered(cases).filter(isNew))
  return cases.filter((each) => taken.has(each))
}

/** Neighbours in a table are alike. In this order they are far apart: steps of the golden ratio. */
const scattered = <Item>(items: readonly Item[]): Item[] =>
  items
    .map((item, index) => [(index * 0.618_034) % 1, item] as const)
    .toSorted(([one], [other]) => one - other)
    .map(([, item]) => item)
