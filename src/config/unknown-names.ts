/** A name with more differences than this, or in half of its letters, is another word, not a misspelt one. */
const MAX_DIFFERENCES = 3

/** The known name that was probably meant by this one; undefined when none is like it. */
export function nearestOf(name: string, known: readonly string[]): string | undefined {
  const most = Math.min(MAX_DIFFERENCES, Math.floor(name.length / 2))
  const [best] = known
    .map((each) => ({ name: each, differences: differences(name.toUpperCase(), each.toUpperCase()) }))
    .filter((each) => each.differences <= most)
    .toSorted((one, other) => one.differences - other.differences)
  return best?.name ?? withMoreWords(name, known)
}

/** The known name of which this one has only some of the words, in their order: `GOOGLE_SECRET` lacks one. */
function withMoreWords(name: string, known: readonly string[]): string | undefined {
  const words = name.toUpperCase().split('_')
  if (words.length < 2) return undefined
  const [shortest] = known
    .filter((each) => {
      let rest = words
      for (const word of each.split('_')) if (word === rest[0]) rest = rest.slice(1)
      return rest.length === 0
    })
    .toSorted((one, other) => one.length - other.length)
  return shortest
}

/** How many letters must be added, removed or replaced to make one word of the other (Levenshtein). */
function differences(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1]
    for (const [column, other] of [...to].entries()) {
      const replaced = (row[column] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1))
    }
    row = next
  }
  return row[to.length] ?? 0
}
