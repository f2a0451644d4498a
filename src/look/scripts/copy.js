/** Copies what a button carries. The stylesheet shows such buttons where this script can serve them. */
;(() => {
  const LABELS = new WeakMap()

  async function copy(button) {
    await navigator.clipboard.writeText(button.dataset.copy)
    if (!LABELS.has(button)) LABELS.set(button, button.textContent)
    button.textContent = 'Copied'
    setTimeout(() => {
      button.textContent = LABELS.get(button)
    }, 1_500)
  }

  // Browsers give no clipboard to pages of plain HTTP that are not of this machine.
  if (!navigator.clipboard) return
  document.documentElement.classList.add('copies')
  document.addEventListener('click', ({ target }) => {
    if (target.dataset.copy !== undefined) void copy(target)
  })
})()
