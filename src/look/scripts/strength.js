/** How hard a new password is to guess, roughly: its length, the kinds of its characters, and runs such as "1234". */
;(() => {
  const KINDS = [
    [/[a-z]/, 26],
    [/[A-Z]/, 26],
    [/\d/, 10],
    [/[^a-zA-Z\d]/, 33],
  ]

  /** In bits. A character that repeats or continues the one before it counts for a quarter. */
  function bitsOf(text) {
    const pool = KINDS.reduce((sum, [kind, size]) => sum + (kind.test(text) ? size : 0), 0)
    const codes = [...text].map((each) => each.codePointAt(0))
    const weights = codes.map((code, at) => (Math.abs(code - codes[at - 1]) <= 1 ? 0.25 : 1))
    const counted = Math.min(
      weights.reduce((sum, weight) => sum + weight, 0),
      2 * new Set(codes).size,
    )
    return counted * Math.log2(pool)
  }

  function levelOf(text, least) {
    if ([...text].length < least) return 1
    const bits = bitsOf(text)
    return bits < 40 ? 1 : bits < 60 ? 2 : bits < 80 ? 3 : 4
  }

  for (const shown of document.querySelectorAll('[data-strength]')) {
    const { strength, levels, least } = shown.dataset
    const names = levels.split('|')
    document.getElementById(strength).addEventListener('input', ({ target: { value } }) => {
      const level = value === '' ? 0 : levelOf(value, Number(least))
      shown.dataset.level = level
      const name = names[level - 1] ?? ''
      const words = shown.querySelector('span')
      if (words.textContent !== name) words.textContent = name
    })
  }
})()
