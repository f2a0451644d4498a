/** Copies what a button carries. The stylesheet shows such buttons where this script can serve them. */
;(() => {
  const LABELS = new WeakMap()

  async function copy(button) {
    await navigator.clipboard.writeText(button.dataset.copy)
    say(button, true)
    setTimeout(() => say(button, false), 1_500)
  }

  /** A button with a tick shows it, and the words beside it are heard. One without has words alone. */
  function say(button, isCopied) {
    if (button.classList.contains('swaps')) {
      button.classList.toggle('swapped', isCopied)
      button.nextElementSibling.textContent = isCopied ? button.dataset.copied : ''
      return
    }
    if (!LABELS.has(button)) LABELS.set(button, button.textContent)
    button.textContent = isCopied ? 'Copied' : LABELS.get(button)
  }

  // Browsers give no clipboard to pages of plain HTTP that are not of this machine.
  if (!navigator.clipboard) return
  document.documentElement.classList.add('copies')
  document.addEventListener('click', ({ target }) => {
    const button = target.closest('[data-copy]')
    if (button) void copy(button)
  })
})()
